"""What a sheet calls things, and the rows of NetBox that it means: only what the actor may view, with hints."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import F, Model, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _

from dcim.models import DeviceType, Location, Rack, Site
from tenancy.models import Tenant

from ..models import Procedure
from .headings import normalise
from .values import LineReader

__all__ = (
    'Names',
    'find_device_types',
    'name_locations',
    'name_procedures',
    'name_racks',
    'name_sites',
    'name_tenants',
)

MOST_HINTS = 3
LIKENESS = 0.75


class Names[Row: Model]:
    """Rows by the names that a sheet may have for them."""

    def __init__(self, rows: Mapping[Any, Row], names: Iterable[tuple[str, Any]]) -> None:
        self.rows = rows
        self.keys: dict[str, set[Any]] = {}
        self.shown: dict[str, str] = {}
        for name, key in names:
            plain = normalise(name)
            self.keys.setdefault(plain, set()).add(key)
            self.shown.setdefault(plain, name)

    def find(self, reader: LineReader, key: str, text: str, *, missing: str) -> Row | None:
        """Return the row of that name; one that is unknown, or stands for several, is refused at its cell.

        `missing` is the sentence for an unknown one, with `{text}` in it.
        """
        found = self.keys.get(normalise(text), set())
        if len(found) == 1:
            return self.rows[next(iter(found))]
        if found:
            reader.refuse(key, 'name-ambiguous', _('several are called “{text}”: write the slug.').format(text=text))
            return None
        reason = missing.format(text=text[:100])
        if near := self.near(text):
            reason = _('{reason} Did you mean {names}?').format(reason=reason, names=', '.join(near))
        reader.refuse(key, 'name-unknown', reason, near=near)
        return None

    def near(self, text: str) -> list[str]:
        found = difflib.get_close_matches(normalise(text[:100]), list(self.shown), MOST_HINTS, LIKENESS)
        return [self.shown[name] for name in found]


def name_tenants(user: AbstractUser) -> Names[Tenant]:
    """Return the agencies that the user may view, by name and slug."""
    rows = {row.pk: row for row in Tenant.objects.restrict(user, 'view')}
    return Names(rows, [(name, pk) for pk, row in rows.items() for name in (row.name, row.slug)])


def name_sites(user: AbstractUser) -> Names[Site]:
    rows = {row.pk: row for row in Site.objects.restrict(user, 'view')}
    return Names(rows, [(name, pk) for pk, row in rows.items() for name in (row.name, row.slug)])


def name_locations(user: AbstractUser, site: Site) -> Names[Location]:
    rows = {row.pk: row for row in Location.objects.restrict(user, 'view').filter(site=site)}
    return Names(rows, [(name, pk) for pk, row in rows.items() for name in (row.name, row.slug)])


def name_procedures(user: AbstractUser, kind: str) -> Names[Procedure]:
    rows = {row.pk: row for row in Procedure.objects.restrict(user, 'view').filter(subject_kind=kind)}
    return Names(rows, [(name, pk) for pk, row in rows.items() for name in (row.name, row.key)])


def name_racks(user: AbstractUser, sites: Iterable[int]) -> dict[int, Names[Rack]]:
    """Return the racks of each site that the user may view, by name, facility ID and asset tag."""
    racks: dict[int, dict[int, Rack]] = {}
    for rack in Rack.objects.restrict(user, 'view').filter(site__in=set(sites)).select_related('site', 'location'):
        racks.setdefault(rack.site_id, {})[rack.pk] = rack
    return {
        site: Names(
            rows,
            [(name, pk) for pk, row in rows.items() for name in (row.name, row.facility_id, row.asset_tag) if name],
        )
        for site, rows in racks.items()
    }


def find_device_types(user: AbstractUser, names: Iterable[str]) -> dict[str, DeviceType]:
    """Return the device types of these full names (manufacturer and model), by the name in lower case; one query."""
    wanted = {name.lower() for name in names if name}
    types = DeviceType.objects.restrict(user, 'view').select_related('manufacturer').filter(u_height__gt=0)
    full = types.annotate(full=Lower(Concat(F('manufacturer__name'), Value(' '), F('model'))))
    return {row.full: row for row in full.filter(full__in=wanted).order_by('-pk')} if wanted else {}
