#!/usr/bin/env python3
"""Brings Zabbix up to date with what NetBox asks to watch, and tells NetBox what Zabbix sees.

    NETBOX_TOKEN=nbt_… ZABBIX_TOKEN=… ./sync_zabbix.py --netbox https://netbox.example.org \
        --zabbix https://zabbix.example.org --dry-run

Needs `pip install zabbix-utils requests`, and acknowledge_zabbix.py beside it; Zabbix 6.0 or newer. Run it every few
minutes (cron, a systemd timer).

It makes hosts, changes what differs, and disables those that NetBox asks for no more. It never deletes anything, and
touches only hosts that it made (tag `netbox_sync`), or that it was told to take over (`--adopt`). What people added
to a host – groups, templates, tags, macros – stays. A host that people disabled in Zabbix stays disabled. Maintenance
windows that mute in NetBox become maintenance periods. Then it reports to NetBox what is seen, up and down, and what
Zabbix watches besides (`--no-acknowledge` leaves that away). Run again, it changes nothing.

The token's user in NetBox needs to view and to acknowledge monitoring targets, and to add drift reports; to say what a
maintenance is about also to view maintenance windows. Exit status: 0 when all is done, 1 when something was refused (it
is said on the way), 2 when one of the two could not be asked.
"""

import datetime
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from acknowledge_zabbix import DEVICE_TAG, ENABLED, PROBE_TAG, SYNC_TAG, acknowledge, arguments, chunks, connect, run
from zabbix_utils import ZabbixAPI
from zabbix_utils.exceptions import APIRequestError

ROOT_GROUP, DISABLED_TAG = 'Colocation', 'netbox_disabled'
# Tags that are NetBox's to say: what is gone there goes here too.
OWN_TAGS = {
    SYNC_TAG, DEVICE_TAG, DISABLED_TAG, 'site', 'location', 'rack', 'tenant', 'role', 'platform', 'owner', 'request',
    'case', 'severity', 'netbox_tag',
}  # fmt: skip
AGENT_INTERFACE, SIMPLE_CHECK, UNSIGNED, DISABLED = 1, 3, 3, '1'
# Of a maintenance period, in seconds: Zabbix takes no shorter one.
SHORTEST_PERIOD = 300


class Zabbix:
    """Zabbix' API: asks freely, and does nothing in a dry run but say what it would do."""

    def __init__(self, api: ZabbixAPI, *, dry_run: bool) -> None:
        self.api, self.dry_run = api, dry_run
        self.done: Counter[str] = Counter()
        self.refused = 0
        # Since 6.2 Zabbix has groups of templates too, and calls these by another name.
        self.groups_key = ('selectHostGroups', 'hostgroups') if api.version > 6.0 else ('selectGroups', 'groups')

    def ask(self, method: str, **params: Any) -> list[dict[str, Any]]:
        subject, verb = method.split('.')
        return getattr(getattr(self.api, subject), verb)(**params)

    def do(self, verb: str, what: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Do one thing and return Zabbix' answer; empty in a dry run, or when Zabbix refused (which is said)."""
        subject, action = method.split('.')
        print(f'{verb} {what}')
        try:
            answer = {} if self.dry_run else getattr(getattr(self.api, subject), action)(**params)
        except APIRequestError as error:
            self.refuse(f'{verb} {what}: {error.message} {error.data}')
            return {}
        self.done[verb] += 1
        return answer

    def refuse(self, message: str) -> None:
        self.refused += 1
        print(f'REFUSED: {message}', file=sys.stderr)

    def ids(self, kind: str, names: Iterable[str]) -> dict[str, str]:
        """Return the IDs of host groups or templates, by name."""
        key = {'hostgroup': 'groupid', 'template': 'templateid'}[kind]
        found: dict[str, str] = {}
        for some in chunks(sorted(set(names))):
            found |= {row['name']: row[key] for row in self.ask(f'{kind}.get', output=['name'], filter={'name': some})}
        return found


class Sync:
    """One run. `name` tells several of them apart that fill the same Zabbix from different filters."""

    def __init__(
        self, zabbix: Zabbix, name: str, *, adopt: bool, probe_interval: str, templates: dict[str, str]
    ) -> None:
        self.zabbix, self.name, self.adopt, self.probe_interval = zabbix, name, adopt, probe_interval
        self.other_templates = templates
        # By the ID of the device: the host in Zabbix; without `hostid` where it was only planned.
        self.hosts: dict[str, dict[str, Any]] = {}

    # Hosts

    def bring_hosts(self, wanted: list[dict[str, Any]], *, most_disabled: int) -> None:
        """Make and change hosts, and disable those that are wanted no more.

        Raises:
            SystemExit: more would be disabled than is likely: a wrong filter, a token that sees nothing.
        """
        self._read_hosts(wanted)
        gone = [host for device, host in self.hosts.items() if device not in {str(row['device_id']) for row in wanted}]
        going = [host for host in gone if host['status'] == ENABLED]
        if len(going) > max(5, len(self.hosts) * most_disabled // 100):
            raise SystemExit(
                f'{len(going)} of {len(self.hosts)} hosts would be disabled, more than {most_disabled} %: nothing was '
                f'changed. Check the filter and what the token may view; if it is right, raise --most-disabled.'
            )
        for row in wanted:
            row['templates'] = [self.other_templates.get(name, name) for name in row['templates']]
        groups = self._bring_groups(name for row in wanted for name in row['groups'])
        templates = self.zabbix.ids('template', (name for row in wanted for name in row['templates']))
        for missing in sorted({name for row in wanted for name in row['templates']} - set(templates)):
            self.zabbix.refuse(f'Zabbix has no template “{missing}”: import it, or name another with --template')
        for row in wanted:
            self._bring_host(row, groups, templates)
        for host in going:
            tags = [*host['tags'], {'tag': DISABLED_TAG, 'value': self.name}]
            change = {'hostid': host['hostid'], 'status': DISABLED, 'tags': tags}
            self.zabbix.do('disable', f'host {host["host"]}: NetBox asks for it no more', 'host.update', change)
            host['status'] = DISABLED

    def _read_hosts(self, wanted: list[dict[str, Any]]) -> None:
        select, key = self.zabbix.groups_key
        details = {
            'output': ['hostid', 'host', 'name', 'status', 'inventory_mode'], 'selectTags': 'extend',
            'selectInterfaces': 'extend', 'selectParentTemplates': ['templateid', 'name'], 'selectMacros': 'extend',
            'selectInventory': 'extend', select: ['groupid', 'name'],
        }  # fmt: skip
        ours = self.zabbix.ask(
            'host.get', **details, tags=[{'tag': SYNC_TAG, 'value': self.name, 'operator': 1}], inheritedTags=False
        )
        for host in ours:
            device = next((tag['value'] for tag in host['tags'] if tag['tag'] == DEVICE_TAG), '')
            self.hosts[device] = {**host, 'groups': host[key]}
        unknown = {row['host']: row for row in wanted if str(row['device_id']) not in self.hosts}
        for some in chunks(sorted(unknown)):
            for host in self.zabbix.ask('host.get', **details, filter={'host': some}):
                row = unknown[host['host']]
                other = next((tag['value'] for tag in host['tags'] if tag['tag'] == SYNC_TAG), '')
                if self.adopt and not other:
                    self.hosts[str(row['device_id'])] = {**host, 'groups': host[key]}
                    continue
                why = f'it is that of the sync “{other}”' if other else 'take it over with --adopt, or rename it'
                self.zabbix.refuse(f'A host “{host["host"]}” is in Zabbix already: {why}')
                wanted.remove(row)

    def _bring_groups(self, names: Iterable[str]) -> dict[str, str]:
        wanted = set(names)
        known = self.zabbix.ids('hostgroup', wanted)
        for name in sorted(wanted - set(known)):
            answer = self.zabbix.do('create', f'group {name}', 'hostgroup.create', {'name': name})
            if answer:
                known[name] = answer['groupids'][0]
        return known

    def _bring_host(self, row: dict[str, Any], groups: dict[str, str], templates: dict[str, str]) -> None:
        device, known = str(row['device_id']), self.hosts.get(str(row['device_id']))
        tags = [*row['tags'], {'tag': SYNC_TAG, 'value': self.name}]
        linked = {name: templates[name] for name in row['templates'] if name in templates}
        if known is None:
            host = {
                'host': row['host'], 'name': row['name'], 'status': row['status'], 'tags': tags,
                'interfaces': row['interfaces'], 'macros': row['macros'], 'inventory_mode': row['inventory_mode'],
                'inventory': row['inventory'], 'groups': [{'groupid': groups.get(name)} for name in row['groups']],
                'templates': [{'templateid': key} for key in linked.values()],
            }  # fmt: skip
            answer = self.zabbix.do('create', f'host {row["host"]}', 'host.create', host)
            if answer or self.zabbix.dry_run:
                made = {'host': row['host'], 'status': str(row['status']), 'hostid': (answer.get('hostids') or [''])[0]}
                self.hosts[device] = {**made, 'tags': tags}
            return
        changes = self._differences(row, known, tags, groups, linked)
        if changes:
            what = f'host {known["host"]}: {", ".join(sorted(changes))}'
            self.zabbix.do('change', what, 'host.update', {'hostid': known['hostid'], **changes})
        self._bring_interfaces(row, known)
        self._bring_macros(row, known)
        known |= {'host': row['host'], 'status': str(changes.get('status', known['status']))}

    def _differences(
        self,
        row: dict[str, Any],
        known: dict[str, Any],
        tags: list[dict[str, str]],
        groups: dict[str, str],
        templates: dict[str, str],
    ) -> dict[str, Any]:
        """Return what of a host is to be changed; what people added stays."""
        changes = {field: row[field] for field in ('host', 'name') if known[field] != row[field]}
        is_ours_to_enable = any(tag['tag'] == DISABLED_TAG for tag in known['tags'])
        if str(row['status']) == DISABLED:
            tags = [*tags, {'tag': DISABLED_TAG, 'value': self.name}]
        if str(row['status']) != known['status'] and (str(row['status']) == DISABLED or is_ours_to_enable):
            changes['status'] = row['status']
        kept = [
            {'tag': tag['tag'], 'value': tag['value']}
            for tag in known['tags']
            if tag['tag'] not in OWN_TAGS and tag['tag'] not in {each['tag'] for each in tags}
        ]
        if _pairs(known['tags']) != _pairs([*tags, *kept]):
            changes['tags'] = [*tags, *kept]
        has = {group['name']: group['groupid'] for group in known['groups']}
        want = {name: groups.get(name) for name in row['groups']}
        want |= {name: key for name, key in has.items() if name.split('/')[0] != ROOT_GROUP}
        if set(has) != set(want):
            changes['groups'] = [{'groupid': key} for key in want.values()]
        linked = {template['templateid'] for template in known['parentTemplates']}
        if not set(templates.values()) <= linked:
            changes['templates'] = [{'templateid': key} for key in sorted(linked | set(templates.values()))]
        if str(known['inventory_mode']) == '-1':
            changes['inventory_mode'] = row['inventory_mode']
        inventory = known['inventory'] or {}
        if differs := {name: text for name, text in row['inventory'].items() if inventory.get(name, '') != text}:
            changes['inventory'] = differs
        return changes

    def _bring_interfaces(self, row: dict[str, Any], known: dict[str, Any]) -> None:
        """Move the interfaces of the host, the main one first, to where NetBox has them; a further one stays."""
        has = [each for each in known['interfaces'] if int(each['type']) == AGENT_INTERFACE]
        has.sort(key=lambda each: (-int(each['main']), int(each['interfaceid'])))
        for index, want in enumerate(row['interfaces']):
            place = f'{want["ip"]} port {want["port"]}'
            if index >= len(has):
                new = {**want, 'hostid': known['hostid'], 'main': int(not has and index == 0)}
                self.zabbix.do('create', f'interface {row["host"]}: {place}', 'hostinterface.create', new)
            elif any(str(has[index][field]) != str(want[field]) for field in ('useip', 'ip', 'port')):
                change = {field: want[field] for field in ('useip', 'ip', 'dns', 'port')}
                change['interfaceid'] = has[index]['interfaceid']
                self.zabbix.do('change', f'interface {row["host"]}: {place}', 'hostinterface.update', change)

    def _bring_macros(self, row: dict[str, Any], known: dict[str, Any]) -> None:
        has = {macro['macro']: macro for macro in known['macros']}
        for want in row['macros']:
            macro, what = has.get(want['macro']), f'macro {row["host"]}: {want["macro"]} {want["value"]}'
            if macro is None:
                self.zabbix.do('create', what, 'usermacro.create', {**want, 'hostid': known['hostid']})
            elif macro.get('value') != want['value']:
                change = {'hostmacroid': macro['hostmacroid'], 'value': want['value']}
                self.zabbix.do('change', what, 'usermacro.update', change)

    # Probes

    def bring_checks(self, wanted: list[dict[str, Any]]) -> None:
        """Make an item and a trigger for each probe; disable the items of probes that are asked for no more."""
        hosts = {host['hostid']: host for host in self.hosts.values() if host['hostid']}
        items: dict[tuple[str, str], dict[str, Any]] = {}
        interfaces: dict[str, str] = {}
        for some in chunks(sorted(hosts)):
            tags = [{'tag': PROBE_TAG, 'value': self.name, 'operator': 1}]
            found = self.zabbix.ask('item.get', hostids=some, tags=tags, output=['itemid', 'key_', 'status', 'hostid'])
            items |= {(item['hostid'], item['key_']): item for item in found}
            for each in self.zabbix.ask('hostinterface.get', hostids=some, output=['interfaceid', 'hostid', 'main']):
                if each['main'] == '1':
                    interfaces[each['hostid']] = each['interfaceid']
        asked = set()
        for row in wanted:
            host = self.hosts.get(str(row['device_id']))
            for check in row['checks'] if host else ():
                asked.add((host['hostid'], check['key']))
                self._bring_check(host, check, items.get((host['hostid'], check['key'])), interfaces)
        for place, item in items.items():
            if place not in asked and item['status'] == ENABLED and hosts[place[0]]['status'] == ENABLED:
                change = {'itemid': item['itemid'], 'status': DISABLED}
                self.zabbix.do('disable', f'check {hosts[place[0]]["host"]}: {place[1]}', 'item.update', change)

    def _bring_check(
        self, host: dict[str, Any], check: dict[str, Any], item: dict[str, Any] | None, interfaces: dict[str, str]
    ) -> None:
        what, tags = f'check {host["host"]}: {check["key"]}', [{'tag': PROBE_TAG, 'value': self.name}]
        if item and item['status'] == ENABLED:
            return
        if item:
            self.zabbix.do('enable', what, 'item.update', {'itemid': item['itemid'], 'status': ENABLED})
            return
        new = {
            'hostid': host['hostid'], 'name': check['name'], 'key_': check['key'], 'type': SIMPLE_CHECK, 'tags': tags,
            'value_type': UNSIGNED, 'delay': self.probe_interval, 'interfaceid': interfaces.get(host['hostid']),
        }  # fmt: skip
        if self.zabbix.do('create', what, 'item.create', new):
            trigger = {
                'description': f'{check["name"]} does not answer', 'priority': check['priority'], 'tags': tags,
                'expression': f'max(/{host["host"]}/{check["key"]},#3)=0',
            }  # fmt: skip
            self.zabbix.do('create', f'trigger {host["host"]}: {check["name"]}', 'trigger.create', trigger)

    # Maintenance

    def bring_mutes(self, mutes: list[dict[str, Any]]) -> None:
        """Make a maintenance period for each window that mutes; end the periods of windows that mute no more."""
        prefix = f'NetBox window ({self.name}) '
        found = self.zabbix.ask(
            'maintenance.get', output='extend', selectHosts=['hostid'], selectTimeperiods='extend',
            search={'name': prefix}, startSearch=True,
        )  # fmt: skip
        known = {period['name']: period for period in found if period['name'].startswith(prefix)}
        for mute in mutes:
            devices = {str(target['device_id']) for target in mute['targets']}
            hosts = sorted({host['hostid'] for device, host in self.hosts.items() if device in devices})
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
            self.zabbix.do('create', what, 'maintenance.create', {'name': name, **period})
        elif (
            [int(known['active_since']), int(known['active_till'])] != [begins, ends]
            or sorted(host['hostid'] for host in known['hosts']) != hosts
            or known['description'] != period['description']
        ):
            change = {'maintenanceid': known['maintenanceid'], **period}
            self.zabbix.do('change', what, 'maintenance.update', change)

    def _end_period(self, name: str, period: dict[str, Any]) -> None:
        """Let a period be over, or have been: of what never began nobody was told anything."""
        ends = int(time.time()) // 60 * 60
        begins = min(int(period['active_since']), ends - SHORTEST_PERIOD)
        change = {
            'maintenanceid': period['maintenanceid'], 'active_since': begins, 'active_till': ends,
            'hosts': period['hosts'],
            'timeperiods': [{'timeperiod_type': 0, 'start_date': begins, 'period': ends - begins}],
        }  # fmt: skip
        self.zabbix.do('end', f'maintenance {name}', 'maintenance.update', change)


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


def _pairs(tags: Iterable[dict[str, str]]) -> set[tuple[str, str]]:
    return {(tag['tag'], tag['value']) for tag in tags}


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
        sync = Sync(
            zabbix, given.name, adopt=given.adopt, probe_interval=given.probe_interval, templates=dict(given.template)
        )
        sync.bring_hosts(hosts, most_disabled=given.most_disabled)
        sync.bring_checks(hosts)
        sync.bring_mutes(mutes)
        done = ', '.join(f'{verb} {count}' for verb, count in sorted(zabbix.done.items())) or 'nothing to do'
        print(f'{"plan" if given.dry_run else "done"}: {done}; {zabbix.refused} refused')
        refused = 0 if given.no_acknowledge else acknowledge(netbox, api, given.name, hosts, accepts=given.accepts)
        return min(1, zabbix.refused + refused)

    return run(work)


if __name__ == '__main__':
    sys.exit(main())
