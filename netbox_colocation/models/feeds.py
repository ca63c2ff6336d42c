"""Calendar feeds (iCal) that a user subscribes to elsewhere."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

from ..choices import FeedContentChoices, FeedScopeChoices

__all__ = ('CalendarFeed',)


class CalendarFeed(NetBoxModel):
    """An address that gives away, to whoever has it, what its owner may see today of visits and windows.

    Its token is shown once, when it is made; only the token's digest is kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='colocation_feeds', editable=False
    )
    name = models.CharField(_('name'), max_length=100)
    scope = models.CharField(_('scope'), max_length=20, choices=FeedScopeChoices, default=FeedScopeChoices.MINE)
    content = models.CharField(_('content'), max_length=20, choices=FeedContentChoices, default=FeedContentChoices.ALL)
    site = models.ForeignKey(
        'dcim.Site', on_delete=models.CASCADE, related_name='calendar_feeds', blank=True, null=True
    )
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.CASCADE, related_name='calendar_feeds', blank=True, null=True
    )
    tenant = models.ForeignKey(
        'tenancy.Tenant', on_delete=models.CASCADE, related_name='calendar_feeds', blank=True, null=True
    )
    expires_on = models.DateField(_('expires on'), blank=True, null=True, help_text=_('Its last day; empty: none'))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(_('revoked at'), blank=True, null=True, editable=False)
    last_read_at = models.DateTimeField(_('last read at'), blank=True, null=True, editable=False)

    class Meta:
        ordering = ('user', 'name', 'pk')
        verbose_name = _('calendar feed')
        verbose_name_plural = _('calendar feeds')

    def __str__(self) -> str:
        return self.name

    def get_scope_color(self) -> str:
        return FeedScopeChoices.colors.get(self.scope)

    def is_readable_on(self, day: datetime.date) -> bool:
        return self.revoked_at is None and (self.expires_on is None or day <= self.expires_on)

    def serialize_object(self, exclude=None):
        """Leave the digest out of the change log."""
        return super().serialize_object(exclude=[*(exclude or ()), 'digest'])

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.scope == FeedScopeChoices.ROOM and not self.site:
            errors['site'] = _('Choose the site, and the room in it where it is not all of them.')
        if self.scope == FeedScopeChoices.AGENCY and not self.tenant:
            errors['tenant'] = _('Choose the agency.')
        if self.location and self.site_id != self.location.site_id:
            errors['location'] = _('This location belongs to another site: choose one of the site’s.')
        if errors:
            raise ValidationError(errors)
