"""The feed for Zabbix: a host for each device with targets, in the words of Zabbix' API (`host.create`).

Groups and templates are named; whoever sends a host to Zabbix finds their IDs (`scripts/sync_zabbix.py`). An agent
becomes an interface and a template, an exporter on a host without an agent a template that reads it over HTTP. A probe,
and any other exporter, becomes an item (`checks`) that asks for the port or pings. A host is found again by its tag
`netbox_device`, whatever it is called since.

What Zabbix would refuse is made fit: signs that its names may not have, texts that are too long, a name that two
devices have (the one with the higher ID carries it behind the name).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Min

from dcim.choices import DeviceStatusChoices
from dcim.models import Device

from ..choices import MonitoringKindChoices, MonitoringSeverityChoices
from .plain import Watched, read
from .prometheus import Published

__all__ = ('DEVICE_TAG', 'find_namesakes', 'read_hosts')

DEVICE_TAG = 'netbox_device'
GROUP = 'Colocation'
# Of a target: the templates that it is to have instead of those below, with commas between.
TEMPLATES_LABEL = 'zabbix_templates'
# By kind, and by kind and platform (the beginning of its slug); names as Zabbix ships them.
TEMPLATES = {
    (MonitoringKindChoices.AGENT, ''): 'Linux by Zabbix agent',
    (MonitoringKindChoices.AGENT, 'windows'): 'Windows by Zabbix agent',
    (MonitoringKindChoices.AGENT, 'freebsd'): 'FreeBSD by Zabbix agent',
    (MonitoringKindChoices.EXPORTER, ''): 'Linux by Prom',
}
AGENT_PORT = 10050
MONITORED, NOT_MONITORED = 0, 1
# What is out of the room or out of use; a device that failed is watched on.
_AT_REST = frozenset(
    {
        DeviceStatusChoices.STATUS_OFFLINE,
        DeviceStatusChoices.STATUS_INVENTORY,
        DeviceStatusChoices.STATUS_DECOMMISSIONING,
    }
)
# Zabbix' priorities of triggers; what a site calls by a word of its own is average.
PRIORITIES = {
    MonitoringSeverityChoices.LOW: 2,
    MonitoringSeverityChoices.MEDIUM: 3,
    MonitoringSeverityChoices.HIGH: 4,
    MonitoringSeverityChoices.CRITICAL: 5,
}
# Tag of a host: fact of the target.
_TAGS = {
    DEVICE_TAG: 'id',
    'site': 'site',
    'location': 'location',
    'rack': 'rack',
    'tenant': 'tenant',
    'role': 'role',
    'platform': 'platform',
    'owner': 'owner',
    'request': 'request',
    'case': 'case',
}
# Field of the inventory: the facts of the target that it is made of, and how many signs it takes.
_INVENTORY = {
    'type': (('role',), 64),
    'name': (('name',), 128),
    'os': (('platform',), 128),
    'serialno_a': (('serial',), 64),
    'asset_tag': (('asset_tag',), 64),
    'vendor': (('manufacturer',), 64),
    'model': (('device_type',), 64),
    'location': (('location', 'site'), 1000),
    'site_rack': (('rack',), 128),
    'contact': (('contact_name', 'contact_phone', 'contact_email'), 1000),
    'poc_1_name': (('contact_primary_name',), 128),
    'poc_1_email': (('contact_primary_email',), 128),
    'contract_number': (('case',), 64),
    'deployment_status': (('status',), 64),
}


def find_namesakes() -> dict[str, int]:
    """Return the names that several watched devices have, each with the lowest ID: that device has it unaltered."""
    watched = Device.objects.filter(monitoring_targets__isnull=False, name__isnull=False).order_by()
    found = watched.values('name').annotate(first=Min('pk'), count=Count('pk', distinct=True)).filter(count__gt=1)
    return dict(found.values_list('name', 'first'))


def read_hosts(targets: Iterable[Published], *, namesakes: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Return the hosts of the targets, those of a device together; by the ID of the device.

    Args:
        namesakes: as `find_namesakes` returns it.
    """
    devices: dict[int, list[Watched]] = {}
    for published in targets:
        watched = read(published)
        if watched.device_id is not None:
            devices.setdefault(watched.device_id, []).append(watched)
    for device in sorted(devices):
        yield _host(sorted(devices.pop(device), key=lambda target: target.target_id), namesakes)


def _host(targets: list[Watched], namesakes: dict[str, int]) -> dict[str, Any]:
    facts = targets[0].facts
    technical, visible = _names(targets[0], namesakes)
    return {
        'host': technical,
        'name': visible,
        'status': NOT_MONITORED if facts.get('status') in _AT_REST else MONITORED,
        'interfaces': _interfaces(targets),
        'groups': _groups(facts),
        'templates': _templates(targets),
        'macros': _macros(targets),
        'tags': _tags(targets),
        'inventory_mode': 0,
        'inventory': _inventory(facts),
        'checks': _checks(targets),
        'device_id': targets[0].device_id,
        'targets': [
            {
                'id': target.target_id,
                'kind': target.kind,
                'instance': target.authority,
                'state': target.facts.get('state'),
                'maintenance_window': target.muted_by,
            }
            for target in targets
        ],
    }


def _names(watched: Watched, namesakes: dict[str, int]) -> tuple[str, str]:
    """Return the name by which Zabbix knows a host, of letters, digits and `. _-`, and the one that people read."""
    name = watched.facts.get('name', '')
    technical = re.sub(r'[^0-9a-zA-Z_. -]', '_', name).strip()
    if not technical:
        return f'netbox-{watched.device_id}', f'NetBox #{watched.device_id}'
    is_second = namesakes.get(name, watched.device_id) != watched.device_id
    suffix = f'.netbox-{watched.device_id}' if technical != name or is_second else ''
    return technical + suffix, f'{name} (#{watched.device_id})' if is_second else name.strip()


def _interfaces(targets: list[Watched]) -> list[dict[str, Any]]:
    """Return where the host is reached: its agents; one more for every address that has none, for the other items."""
    agents = [target for target in targets if target.kind == MonitoringKindChoices.AGENT]
    found = dict.fromkeys((target.host, target.port) for target in agents)
    reached = {host for host, _port in found}
    found |= {(target.host, AGENT_PORT): None for target in targets if target.host not in reached}
    return [
        {'type': 1, 'main': int(index == 0), 'useip': 1, 'ip': host, 'dns': '', 'port': str(port)}
        for index, (host, port) in enumerate(found)
    ]


def _groups(facts: dict[str, str]) -> list[str]:
    """Return the groups of a host; Zabbix nests them at a slash, so those within names go."""
    parts = [
        ('Sites', facts.get('site'), facts.get('rack')),
        ('Tenants', facts.get('tenant')),
        ('Roles', facts.get('role')),
    ]
    named = [[part.replace('/', '-').strip() for part in path if part] for path in parts]
    return [GROUP, *('/'.join([GROUP, *path])[:255] for path in named if len(path) > 1)]


def _templates(targets: list[Watched]) -> list[str]:
    found: dict[str, None] = {}
    for target in targets:
        if named := target.labels.get(TEMPLATES_LABEL):
            found |= dict.fromkeys(name.strip() for name in named.split(',') if name.strip())
        elif target.kind == MonitoringKindChoices.AGENT or target is _read_over_http(targets):
            platform = target.facts.get('platform_slug', '')
            fit = [key for key in TEMPLATES if key[0] == target.kind and platform.startswith(key[1])]
            found[TEMPLATES[max(fit, key=lambda key: len(key[1]))]] = None
    return list(found)


def _read_over_http(targets: list[Watched]) -> Watched | None:
    """Return the exporter that a template reads: one, and on a host without an agent.

    The templates of an operating system do not go together on a host, and each knows one port.
    """
    if any(target.kind == MonitoringKindChoices.AGENT for target in targets):
        return None
    exporters = [target for target in targets if target.kind == MonitoringKindChoices.EXPORTER]
    return next((target for target in exporters if TEMPLATES_LABEL not in target.labels), None)


def _macros(targets: list[Watched]) -> list[dict[str, str]]:
    macros = [{'macro': '{$NETBOX.DEVICE}', 'value': targets[0].facts['id']}]
    if exporter := _read_over_http(targets):
        macros.append({'macro': '{$NODE_EXPORTER_PORT}', 'value': str(exporter.port)})
    return macros


def _tags(targets: list[Watched]) -> list[dict[str, str]]:
    facts = targets[0].facts
    tags = [(tag, facts[fact]) for tag, fact in _TAGS.items() if facts.get(fact)]
    tags += [('netbox_tag', slug) for slug in facts.get('tag_slugs', '').split(',') if slug]
    own = {(name, text) for target in targets for name, text in target.labels.items() if _is_tag(name)}
    tags += sorted(own | {('severity', target.facts['severity']) for target in targets if 'severity' in target.facts})
    return [{'tag': tag, 'value': value[:255]} for tag, value in dict.fromkeys(tags)]


def _is_tag(label: str) -> bool:
    """Whether an own label of a target becomes a tag: those of `netbox_` are what a host is found again by."""
    return label != TEMPLATES_LABEL and not label.startswith('netbox_')


def _inventory(facts: dict[str, str]) -> dict[str, str]:
    found = {}
    for field, (names, longest) in _INVENTORY.items():
        parts = [facts[name] for name in names if facts.get(name)]
        if parts:
            found[field] = ', '.join(dict.fromkeys(parts))[:longest]
    return found


def _checks(targets: list[Watched]) -> list[dict[str, Any]]:
    """Return the simple checks of a host, each once: it is 1 when what it asks for answers."""
    found: dict[str, dict[str, Any]] = {}
    for target in targets:
        if not _is_checked(target, targets):
            continue
        key = _key(target)
        name = f'{target.facts.get("module", target.kind)} {target.authority}'
        check = found.setdefault(key, {'targets': [], 'name': name, 'key': key, 'priority': 0})
        check['targets'].append(target.target_id)
        check['priority'] = max(check['priority'], PRIORITIES.get(target.facts.get('severity', ''), 3))
    return list(found.values())


def _is_checked(target: Watched, targets: list[Watched]) -> bool:
    """Whether a simple check asks for it: a probe, and an exporter that no template reads."""
    if target.kind == MonitoringKindChoices.EXPORTER:
        return TEMPLATES_LABEL not in target.labels and target is not _read_over_http(targets)
    return target.kind == MonitoringKindChoices.PROBE


def _key(target: Watched) -> str:
    module = target.facts.get('module', '').lower()
    if target.port is None or module.startswith(('icmp', 'ping')):
        return f'icmpping[{target.host}]'
    if module.startswith('http') or target.kind == MonitoringKindChoices.EXPORTER:
        service = target.facts.get('scheme', 'http')
    else:
        service = 'ssh' if module.startswith('ssh') else 'tcp'
    return f'net.tcp.service[{service},{target.host},{target.port}]'
