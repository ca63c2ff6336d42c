"""Panels of holds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dcim.choices import PowerFeedStatusChoices
from dcim.models import PowerFeed
from netbox.ui import attrs, panels
from netbox.ui.panels import ObjectPanel

from ..allocation.conflict_sentences import in_words
from ..models import Hold

__all__ = ('ConflictsPanel', 'HoldPanel', 'HoldPowerPanel', 'power_rows')


class HoldPanel(panels.ObjectAttributesPanel):
    title = _('Hold')

    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    applicant = attrs.RelatedObjectAttr('request.applicant', label=_('Applicant'), linkify=True)
    case = attrs.RelatedObjectAttr('request.case', label=_('Case'), linkify=True)
    state = attrs.ChoiceAttr('state', label=_('State'))
    held_at = attrs.DateTimeAttr('held_at', label=_('Held at'))
    expires_at = attrs.DateTimeAttr('expires_at', label=_('Expires at'))
    ended_at = attrs.DateTimeAttr('ended_at', label=_('Ended at'))


class ConflictsPanel(ObjectPanel):
    """What others did to the hold; not shown while nobody did anything."""

    title = _('Taken by others')
    template_name = 'netbox_colocation/panels/conflicts.html'

    def get_context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        hold: Hold = context['object']
        sentences = [in_words(entry['code'], entry['data']) for entry in hold.conflicts]
        return {**super().get_context(context), 'sentences': sentences}

    def should_render(self, context: Mapping[str, Any]) -> bool:
        return super().should_render(context) and bool(context['sentences'])


class HoldPowerPanel(ObjectPanel):
    """The power that is held, on each side of each rack: the feed that survives carries all of it."""

    title = _('Electricity')
    template_name = 'netbox_colocation/panels/hold_power.html'

    def get_context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().get_context(context), 'rows': power_rows(context['object'])}


def power_rows(hold: Hold) -> list[dict[str, Any]]:
    """Return one row for each side of each rack: its feeds, the watts held on it, how many draws nobody knows."""
    draws: dict[int, dict[int, int | None]] = {}
    racks = {}
    for held in hold.units.select_related('rack', 'server'):
        racks[held.rack_id] = held.rack
        draws.setdefault(held.rack_id, {})[held.server_id] = held.server.power_draw
    sides: dict[tuple[int, str], list[PowerFeed]] = {}
    feeds = PowerFeed.objects.filter(rack__in=racks).exclude(status=PowerFeedStatusChoices.STATUS_OFFLINE)
    for feed in feeds.order_by('type', 'name', 'pk'):
        sides.setdefault((feed.rack_id, feed.get_type_display()), []).append(feed)
    return [
        {
            'rack': racks[rack],
            'side': side,
            'feeds': found,
            'watts': sum(draw for draw in draws[rack].values() if draw is not None),
            'unknown': sum(draw is None for draw in draws[rack].values()),
        }
        for (rack, side), found in sorted(sides.items(), key=lambda entry: (str(racks[entry[0][0]]), entry[0][1]))
    ]
