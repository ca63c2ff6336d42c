"""Addresses, outlets and switch ports that are held: nobody else puts them to use, whichever door it takes."""

from typing import Any

import netaddr
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dcim.models import Cable, CableTermination, Interface, PowerOutlet
from ipam.models import IPAddress
from utilities.exceptions import AbortRequest

from ..models import HeldAddress, HeldOutlet, HeldPort
from . import locks
from .guarding import acting_request, busy, case_in_words, changed, forget_stored, is_on, note_stored, of_others

__all__ = (
    'check_address',
    'check_cable',
    'guard_address',
    'guard_address_deletion',
    'guard_termination',
)

ADDRESS_FIELDS = ('address', 'vrf', 'status', 'assigned_object_type', 'assigned_object_id')


# -- Addresses ----------------------------------------------------------------------------------------------------


def check_address(address: IPAddress) -> None:
    """Raises: ValidationError, when the address is held for a case, or becomes the twin of one that is."""
    if is_on() and acting_request() is None and changed(address, ADDRESS_FIELDS) and (reason := _against(address)):
        raise ValidationError({'address': reason})


def guard_address(address: IPAddress) -> bool:
    """Look once more, while no addresses are handed out, when the address or its use changes; say whether it does.

    Raises:
        AbortRequest: it is held for a case, or would become the twin of one that is.
    """
    if not changed(address, ADDRESS_FIELDS):
        return False
    if is_on() and acting_request() is None:
        forget_stored(address)
        if not locks.lock_addresses_late():
            raise AbortRequest(busy())
        if reason := _against(address):
            raise AbortRequest(reason)
    note_stored(address, ADDRESS_FIELDS)
    return True


def guard_address_deletion(address: IPAddress) -> None:
    """Raises: AbortRequest, when the address is held for a case."""
    if not is_on():
        return
    held = of_others(HeldAddress.objects.filter(address=address.pk)).order_by()
    for (number,) in held.values_list('hold__request__case__number')[:1]:
        raise AbortRequest(_held(str(address), number))


def _against(address: IPAddress) -> str:
    try:
        host = str(netaddr.IPNetwork(str(address.address)).ip)
    except (netaddr.AddrFormatError, ValueError):
        return ''  # no address: NetBox's own validation says so
    same = Q(address__address__net_host=host, address__vrf=address.vrf_id)
    if address.vrf_id is None:
        same = Q(address__address__net_host=host, address__vrf__isnull=True)
    if address.pk is not None:
        same |= Q(address=address.pk)
    held = of_others(HeldAddress.objects.filter(same)).order_by()
    for shown, number in held.values_list('address__address', 'hold__request__case__number')[:1]:
        return _held(str(shown), number)
    return ''


def _held(address: str, number: str | None) -> str:
    text = _('{address} is held for {case}: choose another address, or have the hold released.')
    return text.format(address=address, case=case_in_words(number))


# -- Cables -------------------------------------------------------------------------------------------------------


def check_cable(cable: Cable) -> None:
    """Raises: ValidationError, when the cable would be plugged into an outlet or port that is held."""
    if not is_on() or not cable._state.adding:
        return
    ends = [end for end in (*cable.a_terminations, *cable.b_terminations) if end is not None]
    for model in (PowerOutlet, Interface):
        pks = {end.pk for end in ends if isinstance(end, model)}
        if pks and (reason := _against_ends(model, pks)):
            raise ValidationError(reason)


def guard_termination(termination: CableTermination) -> None:
    """Look once more, with the outlet or port locked, when a cable is plugged into it.

    Raises:
        AbortRequest: it is held for a case.
    """
    end = termination.termination
    if not is_on() or termination.pk is not None or not isinstance(end, PowerOutlet | Interface):
        return
    if not locks.lock_late(type(end).objects.filter(pk=end.pk)):
        raise AbortRequest(busy())
    if reason := _against_ends(type(end), {end.pk}):
        raise AbortRequest(reason)


def _against_ends(model: type[PowerOutlet] | type[Interface], pks: set[int]) -> str:
    rows: QuerySet[Any] = HeldOutlet.objects.filter(outlet__in=pks)
    name = 'outlet'
    if model is Interface:
        rows, name = HeldPort.objects.filter(port__in=pks), 'port'
    held = of_others(rows).order_by()
    for device, label, number in held.values_list(
        f'{name}__device__name', f'{name}__name', 'hold__request__case__number'
    )[:1]:
        text = _('{device} {end} is held for {case}: choose another one, or have the hold released.')
        return text.format(device=device or '', end=label, case=case_in_words(number))
    return ''
