"""Changing a procedure without a programmer: a draft is copied, saved, and published as the next version.

A draft is a `ProcedureVersion` whose `source` is YAML that need not be right yet; `document` is filled while it is.
Only drafts change: a published version never does, and cases that run keep theirs. Who may do what is asked by the
pages and the API; that nothing is overwritten unseen is asked here.
"""

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import SubjectKindChoices, VersionStateChoices
from ..constants import APPLICANT
from ..exceptions import DocumentInvalid, DraftRefused, Refusal
from ..models import Procedure, ProcedureVersion
from .dispositions import ensure_instructions
from .procedure_source import check_source, is_storable, source_of
from .procedure_text import rewrite, to_yaml
from .publishing import MAX_YAML_BYTES, digest_of, ensure_roles, load_yaml

__all__ = ('discard_draft', 'import_procedure', 'make_draft', 'publish_draft', 'save_draft')


@transaction.atomic
def make_draft(
    procedure: Procedure,
    *,
    actor: AbstractUser | None,
    base: ProcedureVersion | None = None,
    source: str | None = None,
    note: str = '',
) -> ProcedureVersion:
    """Make a draft from a version (`base`), from a text (`source`), or, with neither, from next to nothing.

    A text of another procedure becomes one of this procedure: its key and subject are put right.

    Raises:
        DocumentInvalid: the text is too large to be kept.
    """
    if base is not None and base.procedure_id != procedure.pk:
        raise ValueError(f'{base} is no version of {procedure}')
    if source is None:
        source = source_of(base) if base else to_yaml(_beginning(procedure))
    source = _adopt(source, procedure)
    _refuse_unstorable(source)
    procedure = _lock(procedure)
    draft = ProcedureVersion(procedure=procedure, number=_next_number(procedure), based_on=base, note=note)
    _write(draft, source)
    draft._changelog_message = _('Draft made by {user}').format(user=actor or '–')
    draft.full_clean(exclude=['document'])  # it is empty until the source is right
    draft.save()
    return draft


@transaction.atomic
def save_draft(
    version: ProcedureVersion,
    source: str,
    *,
    actor: AbstractUser | None,
    read_at: datetime.datetime | None,
    note: str | None = None,
) -> ProcedureVersion:
    """Save a draft's text, right or wrong. `read_at` is the `last_updated` of what the writer has seen.

    Raises:
        DraftRefused: the version is published, or was saved by somebody else since.
        DocumentInvalid: the text is too large to be kept.
    """
    source = source.replace('\r\n', '\n')
    _refuse_unstorable(source)
    draft = _lock_draft(version, read_at)
    draft.snapshot()
    _write(draft, source)
    if note is not None:
        draft.note = note
    draft._changelog_message = _('Draft saved by {user}').format(user=actor or '–')
    draft.full_clean(exclude=['document'])
    draft.save()
    return draft


@transaction.atomic
def publish_draft(
    version: ProcedureVersion,
    *,
    actor: AbstractUser | None,
    now: datetime.datetime,
    read_at: datetime.datetime | None,
) -> ProcedureVersion:
    """Publish a draft as the newest version. Roles that the agency does not have yet are created.

    Raises:
        DocumentInvalid: with everything that is wrong with it.
        DraftRefused: it is published, was saved by somebody else since, or says what the newest version says.
    """
    procedure = _lock(version.procedure)
    draft = _lock_draft(version, read_at)
    checked = check_source(draft.source, procedure=procedure)
    if checked.document is None:
        raise checked.as_error()
    newest = procedure.published_version
    draft.snapshot()
    _write(draft, draft.source)
    if newest and newest.digest == draft.digest:
        message = _('Nothing to publish: the draft says the same as version {number}, which is in force.')
        raise _refusal('same-as-published', message.format(number=newest.number))
    ensure_roles(checked.document, agency=procedure.agency)
    ensure_instructions(procedure.agency)
    if newest and draft.number <= newest.number:
        draft.number = _next_number(procedure)
    draft.state = VersionStateChoices.PUBLISHED
    draft.published_at = now
    draft.published_by = actor
    draft._changelog_message = _('Published by {user}').format(user=actor or '–')
    draft.full_clean()
    draft.save()
    return draft


@transaction.atomic
def discard_draft(version: ProcedureVersion, *, read_at: datetime.datetime | None) -> None:
    """Delete a draft.

    Raises:
        DraftRefused: it is published, was saved by somebody else since, or another version was made from it.
    """
    draft = _lock_draft(version, read_at)
    if draft.followers.exists():
        raise _refusal('draft-has-followers', _('Another draft was made from this one: discard that one first.'))
    draft.delete()


@transaction.atomic
def import_procedure(source: str, *, agency: Tenant, actor: AbstractUser | None, note: str = '') -> ProcedureVersion:
    """Make a draft from a text that names its procedure, and the procedure when the agency has none of that key.

    Raises:
        DocumentInvalid: the text is no YAML document, or does not say which procedure it is.
    """
    _refuse_unstorable(source)
    raw = load_yaml(source)
    checked = check_source(source)
    needed = ('document', 'procedure', 'subject')
    if not isinstance(raw, Mapping) or any(problem.path in needed for problem in checked.problems):
        raise checked.as_error()
    name = _name_of(raw)
    procedure, created = Procedure.objects.get_or_create(
        agency=agency, key=raw['procedure'], defaults={'name': name, 'subject_kind': raw['subject']}
    )
    if not created and procedure.subject_kind != raw['subject']:
        raise check_source(source, procedure=procedure).as_error()
    return make_draft(procedure, actor=actor, base=None, source=source, note=note)


def _name_of(raw: Mapping[str, Any]) -> str:
    title = raw.get('title')
    names = [title.get('id'), title.get('en')] if isinstance(title, Mapping) else []
    return next((name for name in names if isinstance(name, str) and name), raw['procedure'])[:200]


def _beginning(procedure: Procedure) -> dict[str, Any]:
    """The least that is a procedure: something is submitted, and that is all."""
    name = {'id': procedure.name, 'en': procedure.name}
    submitted = {'label': {'id': 'Kirim', 'en': 'Submit'}, 'then': ['request.open']}
    return {
        'procedure': procedure.key,
        'subject': procedure.subject_kind,
        'title': name,
        'roles': {APPLICANT: {'id': 'Pemohon', 'en': 'Applicant'}},
        'rows': [
            {
                'row': 1,
                'activity': {'id': 'Mengajukan permohonan', 'en': 'Submit the request'},
                'by': APPLICANT,
                'does': 'submission',
                'outcomes': {'submitted': submitted},
            },
            {'row': 2, 'activity': {'id': 'Selesai', 'en': 'Done'}, 'end': 'completed'},
        ],
    }


def _adopt(source: str, procedure: Procedure) -> str:
    """Return a text as one of this procedure; what cannot be read stays as it is."""
    try:
        raw = load_yaml(source)
    except DocumentInvalid:
        return source
    own = {'procedure': procedure.key, 'subject': procedure.subject_kind}
    if not isinstance(raw, Mapping) or all(raw.get(name) == value for name, value in own.items()):
        return source
    if raw.get('subject') not in (None, procedure.subject_kind) and raw['subject'] in SubjectKindChoices.values():
        own.pop('subject')  # rows about another subject do not fit by renaming it
    return rewrite(source, {**raw, **own}, load=load_yaml)


def _refuse_unstorable(source: str) -> None:
    if is_storable(source):
        return
    message = _('The text is larger than {limit} KiB, or has characters that cannot be stored.')
    raise DocumentInvalid(message.format(limit=MAX_YAML_BYTES // 1024))


def _write(draft: ProcedureVersion, source: str) -> None:
    """Put the source into a draft, and its document while it is right; nothing is saved."""
    checked = check_source(source, procedure=draft.procedure)
    draft.source = source
    draft.document = dict(checked.stored)
    draft.digest = digest_of(checked.stored) if checked.stored else hashlib.sha256(source.encode()).hexdigest()


def _lock(procedure: Procedure) -> Procedure:
    """Numbers of versions are given out one after the other."""
    return Procedure.objects.select_for_update(of=('self',)).get(pk=procedure.pk)


def _next_number(procedure: Procedure) -> int:
    return (procedure.versions.aggregate(highest=Max('number'))['highest'] or 0) + 1


def _lock_draft(version: ProcedureVersion, read_at: datetime.datetime | None) -> ProcedureVersion:
    """Lock a draft and see that it is still what was read; `read_at` None asks for no more than a draft."""
    draft = ProcedureVersion.objects.select_for_update(of=('self',)).filter(pk=version.pk).first()
    if draft is None:
        raise _refusal('draft-changed', _('The draft was discarded meanwhile.'))
    if draft.state != VersionStateChoices.DRAFT:
        raise _refusal('version-published', _('A published version never changes: copy it to a draft and change that.'))
    if read_at is not None and draft.last_updated != read_at:
        raise _refusal('draft-changed', _('Somebody saved this draft after you opened it; nothing of yours was saved.'))
    return draft


def _refusal(code: str, message: str) -> DraftRefused:
    return DraftRefused(message, refusals=[Refusal(code, message)])
