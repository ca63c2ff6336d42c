"""Carried items and the devices that NetBox knows: the same serial number is the same thing."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models.functions import Upper

from dcim.models import Device

from ..models import CarriedItem

__all__ = ('match_devices',)


def match_devices(items: Iterable[CarriedItem]) -> list[CarriedItem]:
    """Fill in the device of each item that has a serial number and names none; return those that found one.

    Nothing is stored. Where several devices have that serial number, nothing is guessed. One query, or none.
    """
    waiting: dict[str, list[CarriedItem]] = defaultdict(list)
    for item in items:
        if item.device_id is None and item.serial.strip():
            waiting[item.serial.strip().upper()].append(item)
    if not waiting:
        return []
    found: dict[str, list[Device]] = defaultdict(list)
    for device in Device.objects.annotate(serial_key=Upper('serial')).filter(serial_key__in=list(waiting)):
        found[device.serial_key].append(device)
    matched = []
    for serial, devices in found.items():
        if len(devices) == 1:
            for item in waiting[serial]:
                item.device = devices[0]
                matched.append(item)
    return matched
