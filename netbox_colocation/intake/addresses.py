"""Addresses of servers that stand already: which of NetBox's they are, and whose."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from dcim.models import Interface, Site
from ipam.choices import IPAddressStatusChoices
from ipam.models import VRF, IPAddress, Prefix
from tenancy.models import Tenant

from ..exceptions import OutcomeRefused, Refusal
from .values import LineReader

__all__ = ('Assigned', 'Wanted', 'assign', 'read_addresses')

# Private first: monitoring reaches servers from inside.
KEYS = ('private_address', 'public_address')


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


def _read_vrf(reader: LineReader, actor: AbstractUser) -> VRF | None:
    text = reader.text('vrf', most=100)
    if not text:
        return None
    found = list(VRF.objects.restrict(actor, 'view').filter(name__iexact=text)[:2])
    if len(found) != 1:
        reader.refuse('vrf', 'name-unknown', _('there is no VRF “{text}”: correct the name.').format(text=text))
        return None
    return found[0]


def read_addresses(reader: LineReader, *, site: Site | None, actor: AbstractUser) -> list[Wanted]:
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
            if found := _with_mask(reader, key, entry, address, vrf, site, actor):
                wanted.append(found)
    return wanted


def _with_mask(
    reader: LineReader, key: str, entry: str, address: Any, vrf: VRF | None, site: Site | None, actor: AbstractUser
) -> Wanted | None:
    host = str(address.ip)
    prefixes = Prefix.objects.restrict(actor, 'view').filter(prefix__net_contains_or_equals=host)
    prefixes = prefixes.filter(vrf=vrf) if vrf else prefixes
    found = sorted(
        prefixes.select_related('vrf'),
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
    interface: Interface, wanted: Iterable[Wanted], *, tenant: Tenant, dns_name: str, actor: AbstractUser, message: str
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
        address = _find(entry, tenant, actor)
        if address.pk:
            address.snapshot()
        else:
            assigned.new.append(address)
        address.status = IPAddressStatusChoices.STATUS_ACTIVE
        address.tenant = tenant
        address.assigned_object = interface
        address.dns_name = (dns_name if entry in public else '') or address.dns_name
        address._changelog_message = message
        address.full_clean()
        address.save()
        assigned.rows.append(address)
        assigned.primary.setdefault(address.family, address)
    return assigned


def _find(entry: Wanted, tenant: Tenant, actor: AbstractUser) -> IPAddress:
    same = IPAddress.objects.filter(address__net_host=entry.host, vrf=entry.vrf)
    known = list(same.select_related('tenant').order_by('pk')[:2])
    if not known:
        return IPAddress(address=f'{entry.host}/{entry.length}', vrf=entry.vrf)
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
