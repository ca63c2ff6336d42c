"""The rules of a room: its own, or those of the nearest room around it, or of its site."""

from dcim.models import Location, Site

from ..models import RoomPolicy

__all__ = ('policy_of', 'rules_of')


def policy_of(site: Site, location: Location | None) -> RoomPolicy:
    """Return the policy that holds in a room; where nobody made one, an unsaved one with the usual values."""
    return next(iter(_policies_around(site, location)), None) or RoomPolicy(site=site)


def rules_of(site: Site, location: Location | None) -> list[str]:
    """Return the house rules of a room, one line each: those of the nearest policy that has any."""
    for policy in _policies_around(site, location):
        if rules := [line.strip() for line in policy.rules.splitlines() if line.strip()]:
            return rules
    return []


def _policies_around(site: Site, location: Location | None) -> list[RoomPolicy]:
    """The policies that are about a room, the nearest first."""
    policies = {policy.location_id: policy for policy in RoomPolicy.objects.filter(site=site)}
    rooms: list[int | None] = []
    if location is not None and set(policies) - {None}:
        rooms += [room.pk for room in location.get_ancestors(ascending=True, include_self=True)]
    return [policies[room] for room in (*rooms, None) if room in policies]
