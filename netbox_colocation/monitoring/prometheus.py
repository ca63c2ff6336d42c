"""The feed for Prometheus: its HTTP service discovery format, with NetBox's facts as `__meta_netbox_*` labels.

See https://prometheus.io/docs/prometheus/latest/http_sd/ . Every label is a string; what is not known has no label. The
names follow those that NetBox's users know from other feeds (`_slug` beside a name). The number of queries does not
depend on the number of targets.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from dcim.models import Device
from ipam.models import Service

from ..choices import MonitoringStateChoices
from .muting import muted

__all__ = ('LABEL', 'OMIT', 'read_targets')

PREFIX = '__meta_netbox_'
# What becomes of targets that a maintenance window mutes: they are marked, or left out meanwhile.
LABEL, OMIT = 'label', 'omit'

# Label: the path to its value from a monitoring target.
LABELS = {
    'name': 'device__name',
    'status': 'device__status',
    'site': 'device__site__name',
    'site_slug': 'device__site__slug',
    'location': 'device__location__name',
    'location_slug': 'device__location__slug',
    'rack': 'device__rack__name',
    'position': 'device__position',
    'face': 'device__face',
    'tenant': 'device__tenant__name',
    'tenant_slug': 'device__tenant__slug',
    'tenant_group': 'device__tenant__group__name',
    'tenant_group_slug': 'device__tenant__group__slug',
    'role': 'device__role__name',
    'role_slug': 'device__role__slug',
    'platform': 'device__platform__name',
    'platform_slug': 'device__platform__slug',
    'manufacturer': 'device__device_type__manufacturer__name',
    'device_type': 'device__device_type__model',
    'serial': 'device__serial',
    'asset_tag': 'device__asset_tag',
    'request_id': 'request_id',
    'request': 'request__name',
    'case': 'request__case__number',
    'state': 'state',
}


def read_targets(queryset: QuerySet, *, now: datetime.datetime, when_muted: str = LABEL) -> list[dict[str, Any]]:
    """Return the targets of the queryset, one group each: `{'targets': ['host:port'], 'labels': {…}}`.

    The caller restricts the queryset to what its user may see; retired targets are left out.

    Args:
        when_muted: LABEL marks what a maintenance window mutes by `__meta_netbox_muted="true"`, OMIT leaves it out
            while the window lasts: then it is not measured either.
    """
    targets = muted(queryset.exclude(state=MonitoringStateChoices.RETIRED), now=now)
    if when_muted == OMIT:
        targets = targets.filter(is_muted=False)
    rows = list(
        targets.order_by('pk').values(
            'pk', 'device_id', 'address__address', 'port', 'is_muted', 'muted_by', *LABELS.values()
        )
    )
    services = _services({row['device_id'] for row in rows})
    return [_group(row, services.get(row['device_id'], [])) for row in rows]


def _group(row: dict[str, Any], services: list[str]) -> dict[str, Any]:
    address = row['address__address'].ip
    host = f'[{address}]' if address.version == 6 else str(address)
    values = {name: row[path] for name, path in LABELS.items()}
    labels = {PREFIX + name: _text(value) for name, value in values.items() if value not in (None, '')}
    labels[PREFIX + 'model'] = 'device'
    labels[PREFIX + 'id'] = str(row['device_id'])
    labels[PREFIX + 'target_id'] = str(row['pk'])
    labels[PREFIX + 'primary_ip'] = str(address)
    if row['is_muted']:
        labels[PREFIX + 'muted'] = 'true'
        labels[PREFIX + 'maintenance_window'] = str(row['muted_by'])
    if services:
        # Commas around every entry, as Prometheus' own discoveries do, so that one can be matched: `.*,tcp/443,.*`.
        labels[PREFIX + 'services'] = f',{",".join(services)},'
    return {'targets': [f'{host}:{row["port"]}'], 'labels': labels}


def _text(value: Any) -> str:
    """A unit is `12`, not `12.0`; half units keep their half."""
    return f'{value.normalize():f}' if isinstance(value, Decimal) else str(value)


def _services(devices: Iterable[int]) -> dict[int, list[str]]:
    device_type = ContentType.objects.get_for_model(Device)
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Service.objects.filter(parent_object_type=device_type, parent_object_id__in=devices)
    for device, mappings in rows.order_by('pk').values_list('parent_object_id', 'port_mappings'):
        found[device] += [mapping for mapping in mappings if mapping not in found[device]]
    return found
