"""The answer to a what-if in sentences, with links to what it names."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..capacity.whatif import Fit, Limit, Loss, Supplied
from ..capacity.whatif_asking import Answer
from ..choices import CapacityResourceChoices
from .capacity_words import describe

__all__ = ('ShownAnswer', 'build_answer', 'describe_limit')

Link = tuple[str, str]  # text, address


@dataclass(frozen=True)
class ShownAnswer:
    """What the page shows: a headline for the loss and one for the servers ('' when not asked), and their lists."""

    loss: str = ''
    is_harmless: bool = False
    overloaded: tuple[tuple[Link, str, str, str, str], ...] = ()
    dark: tuple[Link, ...] = ()
    lost: tuple[tuple[Link, str], ...] = ()
    unsure: tuple[tuple[Link, str], ...] = ()
    hidden: str = ''
    fit: str = ''
    all_fit: bool = False
    racks: tuple[tuple[Link, int], ...] = ()
    unsure_servers: str = ''
    limits: tuple[str, ...] = ()


def build_answer(answer: Answer) -> ShownAnswer:
    """Return the answer in the active language."""
    parts: dict[str, object] = {}
    if answer.loss is not None:
        parts |= _loss(answer.loss, answer.hidden)
    if answer.fit is not None:
        parts |= _fit(answer.fit)
    return ShownAnswer(**parts)


def describe_limit(limit: Limit) -> str:
    """Return why one more server does not fit."""
    if not limit.racks:
        return _('No rack is offered here: none is active or available, or all belong to others.')
    resource = dict(CapacityResourceChoices)[limit.resource]
    return ngettext(
        '{resource} is what is missing in {count} rack ({example}).',
        '{resource} is what is missing in {count} racks (for instance {example}).',
        limit.racks,
    ).format(resource=resource, count=limit.racks, example=limit.example)


def _loss(loss: Loss, hidden: int) -> dict[str, object]:
    if not loss.feeds:
        headline = _('No active feed of the racks that you may view goes with it: nothing changes.')
    else:
        headline = ngettext(
            '{feeds} feed is lost, of {racks} racks.', '{feeds} feeds are lost, of {racks} racks.', loss.feeds
        ).format(feeds=loss.feeds, racks=loss.racks)
        if loss.racks == 1:
            headline = ngettext(
                '{feeds} feed of one rack is lost.', '{feeds} feeds of one rack are lost.', loss.feeds
            ).format(feeds=loss.feeds)
    return {
        'loss': headline,
        'is_harmless': not (loss.overloaded or loss.dark or loss.lost or loss.unsure or hidden),
        'overloaded': tuple(
            (
                _rack(entry.rack, entry.rack_name),
                entry.feed,
                describe(entry.load, 'W'),
                describe(entry.limit, 'W'),
                describe(entry.load - entry.limit, 'W'),
            )
            for entry in loss.overloaded
        ),
        'dark': tuple(_rack(pk, name) for pk, name in loss.dark),
        'lost': tuple(_device(device) for device in loss.lost),
        'unsure': tuple(_device(device) for device in loss.unsure),
        'hidden': ngettext(
            '{count} more device is affected that you may not view.',
            '{count} more devices are affected that you may not view.',
            hidden,
        ).format(count=hidden)
        if hidden
        else '',
    }


def _fit(fit: Fit) -> dict[str, object]:
    is_all = fit.count >= fit.asked
    headline = _('All {asked} servers fit.') if is_all else _('{count} of {asked} servers fit.')
    unsure = ''
    if fit.unsure:
        unsure = ngettext(
            '{count} of them stands where something is not recorded, so a check would say “unknown”.',
            '{count} of them stand where something is not recorded, so a check would say “unknown”.',
            fit.unsure,
        ).format(count=fit.unsure)
    return {
        'fit': headline.format(asked=fit.asked, count=fit.count),
        'all_fit': is_all,
        'racks': tuple((_rack(pk, name), count) for pk, name, count in fit.racks),
        'unsure_servers': unsure,
        'limits': tuple(describe_limit(limit) for limit in fit.limits),
    }


def _rack(pk: int, name: str) -> Link:
    return name, reverse('dcim:rack', args=[pk])


def _device(device: Supplied) -> tuple[Link, str]:
    return (device.name, reverse('dcim:device', args=[device.pk])), device.tenant
