#!/usr/bin/env python3
"""Tells NetBox what a Zabbix sees of the targets that NetBox asked it to watch; `sync_zabbix.py` does it too.

    NETBOX_TOKEN=nbt_… ZABBIX_TOKEN=… ./acknowledge_zabbix.py --netbox https://netbox.example.org \
        --zabbix https://zabbix.example.org

Reports for every target whose host is monitored that it was seen, and whether it is up or down, and since when: an
agent is what the interface of its host is, a probe what its item says, an exporter what its item says, or those of
the template that reads it over HTTP. One that answers is accepted by it, which closes the procedure's row (`--no-
accept` leaves that to people). Then it hands in all that Zabbix watches, for NetBox's drift report. The same again
changes nothing. `--dry-run` asks NetBox what it would do, and changes nothing.

The token's user needs to view and to acknowledge monitoring targets, and to add drift reports. Exit status: 0 when all
went well, 1 when NetBox or Zabbix refused some of it, 2 when one of the two could not be asked.
"""

import argparse
import datetime
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPException
from typing import Any

import requests
from zabbix_utils import ZabbixAPI
from zabbix_utils.exceptions import APIRequestError, ModuleBaseException

SYNC_TAG, DEVICE_TAG, PROBE_TAG = 'netbox_sync', 'netbox_device', 'netbox_probe'
AGENT_INTERFACE, HTTP_AGENT, ENABLED = '1', '19', '0'
# zabbix_utils lets pass what happens while it reads an answer: too late, or none at all.
CANNOT_BE_ASKED = (requests.RequestException, APIRequestError, ModuleBaseException, OSError, HTTPException)
HEALTH = {'1': 'up', '2': 'down'}
MANY, MOST_REPORTS = 500, 5000
# How long one answer may take.
SECONDS = 120


class NetBox:
    """NetBox's feeds, and what is reported to it. `is_dry`: it says what it would do, and does not."""

    def __init__(self, url: str, token: str, filters: Sequence[tuple[str, str]] = (), *, is_dry: bool = False) -> None:
        self.root, self.filters, self.is_dry = f'{url.rstrip("/")}/api/plugins/colocation/monitoring', filters, is_dry
        self.session = requests.Session()
        self.session.headers['Authorization'] = f'{"Bearer" if token.startswith("nbt_") else "Token"} {token}'

    def read(self, feed: str) -> Any:
        """Return what a feed says, of the targets of the filters.

        Raises:
            requests.RequestException: it does not answer, or refuses.
        """
        return self._answer(self.session.get(f'{self.root}/{feed}/', params=list(self.filters), timeout=SECONDS))

    def tell(self, what: str, body: dict[str, Any]) -> Any:
        """Send something and return the answer.

        Raises:
            requests.RequestException: it does not answer, or refuses all of it.
        """
        params = [*self.filters, *([('dry_run', 'true')] if self.is_dry else [])]
        return self._answer(self.session.post(f'{self.root}/{what}/', json=body, params=params, timeout=SECONDS))

    @staticmethod
    def _answer(answer: requests.Response) -> Any:
        if not answer.ok:
            raise requests.HTTPError(f'{answer.url}: HTTP {answer.status_code}: {answer.text[:1000]}', response=answer)
        return answer.json()


class Sight:
    """What Zabbix sees of the hosts that one sync made."""

    def __init__(self, api: ZabbixAPI, name: str) -> None:
        self.api = api
        tags = [{'tag': SYNC_TAG, 'value': name, 'operator': 1}]
        ours = api.host.get(output=['hostid'], tags=tags, inheritedTags=False)
        # By the ID of the device.
        self.hosts: dict[str, dict[str, Any]] = {}
        for host in self._read(ours, output=['hostid', 'host', 'status'], selectTags='extend'):
            device = next((tag['value'] for tag in host['tags'] if tag['tag'] == DEVICE_TAG), '')
            self.hosts[device] = host
        self.items: dict[str, list[dict[str, Any]]] = {}
        keys = sorted(host['hostid'] for host in self.hosts.values() if host['status'] == ENABLED)
        fields = ['itemid', 'hostid', 'key_', 'type', 'state', 'lastvalue', 'lastclock', 'master_itemid']
        for some in chunks(keys):
            for item in api.item.get(hostids=some, output=fields, monitored=True, filter={'type': ['3', HTTP_AGENT]}):
                self.items.setdefault(item['hostid'], []).append(item)

    def _read(self, hosts: Iterable[dict[str, Any]], **details: Any) -> Iterator[dict[str, Any]]:
        """Yield hosts with their interfaces, so many at a time as fit into one answer."""
        for some in chunks(sorted(host['hostid'] for host in hosts)):
            yield from self.api.host.get(hostids=some, selectInterfaces='extend', **details)

    def health_of(self, target: dict[str, Any], row: dict[str, Any]) -> tuple[str, str | None]:
        """Return `up`, `down` or nothing when Zabbix does not know yet, and since when where it says so."""
        host = self.hosts[str(row['device_id'])]
        if target['kind'] == 'agent':
            interface = self._interface(host, target['instance'])
            health = HEALTH.get(interface['available'], '') if interface else ''
            return health, _moment(interface['errors_from']) if interface and health == 'down' else None
        items = self.items.get(host['hostid'], [])
        if keys := {check['key'] for check in row['checks'] if target['id'] in check['targets']}:
            return _health_by_value([item for item in items if item['key_'] in keys])
        return _health_by_state([item for item in items if item['type'] == HTTP_AGENT])

    @staticmethod
    def _interface(host: dict[str, Any], instance: str) -> dict[str, Any] | None:
        agents = [each for each in host['interfaces'] if each['type'] == AGENT_INTERFACE]
        return next((each for each in agents if instance_of(each) == instance), None)

    def watched(self, hosts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield all that Zabbix watches: our targets at their hosts, and every other host that is monitored."""
        ours = set()
        for row in hosts:
            host = self.hosts.get(str(row['device_id']))
            if not host or host['status'] != ENABLED:
                continue
            ours.add(host['hostid'])
            places = {instance_of(each) for each in host['interfaces'] if each['type'] == AGENT_INTERFACE}
            for target in row['targets']:
                instance = target['instance']
                if target['kind'] == 'agent' and instance not in places:
                    # Somebody moved it in Zabbix: the report is to say where to.
                    instance = next(iter(sorted(places)), host['host'])
                yield {'instance': instance, 'target': target['id'], 'labels': {'host': host['host']}}
        monitored = self.api.host.get(output=['hostid'], filter={'status': ENABLED}, monitored_hosts=True)
        others = [host for host in monitored if host['hostid'] not in ours]
        for host in self._read(others, output=['hostid', 'host']):
            main = next((each for each in host['interfaces'] if each['main'] == '1'), None)
            yield {'instance': instance_of(main) if main else host['host'], 'labels': {'host': host['host']}}


def reports_of(sight: Sight, hosts: Iterable[dict[str, Any]], *, accepts: bool) -> Iterator[dict[str, Any]]:
    """Yield what NetBox is to be told of each target: seen, up or down since; accepted once it answers."""
    for row in hosts:
        host = sight.hosts.get(str(row['device_id']))
        if not host or host['status'] != ENABLED:
            continue
        for target in row['targets']:
            health, since = sight.health_of(target, row)
            report = {'target': target['id'], 'state': health or 'seen'}
            yield {**report, 'since': since} if since else report
            if accepts and health == 'up' and target['state'] != 'accepted':
                yield {'target': target['id'], 'state': 'accepted'}


def acknowledge(netbox: NetBox, api: ZabbixAPI, name: str, hosts: list[dict[str, Any]], *, accepts: bool = True) -> int:
    """Report all of it, say what came of it, and return how many reports NetBox refused."""
    sight, refused, told = Sight(api, name), 0, 'would be ' if netbox.is_dry else ''
    reports = list(reports_of(sight, hosts, accepts=accepts))
    counts: dict[str, int] = {}
    for report in reports:
        counts[report['state']] = counts.get(report['state'], 0) + 1
    said = ', '.join(f'{count} {state}' for state, count in sorted(counts.items())) or 'nothing'
    for some in chunks(reports, MOST_REPORTS):
        answer = netbox.tell('acknowledge', {'source': name, 'reports': some})
        refused += answer['refused']
        for each in answer['answers']:
            if each['result'] == 'refused':
                print(f'REFUSED: {each["message"]} ({each["code"]})', file=sys.stderr)
    print(f'reported to NetBox: {said}')
    drift = netbox.tell('drift', {'source': name, 'watched': list(sight.watched(hosts))})
    print(
        f'{told}compared: {drift["missing_count"]} not watched, {drift["unknown_count"]} unknown to NetBox, '
        f'{drift["different_count"]} watched differently'
    )
    return refused


def chunks(items: Iterable[Any], size: int = MANY) -> Iterator[list[Any]]:
    """Yield the items in lists that one call takes."""
    rows = list(items)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def instance_of(interface: dict[str, Any]) -> str:
    """Return host and port of an interface as NetBox's feeds write them."""
    host = interface['ip'] if interface['useip'] == '1' else interface['dns']
    return f'[{host}]:{interface["port"]}' if ':' in host else f'{host}:{interface["port"]}'


def arguments(description: str) -> argparse.ArgumentParser:
    """Return the arguments that both programs have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--netbox', required=True, help='address of NetBox; its token is in NETBOX_TOKEN')
    parser.add_argument(
        '--zabbix', required=True, help='address of Zabbix; ZABBIX_TOKEN, or ZABBIX_USER and ZABBIX_PASSWORD'
    )
    parser.add_argument('--name', default='zabbix', help='what this Zabbix is called in NetBox, and its hosts’ tag')
    parser.add_argument(
        '--filter', action='append', default=[], metavar='NAME=VALUE', type=_pair,
        help='of the list of monitoring targets, e.g. site=padang or kind=agent; may be given several times',
    )  # fmt: skip
    parser.add_argument('--no-accept', dest='accepts', action='store_false', help='leave accepting to people')
    parser.add_argument('--dry-run', action='store_true', help='say what would be done, and change nothing')
    return parser


def connect(given: argparse.Namespace) -> tuple[NetBox, ZabbixAPI]:
    """Return both ends.

    Raises:
        SystemExit: the token of NetBox is missing.
    """
    token = os.environ.get('NETBOX_TOKEN')
    if not token:
        print('Put the token of NetBox into the environment: NETBOX_TOKEN', file=sys.stderr)
        raise SystemExit(2)
    netbox = NetBox(given.netbox, token, given.filter, is_dry=given.dry_run)
    return netbox, ZabbixAPI(url=given.zabbix, timeout=SECONDS)


def run(work: Any) -> int:
    """Return the exit status of `work`: 2, and a sentence, when one end cannot be asked."""
    try:
        return int(work())
    except CANNOT_BE_ASKED as error:
        print(f'{type(error).__name__}: {error}', file=sys.stderr)
        return 2


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition('=')
    if not equals:
        raise argparse.ArgumentTypeError('write NAME=VALUE')
    return name, value


def _health_by_value(items: list[dict[str, Any]]) -> tuple[str, None]:
    known = [item for item in items if item['lastclock'] != '0']
    if not known:
        return '', None
    return ('up' if all(float(item['lastvalue'] or 0) > 0 for item in known) else 'down'), None


def _health_by_state(items: list[dict[str, Any]]) -> tuple[str, None]:
    """An item that cannot be read is not supported; one that never was read says nothing."""
    if any(item['state'] == '1' for item in items):
        return 'down', None
    return ('up' if any(item['lastclock'] != '0' for item in items) else ''), None


def _moment(clock: str) -> str | None:
    return datetime.datetime.fromtimestamp(int(clock), datetime.UTC).isoformat() if int(clock) else None


def main(argv: Sequence[str] | None = None) -> int:
    """Report what Zabbix sees."""
    given = arguments(__doc__ or '').parse_args(argv)

    def work() -> int:
        netbox, api = connect(given)
        return min(1, acknowledge(netbox, api, given.name, netbox.read('zabbix'), accepts=given.accepts))

    return run(work)


if __name__ == '__main__':
    sys.exit(main())
