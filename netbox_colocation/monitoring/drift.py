"""What NetBox asks to watch and a monitoring system does not, and the reverse.

A monitoring system says what it watches, or a Prometheus is asked. What a maintenance window mutes need not be watched
meanwhile. The number of queries does not depend on how much is watched.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..conf import get_setting
from ..exceptions import DataInvalid, OutcomeRefused, Refusal
from ..models import DriftReport, MonitoringTarget, name_of_user
from .muting import muted

__all__ = ('MOST_LINES', 'Watched', 'address_of_server', 'compare', 'read_prometheus')

MOST_LINES = 1000
# Of what is watched: how much of a name, and how many labels, a report keeps.
LONGEST, MOST_LABELS = 500, 30
TIMEOUT_SECONDS = 20
LARGEST_ANSWER = 256 * 1024 * 1024
PREFIX = '__meta_netbox_'
# On the machine of the monitoring system; no address that NetBox has for a server.
LOOPBACK = ('localhost', '127.0.0.1', '::1')
OWN_FIGURES = '/api/plugins/colocation/'
TARGET_LABELS = ('__meta_netbox_target_id', 'netbox_target_id', 'target_id')
# Labels that are compared where the monitoring system gives them away: with and without the prefix of the feeds.
FACTS = ('name', 'site_slug', 'tenant_slug', 'rack', 'severity')

# What is read of targets and their devices, whose names may be those of their chassis or type: there are many of them.
COMPARED = (
    'device_name', 'kind', 'port', 'module', 'state', 'severity',
    'device__name', 'device__asset_tag', 'device__device_type', 'device__virtual_chassis', 'device__vc_position',
    'device__site__slug', 'device__tenant__slug', 'device__rack__name', 'address__address', 'address__dns_name',
)  # fmt: skip


@dataclass(frozen=True)
class Watched:
    """One thing that a monitoring system watches.

    Attributes:
        instance: how it calls it: `host:port`, a URL, or a host.
        target: the key of the target, where it knows it.
        labels: what else it says of it.
    """

    instance: str
    target: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


def compare(
    watched: Sequence[Watched],
    *,
    source: str,
    targets: QuerySet[MonitoringTarget],
    actor: AbstractUser,
    now: datetime.datetime,
    store: bool = True,
) -> DriftReport:
    """Return what differs between the targets and what a monitoring system watches.

    Each thing that is watched belongs to the target whose key it names, or else to the one at its address and port,
    or at its device's name and port.

    Args:
        source: how the monitoring system is called.
        targets: what the actor may see of what is asked for.
        store: keep the report.
    """
    known = list(
        muted(targets, now=now)
        .select_related('device__site', 'device__tenant', 'device__rack', 'address')
        .only(*COMPARED)
        .order_by('device_name', 'kind', 'port', 'pk')
    )
    wanted = [target for target in known if not target.is_retired]
    found, unknown = _assign(watched, known)
    missing = [_missing(target) for target in wanted if target.pk not in found and not target.is_muted]
    different = [
        line for target in wanted if target.pk in found for line in [_different(target, found[target.pk])] if line
    ]
    report = DriftReport(
        source=source[:50],
        made_at=now,
        made_by=actor,
        made_by_name=name_of_user(actor)[:150],
        wanted_count=len(wanted),
        watched_count=len(watched),
        missing_count=len(missing),
        unknown_count=len(unknown),
        different_count=len(different),
        missing=missing[:MOST_LINES],
        unknown=unknown[:MOST_LINES],
        different=different[:MOST_LINES],
    )
    report.full_clean(exclude=('missing', 'unknown', 'different'))  # an empty list is a good one
    if store:
        report.save()
    return report


def address_of_server(name: str) -> str:
    """Return the address of a Prometheus of the setting `prometheus_servers`.

    Raises:
        DataInvalid: there is none of that name.
    """
    servers = get_setting('prometheus_servers')
    if name not in servers:
        message = _('There is no Prometheus “{name}” in the setting prometheus_servers: it has {known}.').format(
            name=name, known=', '.join(sorted(servers)) or '–'
        )
        raise DataInvalid(message, refusals=[Refusal('server-unknown', message, field='server')])
    return servers[name]


def read_prometheus(url: str) -> list[Watched]:
    """Return what a Prometheus watches now, by its own API: without itself, and what it reads of NetBox.

    Raises:
        OutcomeRefused: it does not answer, or not like a Prometheus (`monitoring-unreachable`).
    """
    try:
        answer = _fetch(f'{url.rstrip("/")}/api/v1/targets?state=active')
        active = answer['data']['activeTargets']
        return [_watched_by_prometheus(row) for row in active if not _is_no_server(row)]
    except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
        message = _('The Prometheus at {url} did not say what it watches ({error}): look whether it runs.').format(
            url=url, error=type(error).__name__
        )
        raise OutcomeRefused([Refusal('monitoring-unreachable', message, data={'url': url})]) from error


def _fetch(url: str) -> Any:
    with requests.get(url, timeout=TIMEOUT_SECONDS, stream=True, allow_redirects=False) as response:
        response.raise_for_status()
        content = bytearray()
        for block in response.iter_content(1 << 16):
            content += block
            if len(content) > LARGEST_ANSWER:
                raise ValueError('the answer is too large')
        return json.loads(content)


def _is_no_server(row: Mapping[str, Any]) -> bool:
    """Whether it is what the shipped configuration watches besides targets: Prometheus itself, figures of NetBox."""
    discovered = row.get('discoveredLabels') or {}
    if _target_in(discovered):
        return False
    is_itself = _place_of(str(discovered.get('__address__', '')))[0] in LOOPBACK
    return is_itself or OWN_FIGURES in str(row.get('scrapeUrl', ''))


def _watched_by_prometheus(row: Mapping[str, Any]) -> Watched:
    discovered, labels = row.get('discoveredLabels') or {}, row.get('labels') or {}
    instance = discovered.get('__address__') or labels.get('instance') or row.get('scrapeUrl') or ''
    kept = {name: str(value) for name, value in {**discovered, **labels}.items()}
    return Watched(instance=str(instance), target=_target_in(kept), labels=kept)


def _target_in(labels: Mapping[str, str]) -> int | None:
    texts = (labels.get(name, '') for name in TARGET_LABELS)
    return next((int(text) for text in texts if text.isascii() and text.isdigit()), None)


def _assign(
    watched: Iterable[Watched], known: Sequence[MonitoringTarget]
) -> tuple[dict[int, list[Watched]], list[dict[str, Any]]]:
    """Give each thing that is watched to its target; return also lines about those that have none."""
    by_key = {target.pk: target for target in known}
    by_place: dict[tuple[str, int | None], MonitoringTarget] = {}
    for target in known:
        for host in () if target.is_retired else _hosts_of(target):
            by_place.setdefault((host, target.port), target)
    found: defaultdict[int, list[Watched]] = defaultdict(list)
    unknown = []
    for each in watched:
        its = by_key.get(each.target or _target_in(each.labels) or 0) or by_place.get(_place_of(each.instance))
        if its is None or its.is_retired:
            unknown.append(_unknown(each, its))
        else:
            found[its.pk].append(each)
    return found, unknown


def _hosts_of(target: MonitoringTarget) -> list[str]:
    hosts = [str(target.address.address.ip)] if target.address else []
    if target.address and target.address.dns_name:
        hosts.append(target.address.dns_name.lower())
    return [*hosts, target.device_name.lower()] if target.device_name else hosts


def _place_of(instance: str) -> tuple[str, int | None]:
    """Return host and port of `host:port`, of a URL, or of a host alone."""
    try:
        parts = urlsplit(instance if '://' in instance else f'//{instance}')
        port = parts.port or {'http': 80, 'https': 443}.get(parts.scheme)
        return (parts.hostname or '').lower(), port
    except ValueError:  # not an address at all; or a bare IPv6 address
        return instance.strip('[]').lower(), None


def _missing(target: MonitoringTarget) -> dict[str, Any]:
    return {**_line(target), 'reason': 'not-watched'}


def _unknown(watched: Watched, target: MonitoringTarget | None) -> dict[str, Any]:
    labels = dict(sorted((watched.labels or {}).items())[:MOST_LABELS])
    return {
        'instance': watched.instance[:LONGEST],
        'target': target.pk if target else watched.target,
        'reason': 'retired' if target else 'unknown',
        'labels': {name[:LONGEST]: str(value)[:LONGEST] for name, value in labels.items()},
    }


def _different(target: MonitoringTarget, watched: Sequence[Watched]) -> dict[str, Any] | None:
    """Return what is watched otherwise than NetBox has it, of the thing that differs least; None when one does not."""
    lines = [_facts_that_differ(target, each) for each in watched]
    least = min(lines, key=len)
    if not least:
        return None
    return {**_line(target), 'instance': watched[lines.index(least)].instance[:LONGEST], 'facts': least}


def _facts_that_differ(target: MonitoringTarget, watched: Watched) -> list[dict[str, str]]:
    host, port = _place_of(watched.instance)
    facts = []
    if host not in _hosts_of(target):
        facts.append({'fact': 'address', 'wanted': ' / '.join(_hosts_of(target)[:1]), 'watched': host[:LONGEST]})
    if port != target.port:
        facts.append({'fact': 'port', 'wanted': str(target.port or ''), 'watched': str(port or '')})
    for name, value in _labels_of(target).items():
        said = watched.labels.get(PREFIX + name)
        if said is not None and said != value:
            facts.append({'fact': name, 'wanted': value, 'watched': said[:LONGEST]})
    return facts


def _labels_of(target: MonitoringTarget) -> dict[str, str]:
    device = target.device
    if device is None:
        return {}
    values = {
        'name': device.name,
        'site_slug': device.site.slug,
        'tenant_slug': device.tenant.slug if device.tenant else '',
        'rack': device.rack.name if device.rack else '',
        'severity': target.severity,
    }
    return {name: values[name] or '' for name in FACTS}


def _line(target: MonitoringTarget) -> dict[str, Any]:
    return {
        'target': target.pk,
        'name': str(target),
        'device': target.device_id,
        'address': str(target.address.address.ip) if target.address else '',
        'port': target.port,
        'kind': target.kind,
        'state': target.state,
    }
