"""Procedures and their versions. A published version never changes; what a case follows is always one version."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel, PrimaryModel

from ..choices import SubjectKindChoices, VersionStateChoices

__all__ = ('Procedure', 'ProcedureVersion')


class Procedure(PrimaryModel):
    """An agency's standard operating procedure, whatever its version."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='procedures')
    key = models.SlugField(_('key'), max_length=100)
    name = models.CharField(_('name'), max_length=200)
    subject_kind = models.CharField(
        _('subject'), max_length=50, choices=SubjectKindChoices, default=SubjectKindChoices.COLOCATION_REQUEST
    )
    calendar = models.ForeignKey(
        'netbox_colocation.Calendar',
        on_delete=models.PROTECT,
        related_name='procedures',
        blank=True,
        null=True,
        help_text=_('Working time of its limits; without one, the plugin’s settings'),
    )
    settings = models.JSONField(
        _('settings'),
        default=dict,
        blank=True,
        help_text=_('Who acts where the procedure leaves it open: {"roles": {"decider": "head"}}'),
    )

    clone_fields = ('agency', 'subject_kind', 'calendar', 'settings')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', 'key', 'pk')
        verbose_name = _('procedure')
        verbose_name_plural = _('procedures')
        constraints = [
            models.UniqueConstraint(fields=('agency', 'key'), name='%(app_label)s_%(class)s_unique_agency_key'),
        ]

    def __str__(self) -> str:
        return self.name

    def get_subject_kind_color(self) -> str:
        return SubjectKindChoices.colors.get(self.subject_kind)

    def clean(self) -> None:
        super().clean()
        chosen = self.settings
        roles = chosen.get('roles', {}) if isinstance(chosen, dict) else None
        is_right = isinstance(roles, dict) and all(isinstance(role, str) for role in roles.values())
        if not is_right or set(chosen) - {'roles'}:
            raise ValidationError({'settings': _('Write it as {"roles": {"SETTING": "ROLE"}}, or {}.')})

    @property
    def published_version(self) -> 'ProcedureVersion | None':
        """The newest published version: the one that a new case follows."""
        return self.versions.filter(state=VersionStateChoices.PUBLISHED).order_by('-number').first()


class ProcedureVersion(NetBoxModel):
    """One version of a procedure's document, as parsed by `workflows.document`.

    The database refuses any change to the document, digest or number of a published version.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name='versions')
    number = models.PositiveIntegerField(_('number'))
    state = models.CharField(
        _('state'), max_length=20, choices=VersionStateChoices, default=VersionStateChoices.DRAFT, editable=False
    )
    document = models.JSONField(_('document'), default=dict)
    source = models.TextField(
        _('source'), blank=True, help_text=_('The YAML as it was written; a draft need not be right yet')
    )
    based_on = models.ForeignKey(
        'self', on_delete=models.PROTECT, related_name='followers', blank=True, null=True, editable=False
    )
    note = models.CharField(_('note'), max_length=200, blank=True, help_text=_('What changed, and why'))
    digest = models.CharField(_('digest'), max_length=64, editable=False)
    published_at = models.DateTimeField(_('published at'), blank=True, null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )

    class Meta:
        ordering = ('procedure', '-number', 'pk')
        verbose_name = _('procedure version')
        verbose_name_plural = _('procedure versions')
        permissions = [('publish', 'Publish procedure versions')]
        constraints = [
            models.UniqueConstraint(
                fields=('procedure', 'number'), name='%(app_label)s_%(class)s_unique_procedure_number'
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionStateChoices.PUBLISHED) | Q(published_at__isnull=False),
                name='%(app_label)s_%(class)s_published_has_time',
            ),
        ]

    def __str__(self) -> str:
        return _('{procedure}, version {number}').format(procedure=self.procedure, number=self.number)

    def get_state_color(self) -> str:
        return VersionStateChoices.colors.get(self.state)

    def clone(self) -> dict[str, Any]:
        return {'procedure': self.procedure_id}
