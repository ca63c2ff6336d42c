"""Handing papers out, recording their receipt, mailing once more; and a paper as DOCX."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import DispatchMethodChoices, DispatchStateChoices, DocumentStateChoices
from ..documents import dispatch
from ..documents.dispatch import LEFT, Way, may_leave, suggest_way
from ..documents.kinds import DRAFTED_KINDS
from ..exceptions import OutcomeRefused
from ..forms.acts import PlainForm
from ..forms.dispatches import HandOutForm, ReceiveForm
from ..models import Dispatch, Document
from ..ui.docx_files import serve_docx
from ..workflows import handing
from ..workflows.disclosure import sees_drafting
from .act_pages import OwnRowActView
from .buttons import RowButton

__all__ = (
    'DocumentDispatchView',
    'DocumentDocxView',
    'DocxForEOffice',
    'DownloadDocx',
    'HandOut',
    'Receive',
    'ReceiveView',
    'SendAgain',
    'SendAgainView',
)

DISPATCH, RECEIVE = 'netbox_colocation.dispatch_document', 'netbox_colocation.receive_dispatch'


class HandOut(RowButton):
    name, label, icon = 'dispatch', gettext_lazy('Hand out'), 'mdi-send'

    @classmethod
    def is_offered(cls, obj: Document, user: Any) -> bool:
        return may_leave(obj) and obj.state in LEFT and obj.destroyed_at is None and user.has_perm(DISPATCH, obj)


class DownloadDocx(RowButton):
    name, label, icon = 'docx', gettext_lazy('Download DOCX'), 'mdi-file-word-outline'

    @classmethod
    def is_offered(cls, obj: Document, user: Any) -> bool:
        is_ours = obj.kind in DRAFTED_KINDS and obj.destroyed_at is None
        return is_ours and sees_drafting(user, obj, now=timezone.now())


class DocxForEOffice(DownloadDocx):
    label = gettext_lazy('DOCX for the e-office')

    @classmethod
    def get_context(cls, context: dict[str, Any], obj: Any) -> dict[str, Any]:
        return {**super().get_context(context, obj), 'url': f'{cls.get_url(obj)}?placeholders=1'}

    @classmethod
    def is_offered(cls, obj: Document, user: Any) -> bool:
        return obj.state == DocumentStateChoices.DRAFT and super().is_offered(obj, user)


class Receive(RowButton):
    name, label, icon = 'receive', gettext_lazy('Record the receipt'), 'mdi-account-check'

    @classmethod
    def is_offered(cls, obj: Dispatch, user: Any) -> bool:
        waits = (DispatchStateChoices.SENT, DispatchStateChoices.FAILED)
        return obj.state in waits and user.has_perm(RECEIVE, obj)


class SendAgain(RowButton):
    name, label, icon = 'send_again', gettext_lazy('Send again'), 'mdi-email-sync'

    @classmethod
    def is_offered(cls, obj: Dispatch, user: Any) -> bool:
        waits = (DispatchStateChoices.SENT, DispatchStateChoices.FAILED)
        is_mail = obj.method == DispatchMethodChoices.EMAIL
        return is_mail and obj.state in waits and user.has_perm(DISPATCH, obj.document)


@register_model_view(Document, 'dispatch', path='dispatch')
class DocumentDispatchView(OwnRowActView):
    queryset = Document.objects.select_related('request', 'visit', 'ticket', 'case')
    form = HandOutForm
    asks_for = DISPATCH
    title = gettext_lazy('Hand out')
    done = gettext_lazy('The paper goes out.')

    def form_options(self, obj: Document) -> dict[str, Any]:
        way = suggest_way(obj.subject)
        suggested = {'method': way.method, 'recipient': way.recipient, 'address': way.address}
        return {'methods': handing.methods(), 'initial': {**suggested, 'sent_on': timezone.localdate()}}

    def act(self, obj: Document, answers: dict[str, Any]) -> None:
        handing.hand_out(obj, Way(**answers), actor=self.request.user, now=timezone.now())


@register_model_view(Dispatch, 'receive', path='receive')
class ReceiveView(OwnRowActView):
    queryset = Dispatch.objects.select_related('document')
    form = ReceiveForm
    asks_for = RECEIVE
    title = gettext_lazy('Record the receipt')
    done = gettext_lazy('The receipt was recorded.')

    def act(self, obj: Dispatch, answers: dict[str, Any]) -> None:
        dispatch.receive(obj, now=timezone.now(), **answers)


@register_model_view(Dispatch, 'send_again', path='send-again')
class SendAgainView(OwnRowActView):
    queryset = Dispatch.objects.select_related('document')
    form = PlainForm
    asks_for = DISPATCH
    title = gettext_lazy('Send the e-mail again')
    done = gettext_lazy('The e-mail is sent again.')

    def subject_of(self, obj: Dispatch) -> Document:
        return obj.document

    def act(self, obj: Dispatch, answers: dict[str, Any]) -> None:
        handing.send_again(obj, now=timezone.now())


@register_model_view(Document, 'docx', path='docx')
class DocumentDocxView(generic.base.BaseObjectView):
    """The paper as DOCX, for those who see drafts; `?placeholders=1` with the places that an e-office fills in."""

    queryset = Document.objects.select_related('template', 'case')
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(Document, 'view')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.get_object(pk=pk)
        try:
            return serve_docx(document, request.user, placeholders=request.GET.get('placeholders') == '1')
        except OutcomeRefused as refusal:
            for reason in refusal.refusals:
                messages.error(request, _('No DOCX: {reason}').format(reason=reason.message))
            return redirect(document.get_absolute_url())
