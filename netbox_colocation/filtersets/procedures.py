"""Filters of procedures and their versions."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import SubjectKindChoices, VersionStateChoices
from ..models import Calendar, Procedure, ProcedureVersion
from .fields import id_and_key, only_id

__all__ = ('ProcedureFilterSet', 'ProcedureVersionFilterSet')


@register_filterset
class ProcedureFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    calendar_id, calendar = id_and_key('calendar', Calendar.objects.all(), _('Calendar'), key='name')
    subject_kind = django_filters.MultipleChoiceFilter(choices=SubjectKindChoices, distinct=False, null_value=None)

    class Meta:
        model = Procedure
        fields = ('id', 'key', 'name', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(Q(key__icontains=value) | Q(name__icontains=value) | Q(description__icontains=value))


@register_filterset
class ProcedureVersionFilterSet(NetBoxModelFilterSet):
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    state = django_filters.MultipleChoiceFilter(choices=VersionStateChoices, distinct=False, null_value=None)
    published_by_id, published_by = id_and_key(
        'published_by', get_user_model().objects.all(), _('Published by'), key='username'
    )
    based_on_id = only_id('based_on', ProcedureVersion.objects.all(), _('Based on'))

    class Meta:
        model = ProcedureVersion
        fields = ('id', 'number', 'note', 'digest', 'published_at')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(procedure__key__icontains=value)
            | Q(procedure__name__icontains=value)
            | Q(note__icontains=value)
            | Q(digest__istartswith=value)
        )
