"""Reading the YAML of a procedure: plain mappings, lists, texts, numbers, true and false, and where each stands.

No tags, anchors, aliases or merges (and so no bombs), no keys that stand twice or are no texts. A date and a word like
`yes` or `no` are texts. Pure: imports no Django.
"""

import math
import re
from typing import Any

import yaml

from .document_parsing import LocatedMapping
from .document_parsing.unstorable import MAX_DEPTH

__all__ = ('MAX_YAML_BYTES', 'UnreadableYaml', 'read_yaml')

MAX_YAML_BYTES = 256 * 1024
MAX_DIGITS = 15


class UnreadableYaml(ValueError):
    """A text is no YAML, or more of it than a procedure needs; `line` counts from 1, 0 when it is about the whole."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f'line {line}: {reason}' if line else reason)
        self.reason = reason
        self.line = line


def read_yaml(text: str) -> Any:
    """Return what a YAML text says; a mapping knows the lines of everything in it.

    Raises:
        UnreadableYaml: the text cannot be read.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise UnreadableYaml('a character cannot be stored', text[: error.start].count('\n') + 1) from error
    if size > MAX_YAML_BYTES:
        raise UnreadableYaml(f'The document is larger than {MAX_YAML_BYTES // 1024} KiB.')
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        content = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(error.problem or str(error), mark.line + 1 if mark else 0) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count('\n') + 1
        raise UnreadableYaml(f'a character cannot be read: {error.reason}', line) from error
    finally:
        if loader:
            loader.dispose()
    if not isinstance(content, dict):
        return content
    lines: dict[str, int] = {}
    _note_lines(node, '', lines)
    return LocatedMapping(content, lines)


class _Loader(yaml.SafeLoader):
    """Refuses what plain data does not need."""

    yaml_implicit_resolvers: dict[Any, Any] = {}
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, 'anchor', None):
            self._refuse('aliases are not allowed', event.start_mark)
        if getattr(event, 'tag', None):
            self._refuse('tags are not allowed', event.start_mark)
        if self.depth > MAX_DEPTH:
            self._refuse(f'nested deeper than {MAX_DEPTH} levels', event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != 'tag:yaml.org,2002:str':
                self._refuse('a key is not a text', key.start_mark)
            if key.value in seen:
                self._refuse(f'“{key.value}” stands twice', key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_number(self, node: yaml.ScalarNode) -> int:
        if len(node.value) > MAX_DIGITS:
            self._refuse('the number is too large', node.start_mark)
        return int(node.value)

    def construct_fraction(self, node: yaml.ScalarNode) -> float:
        value = float(node.value.replace('.inf', 'inf').replace('.nan', 'nan'))
        if not math.isfinite(value):
            self._refuse(f'“{node.value}” is not a number', node.start_mark)
        return value

    def _refuse(self, reason: str, mark: Any) -> None:
        raise yaml.constructor.ConstructorError(None, None, reason, mark)


# Unlike PyYAML's own: no dates, no `yes` and `no`, no octal, hexadecimal and sexagesimal numbers.
for _tag, _pattern, _first in (
    ('bool', r'^(?:true|True|TRUE|false|False|FALSE)\Z', 'tTfF'),
    ('int', r'^[-+]?(?:0|[1-9][0-9]*)\Z', '-+0123456789'),
    ('float', r'^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z', '-+.0123456789'),
    ('float', r'^[-+]?\.(?:inf|nan)\Z', '-+.'),
    ('null', r'^(?:~|null|Null|NULL|)\Z', ['~', 'n', 'N', '']),
):
    _Loader.add_implicit_resolver(f'tag:yaml.org,2002:{_tag}', re.compile(_pattern), list(_first))
_Loader.add_constructor('tag:yaml.org,2002:int', _Loader.construct_number)
_Loader.add_constructor('tag:yaml.org,2002:float', _Loader.construct_fraction)


def _note_lines(node: yaml.Node, path: str, lines: dict[str, int]) -> None:
    """Note the line of every path: a value of a mapping stands where its key does. Steps below `rows` included."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = f'{path}.{key.value}'.lstrip('.')
            lines[below] = key.start_mark.line + 1
            _note_lines(value, below, lines)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _note_lines(value, f'{path}[{place}]', lines)
