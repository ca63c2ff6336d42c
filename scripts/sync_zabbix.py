#!/usr/bin/env python3
"""Brings Zabbix up to date with what NetBox asks to watch, and tells NetBox what Zabbix sees.

    NETBOX_TOKEN=nbt_… ZABBIX_TOKEN=… ./sync_zabbix.py --netbox https://netbox.example.org \
        --zabbix https://zabbix.example.org --dry-run

Needs `pip install zabbix-utils requests`, and beside it acknowledge_zabbix.py, zabbix_calls.py and zabbix_hosts.py;
Zabbix 6.0 or newer. Run it every few minutes (cron, a systemd timer).

It makes hosts, changes what differs, and disables those that NetBox asks for no more. It never deletes anything, and
touches only hosts that it made (tag `netbox_sync`), or that it was told to take over (`--adopt`). What people added
to a host – groups, templates, tags, macros – stays. A template that it linked is unlinked when NetBox asks for it no
more (tag `netbox_template`); what came from it is disabled. A host that people disabled stays disabled. Maintenance
windows that mute in NetBox become maintenance periods. Then it reports to NetBox what is seen, up and down, and what
Zabbix watches besides (`--no-acknowledge` leaves that away). Run again, it changes nothing.

The token's user in NetBox needs to view and to acknowledge monitoring targets, and to add drift reports; to say what a
maintenance is about also to view maintenance windows. Exit status: 0 when all is done, 1 when something was refused (it
is said on the way), 2 when one of the two could not be asked.
"""

import datetime
import sys
import time
from collections.abc import Sequence
from typing import Any

from acknowledge_zabbix import ENABLED, PROBE_TAG, acknowledge, arguments, connect, run
from zabbix_calls import Act, Zabbix
from zabbix_hosts import DISABLED, Hosts

SIMPLE_CHECK, UNSIGNED = 3, 3
# Of a maintenance period, in seconds: Zabbix takes no shorter one.
SHORTEST_PERIOD = 300


class Checks:
    """The items and triggers of probes, at hosts that are there."""

    def __init__(self, zabbix: Zabbix, hosts: Hosts, *, interval: str) -> None:
        self.zabbix, self.hosts, self.interval = zabbix, hosts, interval
        self.tags = [{'tag': PROBE_TAG, 'value': hosts.name}]
        by_id = {host['hostid']: host for host in hosts.by_device.values() if host['hostid']}
        self.names = {key: host['host'] for key, host in by_id.items()}
        ours = {'tags': [{**self.tags[0], 'operator': 1}]}
        found = zabbix.ask_about('item.get', 'hostids', by_id, output=['itemid', 'key_', 'status', 'hostid'], **ours)
        self.items = {(item['hostid'], item['key_']): item for item in found}
        self.unwanted = {
            place: item
            for place, item in self.items.items()
            if item['status'] == ENABLED and by_id[place[0]]['status'] == ENABLED
        }
        with_items = {item['hostid'] for item in found}
        # By the item.
        self.triggers: dict[str, dict[str, Any]] = {}
        fields, of_items = ['triggerid', 'priority'], ['itemid']
        for trigger in zabbix.ask_about(
            'trigger.get', 'hostids', with_items, output=fields, selectItems=of_items, **ours
        ):
            self.triggers |= {item['itemid']: trigger for item in trigger['items']}

    def bring(self, wanted: list[dict[str, Any]]) -> None:
        """Make an item and a trigger for each probe; disable the items of probes that are asked for no more."""
        asked = [
            (host, check)
            for row in wanted
            if (host := self.hosts.by_device.get(str(row['device_id'])))
            for check in row['checks']
        ]
        self._enable(asked)
        made = self._create([pair for pair in asked if _place(*pair) not in self.items])
        self._bring_triggers(asked, made)
        for pair in asked:
            self.unwanted.pop(_place(*pair), None)
        off: list[Act] = [
            (f'check {self.names[place[0]]}: {place[1]}', {'itemid': item['itemid'], 'status': DISABLED})
            for place, item in self.unwanted.items()
        ]
        self.zabbix.do('disable', 'item.update', off)

    def _enable(self, asked: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
        acts: list[Act] = []
        for host, check in asked:
            item = self.items.get(_place(host, check))
            if item and item['status'] != ENABLED:
                acts.append((f'check {host["host"]}: {check["key"]}', {'itemid': item['itemid'], 'status': ENABLED}))
        self.zabbix.do('enable', 'item.update', acts)

    def _create(self, asked: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[tuple[str, str], str]:
        """Return the keys of the items that were made, by their places."""
        found = self.zabbix.ask_about(
            'hostinterface.get', 'hostids', [host['hostid'] for host, _check in asked if host['hostid']],
            output=['interfaceid', 'hostid', 'main'],
        )  # fmt: skip
        interfaces = {each['hostid']: each['interfaceid'] for each in found if each['main'] == '1'}
        acts: list[Act] = []
        for host, check in asked:
            item = {
                'hostid': host['hostid'], 'name': check['name'], 'key_': check['key'], 'type': SIMPLE_CHECK,
                'value_type': UNSIGNED, 'delay': self.interval, 'interfaceid': interfaces.get(host['hostid']),
                'tags': self.tags,
            }  # fmt: skip
            acts.append((f'check {host["host"]}: {check["key"]}', item))
        made = self.zabbix.do('create', 'item.create', acts)
        return {_place(*pair): key for pair, key in zip(asked, made, strict=True) if key or self.zabbix.dry_run}

    def _bring_triggers(
        self, asked: list[tuple[dict[str, Any], dict[str, Any]]], made: dict[tuple[str, str], str]
    ) -> None:
        """Make the triggers of items that have none: of new ones, and where a run broke off between the two."""
        new: list[Act] = []
        changed: list[Act] = []
        for host, check in asked:
            place, what = _place(host, check), f'trigger {host["host"]}: {check["name"]}'
            item = self.items.get(place)
            trigger = self.triggers.get(item['itemid']) if item else None
            if trigger and trigger['priority'] != str(check['priority']):
                changed.append((what, {'triggerid': trigger['triggerid'], 'priority': check['priority']}))
            elif not trigger and (item or place in made):
                trigger = {
                    'description': f'{check["name"]} does not answer', 'priority': check['priority'],
                    'tags': self.tags, 'expression': f'max(/{host["host"]}/{check["key"]},#3)=0',
                }  # fmt: skip
                new.append((what, trigger))
        self.zabbix.do('create', 'trigger.create', new)
        self.zabbix.do('change', 'trigger.update', changed)


class Mutes:
    """The maintenance periods of windows that mute, for hosts that are there."""

    def __init__(self, zabbix: Zabbix, hosts: Hosts) -> None:
        self.zabbix, self.hosts = zabbix, hosts

    def bring(self, mutes: list[dict[str, Any]]) -> None:
        """Make a maintenance period for each window that mutes; end the periods of windows that mute no more."""
        prefix = f'NetBox window ({self.hosts.name}) '
        found = self.zabbix.ask(
            'maintenance.get', output='extend', selectHosts=['hostid'], selectTimeperiods='extend',
            search={'name': prefix}, startSearch=True,
        )  # fmt: skip
        known = {period['name']: period for period in found if period['name'].startswith(prefix)}
        for mute in mutes:
            devices = {str(target['device_id']) for target in mute['targets']}
            hosts = sorted({host['hostid'] for device, host in self.hosts.by_device.items() if device in devices})
            if hosts:
                self._bring_period(mute, hosts, known.pop(f'{prefix}{mute["window"]}', None), prefix)
        for name, period in known.items():
            if int(period['active_till']) > time.time():
                self._end_period(name, period)

    def _bring_period(self, mute: dict[str, Any], hosts: list[str], known: dict[str, Any] | None, prefix: str) -> None:
        begins, ends = _minutes(mute, known)
        name = f'{prefix}{mute["window"]}'
        period = {
            'active_since': begins, 'active_till': ends, 'hosts': [{'hostid': host} for host in hosts],
            'timeperiods': [{'timeperiod_type': 0, 'start_date': begins, 'period': ends - begins}],
            'description': '\n'.join(filter(None, (mute['ticket'], mute['work'], mute['display_url']))),
        }  # fmt: skip
        what = f'maintenance {name}: {len(hosts)} hosts, {_moment(begins)} - {_moment(ends)}'
        if known is None:
            self.zabbix.do('create', 'maintenance.create', [(what, {'name': name, **period})])
        elif (
            [int(known['active_since']), int(known['active_till'])] != [begins, ends]
            or sorted(host['hostid'] for host in known['hosts']) != hosts
            or known['description'] != period['description']
        ):
            change = {'maintenanceid': known['maintenanceid'], **period}
            self.zabbix.do('change', 'maintenance.update', [(what, change)])

    def _end_period(self, name: str, period: dict[str, Any]) -> None:
        """Let a period be over, or have been: of what never began nobody was told anything."""
        ends = int(time.time()) // 60 * 60
        begins = min(int(period['active_since']), ends - SHORTEST_PERIOD)
        change = {
            'maintenanceid': period['maintenanceid'], 'active_since': begins, 'active_till': ends,
            'hosts': period['hosts'],
            'timeperiods': [{'timeperiod_type': 0, 'start_date': begins, 'period': ends - begins}],
        }  # fmt: skip
        self.zabbix.do('end', 'maintenance.update', [(f'maintenance {name}', change)])


def _minutes(mute: dict[str, Any], known: dict[str, Any] | None) -> tuple[int, int]:
    """Return from when until when, in seconds of whole minutes: Zabbix knows no others.

    A window that lasts too long ends when somebody ends it: it is moved by ten minutes at once, not with every run.
    """
    begins, ends = (datetime.datetime.fromisoformat(mute[key]).timestamp() for key in ('starts_at', 'ends_at'))
    now = time.time()
    if mute['standing'] == 'now' and ends < now + 60:
        till = int(known['active_till']) if known else 0
        ends = till if till > now + 120 else now + 600
    begins, ends = int(begins // 60 * 60), int(-(-ends // 60) * 60)
    return begins, max(ends, begins + SHORTEST_PERIOD)


def _moment(clock: int) -> str:
    return datetime.datetime.fromtimestamp(clock, datetime.UTC).strftime('%Y-%m-%d %H:%M UTC')


def _place(host: dict[str, Any], check: dict[str, Any]) -> tuple[str, str]:
    return host['hostid'], check['key']


def _renaming(text: str) -> tuple[str, str]:
    name, equals, other = text.partition('=')
    if not equals:
        raise ValueError
    return name, other


def main(argv: Sequence[str] | None = None) -> int:
    """Bring Zabbix up to date, then report."""
    parser = arguments(__doc__ or '')
    parser.add_argument('--adopt', action='store_true', help='take over hosts of the same name that nobody syncs')
    parser.add_argument(
        '--template', action='append', default=[], metavar='NAME=OTHER', type=_renaming,
        help='link another template than the one that NetBox names',
    )  # fmt: skip
    parser.add_argument('--probe-interval', default='1m', help='how often a probe asks (1m)')
    parser.add_argument(
        '--most-disabled', type=int, default=20, metavar='PERCENT', help='stop when more would be disabled at once (20)'
    )
    parser.add_argument('--no-acknowledge', action='store_true', help='report nothing to NetBox')
    given = parser.parse_args(argv)

    def work() -> int:
        netbox, api = connect(given)
        hosts, mutes = netbox.read('zabbix'), netbox.read('mutes')
        zabbix = Zabbix(api, dry_run=given.dry_run)
        known = Hosts(zabbix, given.name, adopt=given.adopt, templates=dict(given.template))
        known.bring(hosts, most_disabled=given.most_disabled)
        Checks(zabbix, known, interval=given.probe_interval).bring(hosts)
        Mutes(zabbix, known).bring(mutes)
        done = ', '.join(f'{verb} {count}' for verb, count in sorted(zabbix.done.items())) or 'nothing to do'
        print(f'{"plan" if given.dry_run else "done"}: {done}; {zabbix.refused} refused')
        refused = 0 if given.no_acknowledge else acknowledge(netbox, api, given.name, hosts, accepts=given.accepts)
        return min(1, zabbix.refused + refused)

    return run(work)


if __name__ == '__main__':
    sys.exit(main())
