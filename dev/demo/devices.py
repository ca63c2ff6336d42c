"""The devices of the table in `filling`, with their components.

One device made by `save()` costs some 80 queries, and there are about 160: they are written together, each checked by
NetBox's own rules first, and get the components that NetBox would have given them.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from dcim.choices import DeviceFaceChoices
from dcim.models import (
    Device,
    DeviceRole,
    DeviceType,
    Interface,
    InterfaceTemplate,
    Location,
    Platform,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPort,
    PowerPortTemplate,
)
from tenancy.models import Tenant

from .book import Book
from .filling import Planned, planned
from .rooms import racks, site

__all__ = ('build', 'devices')

_PLATFORMS = ('debian-12', 'ubuntu-24-04', 'rocky-9', 'debian-12', 'windows-2022')


def build(book: Book, log: Callable[[str], None]) -> None:
    """Make the devices that are missing, with interfaces, power ports and outlets."""
    known = devices()
    wanted = [plan for plan in planned() if plan.name not in known]
    if not wanted:
        return
    made = book.add(Device, _acceptable(wanted, log))
    _add_components(book, made)


def devices() -> dict[str, Device]:
    """Return the devices of the demo's site by name."""
    rows = Device.objects.filter(site=site()).select_related('device_type', 'rack', 'location', 'role', 'tenant')
    return {device.name: device for device in rows}


def _acceptable(wanted: list[Planned], log: Callable[[str], None]) -> list[Device]:
    """Return the devices that NetBox accepts: somebody may have put another one into these units since."""
    stock = _Stock()
    accepted = []
    for number, plan in enumerate(wanted):
        device = stock.device(plan, platform=_PLATFORMS[number % len(_PLATFORMS)])
        try:
            device.full_clean()
        except ValidationError as error:
            log(f'  {plan.name} is left out: {"; ".join(error.messages)}')
        else:
            accepted.append(device)
    return accepted


class _Stock:
    """What devices are made from, read once."""

    def __init__(self) -> None:
        self.site = site()
        self.racks = racks()
        self.rooms = {room.slug: room for room in Location.objects.filter(site=self.site)}
        self.makes = {make.slug: make for make in DeviceType.objects.select_related('manufacturer')}
        self.roles = {role.slug: role for role in DeviceRole.objects.all()}
        self.tenants = {tenant.slug: tenant for tenant in Tenant.objects.all()}
        self.platforms = {platform.slug: platform for platform in Platform.objects.all()}

    def device(self, plan: Planned, *, platform: str) -> Device:
        rack = self.racks.get(plan.rack)
        make = self.makes[plan.make]
        is_server = plan.role == 'colocation-server'
        return Device(
            name=plan.name,
            device_type=make,
            role=self.roles[plan.role],
            tenant=self.tenants[plan.owner],
            platform=self.platforms[platform] if is_server else None,
            serial=f'NL{plan.name.upper().replace("-", "")}',
            site=self.site,
            location=rack.location if rack else self.rooms[plan.room],
            rack=rack,
            position=plan.unit,
            face=DeviceFaceChoices.FACE_FRONT if plan.unit else '',
            airflow=make.airflow if plan.unit else '',
        )


def _add_components(book: Book, made: list[Device]) -> None:
    """Give new devices what their types say. A PDU's outlets are fed by its inlet."""
    book.add(PowerPort, _instances(PowerPortTemplate, made))
    inlets = {port.device_id: port for port in PowerPort.objects.filter(device__in=made, name='Input')}
    book.add(
        PowerOutlet,
        [
            PowerOutlet(name=template.name, type=template.type, power_port=inlets[device.pk], **_place(device))
            for device, template in _templates(PowerOutletTemplate, made)
        ],
    )
    book.add(Interface, _instances(InterfaceTemplate, made))


def _instances(template_model: Any, made: list[Device]) -> list[Any]:
    """Return the components of one kind that the devices' types give them."""
    components = []
    for device, template in _templates(template_model, made):
        component = template.instantiate(device=device)
        for name, value in _place(device).items():
            setattr(component, name, value)
        components.append(component)
    return components


def _templates(template_model: Any, made: list[Device]) -> list[tuple[Device, Any]]:
    rows = list(template_model.objects.filter(device_type__in={device.device_type_id for device in made}))
    return [(device, row) for device in made for row in rows if row.device_type_id == device.device_type_id]


def _place(device: Device) -> dict[str, Any]:
    """Return the device and what NetBox repeats of its place on every component."""
    return {'device': device, '_site': device.site, '_location': device.location, '_rack': device.rack}
