"""From a procedure's YAML to a published version that cases can follow."""

import datetime
import hashlib
import json
from importlib import resources
from typing import Any

import yaml
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import VersionStateChoices
from ..constants import APPLICANT
from ..exceptions import DocumentInvalid, Refusal
from ..models import Procedure, ProcedureRole, ProcedureVersion
from .document import ProcedureDocument
from .document_parsing import InvalidProcedure, in_stored_form, parse
from .registry import vocabulary

__all__ = ('document_of', 'load_yaml', 'publish', 'shipped_procedures')

MAX_YAML_BYTES = 256 * 1024
# Parsed documents by digest: a published version never changes, and an agency has few.
_parsed: dict[str, ProcedureDocument] = {}
SHIPPED = resources.files('netbox_colocation.workflows') / 'procedures'


class _Loader(yaml.SafeLoader):
    """YAML without tags, anchors (and so without bombs) or keys that stand twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, 'aliases are not allowed', event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in keys:
                raise yaml.constructor.ConstructorError(None, None, f'“{key}” stands twice', key_node.start_mark)
            keys.add(key)
        return super().construct_mapping(node, deep)


def load_yaml(text: str) -> Any:
    """Read a YAML document.

    Raises:
        DocumentInvalid: it is too large or not YAML; the message names the line.
    """
    if len(text.encode()) > MAX_YAML_BYTES:
        raise DocumentInvalid(_('The document is larger than {limit} KiB.').format(limit=MAX_YAML_BYTES // 1024))
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader)
    except yaml.YAMLError as error:
        raise DocumentInvalid(_('This is not a YAML document: {error}').format(error=error)) from error


def shipped_procedures() -> dict[str, str]:
    """Return the YAML of every procedure that the plugin ships, by its key."""
    return {
        entry.name.removesuffix('.yaml'): entry.read_text(encoding='utf-8')
        for entry in sorted(SHIPPED.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith('.yaml')
    }


@transaction.atomic
def publish(raw: Any, *, agency: Tenant, actor: AbstractUser | None, now: datetime.datetime) -> ProcedureVersion:
    """Check a document and publish it as the newest version of the agency's procedure.

    The procedure and roles it names are created when the agency has none of that key. A document that is the same as
    the newest published version changes nothing and returns that version.

    Raises:
        DocumentInvalid: with everything that is wrong.
    """
    document = _parse(raw)
    raw = in_stored_form(raw)
    procedure, _created = Procedure.objects.select_for_update(of=('self',)).get_or_create(
        agency=agency,
        key=document.key,
        defaults={'name': document.title.id, 'subject_kind': document.subject},
    )
    digest = _digest(raw)
    newest = procedure.published_version
    if newest and newest.digest == digest:
        return newest
    for key, name in document.roles.items():
        if key != APPLICANT:
            ProcedureRole.objects.get_or_create(agency=agency, key=key, defaults={'name': name.id})
    version = ProcedureVersion(
        procedure=procedure,
        number=newest.number + 1 if newest else 1,
        state=VersionStateChoices.PUBLISHED,
        document=raw,
        digest=digest,
        published_at=now,
        published_by=actor,
    )
    version.full_clean()
    version.save()
    return version


def document_of(version: ProcedureVersion) -> ProcedureDocument:
    """Return a version's document, parsed; parsed once per process and content."""
    if version.digest not in _parsed:
        _parsed[version.digest] = parse(version.document, vocabulary())
    return _parsed[version.digest]


def _parse(raw: Any) -> ProcedureDocument:
    try:
        return parse(raw, vocabulary())
    except InvalidProcedure as error:
        refusals = [Refusal('procedure-document', problem.message, field=problem.path) for problem in error.problems]
        raise DocumentInvalid(
            _('The procedure document is not right: {problems}').format(problems=error),
            refusals=refusals,
        ) from error


def _digest(raw: Any) -> str:
    return hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
