"""The monitoring feed beside netbox-plugin-prometheus-sd on the same devices, and beside one statement for the answer.

Asked as Prometheus asks: over the REST API, with a token. Every label of the peer has to be in ours, the same. The
peer's feed of 100,000 takes minutes: it is asked for whole at sizes M and L, at S its time is ten times that of
10,000, and said so.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from users.choices import TokenVersionChoices
from users.constants import TOKEN_PREFIX
from users.models import Token, User

from netbox_colocation.monitoring import publishing
from netbox_colocation.monitoring.content import CONTENT
from netbox_colocation.monitoring.muting import MUTED_GRADES

from . import feeds_estate
from .asking import ask, must_be_equal
from .measuring import (
    Measure,
    Target,
    Verdict,
    _peak,
    _reset_peak,
    at_least_faster,
    at_most_ms,
    at_most_times,
    equal_queries,
)

__all__ = ('run',)

OURS = '/api/plugins/colocation/monitoring/prometheus/'
CHANGES = '/api/plugins/colocation/monitoring/changes/'
PEER = f'/api/plugins/prometheus-sd/devices/?site={feeds_estate.SITE}'
FEW, MANY = 10_000, 100_000
TIMES, ABOVE_BARE, MOST_MB, MOST_MS = 40, 1.5, 40, 10
ROUNDS = 5
# The answer made from nothing by the statement that publishes.
_ALL = CONTENT.replace('target.id = ANY(%(asked)s) AND', '')
BARE = f"SELECT '[' || string_agg(content, ',') || ']' FROM ({_ALL}) one"


@dataclass
class Answer:
    """What came back: its status, its size, its headers, and the bytes where they were kept."""

    status: int
    size: int
    headers: dict[str, str]
    content: bytes = b''


def run(size: str) -> list[Verdict]:
    """Measure the feeds of 10,000 and of 100,000 targets, what is unchanged, and what changed."""
    client = _client()
    feeds_estate.fill(1, FEW)
    first = _published(f'publish {FEW:,} targets, the first time')
    _get(client, OURS)
    few, bare_few = _ours(client, FEW), _bare(FEW)
    peer, theirs = _once(f'netbox-plugin-prometheus-sd, {FEW:,}', lambda: _get(client, PEER, keep=True))
    _must_have_the_same_labels(_get(client, OURS, keep=True).content, theirs.content)
    feeds_estate.fill(FEW + 1, MANY)
    everything = _published(f'publish {MANY - FEW:,} targets more, the first time')
    many, bare_many = _ours(client, MANY), _bare(MANY)
    others = _others(client)
    if size == 'S':
        note = f'ten times that of {FEW:,}, not measured: make bench SIZE=M ONLY=feeds does'
        whole = replace(
            peer, name='netbox-plugin-prometheus-sd', milliseconds=peer.milliseconds * 10, note=note, peak=None
        )
    else:
        whole, theirs = _once(f'netbox-plugin-prometheus-sd, {MANY:,}', lambda: _get(client, PEER, keep=True))
        _must_have_the_same_labels(_get(client, OURS, keep=True).content, theirs.content)
    return [
        Verdict(few, peer, bare_few, _targets(few, peer, bare_few)),
        Verdict(many, whole, bare_many, (*_targets(many, whole, bare_many), equal_queries(many, few))),
        *others,
        Verdict(first),
        Verdict(everything),
    ]


def _targets(ours: Measure, peer: Measure, bare: Measure) -> tuple[Target, ...]:
    return (
        at_least_faster(ours, peer, TIMES),
        at_most_times(ours, bare, ABOVE_BARE),
        Target(f'≤ {MOST_MB} MB', (ours.peak or 0) <= MOST_MB * 1024),
    )


def _others(client: Client) -> Iterator[Verdict]:
    """Measure what does not change with the number of targets: 304, deltas, and what filters and compression cost."""
    etag = {'If-None-Match': _get(client, OURS).headers['ETag']}
    unchanged, answer = ask(f'unchanged feed of {MANY:,}: 304', lambda: _get(client, OURS, etag, status=304))
    assert answer.size == 0
    filtered = f'{OURS}?site={feeds_estate.SITE}'
    etag = {'If-None-Match': _get(client, filtered).headers['ETag']}
    by_site, _ = ask('the same of one site, all of them there: 304', lambda: _get(client, filtered, etag, status=304))
    head = json.loads(_get(client, CHANGES, keep=True).content)
    since = f'{CHANGES}?since={head["cursor"]}'
    feeds_estate.rename(100)
    changed, answer = _once('100 of them change: publish, and read the changes', lambda: _get(client, since, keep=True))
    assert len(json.loads(answer.content)['changes']) == 100
    compressed, answer = _measured(
        f'feed of {MANY:,}, compressed', lambda: _get(client, OURS, {'Accept-Encoding': 'gzip'}), rounds=3
    )
    compressed = replace(compressed, note=f'{answer.size / 1e6:.1f} MB')
    assert gzip.decompress(
        _get(client, f'{OURS}?id={feeds_estate.BASE + 1}', {'Accept-Encoding': 'gzip'}, keep=True).content
    )
    yield Verdict(unchanged, targets=(at_most_ms(unchanged, MOST_MS),))
    yield Verdict(by_site)
    yield Verdict(changed)
    yield Verdict(compressed)


def _ours(client: Client, count: int) -> Measure:
    measured, answer = _measured(f'feed of {count:,} targets', lambda: _get(client, OURS), rounds=ROUNDS)
    return replace(measured, note=f'{answer.size / 1e6:.1f} MB')


def _bare(count: int) -> Measure:
    values: dict[str, Any] = {'now': timezone.now(), 'grades': list(MUTED_GRADES), **publishing._types()}

    def call() -> int:
        with connection.cursor() as cursor:
            cursor.execute(BARE, values)
            return len(cursor.fetchone()[0].encode())

    return ask(f'one statement, {count:,}', call, rounds=3)[0]


def _published(name: str) -> Measure:
    return _once(name, lambda: publishing.publish(now=timezone.now()))[0]


def _once[Result](name: str, call: Callable[[], Result]) -> tuple[Measure, Result]:
    return _measured(name, call, rounds=1)


def _measured[Result](name: str, call: Callable[[], Result], *, rounds: int) -> tuple[Measure, Result]:
    """Measure a call, and what the process grew by above what it was before: nothing slows it down meanwhile."""
    idle = _reset_peak()
    measured, result = ask(name, call, rounds=rounds, once=rounds == 1)
    if rounds > 1:
        idle = _reset_peak()
        call()
    return replace(measured, peak=max(0, _peak() - idle)), result


def _get(
    client: Client, path: str, headers: dict[str, str] | None = None, *, status: int = 200, keep: bool = False
) -> Answer:
    """Ask, and take what comes block by block, as a client does that passes it on.

    Raises:
        SystemExit: another status came back.
    """
    response: Any = client.get(path, headers=headers)
    if response.status_code != status:
        raise SystemExit(f'{path}: HTTP {response.status_code}')
    size, kept = 0, []
    blocks = response.streaming_content if response.streaming else [response.content]
    for block in blocks:
        size += len(block)
        if keep:
            kept.append(block)
    return Answer(response.status_code, size, dict(response.headers), b''.join(kept))


def _must_have_the_same_labels(ours: bytes, peer: bytes) -> None:
    """End the run unless every label of the peer is in ours, with the same value."""
    theirs = {group['labels']['__meta_netbox_id']: group['labels'] for group in json.loads(peer)}
    known = {group['labels']['__meta_netbox_id']: group['labels'] for group in json.loads(ours)}
    same = {key: {name: known.get(key, {}).get(name) for name in labels} for key, labels in theirs.items()}
    must_be_equal('labels', {'the peer': _flat(theirs), 'ours': _flat(same)})
    print(f'  {len(theirs):,} groups, {sum(map(len, theirs.values())):,} labels of the peer: all in ours', flush=True)


def _flat(groups: dict[str, dict[str, Any]]) -> frozenset[tuple[str, str, str]]:
    return frozenset((key, name, str(text)) for key, labels in groups.items() for name, text in labels.items())


def _client() -> Client:
    """Return a client with a token that may only read."""
    token = Token(user=User.objects.get(username='bench'), version=TokenVersionChoices.V2, write_enabled=False)
    token.save()
    return Client(HTTP_HOST='localhost', HTTP_AUTHORIZATION=f'Bearer {TOKEN_PREFIX}{token.key}.{token.token}')
