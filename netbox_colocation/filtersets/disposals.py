"""Filters of disposals."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import DisposalStateChoices
from ..models import Disposal, Document
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('DisposalFilterSet',)


@register_filterset
class DisposalFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'reason', 'approval_number', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    document_id = only_id('documents', Document.objects.all(), _('Document'), distinct=True)
    state = any_of(DisposalStateChoices)
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
