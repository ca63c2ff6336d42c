"""How a paper came about: two versions side by side, each as a PDF; and its correction. Never for applicants."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import DocumentStateChoices
from ..documents.comparing import align
from ..documents.correcting import text_of
from ..documents.rendering import PDF
from ..documents.shown_copies import picture_version, render_version
from ..exceptions import ColocationError, TemplateRefused
from ..forms.correcting import CorrectionForm
from ..models import Document, DocumentVersion
from ..ui.acting import status_of_refusal
from ..ui.downloads import serve_content
from ..ui.stationery import describe_preview, describe_problems
from ..ui.versions import change_views
from ..workflows import correcting
from ..workflows.disclosure import sees_drafting
from .acts import clean

__all__ = ('DocumentCorrectView', 'DocumentVersionFileView', 'DocumentVersionsView')

PAPERS = Document.objects.select_related('request', 'visit', 'ticket', 'case', 'corrects')


class DraftingView(generic.base.BaseObjectView):
    """A page about how a paper came about; `right` is the permission whose rows it shows."""

    queryset = PAPERS
    right = 'view'

    def get_required_permission(self) -> str:
        return get_permission_for_model(Document, self.right)

    def find(self, request: HttpRequest, pk: int) -> Document:
        """Return the paper.

        Raises:
            Http404: there is none, or the user reads it as its applicant.
        """
        document = self.get_object(pk=pk)
        if not sees_drafting(request.user, document, now=timezone.now()):
            raise Http404
        return document


@register_model_view(Document, 'versions')
class DocumentVersionsView(DraftingView):
    """Two versions side by side: `?before=` and `?after=` are their numbers, the newest two when they are not said.

    `?all=1` shows every line, `?papers=1` both papers as they were rendered.
    """

    template_name = 'netbox_colocation/document_versions.html'
    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.find(request, pk)
        versions = {version.number: version for version in document.versions.defer('data').order_by('-number')}
        if not versions:
            raise Http404(_('This paper has no versions: it was drafted before they were kept, or came as a file.'))
        newest = max(versions)
        after = _chosen(request, 'after', versions) or newest
        before = _chosen(request, 'before', versions) or max(after - 1, 1)
        lines = align(versions[before].data, versions[after].data)
        shows_all = 'all' in request.GET
        context: dict[str, Any] = {
            'object': document,
            'actions': (),
            'versions': list(versions.values()),
            'before': versions[before],
            'after': versions[after],
            'lines': change_views([line for line in lines if shows_all or not line.is_same]),
            'is_same': all(line.is_same for line in lines),
            'shows_all': shows_all,
            'papers': [_picture(versions[number]) for number in (before, after)] if 'papers' in request.GET else [],
        }
        return render(request, self.template_name, context)


@register_model_view(Document, 'version_file', path='versions/file')
class DocumentVersionFileView(DraftingView):
    """A version as a PDF, rendered for this answer alone; `?number=` says which."""

    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.find(request, pk)
        number = request.GET.get('number', '')
        version = document.versions.filter(number=number).first() if number.isdecimal() and len(number) < 5 else None
        if version is None:
            raise Http404
        name = f'{document.kind}-{document.pk}-v{version.number}'
        return serve_content(render_version(version), PDF, name, inline=True)


@register_model_view(Document, 'correct')
class DocumentCorrectView(DraftingView):
    """Draft a correction of a paper that was issued, or write the draft of one again."""

    template_name = 'netbox_colocation/document_correct.html'
    right = 'correct'
    http_method_names = ('get', 'post', 'options')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.find(request, pk)
        return self._show(request, document, CorrectionForm(text=text_of(document)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.find(request, pk)
        old, is_rewritten = _old_paper(document)
        # What is not sent otherwise stays as the old paper said it.
        form = CorrectionForm(request.POST, text=text_of(old))
        act = correcting.rewrite if is_rewritten else correcting.correct
        try:
            sent = clean(form)
            correction = act(
                document,
                text=form.read_text(),
                actor=request.user,
                now=timezone.now(),
                reads_again=sent['reads_again'],
            )
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            return self._show(request, document, form, refusal)
        messages.success(request, _('The correction is drafted: somebody else signs it.'))
        return redirect(correction.get_absolute_url())

    def _show(
        self, request: HttpRequest, document: Document, form: CorrectionForm, refusal: ColocationError | None = None
    ) -> HttpResponse:
        old, is_rewritten = _old_paper(document)
        context = {
            'object': document,
            'old': old,
            'is_rewritten': is_rewritten,
            'actions': (),
            'form': form,
            'refusal': refusal,
        }
        return render(request, self.template_name, context, status=status_of_refusal(refusal) if refusal else 200)


def _old_paper(document: Document) -> tuple[Document, bool]:
    """Return the paper that is corrected, and whether the document is already the draft of its correction."""
    if document.corrects and document.state == DocumentStateChoices.DRAFT:
        return document.corrects, True
    return document, False


def _picture(version: DocumentVersion) -> dict[str, Any]:
    try:
        return {'version': version, **describe_preview(picture_version(version))}
    except TemplateRefused as refused:
        return {'version': version, **describe_problems(refused)}


def _chosen(request: HttpRequest, key: str, versions: dict[int, DocumentVersion]) -> int | None:
    number = request.GET.get(key, '')
    return int(number) if number.isdecimal() and len(number) < 5 and int(number) in versions else None
