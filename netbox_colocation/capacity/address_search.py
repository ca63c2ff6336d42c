"""The lowest free addresses of a prefix, found without looking at all used ones.

A search begins at the prefix's hint (`models.AddressHint`): below it everything is taken, but for what the database
marked as free again since (`models.FreedAddress`). From there it looks at windows that grow until enough is found. What
is read costs as much as what is found, not as what is used; only the first search of a prefix walks over all that is
taken at its beginning.
"""

from collections.abc import Iterator
from typing import Any

import netaddr
from django.db import connection
from django.db.models import Exists, OuterRef

from ipam.models import IPAddress, IPRange, Prefix

from ..models import AddressHint, FreedAddress

__all__ = ('HOST', 'next_free')

Interval = tuple[int, int]  # first and last address, both included

# The form of NetBox's own index on the host part of an address; a mask does not matter.
HOST = 'CAST(HOST({row}.{column}) AS inet)'
# Of the triggers in migration 0008, which take it in its shared form.
HINT_LOCK = 7262153048150247
# Addresses: a prefix up to this size is searched as one window, and a hint that would save fewer is not written.
SMALLEST_WINDOW = 256
LARGEST_WINDOW = {4: 2**20, 6: 2**120}
GROWTH = 4
# The first window has this many addresses for each that is asked for.
MORE_THAN_ASKED = 8
HINT_STEP = 128
# How many marks are looked at in one query.
MARKS = 100


def next_free(prefix: Prefix, count: int) -> list[netaddr.IPAddress]:
    """Return the lowest `count` free addresses of a prefix, fewer when there are no more.

    Only lasting while NetBox's lock on handing out addresses is held (`compat.lock_available_addresses`).
    """
    if count < 1:
        return []
    search = _Search(prefix)
    return [netaddr.IPAddress(value, version=prefix.family) for value in search.find(count)]


class _Search:
    """One search; addresses are whole numbers in here."""

    def __init__(self, prefix: Prefix) -> None:
        self.prefix = prefix
        self.version = prefix.family
        self.lowest, self.highest = (int(address) for address in prefix.usable_ip_bounds)

    def find(self, count: int) -> list[int]:
        if self.highest - self.lowest < SMALLEST_WINDOW:
            return self._walk(self.lowest, self.highest, count)
        hint, has_marks = self._hint()
        if hint is None:
            found = self._walk(self.lowest, min(self.highest, self.lowest + SMALLEST_WINDOW), count)
            if len(found) == count:
                return found
            # Before the walk: whoever frees an address from now on will see the hint, or is seen by the walk.
            may_keep = connection.in_atomic_block and _lock_hints()
            found = self._walk(self.lowest, self.highest, count)
            if may_keep:
                self._make_hint(found)
            return found
        begin = min(max(hint, self.lowest), self.highest)
        found = self._marked(begin, count) if has_marks else []
        if len(found) < count:
            beyond = self._walk(begin, self.highest, count - len(found))
            self._move_hint(hint, beyond)
            found += beyond
        if len(found) < count and begin > self.lowest:
            found = self._walk(self.lowest, self.highest, count)
        return found

    # -- Hints and marks ----------------------------------------------------------------------------------------------

    def _hint(self) -> tuple[int | None, bool]:
        """Return where the search may begin, and whether addresses were marked since."""
        marks = FreedAddress.objects.filter(prefix_id=OuterRef('prefix_id'))
        hints = AddressHint.objects.filter(prefix_id=self.prefix.pk).annotate(has_marks=Exists(marks))
        address, has_marks = hints.values_list('address', 'has_marks').first() or (None, False)
        return None if address is None else int(netaddr.IPAddress(address)), has_marks

    def _make_hint(self, found: list[int]) -> None:
        first = found[0] if found else self.highest
        if first - self.lowest >= HINT_STEP:
            AddressHint.objects.bulk_create(
                [AddressHint(prefix_id=self.prefix.pk, address=self._text(first))], ignore_conflicts=True
            )

    def _move_hint(self, hint: int, found: list[int]) -> None:
        """Move the hint up to the first free address, unless somebody forgot it meanwhile."""
        first = found[0] if found else self.highest
        if first - hint >= HINT_STEP:
            AddressHint.objects.filter(prefix_id=self.prefix.pk, address=self._text(hint)).update(
                address=self._text(first)
            )

    def _marked(self, hint: int, count: int) -> list[int]:
        """Return the lowest addresses below the hint that are free again; drop the marks that say nothing."""
        found: dict[int, None] = {}
        stale: list[int] = []
        after = 0
        while len(found) < count:
            rows = self._marks(after)
            for pk, address, is_free in rows:
                value = int(netaddr.IPAddress(address))
                if value < hint and is_free and self.lowest <= value:
                    found[value] = None
                else:
                    stale.append(pk)
            if len(rows) < MARKS:
                break
            after = int(netaddr.IPAddress(rows[-1][1])) + 1
        if stale:
            FreedAddress.objects.filter(pk__in=stale).delete()
        return list(found)[:count]

    def _marks(self, after: int) -> list[tuple[int, str, bool]]:
        statement = _MARKS.format(**_NAMES)
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._base, 'after': self._text(after), 'most': MARKS})
            return cursor.fetchall()

    # -- Windows ------------------------------------------------------------------------------------------------------

    def _walk(self, first: int, last: int, count: int) -> list[int]:
        """Return the lowest free addresses of these."""
        found: list[int] = []
        size = SMALLEST_WINDOW
        while size < MORE_THAN_ASKED * count:
            size *= GROWTH
        while first <= last and len(found) < count:
            end = min(last, first | (size - 1))
            gaps, first_after = self._gaps(first, end, size, count - len(found))
            for start, stop in gaps:
                found.extend(range(start, min(stop, start + count - len(found) - 1) + 1))
            first = first_after
            if not gaps:
                size = min(size * GROWTH, LARGEST_WINDOW[self.version])
        return found

    def _gaps(self, first: int, last: int, size: int, count: int) -> tuple[list[Interval], int]:
        """Return the lowest gaps of a window of `size` aligned addresses, and the first address after it that an area
        which reaches over its end does not block."""
        bits = 32 if self.version == 4 else 128
        block = f'{self._text(first & ~(size - 1))}/{bits - (size.bit_length() - 1)}'
        window: dict[str, Any] = {'first': self._text(first), 'last': self._text(last), 'block': block, 'count': count}
        with connection.cursor() as cursor:
            cursor.execute(_GAPS.format(**_NAMES), {**self._base, **window})
            rows = [tuple(None if text is None else int(netaddr.IPAddress(text)) for text in row) for row in cursor]
        return list(_between(rows[:-2], rows[-2][0], first, last)), max(last, rows[-1][0] or 0) + 1

    @property
    def _base(self) -> dict[str, Any]:
        return {'prefix': self.prefix.pk, 'network': str(self.prefix.prefix), 'vrf': self.prefix.vrf_id}

    def _text(self, value: int) -> str:
        return str(netaddr.IPAddress(value, version=self.version))


def _between(rows: list[tuple[int | None, ...]], end: int | None, first: int, last: int) -> Iterator[Interval]:
    """Yield the gaps before and between what is taken, and the one after its `end`."""
    for before, after in rows:
        yield first if before is None else before + 1, (after or 0) - 1
    if end is None or end < last:
        yield first if end is None else end + 1, last


def _lock_hints() -> bool:
    """Take the making of hints for this transaction; False when somebody frees addresses at this moment."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_try_advisory_xact_lock(%s)', [HINT_LOCK])
        return cursor.fetchone()[0]


_NAMES = {
    'address': IPAddress._meta.db_table,
    'range': IPRange._meta.db_table,
    'prefix': Prefix._meta.db_table,
    'freed': FreedAddress._meta.db_table,
    'host': HOST.format(row='used', column='address'),
    'start': HOST.format(row='populated', column='start_address'),
    'end': HOST.format(row='populated', column='end_address'),
}

_MARKS = """
SELECT freed.id, host(freed.address),
    NOT EXISTS (
        SELECT FROM {address} used WHERE {host} = freed.address AND used.vrf_id IS NOT DISTINCT FROM %(vrf)s
    ) AND NOT EXISTS (
        SELECT FROM {range} populated WHERE populated.mark_populated AND freed.address BETWEEN {start} AND {end}
        AND populated.vrf_id IS NOT DISTINCT FROM %(vrf)s
    ) AND NOT EXISTS (
        SELECT FROM {prefix} child WHERE child.prefix >>= freed.address AND child.prefix << %(network)s::inet
        AND child.vrf_id IS NOT DISTINCT FROM %(vrf)s
    )
FROM {freed} freed WHERE freed.prefix_id = %(prefix)s AND freed.address >= %(after)s::inet
ORDER BY freed.address LIMIT %(most)s
"""

# What is taken of a window, as intervals, and the gaps between them; then the last that is taken, and where an area
# ends that may reach beyond.
_GAPS = """
WITH area AS (
    SELECT {start} AS first, {end} AS last FROM {range} populated
    WHERE populated.mark_populated AND populated.vrf_id IS NOT DISTINCT FROM %(vrf)s
      AND {start} <= %(last)s::inet AND {end} >= %(first)s::inet
    UNION ALL
    SELECT host(child.prefix)::inet, host(broadcast(child.prefix))::inet FROM {prefix} child
    WHERE child.prefix && %(block)s::inet AND child.prefix << %(network)s::inet
      AND child.vrf_id IS NOT DISTINCT FROM %(vrf)s
      AND host(child.prefix)::inet <= %(last)s::inet AND host(broadcast(child.prefix))::inet >= %(first)s::inet
), taken AS (
    SELECT greatest(first, %(first)s::inet) AS first, least(last, %(last)s::inet) AS last FROM area
    UNION ALL
    SELECT {host}, {host} FROM {address} used
    WHERE {host} BETWEEN %(first)s::inet AND %(last)s::inet AND used.vrf_id IS NOT DISTINCT FROM %(vrf)s
), gap AS (
    SELECT first AS after, max(last) OVER (ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM taken
)
(
    SELECT host(before), host(after) FROM gap
    WHERE CASE WHEN before IS NULL THEN after > %(first)s::inet WHEN before < after THEN before + 1 < after END
    ORDER BY after LIMIT %(count)s
)
UNION ALL (SELECT host(max(last)), NULL FROM taken)
UNION ALL (SELECT host(max(last)), NULL FROM area)
"""
