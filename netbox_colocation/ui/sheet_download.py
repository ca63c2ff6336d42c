"""The printed sheet of a version or of a case, as one response for the pages and the API.

Whoever calls it checked permission. A version's sheet is dated by its publication: whoever prints it, whenever, gets
the same bytes. A case's sheet shows its state at this moment.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..documents.sheet_pdf import PAPERS, render_sheet
from ..models import Case, ProcedureVersion
from ..workflows.publishing import document_of
from .downloads import serve_pdf
from .sheet_paper import PrintedCase, freeze_sheet

__all__ = ('serve_case_sheet', 'serve_version_sheet')


def serve_version_sheet(version: ProcedureVersion, *, paper: str = 'a4') -> HttpResponse:
    """Return the procedure as printed.

    Raises:
        Http404: the version is a draft, which has no sheet yet.
    """
    if not version.published_at:
        raise Http404(_('A draft has no printed sheet: publish it first.'))
    data = freeze_sheet(
        document_of(version),
        agency=version.procedure.agency.name,
        now=version.published_at,
        zone=ZoneInfo(settings.TIME_ZONE),
        paper=_known(paper),
    )
    return serve_pdf(render_sheet(data), f'procedure-sheet-{version.pk}')


def serve_case_sheet(case: Case, *, paper: str = 'a4') -> HttpResponse:
    """Return the procedure of a case with what is done, open and late on it."""
    data = freeze_sheet(
        document_of(case.version),
        agency=case.agency.name,
        now=timezone.now(),
        zone=ZoneInfo(settings.TIME_ZONE),
        tasks=case.tasks.order_by('pk'),
        case=PrintedCase(case.number, case.applicant.name, case.state),
        paper=_known(paper),
    )
    return serve_pdf(render_sheet(data), f'case-sheet-{case.pk}')


def _known(paper: str) -> str:
    return paper if paper in PAPERS else PAPERS[0]
