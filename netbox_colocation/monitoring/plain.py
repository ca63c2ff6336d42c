"""The feed for everybody else: each target as one plain object, with NetBox's facts beside it.

Numbers are numbers and what is unknown is null, so that a program of an evening can read it. The other feeds that are
made of published targets (`blackbox`, `zabbix`) read them through `Watched`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .content import PREFIX
from .prometheus import Published

__all__ = ('Watched', 'describe', 'describe_all', 'read')

# Labels that have a place of their own in `describe`, or that are there for the machine only.
_OWN_PLACE = frozenset(
    {
        'id', 'model', 'target_id', 'name', 'kind', 'state', 'severity', 'address', 'port', 'scheme', 'metrics_path',
        'module', 'muted', 'maintenance_window', 'service_ports', '__scheme__', '__metrics_path__',
    }
)  # fmt: skip
_LABEL = 'label_'


@dataclass(frozen=True)
class Watched:
    """A published target taken apart.

    Attributes:
        host, port: where it answers; an IPv6 address without brackets; no port where a probe has none.
        facts: what NetBox says of it, by the names of the labels without their prefix; what is unknown is missing.
        labels: those that were written on the target.
    """

    target_id: int
    kind: str
    host: str
    port: int | None
    facts: dict[str, str]
    labels: dict[str, str]
    muted_by: int | None

    @property
    def device_id(self) -> int | None:
        return int(self.facts['id']) if 'id' in self.facts else None

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address; the host alone where there is no port."""
        host = f'[{self.host}]' if ':' in self.host else self.host
        return f'{host}:{self.port}' if self.port else host


def read(published: Published) -> Watched:
    """Take apart what is published of a target."""
    facts, labels = {}, {}
    for key, value in published.group['labels'].items():
        name = key.removeprefix(PREFIX)
        if name.startswith(_LABEL):
            labels[name.removeprefix(_LABEL)] = value
        else:
            facts[name] = value
    port = int(facts['port']) if 'port' in facts else None
    return Watched(published.target_id, published.kind, facts['address'], port, facts, labels, published.muted_by)


def describe(watched: Watched) -> dict[str, Any]:
    """Return a target as the plain feed says it."""
    facts = watched.facts
    return {
        'id': watched.target_id,
        'device': {'id': watched.device_id, 'name': facts.get('name')},
        'kind': watched.kind,
        'address': watched.host,
        'port': watched.port,
        'scheme': facts.get('scheme'),
        'path': facts.get('metrics_path'),
        'module': facts.get('module'),
        'state': facts.get('state'),
        'severity': facts.get('severity'),
        'is_muted': watched.muted_by is not None,
        'maintenance_window': watched.muted_by,
        'services': [service for service in facts.get('service_ports', '').split(',') if service],
        'labels': watched.labels,
        'facts': {name: facts[name] for name in sorted(facts) if name not in _OWN_PLACE},
    }


def describe_all(targets: Iterable[Published]) -> Iterator[dict[str, Any]]:
    """Return the plain feed's objects, one after the other."""
    return (describe(read(published)) for published in targets)
