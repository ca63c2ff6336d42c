"""Pages of access reviews: opening one, deciding its lines on one page, and closing it; the lines as a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.signals import clear_events
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from .. import filtersets, tables
from ..choices import ReviewStateChoices
from ..exceptions import ColocationError, RoleNotHeld
from ..forms.reviews import AccessReviewFilterForm, CloseReviewForm, OpenReviewForm
from ..models import AccessReview, ReviewLine
from ..ui.access import AccessReviewActsPanel, AccessReviewPanel
from ..ui.reviews import ReviewLinesPanel, lines_of, list_lines
from ..ui.spreadsheets import serve_csv, serve_xlsx
from ..visits import reviews
from ..workflows.access_reviews import Decision, decide, open_review
from .act_pages import ActView, NewRowActView
from .buttons import ListButton, RowButton

__all__ = (
    'AccessReviewCloseView',
    'AccessReviewDecideView',
    'AccessReviewLinesView',
    'AccessReviewListView',
    'AccessReviewOpenView',
    'AccessReviewView',
)

REVIEWS = AccessReview.objects.select_related('agency', 'opened_by', 'closed_by')
MAY_REVIEW = 'netbox_colocation.review_accessreview'


class OpenReview(ListButton):
    name, label, icon = 'open', _('Open a review'), 'mdi-clipboard-check-outline'


class DecideReview(RowButton):
    """The button on a review that is open."""

    name, label, icon = 'decide', _('Decide'), 'mdi-gavel'

    @classmethod
    def is_offered(cls, obj: AccessReview, user: Any) -> bool:
        return obj.state == ReviewStateChoices.OPEN and user.has_perm(MAY_REVIEW)


class CloseReview(DecideReview):
    name, label, icon = 'close', _('Close'), 'mdi-check-all'


class ExportLines(RowButton):
    name, label, icon = 'lines', _('Lines as a file'), 'mdi-download'

    @classmethod
    def is_offered(cls, obj: AccessReview, user: Any) -> bool:
        return True


@register_model_view(AccessReview, 'list', path='', detail=False)
class AccessReviewListView(generic.ObjectListView):
    queryset = REVIEWS
    table = tables.AccessReviewTable
    filterset = filtersets.AccessReviewFilterSet
    filterset_form = AccessReviewFilterForm
    actions = (OpenReview, BulkExport)


@register_model_view(AccessReview)
class AccessReviewView(generic.ObjectView):
    queryset = REVIEWS
    template_name = 'generic/object.html'
    actions = (DecideReview, CloseReview, ExportLines)
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:accessreview_list', 'agency_id'))
        ],
        left_panels=[AccessReviewPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[AccessReviewActsPanel()],
        bottom_panels=[ReviewLinesPanel()],
    )


@register_model_view(AccessReview, 'open', detail=False)
class AccessReviewOpenView(NewRowActView):
    """The form that opens a review; its lines are found from what there is."""

    queryset = AccessReview.objects.all()
    form = OpenReviewForm
    title = _('Open a review of access')
    intro = _(
        'The review gets a line for every standing access right, for everybody whose office keeps the door or escorts, '
        'for the representatives of applicants, and for approved visits to come.'
    )
    verb = _('Open')

    def act(self, answers: dict[str, Any]) -> AccessReview:
        return open_review(AccessReview(**answers), actor=self.request.user, now=timezone.now())

    def say(self, made: AccessReview) -> str:
        return _('The review was opened with {count} lines.').format(count=made.lines.count())


@register_model_view(AccessReview, 'decide')
class AccessReviewDecideView(generic.base.BaseObjectView):
    """Every line with a choice and a remark; what is left open stays open, and one refusal changes nothing."""

    queryset = REVIEWS
    template_name = 'netbox_colocation/review_decide.html'

    def get_required_permission(self) -> str:
        return get_permission_for_model(AccessReview, 'view')

    def has_permission(self) -> bool:
        return super().has_permission() and self.request.user.has_perm(MAY_REVIEW)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.get_object(pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        review = self.get_object(pk=pk)
        decisions = {
            line.pk: Decision(request.POST[f'decision_{line.pk}'], request.POST.get(f'remark_{line.pk}', ''))
            for line in review.lines.all()
            if self._is_new(line)
        }
        try:
            decide(review, decisions, actor=request.user, now=timezone.now())
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            status = 403 if isinstance(refusal, RoleNotHeld) else 409
            return self._show(request, review, status=status, refusal=refusal)
        messages.success(request, _('{count} lines were decided.').format(count=len(decisions)))
        return redirect(review.get_absolute_url())

    def _is_new(self, line: ReviewLine) -> bool:
        """Whether the page says something else than what was decided: what is repeated is nobody's new decision."""
        sent = self.request.POST.get(f'decision_{line.pk}', '')
        remark = self.request.POST.get(f'remark_{line.pk}', '').strip()
        return bool(sent) and (sent, remark) != (line.decision, line.remark)

    def _show(
        self, request: HttpRequest, review: AccessReview, *, status: int = 200, refusal: ColocationError | None = None
    ) -> HttpResponse:
        rows = lines_of(review, request.user)
        reasons = refusal.refusals or (refusal,) if refusal else ()
        for row in rows:
            key = row['line'].pk
            row['decision'] = request.POST.get(f'decision_{key}', row['line'].decision)
            row['remark'] = request.POST.get(f'remark_{key}', row['line'].remark)
            row['errors'] = [str(one.message) for one in reasons if getattr(one, 'field', '') == f'line_{key}']
        shown = [one.field for one in reasons if getattr(one, 'field', '').startswith('line_')]
        others = [str(one.message) for one in reasons if getattr(one, 'field', '') not in shown]
        context = {'object': review, 'rows': rows, 'errors': others, 'is_refused': bool(reasons), 'actions': ()}
        return render(request, self.template_name, context, status=status)


@register_model_view(AccessReview, 'close')
class AccessReviewCloseView(ActView):
    queryset = AccessReview.objects.all()
    form = CloseReviewForm
    asks_for = MAY_REVIEW
    title = _('Close the review')
    done = _('The review was closed.')

    def act(self, obj: AccessReview, answers: dict[str, Any]) -> None:
        reviews.close(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(AccessReview, 'lines')
class AccessReviewLinesView(generic.base.BaseObjectView):
    """The lines as a file: a workbook, or `?export=csv`."""

    queryset = REVIEWS
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(AccessReview, 'view')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        review = self.get_object(pk=pk)
        name = f'access-review-{review.year}-{review.quarter}-{review.pk}'
        listing = list_lines(review)
        return serve_csv(listing, name=name) if request.GET.get('export') == 'csv' else serve_xlsx([listing], name=name)
