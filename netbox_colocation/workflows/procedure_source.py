"""Checking the YAML of a draft: what is wrong with it, and on which line. Nothing is stored here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..exceptions import DocumentInvalid, Refusal
from ..models import Procedure, ProcedureVersion
from .document import ProcedureDocument
from .document_parsing import InvalidProcedure, in_stored_form, parse
from .procedure_text import to_yaml
from .publishing import MAX_YAML_BYTES, load_yaml
from .registry import vocabulary

__all__ = ('CheckedSource', 'SourceProblem', 'check_source', 'is_storable', 'source_of')


@dataclass(frozen=True)
class SourceProblem:
    """One thing that is wrong with a source.

    Attributes:
        line: from 1; 0 when it is about the whole.
        path: where in the document, e.g. `rows[3].limit`; '' when the text is no document at all.
    """

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = _('line {line}').format(line=self.line) if self.line else ''
        return ': '.join(part for part in (where, self.path, self.message) if part)

    def as_refusal(self) -> Refusal:
        data = {'line': self.line, 'path': self.path}
        return Refusal('procedure-document', str(self), field=self.path, data=data)


@dataclass(frozen=True)
class CheckedSource:
    """What a source is: its content as mappings (None when it is none), its document when all is right, or what isn't.

    Attributes:
        stored: the content as a version stores it; empty unless the document is right.
    """

    raw: Mapping[str, Any] | None
    document: ProcedureDocument | None
    problems: tuple[SourceProblem, ...]
    stored: Mapping[str, Any]

    @property
    def is_right(self) -> bool:
        return not self.problems

    def as_error(self) -> DocumentInvalid:
        """Return the refusal that says everything that is wrong."""
        reasons = '; '.join(str(problem) for problem in self.problems)
        message = _('The procedure document is not right: {problems}').format(problems=reasons)
        return DocumentInvalid(message, refusals=[problem.as_refusal() for problem in self.problems])


def source_of(version: ProcedureVersion) -> str:
    """Return a version's YAML as it was written; of a version that has none, its document written out."""
    return version.source or (to_yaml(version.document) if version.document else '')


def is_storable(source: str) -> bool:
    """Whether a text can be kept at all, right or wrong: not too large, and characters that the database takes."""
    try:
        return len(source.encode()) <= MAX_YAML_BYTES and '\0' not in source
    except UnicodeEncodeError:
        return False


def check_source(source: str, *, procedure: Procedure | None = None) -> CheckedSource:
    """Say everything that is wrong with a source, and, with `procedure`, that it is another procedure's."""
    try:
        raw = load_yaml(source)
    except DocumentInvalid as error:
        found = [SourceProblem(reason.data.get('line', 0), '', str(reason.message)) for reason in error.refusals]
        return CheckedSource(None, None, tuple(found) or (SourceProblem(0, '', str(error.message)),), {})
    document, problems = None, list(_find_foreign(raw, procedure))
    try:
        document = parse(raw, vocabulary(), for_publishing=True)
    except InvalidProcedure as error:
        problems += [SourceProblem(problem.line, problem.path, problem.message) for problem in error.problems]
    if document is None or problems:
        readable = raw if isinstance(raw, Mapping) else None
        return CheckedSource(readable, None, tuple(sorted(problems, key=lambda problem: problem.line)), {})
    return CheckedSource(raw, document, (), in_stored_form(raw))


def _find_foreign(raw: Any, procedure: Procedure | None) -> Iterator[SourceProblem]:
    """What does not belong to the procedure that the source is a version of."""
    if procedure is None or not isinstance(raw, Mapping):
        return
    lines = getattr(raw, 'lines', {})
    for name, value in (('procedure', procedure.key), ('subject', procedure.subject_kind)):
        if raw.get(name) and raw[name] != value:
            message = _('is “{found}”, but this is a version of a procedure with “{value}”')
            yield SourceProblem(lines.get(name, 0), name, message.format(found=raw[name], value=value))
