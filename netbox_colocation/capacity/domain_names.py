"""Domain names: whether each name that is asked for can be given. Pure.

What speaks against a name: its syntax, a zone that is not allowed, a zone that is not recorded, and whoever has it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .estate import Demand, Estate
from .findings import DOMAIN_NAME, ENOUGH, SHORT, UNKNOWN, Evidence, Finding

__all__ = ('NameFacts', 'findings', 'is_allowed', 'is_name', 'normal', 'zone_of')

_LABEL = r'(?!-)[a-z0-9-]{1,63}(?<!-)'
_NAME = re.compile(rf'(?=.{{1,253}}\Z)({_LABEL}\.)+(?!\d+\Z){_LABEL}\Z')


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What is known of the names that are asked for, all of them in their normal form.

    Attributes:
        allowed: the setting `domain_zones`; empty allows any.
        taken: whoever has a name, by name.
        zones: the recorded zones of netbox-plugin-dns that some of the names lie in; None when it is not installed.
        has_zones: whether any zone is recorded there.
    """

    allowed: tuple[str, ...] = ()
    taken: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    zones: Mapping[str, Evidence] | None = None
    has_zones: bool = False


def normal(name: str) -> str:
    """Return the form in which names are compared."""
    return name.strip().rstrip('.').lower()


def is_name(name: str) -> bool:
    return bool(_NAME.match(name))


def is_allowed(name: str, zones: Collection[str]) -> bool:
    """Say whether a name lies in one of the zones: '*.go.id' is anything below go.id, 'x.go.id' itself and below it."""
    for zone in (normal(zone) for zone in zones):
        if zone.startswith('*.'):
            if name.endswith(zone[1:]) and name != zone[1:]:
                return True
        elif name == zone or name.endswith(f'.{zone}'):
            return True
    return not zones


def zone_of(name: str, zones: Collection[str]) -> str | None:
    """Return the most specific of the zones that a name lies in."""
    labels = name.split('.')
    parents = ('.'.join(labels[index:]) for index in range(len(labels)))
    return next((parent for parent in parents if parent in zones), None)


def findings(estate: Estate, demand: Demand) -> list[Finding]:
    """Return one finding for what is free, and one for each thing that speaks against some of the names."""
    facts = estate.facts.get(DOMAIN_NAME)
    known = facts if isinstance(facts, NameFacts) else NameFacts()
    asked = [normal(name) for server in demand.servers for name in server.domain_names]
    names = list(dict.fromkeys(asked))
    if not names:
        return [Finding(DOMAIN_NAME, ENOUGH, 0, None, 'names', 'no-name-asked', evidence=(estate.scope,))]
    found, against = [], set()
    problems = (
        ('name-invalid', SHORT, [name for name in names if not is_name(name)]),
        ('name-asked-twice', SHORT, [name for name in names if asked.count(name) > 1]),
        ('zone-not-allowed', SHORT, [name for name in names if is_name(name) and not is_allowed(name, known.allowed)]),
    )
    for code, verdict, wrong in problems:
        if wrong:
            found.append(_finding(estate, code, verdict, names, wrong, known))
            against.update(wrong)
    for name in names:
        if holders := known.taken.get(name):
            found.append(_taken(names, name, holders))
            against.add(name)
    if orphans := [name for name in names if name not in against and not _has_zone(name, known)]:
        code, verdict = ('zone-not-recorded', SHORT) if known.has_zones else ('no-zone-recorded', UNKNOWN)
        found.append(_finding(estate, code, verdict, names, orphans, known))
        against.update(orphans)
    if free := [name for name in names if name not in against]:
        found.insert(0, _finding(estate, 'names-free', ENOUGH, names, free, known, have=len(free)))
    return found


def _has_zone(name: str, facts: NameFacts) -> bool:
    return facts.zones is None or zone_of(name, facts.zones) is not None


def _finding(
    estate: Estate, code: str, verdict: str, names: list[str], about: list[str], known: NameFacts, *, have: int = 0
) -> Finding:
    zones = known.zones or {}
    found_in = dict.fromkeys(zone for name in about if (zone := zone_of(name, zones)))
    evidence = tuple(zones[zone] for zone in found_in) or (estate.scope,)
    facts = {'names': about, 'allowed': list(known.allowed)}
    need = len(about) if verdict == ENOUGH else len(names)
    return Finding(
        DOMAIN_NAME, verdict, need, None if verdict == UNKNOWN else have, 'names', code, facts, evidence=evidence
    )


def _taken(names: list[str], name: str, holders: tuple[Evidence, ...]) -> Finding:
    facts = {'name': name, 'holders': [holder.label for holder in holders]}
    return Finding(DOMAIN_NAME, SHORT, len(names), 0, 'names', 'name-taken', facts, evidence=holders)
