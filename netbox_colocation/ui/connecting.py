"""What the page “Connect your monitoring” says: addresses of the feeds, snippets to copy, files to take over."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..choices import MonitoringHealthChoices, MonitoringStateChoices
from ..models import DriftReport, MonitoringTarget
from ..monitoring.examples import EXAMPLES, Example, render

__all__ = (
    'FEEDS', 'GROUP', 'Feed', 'Snippet', 'Source', 'build_snippets', 'count_states', 'find_sources', 'list_feeds',
    'render_file',
)  # fmt: skip

API = '/api/plugins/colocation/'
PUT_TOKEN_HERE = 'nbt_….…'  # noqa: S105 - no token, only as NetBox's tokens begin
# The group that `colocation_groups` makes for a monitoring system (`management.access.MONITORING`).
GROUP = 'Colocation monitoring'


@dataclass(frozen=True)
class Feed:
    """An address that a monitoring system asks or writes to; `path` is below the plugin's API."""

    key: str
    path: str
    method: str
    text: str | Promise
    address: str = ''

    @property
    def writes(self) -> bool:
        return self.method == 'POST'


FEEDS = (
    Feed('prometheus', 'monitoring/prometheus/', 'GET', _('Exporters, for Prometheus’ HTTP service discovery')),
    Feed('blackbox', 'monitoring/blackbox/', 'GET', _('What a blackbox exporter probes, by its module')),
    Feed('zabbix', 'monitoring/zabbix/', 'GET', _('Hosts for Zabbix, with interfaces, groups, templates and macros')),
    Feed('json', 'monitoring/json/', 'GET', _('All targets as plain JSON, for anything else')),
    Feed('changes', 'monitoring/changes/', 'GET', _('What changed since a cursor; nothing is missed or told twice')),
    Feed('mutes', 'monitoring/mutes/', 'GET', _('Maintenance that mutes; as a calendar with ?format=ics')),
    Feed('acknowledge', 'monitoring/acknowledge/', 'POST', _('What monitoring has seen, accepts, finds up or down')),
    Feed('drift', 'monitoring/drift/', 'POST', _('What monitoring watches, to be compared with what NetBox asks for')),
)


@dataclass(frozen=True)
class Snippet:
    """A text to copy, with files beside it; `needs_token` is said on the page."""

    key: str
    title: str | Promise
    explanation: str | Promise
    text: str
    needs_token: bool = True
    files: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Source:
    """A monitoring system that reported, or whose list was compared."""

    name: str
    targets: int
    down: int
    reported_at: datetime.datetime | None
    drift: DriftReport | None


def list_feeds(address: str) -> list[Feed]:
    """Return the feeds with the address at which NetBox was reached."""
    return [Feed(feed.key, feed.path, feed.method, feed.text, f'{address}{API}{feed.path}') for feed in FEEDS]


def build_snippets(address: str) -> list[Snippet]:
    """Return what is to be copied, with the address at which NetBox was reached (without a slash at its end)."""
    return list(_snippets(address))


def _snippets(address: str) -> Iterator[Snippet]:
    yield Snippet(
        'try',
        _('Try a feed'),
        _('With a token of the monitoring system’s own user. Asked with the answer’s ETag, it is 304 when unchanged.'),
        _curl(f'{address}{API}monitoring/prometheus/?kind=exporter'),
    )
    yield Snippet(
        'prometheus',
        _('Prometheus'),
        _('The token lies in the file netbox-token beside the configuration. Below is all of it, with alert rules.'),
        _prometheus(address),
        files=tuple(EXAMPLES.values()),
    )
    yield Snippet(
        'acknowledge-prometheus',
        _('Prometheus reports back'),
        _(
            'Run it every minute beside Prometheus: it reports what is seen, up or down there, and what differs. It is '
            'in share/netbox-colocation/scripts of NetBox’s virtual environment, and needs Python and requests only.'
        ),
        _run(f"acknowledge_prometheus.py --netbox '{address}' --prometheus http://localhost:9090"),
    )
    yield Snippet(
        'zabbix',
        _('Zabbix'),
        _(
            'The dry run prints what would be created, changed and disabled; without it that is done, and reported. It '
            'is in the same folder, needs acknowledge_zabbix.py, zabbix_calls.py and zabbix_hosts.py beside it, and '
            'zabbix-utils and requests.'
        ),
        _run(f"sync_zabbix.py --netbox '{address}' --zabbix https://zabbix.example.org", 'ZABBIX_TOKEN'),
    )
    yield Snippet(
        'report',
        _('Report back by hand'),
        _('Any number of targets in one call; sent again, it changes nothing. States: seen, accepted, up, down.'),
        _report(address),
    )
    yield Snippet(
        'changes',
        _('Follow changes'),
        _('Without a cursor everything; the answer says the next one. 410 means: begin again without a cursor.'),
        _curl(f'{address}{API}monitoring/changes/?since=…'),
    )
    yield Snippet('pynetbox', _('pynetbox'), _('From Python, with NetBox’s own client.'), _pynetbox(address))


def _curl(url: str) -> str:
    return f"curl --compressed -H 'Authorization: Bearer {PUT_TOKEN_HERE}' \\\n  '{url}'"


def _run(command: str, *variables: str) -> str:
    further = ''.join(f"export {name}='…'\n" for name in variables)
    return f"export NETBOX_TOKEN='{PUT_TOKEN_HERE}'\n{further}python3 {command} --dry-run"


def _prometheus(address: str) -> str:
    return f"""scrape_configs:
  - job_name: colocation-exporters
    http_sd_configs:
      - url: {address}{API}monitoring/prometheus/?kind=exporter
        refresh_interval: 60s
        authorization:
          type: Bearer
          credentials_file: netbox-token"""


def _report(address: str) -> str:
    return f"""curl -X POST '{address}{API}monitoring/acknowledge/' \\
  -H 'Authorization: Bearer {PUT_TOKEN_HERE}' -H 'Content-Type: application/json' \\
  -d '{{"source": "prometheus-1", "reports": [{{"target": 1, "state": "up"}}]}}'"""


def _pynetbox(address: str) -> str:
    return f"""import pynetbox

netbox = pynetbox.api('{address}', token='{PUT_TOKEN_HERE}')
for target in netbox.plugins.colocation.monitoring_targets.filter(state='requested'):
    print(target.id, target.display, target.address, target.severity.value)"""


def count_states(targets: QuerySet[MonitoringTarget]) -> dict[str, int]:
    """Return how many of the targets are in each state, and how many are down."""
    state, health = MonitoringStateChoices, MonitoringHealthChoices
    return targets.order_by().aggregate(
        requested=Count('pk', filter=Q(state=state.REQUESTED)),
        seen=Count('pk', filter=Q(state=state.SEEN)),
        accepted=Count('pk', filter=Q(state=state.ACCEPTED)),
        down=Count('pk', filter=Q(health=health.DOWN) & ~Q(state=state.RETIRED)),
    )


def find_sources(targets: QuerySet[MonitoringTarget], reports: QuerySet[DriftReport]) -> list[Source]:
    """Return the monitoring systems that ever reported or were compared, by name: two queries."""
    is_down = Q(health=MonitoringHealthChoices.DOWN)
    rows = targets.exclude(source='').exclude(state=MonitoringStateChoices.RETIRED).order_by().values('source')
    told = {
        row['source']: row
        for row in rows.annotate(many=Count('pk'), down=Count('pk', filter=is_down), last=Max('reported_at'))
    }
    latest = reports.defer('missing', 'unknown', 'different').order_by('source', '-made_at', '-pk').distinct('source')
    compared = {report.source: report for report in latest}
    return [
        Source(
            name, told.get(name, {}).get('many', 0), told.get(name, {}).get('down', 0),
            told.get(name, {}).get('last'), compared.get(name),
        )
        for name in sorted({*told, *compared})
    ]  # fmt: skip


def render_file(name: str, address: str) -> tuple[Example, str] | None:
    """Return a shipped file with the address in it; None when there is none of that name."""
    example = EXAMPLES.get(name)
    return (example, render(example, address=address)) if example else None
