"""Filters of disposition instructions."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..models import DispositionInstruction
from .fields import id_and_key

__all__ = ('DispositionInstructionFilterSet',)


@register_filterset
class DispositionInstructionFilterSet(NetBoxModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))

    class Meta:
        model = DispositionInstruction
        fields = ('id', 'key', 'text', 'weight')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(Q(key__icontains=value) | Q(text__icontains=value))
