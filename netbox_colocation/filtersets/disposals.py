"""Filters of disposals."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DisposalStateChoices
from ..models import Disposal, Document
from .fields import id_and_key, only_id

__all__ = ('DisposalFilterSet',)


@register_filterset
class DisposalFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    document_id = only_id('documents', Document.objects.all(), _('Document'), distinct=True)
    state = django_filters.MultipleChoiceFilter(choices=DisposalStateChoices, distinct=False, null_value=None)
    proposed_by_id, proposed_by = id_and_key(
        'proposed_by', get_user_model().objects.all(), _('Proposed by'), key='username'
    )
    decided_by_id, decided_by = id_and_key(
        'decided_by', get_user_model().objects.all(), _('Decided by'), key='username'
    )
    carried_out_by_id, carried_out_by = id_and_key(
        'carried_out_by', get_user_model().objects.all(), _('Carried out by'), key='username'
    )

    class Meta:
        model = Disposal
        fields = ('id', 'name', 'approval_number', 'decided_at', 'carried_out_at', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(name__icontains=value)
            | Q(reason__icontains=value)
            | Q(approval_number__icontains=value)
            | Q(description__icontains=value)
        )
