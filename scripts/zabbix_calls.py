"""How `sync_zabbix.py` asks Zabbix, and does many things in one call."""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from acknowledge_zabbix import chunks
from zabbix_utils import ZabbixAPI
from zabbix_utils.exceptions import APIRequestError, ProcessingError

__all__ = ('Act', 'Zabbix')

# One thing to do: what it is, for people, and what Zabbix is to be told.
Act = tuple[str, dict[str, Any]]

# How many things one call does, at first and at most, and within how many seconds it had better be over: a template
# is copied to a host item by item, and neither PHP's memory nor a proxy's patience is without end.
FIRST, MOST = 20, 100
SHORT, LONG = 3, 10


class Zabbix:
    """Zabbix' API: asks freely, and does nothing in a dry run but say what it would do."""

    def __init__(self, api: ZabbixAPI, *, dry_run: bool) -> None:
        self.api, self.dry_run = api, dry_run
        self.done: Counter[str] = Counter()
        self.refused = 0
        # Since 6.2 Zabbix has groups of templates too, and calls these by another name.
        self.groups_key = ('selectHostGroups', 'hostgroups') if api.version > 6.0 else ('selectGroups', 'groups')
        self._sizes: defaultdict[str, int] = defaultdict(lambda: FIRST)

    def ask(self, method: str, **params: Any) -> list[dict[str, Any]]:
        return self._call(method, params)

    def ask_about(self, method: str, key: str, ids: Iterable[str], **params: Any) -> list[dict[str, Any]]:
        """Ask about so many at a time as fit into one answer."""
        return [row for some in chunks(sorted(set(ids))) for row in self.ask(method, **{key: some}, **params)]

    def do(self, verb: str, method: str, acts: Sequence[Act]) -> list[str]:
        """Do many things of a kind, and return their IDs in their order.

        An ID is empty in a dry run, and where Zabbix refused (which is said): what is refused stops no other.

        Raises:
            ProcessingError: Zabbix does not answer.
        """
        ids: list[str] = []
        while len(ids) < len(acts):
            some = acts[len(ids) : len(ids) + self._sizes[method]]
            begun = time.monotonic()
            ids += self._do(verb, method, some)
            self._pace(method, time.monotonic() - begun)
        return ids

    def _do(self, verb: str, method: str, acts: Sequence[Act]) -> list[str]:
        ids = [''] * len(acts)
        try:
            if not self.dry_run:
                [ids] = self._call(method, [params for _what, params in acts]).values()
        except (APIRequestError, ProcessingError) as error:
            # Zabbix does all of a call or nothing: halves find the one that is in the way.
            if half := len(acts) // 2:
                return [*self._do(verb, method, acts[:half]), *self._do(verb, method, acts[half:])]
            if isinstance(error, ProcessingError):
                raise
            self.refuse(f'{verb} {acts[0][0]}: {error.message} {error.data}')
            return ids
        for what, _params in acts:
            print(f'{verb} {what}')
        self.done[verb] += len(acts)
        return [str(each) for each in ids]

    def _pace(self, method: str, seconds: float) -> None:
        size = self._sizes[method]
        if seconds > LONG:
            self._sizes[method] = max(1, size // 2)
        elif seconds < SHORT:
            self._sizes[method] = min(MOST, size * 2)

    def _call(self, method: str, params: Any) -> Any:
        subject, verb = method.split('.')
        call = getattr(getattr(self.api, subject), verb)
        return call(**params) if isinstance(params, dict) else call(params)

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
