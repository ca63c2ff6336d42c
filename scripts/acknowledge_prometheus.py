#!/usr/bin/env python3
"""Tells NetBox what a Prometheus sees of the targets that NetBox asked it to watch. Needs `requests`, and no NetBox.

    NETBOX_TOKEN=nbt_….… acknowledge_prometheus.py --netbox https://netbox.example.org --prometheus http://localhost:9090

Reports for every target of the feeds that it was seen, and whether it is up or down, and since when; one that answers
is accepted by it, which closes the procedure's row (`--no-accept` leaves that to people). Then it hands in all that
Prometheus watches, for NetBox's drift report. The same again changes nothing, so it may run every minute, or on its own
with `--every 60` (the drift report is handed in once an hour then). `--dry-run` asks NetBox what it would do, and
changes nothing.

The token's user needs to view and to acknowledge monitoring targets, and to add drift reports. Exit status: 0 when all
went well, 1 when NetBox refused some of it, 2 when one of the two could not be asked.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

SECONDS = 60
# Reports of one call; seconds between two drift reports.
MOST, DRIFT_SECONDS = 1000, 3600
# What a Prometheus watches; agents are somebody else's.
KINDS = ('exporter', 'probe')
META = '__meta_netbox_'
ALERTS = ('ColocationTargetDown', 'ColocationProbeFails')


class Unreachable(Exception):
    """One of the two does not answer, or not as it should."""


@dataclass(frozen=True)
class Seen:
    """One target as Prometheus has it: `health` is up, down or unknown (not asked yet)."""

    instance: str
    job: str
    health: str
    since: str
    labels: dict[str, str]
    target: int | None
    is_accepted: bool
    is_probe: bool


@dataclass
class Prometheus:
    """Its HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/)."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, path: str, **params: str) -> Any:
        """Return the data of an answer.

        Raises:
            Unreachable: it does not answer, or with an error.
        """
        url = f'{self.url.rstrip("/")}/api/v1/{path}'
        return _json(lambda: self.session.get(url, params=params, timeout=SECONDS), url)['data']

    def watched(self, jobs: Sequence[str] = ()) -> list[Seen]:
        """Return what it watches: of these jobs, or of all that find targets through NetBox."""
        rows = self.ask('targets', state='active')['activeTargets']
        of_netbox = {row['scrapePool'] for row in rows if f'{META}target_id' in row['discoveredLabels']}
        chosen = set(jobs) or of_netbox
        rows = [row for row in rows if row['scrapePool'] in chosen]
        # A probe is down when it fails: `up` says only that the blackbox exporter answers.
        probes = self._values('probe_success') if any(map(_is_probe, rows)) else {}
        since = self._down_since()
        return [_seen(row, probes, since) for row in rows]

    def _values(self, expression: str) -> dict[str, str]:
        rows = self.ask('query', query=expression)['result']
        return {row['metric']['target_id']: row['value'][1] for row in rows if 'target_id' in row['metric']}

    def _down_since(self) -> dict[str, str]:
        """Return since when targets are down, where the shipped alert rules say it: by `target_id`."""
        alerts = self.ask('alerts')['alerts']
        return {
            row['labels']['target_id']: row['activeAt']
            for row in alerts
            if row['labels'].get('alertname') in ALERTS and 'target_id' in row['labels']
        }


@dataclass
class NetBox:
    """The two endpoints that take what a monitoring system says. `is_dry`: it says what it would do, and does not."""

    url: str
    token: str
    is_dry: bool = False
    session: requests.Session = field(default_factory=requests.Session)

    def post(self, path: str, body: dict[str, Any], **filters: Any) -> Any:
        """Send something and return the answer.

        Raises:
            Unreachable: it does not answer, or refuses the call as a whole.
        """
        url = f'{self.url.rstrip("/")}/api/plugins/colocation/monitoring/{path}/'
        headers = {'Authorization': f'Bearer {self.token}', 'Accept': 'application/json'}
        params = filters | ({'dry_run': 'true'} if self.is_dry else {})
        return _json(lambda: self.session.post(url, json=body, headers=headers, params=params, timeout=SECONDS), url)


def _json(ask: Callable[[], requests.Response], url: str) -> Any:
    try:
        answer = ask()
        body = answer.json()
    except requests.RequestException as error:
        raise Unreachable(f'{url}: {error}') from error
    if not answer.ok:
        detail = body.get('detail') or body.get('error') or body if isinstance(body, dict) else body
        raise Unreachable(f'{url}: HTTP {answer.status_code}: {detail}')
    return body


def _is_probe(row: dict[str, Any]) -> bool:
    return row['discoveredLabels'].get(f'{META}kind') == 'probe'


def _seen(row: dict[str, Any], probes: dict[str, str], since: dict[str, str]) -> Seen:
    found = row['discoveredLabels']
    key = found.get(f'{META}target_id', '')
    health = row['health']
    if _is_probe(row) and health == 'up':
        health = {'1': 'up', '0': 'down'}.get(probes.get(key, ''), 'unknown')
    return Seen(
        instance=row['labels'].get('instance', ''),
        job=row['scrapePool'],
        health=health,
        since=since.get(key, row['lastScrape']) if health == 'down' else row['lastScrape'],
        labels={name: value for name, value in row['labels'].items() if name != 'job'},
        target=int(key) if key.isdecimal() else None,
        is_accepted=found.get(f'{META}state') == 'accepted',
        is_probe=_is_probe(row),
    )


def reports_of(watched: Sequence[Seen], *, accepts: bool = True) -> Iterator[dict[str, Any]]:
    """Yield what NetBox is to be told of each target: seen, up or down since; accepted once it answers."""
    for seen in watched:
        if seen.target is None:
            continue
        if seen.health not in ('up', 'down'):
            yield {'target': seen.target, 'state': 'seen'}
            continue
        yield {'target': seen.target, 'state': seen.health, 'since': seen.since}
        if accepts and seen.health == 'up' and not seen.is_accepted:
            yield {'target': seen.target, 'state': 'accepted', 'since': seen.since}


def acknowledge(netbox: NetBox, reports: Sequence[dict[str, Any]], *, source: str) -> int:
    """Hand in the reports and say what became of them; return how many were refused."""
    counts = {'applied': 0, 'unchanged': 0, 'refused': 0}
    for first in range(0, len(reports), MOST):
        part = reports[first : first + MOST]
        answers = netbox.post('acknowledge', {'source': source, 'reports': part})['answers']
        for report, answer in zip(part, answers, strict=True):
            counts[answer['result']] += 1
            if answer['result'] == 'refused':
                print(f'target {report["target"]}, {report["state"]}: {answer["message"]} ({answer["code"]})')
            elif answer['result'] == 'applied' and netbox.is_dry:
                print(f'target {report["target"]}: would be {report["state"]}')
    print(f'{len(reports)} reports: ' + ', '.join(f'{count} {name}' for name, count in counts.items()))
    return counts['refused']


def hand_in(netbox: NetBox, watched: Sequence[Seen], *, source: str) -> None:
    """Hand in all that is watched, and say how far it differs from what NetBox asks for."""
    rows = [{'instance': seen.instance, 'target': seen.target, 'labels': seen.labels} for seen in watched]
    report = netbox.post('drift', {'source': source, 'watched': rows}, kind=KINDS)
    print(
        f'{report["missing_count"]} targets are not watched, {report["unknown_count"]} are unknown to NetBox, '
        f'{report["different_count"]} are watched differently'
    )
    for row in report['missing'][:20]:
        print(f'  not watched: {row["name"]} ({row["kind"]}, target {row["target"]})')
    for row in report['unknown'][:20]:
        print(f'  unknown to NetBox: {row["instance"]}')


def run(prometheus: Prometheus, netbox: NetBox, chosen: argparse.Namespace) -> int:
    """Report once; return the exit status."""
    try:
        watched = prometheus.watched(chosen.job)
        reports = list(reports_of(watched, accepts=chosen.accept))
        refused = acknowledge(netbox, reports, source=chosen.source) if reports else 0
        if chosen.drift:
            hand_in(netbox, watched, source=chosen.source)
    except Unreachable as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if refused else 0


def choose(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--netbox', default=os.environ.get('NETBOX_URL'), help='its address; or NETBOX_URL')
    parser.add_argument('--prometheus', default=os.environ.get('PROMETHEUS_URL', 'http://localhost:9090'))
    parser.add_argument('--source', default='prometheus', help='how this monitoring system is called in NetBox')
    parser.add_argument('--job', action='append', default=[], help='a job to report; all that read feeds if not given')
    parser.add_argument('--no-accept', dest='accept', action='store_false', help='leave acceptance to people')
    parser.add_argument('--no-drift', dest='drift', action='store_false', help='hand in nothing for the drift report')
    parser.add_argument('--every', type=float, metavar='SECONDS', help='go on, and report as often as this')
    parser.add_argument('--dry-run', action='store_true', help='say what NetBox would do, and change nothing')
    chosen = parser.parse_args(arguments)
    if not chosen.netbox:
        parser.error('say where NetBox is: --netbox https://netbox.example.org')
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = choose(arguments)
    token = os.environ.get('NETBOX_TOKEN')
    if not token:
        print('Put the text of an API token into the environment: NETBOX_TOKEN=nbt_….…', file=sys.stderr)
        return 2
    prometheus, netbox = Prometheus(chosen.prometheus), NetBox(chosen.netbox, token, is_dry=chosen.dry_run)
    status = run(prometheus, netbox, chosen)
    wants_drift, told_at = chosen.drift, time.monotonic()
    while chosen.every:
        sys.stdout.flush()
        time.sleep(chosen.every)
        chosen.drift = wants_drift and time.monotonic() - told_at >= DRIFT_SECONDS
        told_at = time.monotonic() if chosen.drift else told_at
        status = run(prometheus, netbox, chosen)
    return status


if __name__ == '__main__':
    sys.exit(main())
