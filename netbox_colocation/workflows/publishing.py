"""From a procedure's YAML to a published version that cases can follow."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import VersionStateChoices
from ..constants import APPLICANT
from ..exceptions import DocumentInvalid, Refusal
from ..models import Procedure, ProcedureRole, ProcedureVersion
from .dispositions import ensure_instructions
from .document import ProcedureDocument
from .document_parsing import InvalidProcedure, in_stored_form, parse
from .registry import vocabulary
from .yaml_reading import MAX_YAML_BYTES, UnreadableYaml, read_yaml

__all__ = (
    'MAX_YAML_BYTES',
    'check',
    'digest_of',
    'document_of',
    'ensure_roles',
    'load_yaml',
    'publish',
    'shipped_procedures',
)

# Parsed documents by digest: a published version never changes, and an agency has few.
_parsed: dict[str, ProcedureDocument] = {}
SHIPPED = resources.files('netbox_colocation.workflows') / 'procedures'


def load_yaml(text: str) -> Any:
    """Read a YAML document; what comes of it knows the line of everything in it.

    Raises:
        DocumentInvalid: it is too large or cannot be read; the message and the refusal name the line.
    """
    try:
        return read_yaml(text)
    except UnreadableYaml as error:
        message = _('This is not a YAML document: {error}').format(error=error)
        refusal = Refusal('procedure-document', error.reason, data={'line': error.line, 'path': ''})
        raise DocumentInvalid(message, refusals=[refusal]) from (error.__cause__ or error)


def shipped_procedures() -> dict[str, str]:
    """Return the YAML of every procedure that the plugin ships, by its key."""
    return {
        entry.name.removesuffix('.yaml'): entry.read_text(encoding='utf-8')
        for entry in sorted(SHIPPED.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith('.yaml')
    }


def check(raw: Any) -> ProcedureDocument:
    """Return a document that may be published.

    Raises:
        DocumentInvalid: with everything that is wrong, each with its place and, when it was read from a text, its line.
    """
    try:
        return parse(raw, vocabulary(), for_publishing=True)
    except InvalidProcedure as error:
        refusals = [
            Refusal(
                'procedure-document',
                problem.message,
                field=problem.path,
                data={'line': problem.line, 'path': problem.path},
            )
            for problem in error.problems
        ]
        raise DocumentInvalid(
            _('The procedure document is not right: {problems}').format(problems=error),
            refusals=refusals,
        ) from error


@transaction.atomic
def publish(
    raw: Any, *, agency: Tenant, actor: AbstractUser | None, now: datetime.datetime, source: str = '', note: str = ''
) -> ProcedureVersion:
    """Check a document and publish it as the newest version of the agency's procedure.

    The procedure and roles it names, and the instructions of disposition sheets, are made when the agency has none. A
    document that is the same as the newest published version changes nothing and returns that version.

    Args:
        source: the text that the document was read from, kept with the version.
        note: what changed, and why.

    Raises:
        DocumentInvalid: with everything that is wrong.
    """
    document = check(raw)
    stored = in_stored_form(raw)
    procedure, _created = Procedure.objects.select_for_update(of=('self',)).get_or_create(
        agency=agency,
        key=document.key,
        defaults={'name': document.title.id or document.title.en, 'subject_kind': document.subject},
    )
    if procedure.subject_kind != document.subject:
        message = _('{procedure} is about another kind of subject: choose another key.').format(procedure=procedure)
        raise DocumentInvalid(message, refusals=[Refusal('procedure-document', message, field='subject')])
    digest = digest_of(stored)
    newest = procedure.published_version
    if newest and newest.digest == digest:
        return newest
    ensure_roles(document, agency=agency)
    ensure_instructions(agency)
    version = ProcedureVersion(
        procedure=procedure,
        number=(procedure.versions.aggregate(last=Max('number'))['last'] or 0) + 1,
        state=VersionStateChoices.PUBLISHED,
        document=stored,
        source=source,
        based_on=newest,
        note=note,
        digest=digest,
        published_at=now,
        published_by=actor,
    )
    version.full_clean()
    version.save()
    return version


def ensure_roles(document: ProcedureDocument, *, agency: Tenant) -> None:
    """Make the roles that a document names and its agency has not; the applicant is no office."""
    for key, name in document.roles.items():
        if key != APPLICANT:
            ProcedureRole.objects.get_or_create(agency=agency, key=key, defaults={'name': name.id or name.en})


def document_of(version: ProcedureVersion) -> ProcedureDocument:
    """Return a version's document, parsed; parsed once per process and content."""
    if version.digest not in _parsed:
        _parsed[version.digest] = parse(version.document, vocabulary())
    return _parsed[version.digest]


def digest_of(stored: Mapping[str, Any]) -> str:
    """Return the digest of a document in its stored form."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
