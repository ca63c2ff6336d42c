"""How an agency's papers look: its letterhead, and what the newest published template of a kind says otherwise.

A paper freezes the look when it is drafted (`freeze`), so that a later letterhead or template changes nothing of it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from tenancy.models import Tenant

from ..choices import LetterFontChoices, PaperSizeChoices, VersionStateChoices
from ..models import DocumentTemplate, Letterhead
from .logos import digest_of

__all__ = ('FAMILIES', 'OWN_PAGE', 'describe_style', 'find_template', 'freeze', 'freeze_style', 'next_version')

FAMILIES: Mapping[str, str] = {
    LetterFontChoices.SANS: 'Liberation Sans',
    LetterFontChoices.SERIF: 'Liberation Serif',
    LetterFontChoices.BOOKMAN: 'TeX Gyre Bonum',
}
SIDES = ('top', 'bottom', 'left', 'right')
# What a template may say otherwise than the letterhead; blank or None: as the letterhead says.
OWN_PAGE = ('paper', *(f'margin_{side}' for side in SIDES), 'font', 'font_size')


def find_template(agency: Tenant, kind: str) -> DocumentTemplate | None:
    """Return the agency's newest published template of that kind of paper; None where the shipped one counts."""
    published = DocumentTemplate.objects.filter(agency=agency, kind=kind, state=VersionStateChoices.PUBLISHED)
    return published.order_by('-version').first()


def freeze(agency: Tenant, kind: str) -> tuple[DocumentTemplate | None, dict[str, Any]]:
    """Return the template that a new paper of the agency follows, and what its data freezes: `style` and `wording`."""
    template = find_template(agency, kind)
    wording = dict(template.wording) if template else {}
    return template, {'style': freeze_style(agency, kind, template), 'wording': wording}


def freeze_style(agency: Tenant, kind: str, template: DocumentTemplate | None) -> dict[str, Any]:
    """Return page, font and logo of a paper: the letterhead's, but for what the template says."""
    return describe_style(Letterhead.objects.filter(agency=agency).first(), template)


def describe_style(letterhead: Letterhead | None, template: DocumentTemplate | None) -> dict[str, Any]:
    """Return the same for a letterhead and a template that may not be stored yet; without one, the shipped page."""
    base = letterhead or Letterhead()
    page = {name: getattr(base, name) for name in OWN_PAGE}
    if template is not None:
        own = {name: getattr(template, name) for name in OWN_PAGE}
        page |= {name: value for name, value in own.items() if value not in ('', None)}
    width, height = PaperSizeChoices.SIZES_MM[page['paper']]
    size = float(page['font_size'])
    return {
        'paper': page['paper'],
        'width': width,
        'height': height,
        'margins': {side: page[f'margin_{side}'] for side in SIDES},
        'font': FAMILIES[page['font']],
        'font_size': int(size) if size.is_integer() else size,
        'logo': digest_of(base.logo.name or ''),
        'template': template.pk if template else None,
    }


def next_version(agency: Tenant, kind: str) -> int:
    """Return the number of the agency's next template of that kind.

    Inside a transaction nobody else gets the same until it ends: whoever asks waits at the agency's row.
    """
    Tenant.objects.select_for_update(no_key=True, of=('self',)).filter(pk=agency.pk).first()
    versions = DocumentTemplate.objects.filter(agency=agency, kind=kind)
    return (versions.aggregate(last=Max('version'))['last'] or 0) + 1
