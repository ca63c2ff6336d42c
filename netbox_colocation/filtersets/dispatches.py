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
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('DispatchFilterSet',)


@register_filterset
class DispatchFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('recipient', 'address', 'tracking_number', 'received_by', 'note', 'document__number', 'document__title')
    document_id = only_id('document', Document.objects.all(), _('Document'))
    agency_id = django_filters.ModelMultipleChoiceFilter(
        queryset=Tenant.objects.all(), method='filter_agency', label=_('Agency (ID)')
    )
    agency = django_filters.ModelMultipleChoiceFilter(
        queryset=Tenant.objects.all(), to_field_name='slug', method='filter_agency', label=_('Agency')
    )
    method = any_of(DispatchMethodChoices)
    state = any_of(DispatchStateChoices)
    sent_by_id, sent_by = id_and_key('sent_by', get_user_model().objects.all(), _('Sent by'), key='username')

    class Meta:
        model = Dispatch
        fields = (
            'id', 'recipient', 'address', 'tracking_number', 'sent_on', 'received_by', 'received_on', 'attempts',
            'error', 'note',
        )  # fmt: skip

    def filter_agency(self, queryset: QuerySet, name: str, value: list[Tenant]) -> QuerySet:
        """Dispatches of papers of these agencies."""
        condition = Q()
        for agency in value:
            condition |= of_agency(agency)
        return queryset.filter(condition) if value else queryset
