"""Filters of cases and tasks; `mine` is the only one that depends on who asks."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import CaseStateChoices, SubjectKindChoices, TaskStateChoices
from ..models import (
    AccessVisit,
    Case,
    ColocationRequest,
    MaintenanceTicket,
    Procedure,
    ProcedureRole,
    ProcedureVersion,
    Task,
)
from ..workflows.actors import tasks_of
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('CaseFilterSet', 'TaskFilterSet')

# Where a case's subject has its name, whichever kind it is.
SUBJECT_NAMES = tuple(f'{relation}__name' for relation in dict.fromkeys(SubjectKindChoices.RELATIONS.values()))


@register_filterset
class CaseFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('number', 'applicant__name', *SUBJECT_NAMES)
    version_id = only_id('version', ProcedureVersion.objects.all(), _('Procedure version'))
    procedure_id, procedure = id_and_key('version__procedure', Procedure.objects.all(), _('Procedure'), key='key')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    applicant_id, applicant = id_and_key('applicant', Tenant.objects.all(), _('Applicant'))
    colocation_request_id = only_id('colocation_request', ColocationRequest.objects.all(), _('Colocation request'))
    access_visit_id = only_id('access_visit', AccessVisit.objects.all(), _('Access visit'))
    maintenance_ticket_id = only_id('maintenance_ticket', MaintenanceTicket.objects.all(), _('Maintenance ticket'))
    subject_kind = any_of(SubjectKindChoices, field_name='version__procedure__subject_kind', label=_('Subject'))
    state = any_of(CaseStateChoices)

    class Meta:
        model = Case
        fields = ('id', 'number', 'opened_at', 'closed_at')


@register_filterset
class TaskFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = (
        'case__number', *(f'case__{name}' for name in SUBJECT_NAMES), 'case__applicant__name', 'role__name',
        'closed_by_name', 'comment',
    )  # fmt: skip
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    applicant_id, applicant = id_and_key('case__applicant', Tenant.objects.all(), _('Applicant'))
    agency_id, agency = id_and_key('case__agency', Tenant.objects.all(), _('Agency'))
    role_id, role = id_and_key('role', ProcedureRole.objects.all(), _('Role'), key='key')
    subject_kind = any_of(SubjectKindChoices, field_name='case__version__procedure__subject_kind', label=_('Subject'))
    state = any_of(TaskStateChoices)
    parent_id = only_id('parent', Task.objects.all(), _('Task that was paused to ask'))
    claimed_by_id, claimed_by = id_and_key(
        'claimed_by', get_user_model().objects.all(), _('Claimed by'), key='username'
    )
    recorded_by_id, recorded_by = id_and_key(
        'recorded_by', get_user_model().objects.all(), _('Recorded by'), key='username'
    )
    closed_by_id, closed_by = id_and_key('closed_by', get_user_model().objects.all(), _('Closed by'), key='username')
    mine = django_filters.BooleanFilter(method='filter_mine', label=_('Waits for me today'))
    overdue = django_filters.BooleanFilter(method='filter_overdue', label=_('Open and past its time limit'))

    class Meta:
        model = Task
        fields = (
            'id', 'step', 'row', 'round', 'seat', 'role_key', 'opened_at', 'target_at', 'due_at', 'paused_at',
            'paused_minutes', 'claimed_at', 'reminded_at', 'escalated_at', 'closed_at', 'closed_by_name',
            'worked_minutes', 'acted_at', 'on_paper', 'recorded_by_name', 'outcome', 'comment',
        )  # fmt: skip

    def filter_mine(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Open tasks of the roles that the asking user holds today, and of the agencies that the user represents."""
        user = getattr(self.request, 'user', None)
        if user is None or not user.is_authenticated:
            return queryset.none() if value else queryset
        mine = tasks_of(user, now=timezone.now())
        if value:
            return queryset.filter(mine)
        # By key, not by the condition itself: a task of an applicant has no role, and NOT (NULL OR …) finds nothing.
        return queryset.exclude(pk__in=Task.objects.filter(mine).values('pk'))

    def filter_overdue(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        late = Q(state=TaskStateChoices.OPEN, due_at__isnull=False, due_at__lt=timezone.now())
        return queryset.filter(late) if value else queryset.exclude(late)
