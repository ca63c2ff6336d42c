"""Filters of disposition instructions."""

from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..models import DispositionInstruction
from .fields import id_and_key
from .searching import SearchedMixin

__all__ = ('DispositionInstructionFilterSet',)


@register_filterset
class DispositionInstructionFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('key', 'text')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))

    class Meta:
        model = DispositionInstruction
        fields = ('id', 'key', 'text', 'weight')
