"""Prefixes of every kind of fill, and prefixes of their own for clients that allocate at the same time."""

from dataclasses import dataclass

from .filling import Filler

__all__ = ('FILLS', 'HALF_FULL', 'SHARED', 'STEPS', 'client_prefix')


@dataclass(frozen=True)
class Fill:
    """A prefix with `percent` of its addresses (or, at most, `count`) taken: at random, or from the first one on."""

    prefix: str
    what: str
    percent: float = 0
    count: int = 0
    is_random: bool = False


FILLS = (
    Fill('10.10.0.0/30', '/30, one taken', count=1),
    Fill('10.10.4.0/24', '/24 50 %', percent=50, is_random=True),
    Fill('10.10.8.0/22', '/22 95 %', percent=95, is_random=True),
    Fill('10.12.0.0/16', '/16 10 % random', percent=10, is_random=True),
    Fill('10.13.0.0/16', '/16 50 % sequential', percent=50),
    Fill('11.0.0.0/8', '/8', count=-1),
    Fill('2001:db8:1::/64', '/64', count=5000),
)
HALF_FULL = '10.13.0.0/16'
# A half-full /16 for each side of a comparison: what one allocates does not fill the other's.
SHARED = {'theirs': '10.14.0.0/16', 'ours': '10.15.0.0/16'}
CLIENTS = 12


def client_prefix(side: str, number: int) -> str:
    """Return the half-full /22 that only this client takes from."""
    return f'10.{20 if side == "ours" else 21}.{4 * number}.0/22'


def _prefixes(filler: Filler) -> None:
    """Private prefixes of the site; the role is the one that the plugin's settings name."""
    filler.insert('ipam_role', {'id': '1', 'name': "'Private'", 'slug': "'colocation-private'", 'weight': '1000'})
    filler.run('CREATE TEMP TABLE fill (prefix cidr, taken bigint, is_random boolean) ON COMMIT DROP')
    fills = [(fill.prefix, _taken(fill, filler.values['addresses']), fill.is_random) for fill in FILLS]
    fills += [(prefix, 2**15, False) for prefix in SHARED.values()]
    fills += [(client_prefix(side, number), 2**9, False) for side in SHARED for number in range(CLIENTS)]
    with filler.connection.cursor() as cursor:
        cursor.executemany('INSERT INTO fill VALUES (%s, %s, %s)', fills)
    filler.insert(
        'ipam_prefix',
        {
            'prefix': 'prefix', 'status': "'active'", 'role_id': '1', 'scope_id': '1', '_site_id': '1',
            'scope_type_id': "(SELECT id FROM django_content_type WHERE app_label = 'dcim' AND model = 'site')",
        },
        'FROM fill',
    )  # fmt: skip


def _taken(fill: Fill, rest: int) -> int:
    if fill.count:
        return rest if fill.count < 0 else fill.count
    size = 2 ** (32 - int(fill.prefix.split('/')[1]))
    return int(size * fill.percent / 100)


def _addresses(filler: Filler) -> None:
    address = {'status': "'active'", 'dns_name': "''"}
    filler.insert(
        'ipam_ipaddress',
        {**address, 'address': 'set_masklen(host(prefix)::inet + n, masklen(prefix))'},
        'FROM fill CROSS JOIN LATERAL generate_series(1, taken) AS n WHERE NOT is_random',
    )
    filler.insert(
        'ipam_ipaddress',
        {**address, 'address': 'set_masklen(host(prefix)::inet + n, masklen(prefix))'},
        """
        FROM (
            SELECT prefix, n, taken, row_number() OVER (
                PARTITION BY prefix ORDER BY pg_temp.pick(n, 0, 21, 2147483648), n
            ) AS place
            FROM fill CROSS JOIN LATERAL generate_series(1, (2 ^ (32 - masklen(prefix)))::bigint - 2) AS n
            WHERE is_random
        ) AS chosen WHERE place <= taken
        """,
    )


STEPS = (_prefixes, _addresses)
