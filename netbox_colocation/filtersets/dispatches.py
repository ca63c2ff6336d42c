"""Filters of dispatches."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DispatchMethodChoices, DispatchStateChoices
from ..documents.expedition import of_agency
from ..models import Dispatch, Document
from .fields import id_and_key, only_id

__all__ = ('DispatchFilterSet',)


@register_filterset
class DispatchFilterSet(NetBoxModelFilterSet):
    document_id = only_id('document', Document.objects.all(), _('Document'))
    agency_id = django_filters.ModelMultipleChoiceFilter(
        queryset=Tenant.objects.all(), method='filter_agency', label=_('Agency (ID)')
    )
    agency = django_filters.ModelMultipleChoiceFilter(
        queryset=Tenant.objects.all(), to_field_name='slug', method='filter_agency', label=_('Agency')
    )
    method = django_filters.MultipleChoiceFilter(choices=DispatchMethodChoices, distinct=False, null_value=None)
    state = django_filters.MultipleChoiceFilter(choices=DispatchStateChoices, distinct=False, null_value=None)
    sent_by_id, sent_by = id_and_key('sent_by', get_user_model().objects.all(), _('Sent by'), key='username')

    class Meta:
        model = Dispatch
        fields = (
            'id', 'recipient', 'address', 'tracking_number', 'sent_on', 'received_by', 'received_on', 'attempts',
            'error', 'note',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(recipient__icontains=value)
            | Q(address__icontains=value)
            | Q(tracking_number__icontains=value)
            | Q(received_by__icontains=value)
            | Q(note__icontains=value)
            | Q(document__number__icontains=value)
            | Q(document__title__icontains=value)
        )

    def filter_agency(self, queryset: QuerySet, name: str, value: list[Tenant]) -> QuerySet:
        """Dispatches of papers of these agencies."""
        condition = Q()
        for agency in value:
            condition |= of_agency(agency)
        return queryset.filter(condition) if value else queryset
