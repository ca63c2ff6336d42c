"""The what-if that every door asks: page and REST. Nothing is stored.

A user hears of the racks, devices and pools that NetBox lets them view; what others there are is only counted.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractUser

from dcim.models import Device, Rack

from .estate import ServerNeed
from .questions import Question
from .whatif import Fit, Loss, add, lose, lost_feeds, without
from .whatif_reading import read_scenario, read_supplied

__all__ = ('Answer', 'Scenario', 'ask')


@dataclass(frozen=True)
class Scenario:
    """What is lost (primary keys), and how many servers of one kind come afterwards."""

    feeds: Collection[int] = ()
    panels: Collection[int] = ()
    pools: Collection[int] = ()
    server: ServerNeed | None = None
    count: int = 0

    @property
    def has_loss(self) -> bool:
        return bool(self.feeds or self.panels or self.pools)


@dataclass(frozen=True)
class Answer:
    """The loss, and what fits then; None what was not asked. `hidden`: affected devices that the user may not view."""

    loss: Loss | None
    fit: Fit | None
    hidden: int = 0


def ask(question: Question, scenario: Scenario, *, user: AbstractUser | None) -> Answer:
    """Return what the scenario does at the question's site; `user` None sees everything."""
    estate = read_scenario(question, scenario.server)
    if user is not None:
        racks = Rack.objects.restrict(user, 'view').filter(site=question.site).order_by()
        seen = set(racks.values_list('pk', flat=True))
        estate = replace(estate, racks=tuple(rack for rack in estate.racks if rack.pk in seen))
    lost = lost_feeds(estate, feeds=scenario.feeds, panels=scenario.panels, pools=scenario.pools)
    loss, hidden = None, 0
    if scenario.has_loss:
        loss = lose(estate, lost, read_supplied(lost))
        loss, hidden = _only_visible(loss, user)
    fit = None
    if scenario.server is not None and scenario.count:
        left = without(estate, lost)
        fit = add(left, scenario.server, scenario.count, lost_pools=scenario.pools)
    return Answer(loss, fit, hidden)


def _only_visible(loss: Loss, user: AbstractUser | None) -> tuple[Loss, int]:
    if user is None:
        return loss, 0
    affected = [device.pk for device in (*loss.lost, *loss.unsure)]
    devices = Device.objects.restrict(user, 'view').filter(pk__in=affected).order_by()
    seen = set(devices.values_list('pk', flat=True))
    shown = replace(
        loss,
        lost=tuple(device for device in loss.lost if device.pk in seen),
        unsure=tuple(device for device in loss.unsure if device.pk in seen),
    )
    return shown, len(affected) - len(shown.lost) - len(shown.unsure)
