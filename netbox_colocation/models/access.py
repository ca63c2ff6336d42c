"""Who may be in a room at all: its rules, who is barred, who has standing access, the log of the door, and reviews."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import BaseModel, NetBoxModel, PrimaryModel

from ..choices import (
    AccessLogKindChoices,
    AccessMeansChoices,
    IdentityKindChoices,
    ReviewDecisionChoices,
    ReviewLineKindChoices,
    ReviewStateChoices,
)
from .roles import Term, TermQuerySet
from .visitors import IDENTITY_DIGITS, refuse_identity_number, validate_last_digits

__all__ = ('AccessLogEntry', 'AccessReview', 'AccessRight', 'EntryBan', 'ReviewLine', 'RoomPolicy')

USER = settings.AUTH_USER_MODEL


class RoomPolicy(PrimaryModel):
    """The rules of a room, or of all rooms of a site: how many people, when they may come, what they have to accept."""

    site = models.ForeignKey('dcim.Site', on_delete=models.CASCADE, related_name='room_policies')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.CASCADE, related_name='room_policies', blank=True, null=True
    )
    most_people = models.PositiveSmallIntegerField(
        _('most people'), blank=True, null=True, help_text=_('In the room at once, visitors and escorts; empty: any')
    )
    early_minutes = models.PositiveSmallIntegerField(
        _('early (minutes)'), default=15, help_text=_('How long before its time a visit may begin')
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _('grace (minutes)'), default=15, help_text=_('How long after its time a visit alarms')
    )
    rules = models.TextField(_('house rules'), blank=True, help_text=_('One rule per line; permits print them'))

    clone_fields = ('site', 'most_people', 'early_minutes', 'grace_minutes', 'rules')
    prerequisite_models = ('dcim.Site',)

    class Meta:
        ordering = ('site', 'location', 'pk')
        verbose_name = _('room policy')
        verbose_name_plural = _('room policies')
        constraints = [
            models.UniqueConstraint(
                fields=('site', 'location'),
                nulls_distinct=False,
                name='%(app_label)s_%(class)s_unique_site_location',
            ),
        ]

    def __str__(self) -> str:
        return str(self.location or self.site)

    def clean(self) -> None:
        super().clean()
        if self.location and self.site_id and self.location.site_id != self.site_id:
            raise ValidationError({'location': _('This location belongs to another site: choose one of the site’s.')})


class EntryBan(Term, PrimaryModel):
    """Somebody whom an agency lets into no room of its own, from one day until another."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='entry_bans')
    name = models.CharField(_('name'), max_length=100, validators=[refuse_identity_number])
    organisation = models.CharField(
        _('organisation'), max_length=100, blank=True, help_text=_('Empty: whatever organisation they come from')
    )
    identity_kind = models.CharField(_('proof of identity'), max_length=20, choices=IdentityKindChoices, blank=True)
    identity_digits = models.CharField(
        _('last digits'),
        max_length=IDENTITY_DIGITS,
        blank=True,
        validators=[validate_last_digits],
        help_text=_('Tell people of the same name apart'),
    )
    reason = models.TextField(_('reason'), validators=[refuse_identity_number])

    objects = TermQuerySet.as_manager()

    clone_fields = ('agency', 'reason', 'valid_until')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', 'name', 'pk')
        verbose_name = _('entry ban')
        verbose_name_plural = _('no-entry list')

    def __str__(self) -> str:
        return self.name


class AccessRight(Term, PrimaryModel):
    """A standing way into a room: a card, key, code or fingerprint that somebody has."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='access_rights')
    holder_name = models.CharField(_('holder'), max_length=100, validators=[refuse_identity_number])
    tenant = models.ForeignKey(
        'tenancy.Tenant',
        on_delete=models.PROTECT,
        related_name='held_access_rights',
        blank=True,
        null=True,
        help_text=_('Whose person it is, where not the agency’s own'),
    )
    user = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='colocation_access_rights', blank=True, null=True
    )
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='access_rights')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='access_rights', blank=True, null=True
    )
    means = models.CharField(_('means'), max_length=20, choices=AccessMeansChoices, default=AccessMeansChoices.CARD)
    number = models.CharField(_('number'), max_length=50, blank=True, help_text=_('Of the card or key'))
    reason = models.TextField(_('reason'))
    revoked_at = models.DateTimeField(_('revoked at'), blank=True, null=True, editable=False)
    revoked_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    revoke_reason = models.CharField(_('reason of revoking'), max_length=300, blank=True, editable=False)

    objects = TermQuerySet.as_manager()

    clone_fields = ('agency', 'tenant', 'site', 'location', 'means', 'reason', 'valid_from', 'valid_until')
    prerequisite_models = ('tenancy.Tenant', 'dcim.Site')

    class Meta:
        ordering = ('agency', 'holder_name', 'pk')
        verbose_name = _('access right')
        verbose_name_plural = _('access rights')
        permissions = [('revoke', 'Revoke access rights')]
        constraints = [
            models.UniqueConstraint(
                fields=('site', 'means', 'number'),
                condition=Q(revoked_at__isnull=True) & ~Q(number=''),
                name='%(app_label)s_%(class)s_one_holder_per_number',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.holder_name} ({self.location or self.site})'

    def get_means_color(self) -> str:
        return AccessMeansChoices.colors.get(self.means)

    def clean(self) -> None:
        super().clean()
        if self.location and self.site_id and self.location.site_id != self.site_id:
            raise ValidationError({'location': _('This location belongs to another site: choose one of the site’s.')})


class AccessLogEntry(NetBoxModel):
    """One line of the access log: append-only, enforced by the database; names go when their retention ends.

    Only `visits.log` writes one.
    """

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='access_log')
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='access_log')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='access_log', blank=True, null=True
    )
    visit = models.ForeignKey(
        'netbox_colocation.AccessVisit', on_delete=models.PROTECT, related_name='log', blank=True, null=True
    )
    visitor = models.ForeignKey(
        'netbox_colocation.Visitor', on_delete=models.SET_NULL, related_name='log', blank=True, null=True
    )
    kind = models.CharField(_('kind'), max_length=20, choices=AccessLogKindChoices)
    at = models.DateTimeField(_('at'))
    # Empty once its retention has ended.
    person = models.CharField(_('person'), max_length=100, blank=True)
    organisation = models.CharField(_('organisation'), max_length=100, blank=True)
    badge_number = models.CharField(_('badge'), max_length=50, blank=True)
    text = models.CharField(_('text'), max_length=300, blank=True)
    actor = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    actor_name = models.CharField(_('recorded by'), max_length=150, blank=True)

    class Meta:
        ordering = ('-at', '-pk')
        verbose_name = _('access log entry')
        verbose_name_plural = _('access log')
        indexes = [models.Index(fields=('-at', '-id'), name='netbox_colo_accesslog_at')]

    def __str__(self) -> str:
        return ' · '.join(filter(None, (self.get_kind_display(), self.person)))

    def get_kind_color(self) -> str:
        return AccessLogKindChoices.colors.get(self.kind)


class AccessReview(PrimaryModel):
    """A quarter's review of who has a way into an agency's rooms: every line is kept or revoked, then it is closed."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='access_reviews')
    year = models.PositiveSmallIntegerField(_('year'))
    quarter = models.PositiveSmallIntegerField(_('quarter'))
    state = models.CharField(
        _('state'), max_length=20, choices=ReviewStateChoices, default=ReviewStateChoices.OPEN, editable=False
    )
    opened_at = models.DateTimeField(_('opened at'), blank=True, null=True, editable=False)
    opened_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    closed_at = models.DateTimeField(_('closed at'), blank=True, null=True, editable=False)
    closed_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    conclusion = models.TextField(_('conclusion'), blank=True, editable=False)

    class Meta:
        ordering = ('-year', '-quarter', 'agency', 'pk')
        verbose_name = _('access review')
        verbose_name_plural = _('access reviews')
        permissions = [('review', 'Decide about access rights in a review, and close it')]
        constraints = [
            models.UniqueConstraint(
                fields=('agency', 'year', 'quarter'), name='%(app_label)s_%(class)s_one_per_quarter'
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name='%(app_label)s_%(class)s_has_four_quarters'
            ),
        ]

    def __str__(self) -> str:
        return _('{agency}, quarter {quarter} of {year}').format(
            agency=self.agency, quarter=self.quarter, year=self.year
        )

    def get_state_color(self) -> str:
        return ReviewStateChoices.colors.get(self.state)


class ReviewLine(BaseModel):
    """One way into a room as it stood when the review was opened, and what was decided about it."""

    _netbox_private = True

    review = models.ForeignKey(AccessReview, on_delete=models.CASCADE, related_name='lines')
    kind = models.CharField(_('kind'), max_length=20, choices=ReviewLineKindChoices)
    right = models.ForeignKey(AccessRight, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    appointment = models.ForeignKey(
        'netbox_colocation.Appointment', on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    representative = models.ForeignKey(
        'netbox_colocation.Representative', on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    visit = models.ForeignKey(
        'netbox_colocation.AccessVisit', on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    person = models.CharField(_('person'), max_length=150)
    text = models.CharField(_('what they may'), max_length=300)
    last_seen_at = models.DateTimeField(_('last in the room'), blank=True, null=True)
    decision = models.CharField(_('decision'), max_length=10, choices=ReviewDecisionChoices, blank=True)
    remark = models.CharField(_('remark'), max_length=300, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    decided_at = models.DateTimeField(_('decided at'), blank=True, null=True)

    class Meta:
        ordering = ('review', 'kind', 'person', 'pk')
        verbose_name = _('review line')
        verbose_name_plural = _('review lines')

    def __str__(self) -> str:
        return f'{self.person}: {self.text}'

    def get_decision_color(self) -> str:
        return ReviewDecisionChoices.colors.get(self.decision, 'gray')
