"""Whether an agency's template can be published: it is rendered with sample data before anybody's paper is.

`preview` renders what is being written and stores nothing; `check` says everything that stands against a template;
`publish` refuses with all of it. A published template never changes: `copy_to_draft` makes the next version of it.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import DocumentKindChoices, VersionStateChoices
from ..exceptions import Refusal, TemplateRefused
from ..models import DocumentTemplate, Letterhead
from .kinds import DRAFTED_KINDS
from .own_layouts import TEMPLATES, Logo, Rendition, render_apart
from .parts import freeze_agency
from .rendering import logo_of, make_printable
from .samples import NAMES, sample, signed
from .stationery import OWN_PAGE, describe_style
from .wordings import PLACEHOLDERS, placeholders_in, wordings_of

__all__ = (
    'MAX_WORDING',
    'SAMPLES',
    'Sentence',
    'check',
    'check_wording',
    'copy_to_draft',
    'preview',
    'preview_letterhead',
    'publish',
    'sentences_of',
    'shipped_layout',
)

MAX_WORDING = 4000
MAX_LAYOUT = 200_000
PREVIEW_PAGES = 4
# Which samples there are of each kind, by name.
SAMPLES: Mapping[str, tuple[str, ...]] = {
    kind: tuple(name for name in NAMES if sample(name)['kind'] == kind) for kind in sorted(DRAFTED_KINDS)
}
LONG = (
    'Sehubungan dengan keterbatasan kapasitas pada ruang server, penempatan dilaksanakan secara bertahap sesuai jadwal '
    'yang disepakati bersama antara perangkat daerah pemohon dan pengelola pusat data. '
)
# Whoever renders twenty rows renders any number of them.
ROWS = 20
GROWING = frozenset({
    'servers', 'devices', 'places', 'goods', 'returned', 'chronology', 'findings', 'reasons', 'remarks', 'materials',
    'visitors',
})  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence of a kind of paper that an agency may say otherwise, and what can be filled in."""

    key: str
    shipped: str
    placeholders: tuple[str, ...]


def sentences_of(kind: str) -> list[Sentence]:
    """Return the sentences of a kind of paper, in the order in which they stand in it."""
    return [Sentence(key, text, tuple(_allowed(text))) for key, text in wordings_of(kind).items()]


def shipped_layout(kind: str) -> str:
    """Return the text of the shipped layout of a kind of paper; '' where papers of that kind are not rendered."""
    path = TEMPLATES / f'{kind}.typ'
    return path.read_text(encoding='utf-8') if kind in DRAFTED_KINDS and path.exists() else ''


def preview(
    template: DocumentTemplate, *, output: str = 'png', sample_name: str = '', logo: Logo | None = None
) -> Rendition:
    """Render a sample with a template as it is in memory; nothing is stored.

    Raises:
        TemplateRefused: what stands against it, wording first.
    """
    if refusals := [*_check_kind(template), *check_wording(template.kind, template.wording)]:
        raise TemplateRefused(refusals)
    names = SAMPLES[template.kind]
    data = signed(sample_name if sample_name in names else names[0])
    return _render(template, _letterhead_of(template.agency), data, output=output, logo=logo)


def preview_letterhead(letterhead: Letterhead, *, logo: Logo | None = None, output: str = 'png') -> Rendition:
    """Render a sample letter with a letterhead as it is in memory; nothing is stored.

    Raises:
        TemplateRefused: the letter cannot be rendered with it.
    """
    kind = DocumentKindChoices.REPLY_LETTER
    template = DocumentTemplate(agency=letterhead.agency, kind=kind)
    return _render(template, letterhead, signed(SAMPLES[kind][0]), output=output, logo=logo)


def check(template: DocumentTemplate) -> list[Refusal]:
    """Return what stands against publishing the template, each with its field and, in a layout, its line."""
    refusals = [*_check_kind(template), *check_wording(template.kind, template.wording), *_check_size(template)]
    return refusals or _check_rendering(template)


def check_wording(kind: str, wording: Any) -> list[Refusal]:
    """Return what is wrong with an agency's sentences: keys, what they are, and what they have filled in."""
    if not isinstance(wording, dict):
        return [Refusal('wording-invalid', _('The wording is a table of sentences by their key.'), field='wording')]
    shipped = wordings_of(kind)
    return [refusal for key, text in wording.items() for refusal in _check_sentence(str(key), text, shipped)]


@transaction.atomic
def publish(template: DocumentTemplate, *, actor: AbstractBaseUser | None, now: datetime.datetime) -> DocumentTemplate:
    """Publish a draft: from now on the agency's new papers of its kind follow it.

    Raises:
        TemplateRefused: it is published already, or something stands against it; nothing was changed.
    """
    locked = DocumentTemplate.objects.select_for_update(of=('self',)).select_related('agency').get(pk=template.pk)
    if locked.state != VersionStateChoices.DRAFT:
        message = _('Version {version} is published already: change it, and a new draft is made.')
        raise TemplateRefused([Refusal('template-published', message.format(version=locked.version))])
    if refusals := check(locked):
        raise TemplateRefused(refusals)
    locked.snapshot()
    locked.state = VersionStateChoices.PUBLISHED
    locked.published_at = now
    locked.published_by = actor
    locked._changelog_message = _('Published')
    locked.full_clean()
    locked.save()
    return locked


def copy_to_draft(template: DocumentTemplate) -> DocumentTemplate:
    """Return a draft (not saved, without a number) that says what a template says."""
    fields = ('agency', 'kind', 'source', 'description', 'comments', 'owner', *OWN_PAGE)
    said = {name: getattr(template, name) for name in fields}
    return DocumentTemplate(**said, wording=dict(template.wording))


def _check_kind(template: DocumentTemplate) -> list[Refusal]:
    if SAMPLES.get(template.kind):
        return []
    message = _('Papers of this kind arrive as files and are not written here: choose another kind.')
    return [Refusal('template-kind', message, field='kind')]


def _check_size(template: DocumentTemplate) -> list[Refusal]:
    if len(template.source) <= MAX_LAYOUT:
        return []
    message = _('The layout has more than {limit} characters: shorten it.').format(limit=MAX_LAYOUT)
    return [Refusal('template-size', message, field='source')]


def _check_sentence(key: str, text: Any, shipped: Mapping[str, str]) -> Iterator[Refusal]:
    data = {'key': key}
    if key not in shipped:
        message = _('{key}: papers of this kind have no such sentence (they have: {known}).')
        yield Refusal('wording-unknown', message.format(key=key, known=', '.join(shipped)), field='wording', data=data)
    elif not isinstance(text, str):
        yield Refusal('wording-invalid', _('{key}: a sentence is a text.').format(key=key), field='wording', data=data)
    elif len(text) > MAX_WORDING:
        message = _('{key}: the sentence has more than {limit} characters.')
        yield Refusal('wording-invalid', message.format(key=key, limit=MAX_WORDING), field='wording', data=data)
    else:
        allowed = _allowed(shipped[key])
        for name in placeholders_in(text):
            if name not in allowed:
                message = _('{key}: nothing is filled in for {{{name}}} (there is: {known}).')
                known = ', '.join(f'{{{one}}}' for one in sorted(allowed))
                yield Refusal(
                    'wording-placeholder', message.format(key=key, name=name, known=known), field='wording', data=data
                )


def _allowed(shipped: str) -> list[str]:
    """Return what a sentence may have filled in: what its shipped form has, then what every sentence may have."""
    return list(dict.fromkeys([*placeholders_in(shipped), *PLACEHOLDERS]))


def _check_rendering(template: DocumentTemplate) -> list[Refusal]:
    """Render every sample of the kind, and stop at the first that shows what is wrong."""
    letterhead = _letterhead_of(template.agency)
    for data in _trials(template.kind):
        try:
            _render(template, letterhead, data, output='pdf')
        except TemplateRefused as refused:
            return list(refused.refusals)
    return []


def _trials(kind: str) -> Iterator[dict[str, Any]]:
    """Yield what a paper of the kind may have to print: a draft, long texts and many rows, optional parts missing."""
    names = SAMPLES[kind]
    yield sample(names[0])
    for name in names:
        yield _grow(signed(name))
    yield _strip(signed(names[0]))


def _grow(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with many rows and long texts."""
    for key in list(data):
        value = data[key]
        if key in GROWING and isinstance(value, list):
            data[key] = (value * ROWS)[:ROWS]
    data['text'] |= {'note': '\n\n'.join([LONG * 3] * 3), 'copies': [LONG[:60]] * 8}
    data['request'] |= {'name': LONG[:90], 'purpose': LONG}
    data['applicant'] |= {'name': 'Dinas Pemberdayaan Masyarakat dan Desa, Kependudukan dan Pencatatan Sipil'}
    return data


def _strip(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data without what a paper need not have."""
    data['text'] |= {'note': '', 'copies': []}
    data['request'] |= {'letter_number': '', 'letter_date': None, 'letter_subject': '', 'letter': ''}
    data['agency'] |= {'parent': '', 'address': [], 'place': ''}
    return data | {'number': '', 'signer': None}


def _render(
    template: DocumentTemplate,
    letterhead: Letterhead | None,
    data: dict[str, Any],
    *,
    output: str,
    logo: Logo | None = None,
) -> Rendition:
    data |= {
        'style': describe_style(letterhead, template),
        'wording': template.wording,
        'agency': data['agency'] | _head(letterhead, template.agency),
    }
    source = template.source or shipped_layout(template.kind)
    day = datetime.date.fromisoformat(data['dated']['iso'])
    pages = PREVIEW_PAGES if output == 'png' else 0
    return render_apart(
        source, make_printable(data), day=day, logo=logo or logo_of(data), output=output, max_pages=pages
    )


def _head(letterhead: Letterhead | None, agency: Tenant) -> dict[str, Any]:
    """Return the agency's head, as far as it is known: a sample has its own."""
    stored = freeze_agency(agency)
    if letterhead is None:
        return {'name': stored['name'], **{key: value for key, value in stored.items() if value}}
    lines = [line.strip() for line in letterhead.lines.splitlines() if line.strip()]
    return {
        'name': letterhead.name or agency.name,
        'parent': letterhead.parent_name or stored['parent'],
        'address': lines or stored['address'],
        'place': letterhead.place,
    }


def _letterhead_of(agency: Tenant) -> Letterhead | None:
    return Letterhead.objects.filter(agency=agency).first()
