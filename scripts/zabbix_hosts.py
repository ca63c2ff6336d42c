"""The hosts that `sync_zabbix.py` makes, changes and disables, with their groups, templates, interfaces and macros."""

from collections.abc import Iterable
from typing import Any

from acknowledge_zabbix import DEVICE_TAG, ENABLED, SYNC_TAG, chunks
from zabbix_calls import Act, Zabbix

__all__ = ('DISABLED', 'Hosts')

ROOT_GROUP, DISABLED_TAG = 'Colocation', 'netbox_disabled'
# On a host: a template that was linked because NetBox asked for it; others people linked.
TEMPLATE_TAG = 'netbox_template'
# Tags that are NetBox's to say: what is gone there goes here too.
OWN_TAGS = {
    SYNC_TAG, DEVICE_TAG, DISABLED_TAG, TEMPLATE_TAG, 'site', 'location', 'rack', 'tenant', 'role', 'platform',
    'owner', 'request', 'case', 'severity', 'netbox_tag',
}  # fmt: skip
AGENT_INTERFACE, DISABLED = 1, '1'
# What a template gives a host, and the key of each; what a rule discovered comes after its rule.
FROM_TEMPLATES = {'discoveryrule': 'itemid', 'item': 'itemid', 'httptest': 'httptestid'}

Host = dict[str, Any]


class Hosts:
    """The hosts of one sync. `name` tells several of them apart that fill the same Zabbix from different filters.

    `by_device` has them by the ID of the device; without `hostid` where one was only planned.
    """

    def __init__(self, zabbix: Zabbix, name: str, *, adopt: bool, templates: dict[str, str]) -> None:
        self.zabbix, self.name, self.adopt, self.other_templates = zabbix, name, adopt, templates
        self.by_device: dict[str, Host] = {}
        # By name.
        self.groups: dict[str, str] = {}
        self.templates: dict[str, str] = {}

    def bring(self, wanted: list[Host], *, most_disabled: int) -> None:
        """Make and change hosts, and disable those that are wanted no more.

        Raises:
            SystemExit: more would be disabled than is likely: a wrong filter, a token that sees nothing.
        """
        self._read(wanted)
        asked = {str(row['device_id']) for row in wanted}
        gone = [host for device, host in self.by_device.items() if device not in asked]
        going = [host for host in gone if host['status'] == ENABLED]
        if len(going) > max(5, len(self.by_device) * most_disabled // 100):
            raise SystemExit(
                f'{len(going)} of {len(self.by_device)} hosts would be disabled, more than {most_disabled} %: nothing '
                f'was changed. Check the filter and what the token may view; if it is right, raise --most-disabled.'
            )
        for row in wanted:
            row['templates'] = [self.other_templates.get(name, name) for name in row['templates']]
        self._bring_groups({name for row in wanted for name in row['groups']})
        self._find_templates({name for row in wanted for name in row['templates']})
        self._create([row for row in wanted if str(row['device_id']) not in self.by_device])
        found = [(row, self.by_device.get(str(row['device_id']), {})) for row in wanted]
        # Neither those that were refused nor those that were made just now.
        known = [(row, host) for row, host in found if 'parentTemplates' in host]
        self._change(known)
        self._bring_interfaces(known)
        self._bring_macros(known)
        self._disable(going)

    def _read(self, wanted: list[Host]) -> None:
        select, key = self.zabbix.groups_key
        inventory = sorted({field for row in wanted for field in row['inventory']})
        details = {
            'output': ['hostid', 'host', 'name', 'status', 'inventory_mode'], 'selectTags': 'extend',
            'selectInterfaces': 'extend', 'selectParentTemplates': ['templateid', 'name'], 'selectMacros': 'extend',
            'selectInventory': inventory or 'extend', select: ['groupid', 'name'],
        }  # fmt: skip
        tag = {'tag': SYNC_TAG, 'value': self.name, 'operator': 1}
        ours = self.zabbix.ask('host.get', output=['hostid'], tags=[tag], inheritedTags=False)
        for host in self.zabbix.ask_about('host.get', 'hostids', (host['hostid'] for host in ours), **details):
            self.by_device[_tag_of(host, DEVICE_TAG)] = {**host, 'groups': host[key]}
        unknown = {row['host']: row for row in wanted if str(row['device_id']) not in self.by_device}
        for some in chunks(sorted(unknown)):
            for host in self.zabbix.ask('host.get', **details, filter={'host': some}):
                row, other = unknown[host['host']], _tag_of(host, SYNC_TAG)
                if self.adopt and not other:
                    self.by_device[str(row['device_id'])] = {**host, 'groups': host[key]}
                    continue
                why = f'it is that of the sync “{other}”' if other else 'take it over with --adopt, or rename it'
                self.zabbix.refuse(f'A host “{host["host"]}” is in Zabbix already: {why}')
                wanted.remove(row)

    def _bring_groups(self, names: set[str]) -> None:
        self.groups = self.zabbix.ids('hostgroup', names)
        missing = sorted(names - set(self.groups))
        made = self.zabbix.do('create', 'hostgroup.create', [(f'group {name}', {'name': name}) for name in missing])
        self.groups |= {name: key for name, key in zip(missing, made, strict=True) if key}

    def _find_templates(self, names: set[str]) -> None:
        self.templates = self.zabbix.ids('template', names)
        for missing in sorted(names - set(self.templates)):
            self.zabbix.refuse(f'Zabbix has no template “{missing}”: import it, or name another with --template')

    def _create(self, rows: list[Host]) -> None:
        acts: list[Act] = []
        for row in rows:
            asked = [name for name in row['templates'] if name in self.templates]
            host = {
                'host': row['host'], 'name': row['name'], 'status': row['status'], 'tags': self._tags(row, asked),
                'interfaces': row['interfaces'], 'macros': row['macros'], 'inventory_mode': row['inventory_mode'],
                'inventory': row['inventory'],
                'groups': [{'groupid': self.groups[name]} for name in row['groups'] if name in self.groups],
                'templates': [{'templateid': self.templates[name]} for name in asked],
            }  # fmt: skip
            acts.append((f'host {row["host"]}', host))
        # Those with the same templates together: Zabbix copies these for all of a call at once.
        acts.sort(key=lambda act: str(act[1]['templates']))
        devices = {row['host']: str(row['device_id']) for row in rows}
        for (_what, host), key in zip(acts, self.zabbix.do('create', 'host.create', acts), strict=True):
            if key or self.zabbix.dry_run:
                made = {'host': host['host'], 'status': str(host['status']), 'hostid': key, 'tags': host['tags']}
                self.by_device[devices[host['host']]] = made

    def _change(self, known: list[tuple[Host, Host]]) -> None:
        unlinked, linked, acts = [], [], []
        for row, host in known:
            has = {template['name']: template['templateid'] for template in host['parentTemplates']}
            asked = [name for name in row['templates'] if name in self.templates]
            ours = {tag['value'] for tag in host['tags'] if tag['tag'] == TEMPLATE_TAG}
            gone = (ours & set(has)) - set(row['templates'])
            new = [name for name in asked if name not in has]
            tags = self._tags(row, [name for name in asked if name in ours or name not in has])
            changes = self._differences(row, host, tags)
            if gone or new:
                keys = {has[name] for name in set(has) - gone} | {self.templates[name] for name in asked}
                changes['templates'] = [{'templateid': key} for key in sorted(keys)]
            if changes:
                what = f'host {host["host"]}: {", ".join(sorted(changes))}'
                acts.append((what, {'hostid': host['hostid'], **changes}))
            unlinked += [(host, has[name]) for name in gone]
            linked += [(host, self.templates[name]) for name in new]
            host |= {'host': row['host'], 'status': str(changes.get('status', host['status']))}
        # Before the template goes: afterwards nothing says what came from it.
        self._switch(unlinked, 'disable', DISABLED)
        self.zabbix.do('change', 'host.update', acts)
        self._switch(linked, 'enable', ENABLED)

    def _switch(self, changed: list[tuple[Host, str]], verb: str, status: str) -> None:
        """Disable, or enable, what a template gave to hosts: unlinking leaves it, and linking again takes it over."""
        if not changed or (self.zabbix.dry_run and status == ENABLED):
            return
        hosts = {host['hostid']: host['host'] for host, _template in changed}
        pairs = {(host['hostid'], template) for host, template in changed}
        rules: set[str] = set()
        for kind, key in FROM_TEMPLATES.items():
            theirs = self.zabbix.ask(
                f'{kind}.get', templateids=sorted({template for _host, template in pairs}),
                output=[key, 'hostid', 'status'],
            )  # fmt: skip
            origins = {row[key]: row['hostid'] for row in theirs if status == DISABLED or row['status'] == ENABLED}
            details = {'selectDiscoveryRule': ['itemid']} if kind == 'item' else {}
            fields = [key, 'name', 'templateid', 'hostid', 'status']
            found = [
                row
                for row in self.zabbix.ask_about(f'{kind}.get', 'hostids', hosts, output=fields, **details)
                if (row['hostid'], origins.get(row['templateid'])) in pairs or _rule_of(row) in rules
            ]
            if kind == 'discoveryrule':
                rules = {row[key] for row in found}
            acts = [
                (f'{kind} {hosts[row["hostid"]]}: {row["name"]}', {key: row[key], 'status': status})
                for row in found
                if row['status'] != status
            ]
            self.zabbix.do(verb, f'{kind}.update', acts)

    def _tags(self, row: Host, templates: Iterable[str]) -> list[dict[str, str]]:
        """Return the tags of a host as NetBox asks for them; `templates` are those that are ours to unlink."""
        ours = [{'tag': TEMPLATE_TAG, 'value': name} for name in templates]
        asked = [tag for tag in row['tags'] if tag['tag'] != TEMPLATE_TAG]
        return [*asked, {'tag': SYNC_TAG, 'value': self.name}, *ours]

    def _differences(self, row: Host, known: Host, tags: list[dict[str, str]]) -> Host:
        """Return what of a host is to be changed besides its templates; what people added stays."""
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
        want = {name: self.groups.get(name) for name in row['groups']}
        want |= {name: key for name, key in has.items() if name.split('/')[0] != ROOT_GROUP}
        if set(has) != set(want):
            changes['groups'] = [{'groupid': key} for key in want.values()]
        if str(known['inventory_mode']) == '-1':
            changes['inventory_mode'] = row['inventory_mode']
        inventory = known['inventory'] or {}
        if differs := {name: text for name, text in row['inventory'].items() if inventory.get(name, '') != text}:
            changes['inventory'] = differs
        return changes

    def _bring_interfaces(self, known: list[tuple[Host, Host]]) -> None:
        """Move the interfaces of hosts, the main one first, to where NetBox has them; a further one stays."""
        new: list[Act] = []
        moved: list[Act] = []
        for row, host in known:
            has = [each for each in host['interfaces'] if int(each['type']) == AGENT_INTERFACE]
            has.sort(key=lambda each: (-int(each['main']), int(each['interfaceid'])))
            for index, want in enumerate(row['interfaces']):
                what = f'interface {row["host"]}: {want["ip"]} port {want["port"]}'
                if index >= len(has):
                    new.append((what, {**want, 'hostid': host['hostid'], 'main': int(not has and index == 0)}))
                elif any(str(has[index][field]) != str(want[field]) for field in ('useip', 'ip', 'port')):
                    change = {field: want[field] for field in ('useip', 'ip', 'dns', 'port')}
                    moved.append((what, {'interfaceid': has[index]['interfaceid'], **change}))
        self.zabbix.do('create', 'hostinterface.create', new)
        self.zabbix.do('change', 'hostinterface.update', moved)

    def _bring_macros(self, known: list[tuple[Host, Host]]) -> None:
        new: list[Act] = []
        changed: list[Act] = []
        for row, host in known:
            has = {macro['macro']: macro for macro in host['macros']}
            for want in row['macros']:
                macro, what = has.get(want['macro']), f'macro {row["host"]}: {want["macro"]} {want["value"]}'
                if macro is None:
                    new.append((what, {**want, 'hostid': host['hostid']}))
                elif macro.get('value') != want['value']:
                    changed.append((what, {'hostmacroid': macro['hostmacroid'], 'value': want['value']}))
        self.zabbix.do('create', 'usermacro.create', new)
        self.zabbix.do('change', 'usermacro.update', changed)

    def _disable(self, going: list[Host]) -> None:
        acts: list[Act] = []
        for host in going:
            tags = [*host['tags'], {'tag': DISABLED_TAG, 'value': self.name}]
            change = {'hostid': host['hostid'], 'status': DISABLED, 'tags': tags}
            acts.append((f'host {host["host"]}: NetBox asks for it no more', change))
            host['status'] = DISABLED
        self.zabbix.do('disable', 'host.update', acts)


def _tag_of(host: Host, name: str) -> str:
    return next((tag['value'] for tag in host['tags'] if tag['tag'] == name), '')


def _rule_of(row: dict[str, Any]) -> str:
    """Return the rule that discovered an item."""
    return str((row.get('discoveryRule') or {}).get('itemid', ''))


def _pairs(tags: Iterable[dict[str, str]]) -> set[tuple[str, str]]:
    return {(tag['tag'], tag['value']) for tag in tags}
