"""Pages of disposals: proposing, deciding, carrying out, and the printed record of what was destroyed."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from .. import filtersets, tables
from ..choices import DisposalStateChoices
from ..documents import disposal_record, disposing
from ..forms.disposals import (
    ApproveDisposalForm,
    CarryOutDisposalForm,
    DisposalFilterForm,
    ProposeDisposalForm,
    RefuseDisposalForm,
)
from ..models import Disposal
from ..ui.disposals import DisposalActsPanel, DisposalPanel
from ..ui.downloads import serve_content
from .act_pages import ActView, NewRowActView
from .buttons import ListButton, RowButton

__all__ = (
    'DisposalApproveView',
    'DisposalCarryOutView',
    'DisposalListView',
    'DisposalProposeView',
    'DisposalRecordView',
    'DisposalRefuseView',
    'DisposalView',
)

DISPOSALS = Disposal.objects.select_related('agency', 'proposed_by', 'decided_by', 'carried_out_by')


class ProposeDisposal(ListButton):
    name, label, icon = 'propose', _('Propose'), 'mdi-delete-clock'


class DisposalAction(RowButton):
    """A button on a disposal that is so far."""

    asks_for = 'netbox_colocation.view_disposal'
    states: tuple[str, ...] = ()

    @classmethod
    def is_offered(cls, obj: Disposal, user: Any) -> bool:
        is_theirs = cls.asks_for.endswith('view_disposal') or obj.proposed_by_id != user.pk
        return obj.state in cls.states and is_theirs and user.has_perm(cls.asks_for)


class ApproveDisposal(DisposalAction):
    name, label, icon = 'approve', _('Approve'), 'mdi-check'
    asks_for, states = 'netbox_colocation.approve_disposal', (DisposalStateChoices.PROPOSED,)


class RefuseDisposal(ApproveDisposal):
    name, label, icon = 'refuse', _('Refuse'), 'mdi-close'


class CarryOutDisposal(DisposalAction):
    name, label, icon = 'carry_out', _('Carry out'), 'mdi-delete-forever'
    asks_for, states = 'netbox_colocation.carry_out_disposal', (DisposalStateChoices.APPROVED,)


class PrintDisposal(DisposalAction):
    name, label, icon = 'record', _('Record'), 'mdi-printer'
    states = (DisposalStateChoices.PROPOSED, DisposalStateChoices.APPROVED, DisposalStateChoices.CARRIED_OUT)


@register_model_view(Disposal, 'list', path='', detail=False)
class DisposalListView(generic.ObjectListView):
    queryset = DISPOSALS
    table = tables.DisposalTable
    filterset = filtersets.DisposalFilterSet
    filterset_form = DisposalFilterForm
    actions = (ProposeDisposal, BulkExport)


@register_model_view(Disposal)
class DisposalView(generic.ObjectView):
    queryset = DISPOSALS
    template_name = 'generic/object.html'
    actions = (ApproveDisposal, RefuseDisposal, CarryOutDisposal, PrintDisposal)
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:disposal_list', 'agency_id'))
        ],
        left_panels=[DisposalPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[DisposalActsPanel()],
        bottom_panels=[
            panels.ObjectsTablePanel(
                'netbox_colocation.document',
                title=_('Documents'),
                filters={'named_by_disposal_id': lambda context: context['object'].pk},
            ),
        ],
    )


@register_model_view(Disposal, 'propose', detail=False)
class DisposalProposeView(NewRowActView):
    """The form of a proposal; refused papers are named, each with its reason."""

    queryset = Disposal.objects.all()
    form = ProposeDisposalForm
    title = _('Propose a disposal')
    verb = _('Propose')
    done = _('The disposal was proposed.')

    def act(self, answers: dict[str, Any]) -> Disposal:
        papers = answers.pop('documents')
        return disposing.propose(Disposal(**answers), papers=papers, actor=self.request.user, now=timezone.now())


class DisposalActView(ActView):
    queryset = Disposal.objects.all()


@register_model_view(Disposal, 'approve')
class DisposalApproveView(DisposalActView):
    form = ApproveDisposalForm
    asks_for = 'netbox_colocation.approve_disposal'
    title = _('Approve the disposal')
    done = _('The disposal was approved.')

    def act(self, obj: Disposal, answers: dict[str, Any]) -> None:
        disposing.approve(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(Disposal, 'refuse')
class DisposalRefuseView(DisposalActView):
    form = RefuseDisposalForm
    asks_for = 'netbox_colocation.approve_disposal'
    title = _('Refuse the disposal')
    done = _('The disposal was refused.')

    def act(self, obj: Disposal, answers: dict[str, Any]) -> None:
        disposing.refuse(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(Disposal, 'carry_out', path='carry-out')
class DisposalCarryOutView(DisposalActView):
    form = CarryOutDisposalForm
    asks_for = 'netbox_colocation.carry_out_disposal'
    title = _('Carry out the disposal')
    done = _('The files were destroyed.')

    def act(self, obj: Disposal, answers: dict[str, Any]) -> None:
        disposing.carry_out(obj, actor=self.request.user, now=timezone.now())


@register_model_view(Disposal, 'record')
class DisposalRecordView(generic.base.BaseObjectView):
    """The record (berita acara pemusnahan) with the list of papers, to print and sign."""

    queryset = Disposal.objects.all()
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(Disposal, 'view')

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        disposal = self.get_object(pk=pk)
        with transaction.atomic():
            content = disposal_record.render_record(disposal, now=timezone.now())
        return serve_content(content, 'application/pdf', f'disposal-{disposal.pk}', inline=True)
