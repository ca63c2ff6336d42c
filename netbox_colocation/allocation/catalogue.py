"""The NetBox objects that a device needs and NetBox may not have yet: type, manufacturer, platform, role."""

from typing import Any

from django.utils.text import slugify

from dcim.models import DeviceRole, DeviceType, Manufacturer, Platform
from netbox.choices import WeightUnitChoices

from ..conf import get_setting
from ..models import RequestedServer

__all__ = ('device_type', 'platform', 'server_role')

UNNAMED_MANUFACTURER = 'Unspecified'


def device_type(server: RequestedServer, message: str) -> DeviceType:
    """Return the device type of a free specification.

    A type of that name with another height or depth is another thing: the new one carries its size in its name.
    """
    name = server.manufacturer or UNNAMED_MANUFACTURER
    manufacturer = Manufacturer.objects.filter(name__iexact=name).first() or _create(Manufacturer, message, name=name)
    model = server.model or f'Server {_size(server)}'
    for candidate in (model, f'{model[: 100 - 20]} ({_size(server)})'):
        known = DeviceType.objects.filter(manufacturer=manufacturer, model__iexact=candidate).first()
        if known and known.u_height == server.u_height and known.is_full_depth == server.is_full_depth:
            return known
        if known is None:
            weight = {'weight': server.weight_kg, 'weight_unit': WeightUnitChoices.UNIT_KILOGRAM}
            return _create(
                DeviceType,
                message,
                manufacturer=manufacturer,
                model=candidate,
                u_height=server.u_height,
                is_full_depth=server.is_full_depth,
                **(weight if server.weight_kg else {}),
            )
    raise AssertionError('a device type that carries its size in its name has another size')


def server_role(message: str) -> DeviceRole:
    """Return the role that installed servers get, by the setting `server_role`."""
    slug = get_setting('server_role')
    known = DeviceRole.objects.filter(slug=slug).first()
    return known or _create(DeviceRole, message, name=slug.replace('-', ' ').capitalize(), slug=slug)


def platform(server: RequestedServer, manufacturer: Manufacturer, message: str) -> Platform | None:
    """Return the platform of the server's operating system, None when the request does not name one."""
    if not server.operating_system:
        return None
    same_name = Platform.objects.filter(name__iexact=server.operating_system)
    known = same_name.filter(manufacturer=manufacturer).first() or same_name.filter(manufacturer=None).first()
    return known or _create(Platform, message, name=server.operating_system)


def _size(server: RequestedServer) -> str:
    return f'{server.height.normalize():f}U {"full" if server.is_full_depth else "half"} depth'


def _create(model: Any, message: str, /, **fields: Any) -> Any:
    fields.setdefault('slug', _free_slug(model, fields))
    row = model(**fields)
    row._changelog_message = message
    row.full_clean()
    row.save()
    return row


def _free_slug(model: Any, fields: dict[str, Any]) -> str:
    stem: str = slugify(fields.get('model') or fields['name'])[:90] or model._meta.model_name
    taken = set(model.objects.filter(slug__startswith=stem).values_list('slug', flat=True))
    return next(slug for slug in (stem, *(f'{stem}-{number}' for number in range(2, 10_000))) if slug not in taken)
