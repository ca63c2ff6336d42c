"""The page about events says what each kind carries, and its example is one."""

import json
import re
from pathlib import Path

from netbox_colocation.workflows.event_kinds import EVENT_KINDS
from tests.event_checking import check_payload

PAGE = Path(__file__).resolve().parents[2] / 'docs' / 'events.md'
ROW = re.compile(r'^\| `(colocation_\w+)` \| [^|]+ \| ([^|]+) \|$', re.MULTILINE)


def test_every_kind_has_a_row_with_what_it_carries():
    rows = dict(ROW.findall(PAGE.read_text(encoding='utf-8')))

    assert set(rows) == {kind.event_type for kind in EVENT_KINDS.values()}
    for kind in EVENT_KINDS.values():
        names = re.findall(r'`(\w+)`(\??)', rows[kind.event_type])
        always, sometimes = [name for name, mark in names if not mark], [name for name, mark in names if mark]
        assert (always, sometimes) == (list(kind.payload), list(kind.also)), kind.key


def test_the_example_is_a_payload():
    [text] = re.findall(r'```json\n(.*?)```', PAGE.read_text(encoding='utf-8'), re.DOTALL)

    check_payload(json.loads(text))
