"""A case, its tasks, its events and its outbox. Only `workflows.engine` writes them.

The database refuses to change or delete an event or a closed task (see the migration `append_only`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from netbox.models import BaseModel, NetBoxModel

from ..choices import CaseStateChoices, OutboxStateChoices, SubjectKindChoices, TaskStateChoices
from ..constants import APPLICANT

__all__ = ('Case', 'CaseEvent', 'DecisionLink', 'OutboxEntry', 'Task')


class Case(NetBoxModel):
    """One run of one procedure version, with its file: tasks, events, documents."""

    number = models.CharField(_('number'), max_length=50, unique=True)
    version = models.ForeignKey('netbox_colocation.ProcedureVersion', on_delete=models.PROTECT, related_name='cases')
    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='run_cases')
    applicant = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='colocation_cases')
    state = models.CharField(_('state'), max_length=20, choices=CaseStateChoices, default=CaseStateChoices.OPEN)
    opened_at = models.DateTimeField(_('opened at'))
    closed_at = models.DateTimeField(_('closed at'), blank=True, null=True)

    class Meta:
        ordering = ('-opened_at', '-pk')
        verbose_name = _('case')
        verbose_name_plural = _('cases')
        indexes = [
            models.Index(fields=('-opened_at', '-id'), name='netbox_colo_case_opened'),
            models.Index(fields=('applicant', 'state'), name='netbox_colo_case_applicant'),
        ]
        permissions = [
            ('cancel', 'Cancel cases'),
            ('move', 'Move cases to another version of their procedure'),
            ('report_check', 'Report the result of outside checks'),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseStateChoices.OPEN, closed_at__isnull=True)
                | (~Q(state=CaseStateChoices.OPEN) & Q(closed_at__isnull=False)),
                name='%(app_label)s_%(class)s_closed_has_time',
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_state_color(self) -> str:
        return CaseStateChoices.colors.get(self.state)

    @cached_property
    def subject(self):
        """What the case is about: its request, visit or ticket."""
        return getattr(self, SubjectKindChoices.RELATIONS[self.version.procedure.subject_kind])

    @property
    def is_open(self) -> bool:
        return self.state == CaseStateChoices.OPEN


class Task(NetBoxModel):
    """One step of a case that waits, or waited, for one role. Closed once, by one person, with one outcome.

    A question to the applicant is a task of its own: its `parent` is the task that was paused to ask it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name='tasks')
    step = models.CharField(_('step'), max_length=20, help_text=_('Row and hand-over, e.g. 2.1'))
    row = models.CharField(_('row'), max_length=10)
    round = models.PositiveIntegerField(_('round'), default=1, help_text=_('How often the case came to this step'))
    seat = models.PositiveSmallIntegerField(
        _('seat'), default=1, help_text=_('Which of several holders, where a step needs more than one')
    )
    parent = models.ForeignKey('self', on_delete=models.PROTECT, related_name='questions', blank=True, null=True)
    role_key = models.CharField(_('role key'), max_length=50)
    role = models.ForeignKey(
        'netbox_colocation.ProcedureRole', on_delete=models.PROTECT, related_name='tasks', blank=True, null=True
    )
    state = models.CharField(_('state'), max_length=20, choices=TaskStateChoices, default=TaskStateChoices.OPEN)
    opened_at = models.DateTimeField(_('opened at'))
    target_at = models.DateTimeField(_('target'), blank=True, null=True)
    due_at = models.DateTimeField(_('due at'), blank=True, null=True)
    paused_at = models.DateTimeField(_('paused at'), blank=True, null=True)
    paused_minutes = models.PositiveIntegerField(
        _('paused (working minutes)'), default=0, help_text=_('Working minutes that its pauses took')
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    claimed_at = models.DateTimeField(_('claimed at'), blank=True, null=True)
    reminded_at = models.DateTimeField(_('reminded at'), blank=True, null=True)
    escalated_at = models.DateTimeField(_('escalated at'), blank=True, null=True)
    closed_at = models.DateTimeField(_('closed at'), blank=True, null=True)
    worked_minutes = models.PositiveIntegerField(
        _('time taken (working minutes)'), blank=True, null=True, help_text=_('From opening to closing, without pauses')
    )
    acted_at = models.DateTimeField(
        _('acted at'), blank=True, null=True, help_text=_('When it happened, where it happened on paper')
    )
    on_paper = models.BooleanField(_('on paper'), default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    recorded_by_name = models.CharField(_('recorded by'), max_length=150, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    closed_by_name = models.CharField(_('closed by'), max_length=150, blank=True)
    outcome = models.CharField(_('outcome'), max_length=50, blank=True)
    comment = models.TextField(_('comment'), blank=True)
    data = models.JSONField(_('data'), default=dict, blank=True)

    class Meta:
        ordering = ('-opened_at', '-pk')
        verbose_name = _('task')
        verbose_name_plural = _('tasks')
        permissions = [('perform', 'Perform tasks'), ('record_paper', 'Record acts that happened on paper')]
        indexes = [
            models.Index(
                fields=('role', 'due_at'), name='netbox_colo_task_open', condition=Q(state=TaskStateChoices.OPEN)
            ),
            models.Index(fields=('-opened_at', '-id'), name='netbox_colo_task_opened'),
            models.Index(fields=('due_at',), name='netbox_colo_task_due', condition=Q(state=TaskStateChoices.OPEN)),
            models.Index(fields=('closed_at',), name='netbox_colo_task_closed'),
            models.Index(
                fields=('closed_by', '-closed_at'),
                name='netbox_colo_task_done',
                condition=Q(state=TaskStateChoices.CLOSED),
            ),
            models.Index(
                fields=('case',),
                name='netbox_colo_task_case_open',
                condition=Q(state=TaskStateChoices.OPEN, role__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=('case', 'step', 'round', 'seat'), name='%(app_label)s_%(class)s_unique_case_step_round_seat'
            ),
            models.UniqueConstraint(
                fields=('case', 'step', 'seat'),
                condition=Q(state=TaskStateChoices.OPEN),
                name='%(app_label)s_%(class)s_one_open_per_seat',
            ),
            models.CheckConstraint(
                condition=Q(state=TaskStateChoices.OPEN, closed_at__isnull=True, outcome='')
                | (Q(state=TaskStateChoices.CLOSED, closed_at__isnull=False) & ~Q(outcome=''))
                | Q(state=TaskStateChoices.CANCELLED, closed_at__isnull=False, outcome=''),
                name='%(app_label)s_%(class)s_closed_or_cancelled',
            ),
            models.CheckConstraint(
                condition=Q(role_key=APPLICANT, role__isnull=True) | (~Q(role_key=APPLICANT) & Q(role__isnull=False)),
                name='%(app_label)s_%(class)s_role_or_applicant',
            ),
        ]

    def __str__(self) -> str:
        return _('{case}, step {step}').format(case=self.case, step=self.step)

    def get_state_color(self) -> str:
        return TaskStateChoices.colors.get(self.state)

    @property
    def is_open(self) -> bool:
        return self.state == TaskStateChoices.OPEN

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_question(self) -> bool:
        return self.parent_id is not None


class DecisionLink(BaseModel):
    """A link by e-mail with which one holder may decide one task once, without logging in. Only its digest is kept."""

    _netbox_private = True

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name='decision_links')
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='+')
    digest = models.CharField(_('digest'), max_length=64, unique=True)
    created_at = models.DateTimeField(_('created at'))
    expires_at = models.DateTimeField(_('expires at'))
    used_at = models.DateTimeField(_('used at'), blank=True, null=True)

    class Meta:
        ordering = ('-pk',)
        verbose_name = _('decision link')
        verbose_name_plural = _('decision links')

    def __str__(self) -> str:
        return f'{self.task} ({self.user})'


class CaseEvent(BaseModel):
    """What happened to a case: append-only, numbered without gaps, each chained to the one before by its hash."""

    _netbox_private = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name='events')
    sequence = models.PositiveIntegerField(_('sequence'))
    kind = models.CharField(_('kind'), max_length=50)
    at = models.DateTimeField(_('at'))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    actor_name = models.CharField(_('actor'), max_length=150, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name='events', blank=True, null=True)
    data = models.JSONField(_('data'), default=dict)
    previous_digest = models.CharField(_('previous digest'), max_length=64, blank=True)
    digest = models.CharField(_('digest'), max_length=64)

    class Meta:
        ordering = ('case', 'sequence', 'pk')
        verbose_name = _('case event')
        verbose_name_plural = _('case events')
        constraints = [
            models.UniqueConstraint(fields=('case', 'sequence'), name='%(app_label)s_%(class)s_unique_case_sequence'),
        ]

    def __str__(self) -> str:
        return f'{self.case} #{self.sequence}: {self.kind}'

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()


class OutboxEntry(BaseModel):
    """One outer effect (render, mail, notify) that waits to be run after commit; run at least once, so idempotent."""

    _netbox_private = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name='outbox')
    effect = models.CharField(_('effect'), max_length=100)
    data = models.JSONField(_('data'), default=dict)
    state = models.CharField(_('state'), max_length=20, choices=OutboxStateChoices, default=OutboxStateChoices.PENDING)
    attempts = models.PositiveIntegerField(_('attempts'), default=0)
    created_at = models.DateTimeField(_('created at'))
    available_at = models.DateTimeField(_('available at'))
    done_at = models.DateTimeField(_('done at'), blank=True, null=True)
    last_error = models.TextField(_('last error'), blank=True)

    class Meta:
        ordering = ('-pk',)
        verbose_name = _('outbox entry')
        verbose_name_plural = _('outbox entries')
        indexes = [
            models.Index(
                fields=('available_at',),
                name='netbox_colo_outbox_pending',
                condition=Q(state=OutboxStateChoices.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f'{self.effect} ({self.case})'

    def get_state_color(self) -> str:
        return OutboxStateChoices.colors.get(self.state)
