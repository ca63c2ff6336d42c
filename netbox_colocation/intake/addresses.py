"""Addresses of servers that stand already: which of NetBox's they are, and whose."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from dcim.models import Interface, Site
from ipam.choices import IPAddressStatusChoices
from ipam.models import VRF, IPAddress, Prefix
from tenancy.models import Tenant

from ..allocation.storing import store
from ..exceptions import OutcomeRefused, Refusal
from .headings import Line
from .values import LineReader, split

__all__ = ('Assigned', 'Hosts', 'Prefixes', 'Wanted', 'assign', 'read_addresses')

# Private first: monitoring reaches servers from inside.
KEYS = ('private_address', 'public_address')
# Addresses of a file, joined to what has them; the indexes on both are NetBox's.
PREFIXES_AROUND = 'SELECT prefix.id FROM unnest(%s::inet[]) AS host JOIN ipam_prefix prefix ON prefix.prefix >>= host'
ROWS_OF = (
    'SELECT address.id FROM unnest(%s::inet[]) AS host '
    'JOIN ipam_ipaddress address ON CAST(HOST(address.address) AS inet) = host'
)


@dataclass(frozen=True)
class Wanted:
    """An address as the sheet says it: with the mask of its prefix, unless it names one itself."""

    key: str
    host: str
    length: int
    vrf: VRF | None


@dataclass
class Assigned:
    """The addresses of a device, those of them that NetBox did not have, and the primary one of each family (4, 6)."""

    rows: list[IPAddress] = field(default_factory=list)
    new: list[IPAddress] = field(default_factory=list)
    primary: dict[int, IPAddress] = field(default_factory=dict)


class Prefixes:
    """The prefixes around the addresses of a file that the user may view, read at once."""

    def __init__(self, lines: Iterable[Line], user: AbstractUser) -> None:
        self.by_network: dict[Any, list[Prefix]] = {}
        self.lengths: set[int] = set()
        around = RawSQL(PREFIXES_AROUND, [list(_hosts_in(lines))])  # noqa: S611 - its text is ours
        for prefix in Prefix.objects.restrict(user, 'view').filter(pk__in=around).select_related('vrf'):
            network = ipaddress.ip_network(str(prefix.prefix.cidr))
            self.by_network.setdefault(network, []).append(prefix)
            self.lengths.add(network.prefixlen)

    def around(self, host: str, vrf: VRF | None) -> list[Prefix]:
        """Return the prefixes that the address is in; of that VRF, if one is given."""
        bits = ipaddress.ip_address(host).max_prefixlen
        found = [
            prefix
            for length in self.lengths
            if length <= bits
            for prefix in self.by_network.get(ipaddress.ip_network(f'{host}/{length}', strict=False), ())
        ]
        return [prefix for prefix in found if prefix.vrf_id == vrf.pk] if vrf else found


class Hosts:
    """The addresses of a file that NetBox has, or may have since a line before; of all others it is known that it has
    none. The handing out of addresses is locked."""

    def __init__(self, lines: Iterable[Line]) -> None:
        same = RawSQL(ROWS_OF, [list(_hosts_in(lines))])  # noqa: S611 - its text is ours
        rows = IPAddress.objects.filter(pk__in=same)
        self.known = {str(address.ip) for address in rows.values_list('address', flat=True)}

    def is_new(self, host: str) -> bool:
        """Say whether NetBox has no such address; from now on it may have it."""
        is_new = host not in self.known
        self.known.add(host)
        return is_new


def _hosts_in(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        for key in KEYS:
            for entry in split(line.cells.get(key, '')):
                try:
                    yield str(ipaddress.ip_interface(entry).ip)
                except ValueError:
                    continue  # refused where it is read


def _read_vrf(reader: LineReader, actor: AbstractUser) -> VRF | None:
    text = reader.text('vrf', most=100)
    if not text:
        return None
    found = list(VRF.objects.restrict(actor, 'view').filter(name__iexact=text)[:2])
    if len(found) != 1:
        reader.refuse('vrf', 'name-unknown', _('there is no VRF “{text}”: correct the name.').format(text=text))
        return None
    return found[0]


def read_addresses(reader: LineReader, *, site: Site | None, prefixes: Prefixes, actor: AbstractUser) -> list[Wanted]:
    """Return the addresses of a line, private ones first; what is no address, or in no prefix, is refused."""
    vrf = _read_vrf(reader, actor)
    wanted: list[Wanted] = []
    for key in KEYS:
        for entry in reader.entries(key):
            try:
                # “/24” may be missing, a port or a remark may not be there.
                address = ipaddress.ip_interface(entry)
            except ValueError:
                reason = _('“{text}” is no IP address.').format(text=entry[:50])
                reader.refuse(key, 'cell-no-address', reason)
                continue
            host = str(address.ip)
            if any(other.host == host for other in wanted):
                reader.refuse(key, 'address-twice', _('{address} stands here twice.').format(address=host))
                continue
            if found := _with_mask(reader, key, entry, address, vrf, site, prefixes):
                wanted.append(found)
    return wanted


def _with_mask(
    reader: LineReader, key: str, entry: str, address: Any, vrf: VRF | None, site: Site | None, prefixes: Prefixes
) -> Wanted | None:
    host = str(address.ip)
    found = sorted(
        prefixes.around(host, vrf),
        key=lambda prefix: (
            site is not None and prefix._site_id == site.pk,
            prefix.vrf_id is None,
            prefix.prefix.prefixlen,
        ),
        reverse=True,
    )
    if '/' in entry:
        return Wanted(key, host, address.network.prefixlen, vrf or (found[0].vrf if found else None))
    if not found:
        reason = _('{address} is in no prefix of NetBox: add the prefix, or write it with its mask, like {address}/24.')
        reader.refuse(key, 'prefix-missing', reason.format(address=host))
        return None
    return Wanted(key, host, found[0].prefix.prefixlen, found[0].vrf)


def assign(
    interface: Interface,
    wanted: Iterable[Wanted],
    *,
    hosts: Hosts,
    tenant: Tenant,
    dns_name: str,
    actor: AbstractUser,
    message: str,
) -> Assigned:
    """Put the addresses on the interface.

    Raises:
        OutcomeRefused: one is in use, or another agency's.
        ValidationError: NetBox or the guard of holds refuses one: it is held for a request.
    """
    wanted = list(wanted)
    public = [entry for entry in wanted if entry.key == 'public_address'] or wanted
    assigned = Assigned()
    for entry in wanted:
        address = _new(entry) if hosts.is_new(entry.host) else _find(entry, tenant, actor)
        if address.pk:
            address.snapshot()
        else:
            assigned.new.append(address)
        address.status = IPAddressStatusChoices.STATUS_ACTIVE
        address.tenant = tenant
        address.assigned_object = interface
        address.dns_name = (dns_name if entry in public else '') or address.dns_name
        store(address, message)
        assigned.rows.append(address)
        assigned.primary.setdefault(address.family, address)
    return assigned


def _new(entry: Wanted) -> IPAddress:
    return IPAddress(address=f'{entry.host}/{entry.length}', vrf=entry.vrf)


def _find(entry: Wanted, tenant: Tenant, actor: AbstractUser) -> IPAddress:
    same = IPAddress.objects.filter(address__net_host=entry.host, vrf=entry.vrf)
    known = list(same.select_related('tenant').order_by('pk')[:2])
    if not known:
        return _new(entry)
    [address, *others] = known
    if others or address.assigned_object_id is not None:
        holder = getattr(address.assigned_object, 'parent_object', None)
        seen = holder is not None and type(holder).objects.restrict(actor, 'view').filter(pk=holder.pk).exists()
        text = _('{address} is on {device} already: correct one of them.')
        reason = text.format(address=entry.host, device=holder if seen else _('another device'))
        raise OutcomeRefused([Refusal('address-taken', reason, entry.key)])
    if address.tenant_id not in (None, tenant.pk):
        reason = _('{address} belongs to another agency in NetBox: correct its tenant there, or the address here.')
        raise OutcomeRefused([Refusal('address-of-another', reason.format(address=entry.host), entry.key)])
    if not IPAddress.objects.restrict(actor, 'change').filter(pk=address.pk).exists():
        reason = _('you may not change {address} in NetBox; ask for the permission.').format(address=entry.host)
        raise OutcomeRefused([Refusal('permission-missing', reason, entry.key)])
    return address
