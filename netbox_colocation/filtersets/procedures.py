"""Filters of procedures and their versions."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import SubjectKindChoices, VersionStateChoices
from ..models import Calendar, Procedure, ProcedureVersion
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('ProcedureFilterSet', 'ProcedureVersionFilterSet')


@register_filterset
class ProcedureFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('key', 'name', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    calendar_id, calendar = id_and_key('calendar', Calendar.objects.all(), _('Calendar'), key='name')
    subject_kind = any_of(SubjectKindChoices)

    class Meta:
        model = Procedure
        fields = ('id', 'key', 'name', 'description')


@register_filterset
class ProcedureVersionFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('procedure__key', 'procedure__name', 'note', 'digest__istartswith')
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    state = any_of(VersionStateChoices)
    published_by_id, published_by = id_and_key(
        'published_by', get_user_model().objects.all(), _('Published by'), key='username'
    )
    based_on_id = only_id('based_on', ProcedureVersion.objects.all(), _('Based on'))

    class Meta:
        model = ProcedureVersion
        fields = ('id', 'number', 'note', 'digest', 'published_at')
