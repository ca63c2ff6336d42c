"""A procedure document as text: YAML as the shipped procedures are laid out, and a text that keeps what did not change.

`to_yaml` writes a whole document; `rewrite` puts a changed document back into the text that it was read from, so that
comments and layout survive wherever nothing changed. Both take a document as mappings, roles and outcomes as mappings
or as lists (`in_plain_form` makes mappings of them).
"""

import contextlib
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import yaml

__all__ = ('in_plain_form', 'laid_out_row', 'rewrite', 'row_to_yaml', 'to_yaml')

# Wider than this, what could stand on one line is spread over several.
LINE = 120
NO_FOLDING = 1_000_000
_DOCUMENT_ORDER = ('procedure', 'subject', 'title', 'sheet', 'roles', 'rows')
_SHEET_ORDER = (
    'number', 'made_on', 'revised_on', 'in_force', 'agency', 'unit', 'approved_by', 'legal_basis', 'qualifications',
    'related', 'equipment', 'warning', 'records', 'open_points',
)  # fmt: skip
_ROW_ORDER = (
    'row', 'activity', 'added', 'optional', 'when', 'by', 'at_least', 'passes_to', 'acknowledged_by', 'objection_to',
    'together', 'does', 'with', 'decision', 'requirements', 'requires', 'limit', 'target', 'limit_per', 'limit_from',
    'output', 'remarks', 'steps', 'outcomes', 'end', 'ends',
)  # fmt: skip
_OUTCOME_ORDER = ('label', 'when', 'if', 'comment', 'bulk', 'then', 'with', 'to', 'end')
_TEXT_ORDER = ('id', 'en')


class _Dumper(yaml.SafeDumper):
    """Lists stand indented below their key, no anchors, and a text of several lines keeps its lines."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        style = '|' if '\n' in text else "'" if _is_number(text) else None
        return self.represent_scalar('tag:yaml.org,2002:str', text, style=style)


def _is_number(text: str) -> bool:
    """Whether a reader might take the text for a number: `1e5` is one to some that PyYAML takes for a text."""
    try:
        float(text)
    except ValueError:
        return False
    return True


_Dumper.add_representer(str, _Dumper.represent_text)


def in_plain_form(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with roles and outcomes as mappings, as people write them; what is neither stays."""
    plain = dict(raw)
    if 'roles' in plain:
        plain['roles'] = _as_mapping(plain['roles'], 'role')
    if isinstance(plain.get('rows'), list):
        plain['rows'] = [_with_plain_outcomes(row) for row in plain['rows']]
    return plain


def to_yaml(raw: Mapping[str, Any]) -> str:
    """Return a document as YAML in the layout of the shipped procedures."""
    plain = in_plain_form(raw)
    blocks = [_block(key, plain[key]) for key in _ordered(plain, _DOCUMENT_ORDER)]
    return ''.join(blocks)


def row_to_yaml(row: Mapping[str, Any]) -> str:
    """Return one row as the document's YAML has it, without the indentation of `rows`."""
    return _dump(laid_out_row(_with_plain_outcomes(row)))


def rewrite(source: str, raw: Mapping[str, Any], *, load: Callable[[str], Any]) -> str:
    """Return the source with its content changed to `raw`; the text of what stays the same is kept, comments included.

    `load` reads a source. Where the text cannot be taken apart, the document is written anew.
    """
    with contextlib.suppress(_NotLaidOut):
        rewritten = _splice(source, in_plain_form(load(source)), in_plain_form(raw))
        found = in_plain_form(load(rewritten))
        if all(_is_same(found.get(key), value) for key, value in in_plain_form(raw).items()) and len(found) == len(raw):
            return rewritten
    return to_yaml(raw)


class _NotLaidOut(Exception):
    """A source is not laid out as one block for each key, and, below `rows`, one for each row."""


def _splice(source: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise _NotLaidOut
    lines = source.splitlines(keepends=True)
    starts = [key.start_mark.line for key, _value in root.value]
    texts = dict(zip((key.value for key, _value in root.value), _cut(lines, starts, len(lines)), strict=True))
    rows = next((value for key, value in root.value if key.value == 'rows'), None)
    result = []
    for key in [*(name for name in texts if name in after), *_ordered(after.keys() - texts.keys(), _DOCUMENT_ORDER)]:
        if key in texts and _is_same(before[key], after[key]):
            result.append(texts[key])
        elif key == 'rows' and rows is not None and isinstance(before[key], list) and isinstance(after[key], list):
            result.append(_splice_rows(texts[key], rows, lines, before[key], after[key]))
        else:
            result.append(_leading_comments(texts.get(key, '')) + _block(key, after[key]))
    return ''.join(text if text.endswith('\n') else text + '\n' for text in result)


def _splice_rows(text: str, node: yaml.Node, lines: list[str], before: list[Any], after: list[Any]) -> str:
    """Return the block of `rows` in which every row that stays the same keeps its text, wherever it stands now."""
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value or len(node.value) != len(before):
        raise _NotLaidOut
    starts = [row.start_mark.line for row in node.value]
    block_lines = text.splitlines(keepends=True)
    begin = _find_block(lines, block_lines, starts[0])
    kept = _cut(lines, starts, begin + len(block_lines), first_from=begin)
    head_end = next(place for place, line in enumerate(block_lines) if line.lstrip().startswith('rows')) + 1
    head = ''.join(block_lines[:head_end])
    kept[0] = kept[0].removeprefix(head)
    indent = ' ' * (node.value[0].start_mark.column - 2)
    pieces = []
    for row in after:
        same = next((at for at, old in enumerate(before) if _is_same(old, row)), -1)
        if same >= 0:
            pieces.append(kept[same])
        else:
            place = next((at for at, old in enumerate(before) if _number(old) == _number(row)), -1)
            lead = _leading_comments(kept[place]) if place >= 0 else '\n'
            pieces.append(lead + _indented(_as_item(row), indent))
    pieces = [piece if piece.endswith('\n') else piece + '\n' for piece in pieces]
    return head + ''.join(pieces)


def _is_same(one: Any, other: Any) -> bool:
    """Whether both are equal, the order of their keys included: roles and outcomes stand in an order."""
    return type(one) is type(other) and repr(one) == repr(other)


def _find_block(lines: list[str], block: list[str], inside: int) -> int:
    """The line at which a block begins that has the line `inside`."""
    for begin in range(inside, -1, -1):
        if lines[begin : begin + len(block)] == block:
            return begin
    raise _NotLaidOut


def _cut(lines: list[str], starts: list[int], end: int, *, first_from: int = 0) -> list[str]:
    """Cut lines into one text for each start; comments and empty lines above a start belong to it."""
    if len(set(starts)) != len(starts) or starts != sorted(starts):
        raise _NotLaidOut
    cuts = [first_from]
    for start in starts[1:]:
        while start > cuts[-1] and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith('#')):
            start -= 1
        cuts.append(start)
    return [''.join(lines[here:there]) for here, there in zip(cuts, [*cuts[1:], end], strict=True)]


def _leading_comments(text: str) -> str:
    lead = []
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.lstrip().startswith('#'):
            break
        lead.append(line)
    return ''.join(lead)


def _block(key: str, value: Any) -> str:
    """One key of the document with what stands below it."""
    if key == 'rows' and isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        return '\nrows:\n' + '\n'.join(_indented(_as_item(row), '  ') for row in value)
    if key == 'roles' and isinstance(value, Mapping) and value:
        return '\n' + _dump({key: value})
    if key == 'sheet' and isinstance(value, Mapping):
        value = {name: value[name] for name in _ordered(value, _SHEET_ORDER)}
    if key == 'title' and isinstance(value, Mapping):
        return f'{key}:\n' + _indented(_dump(_laid_out(value, _TEXT_ORDER), spread=True), '  ')
    return _dump({key: value})


def _as_item(row: Any) -> str:
    """A row as an entry of a list."""
    laid_out = laid_out_row(row) if isinstance(row, Mapping) else row
    first, *rest = _dump(laid_out, spread=True).splitlines(keepends=True)
    return '- ' + first + _indented(''.join(rest), '  ')


def _indented(text: str, indent: str) -> str:
    return ''.join(indent + line if line.strip() else line for line in text.splitlines(keepends=True))


def _dump(value: Any, *, spread: bool = False) -> str:
    node = _Dumper(io.StringIO(), sort_keys=False).represent_data(_texts_in_order(value))
    _choose_flow(node, 0, spread=spread)
    return yaml.serialize(node, Dumper=_Dumper, width=NO_FOLDING, allow_unicode=True).removesuffix('...\n')


def _choose_flow(node: yaml.Node, depth: int, *, spread: bool) -> int:
    """Put what is short, and has nothing deeper than one mapping, on one line; return the width on one line."""
    if isinstance(node, yaml.ScalarNode):
        return LINE + 1 if node.style == '|' else len(node.value) + 2
    assert isinstance(node, yaml.CollectionNode)  # there are no other nodes
    if isinstance(node, yaml.SequenceNode):
        width = sum(_choose_flow(item, depth + 1, spread=False) + 2 for item in node.value)
        node.flow_style = width <= LINE and all(isinstance(item, yaml.ScalarNode) for item in node.value)
    else:
        width = sum(len(str(key.value)) + 4 + _choose_flow(value, depth + 1, spread=False) for key, value in node.value)
        flat = all(_is_flat(value) for _key, value in node.value)
        node.flow_style = not spread and depth > 0 and flat and width <= LINE
    return width if node.flow_style else LINE + 1


def _is_flat(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) or (isinstance(node, yaml.SequenceNode) and bool(node.flow_style))


def laid_out_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row, or one of its steps, with its keys in the order of the sheet."""
    laid_out = _laid_out(row, _ROW_ORDER)
    if isinstance(laid_out.get('steps'), list):
        laid_out['steps'] = [laid_out_row(step) if isinstance(step, Mapping) else step for step in laid_out['steps']]
    if isinstance(laid_out.get('outcomes'), Mapping):
        laid_out['outcomes'] = {
            key: _laid_out(outcome, _OUTCOME_ORDER) if isinstance(outcome, Mapping) else outcome
            for key, outcome in laid_out['outcomes'].items()
        }
    return laid_out


def _laid_out(mapping: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    return {key: mapping[key] for key in _ordered(mapping, order)}


def _texts_in_order(value: Any) -> Any:
    """A value in which every text has Indonesian before English."""
    if isinstance(value, Mapping):
        is_text = bool(value) and set(value) <= {*_TEXT_ORDER, 'item'}
        keys = _ordered(value, ('item', *_TEXT_ORDER)) if is_text else list(value)
        return {key: _texts_in_order(value[key]) for key in keys}
    return [_texts_in_order(item) for item in value] if isinstance(value, list) else value


def _ordered(keys: Iterable[str], order: Iterable[str]) -> list[str]:
    """The keys in the given order, those that it doesn't know at the end as they come."""
    order = tuple(order)
    keys = list(keys)
    return [key for key in order if key in keys] + [key for key in keys if key not in order]


def _number(row: Any) -> str:
    return str(row.get('row', '')) if isinstance(row, Mapping) else ''


def _with_plain_outcomes(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    plain = dict(entry)
    if 'outcomes' in plain:
        plain['outcomes'] = _as_mapping(plain['outcomes'], 'outcome')
    if isinstance(plain.get('steps'), list):
        plain['steps'] = [_with_plain_outcomes(step) for step in plain['steps']]
    return plain


def _as_mapping(raw: Any, name: str) -> Any:
    """A list of mappings that carry their key under `name`, as one mapping; anything else as it is."""
    if isinstance(raw, list) and raw and all(isinstance(entry, Mapping) and name in entry for entry in raw):
        keys = [str(entry[name]) for entry in raw]
        if len(set(keys)) == len(keys):
            return {
                key: {part: value for part, value in entry.items() if part != name}
                for key, entry in zip(keys, raw, strict=True)
            }
    return raw
