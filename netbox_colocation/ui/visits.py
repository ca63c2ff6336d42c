"""Panels of access visits."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..choices import VisitActivityChoices
from ..models import AccessVisit

__all__ = ('GuestBookPanel', 'VisitPanel', 'activity_words')


def activity_words(activities: Iterable[str]) -> list[str]:
    """Return what visitors do in words; one that the site no longer has stays as it is stored."""
    labels = {key: label for key, label, *_color in VisitActivityChoices.CHOICES}
    return [str(labels.get(key, key)) for key in activities]


class ActivitiesAttr(attrs.TextAttr):
    def get_value(self, obj: AccessVisit) -> str | None:
        return ', '.join(activity_words(obj.activities)) or None


class VisitPanel(panels.ObjectAttributesPanel):
    title = _('Visit')

    name = attrs.TextAttr('name', label=_('Name'))
    applicant = attrs.RelatedObjectAttr('applicant', label=_('Applicant'), linkify=True, grouped_by='group')
    status = attrs.ChoiceAttr('status', label=_('Status'))
    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True)
    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    purpose = attrs.TextAttr('purpose', label=_('Purpose'))
    activities = ActivitiesAttr('activities', label=_('Activities'))
    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    ticket = attrs.RelatedObjectAttr('ticket', label=_('Ticket'), linkify=True)
    starts_at = attrs.DateTimeAttr('starts_at', label=_('From'))
    ends_at = attrs.DateTimeAttr('ends_at', label=_('Until'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    racks = attrs.RelatedObjectListAttr('racks', label=_('Racks'), linkify=True)
    devices = attrs.RelatedObjectListAttr('devices', label=_('Devices'), linkify=True)
    wants_photos = attrs.BooleanAttr('wants_photos', label=_('Wants to take pictures'))
    accepts_rules = attrs.BooleanAttr('accepts_rules', label=_('Accepts the house rules'))
    word_given = attrs.TextAttr('word_given', label=_('The coordinator’s word'))
    description = attrs.TextAttr('description', label=_('Description'))


class GuestBookPanel(panels.ObjectAttributesPanel):
    """When the visitors entered and left, and who went with them; once somebody did."""

    title = _('Guest book')

    entered_at = attrs.DateTimeAttr('entered_at', label=_('Entered'))
    left_at = attrs.DateTimeAttr('left_at', label=_('Left'))
    extended_until = attrs.DateTimeAttr('extended_until', label=_('Extended until'))
    escort_name = attrs.TextAttr('escort_name', label=_('Escort'))
    photos_allowed = attrs.BooleanAttr('photos_allowed', label=_('Pictures allowed'))
    is_emergency = attrs.BooleanAttr('is_emergency', label=_('Emergency'))

    def should_render(self, context) -> bool:
        return bool(context['object'].entered_at or context['object'].escort_name)
