"""The acts on maintenance windows and notices as pages: a form each, refused with every reason."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from netbox.object_actions import DeleteObject, EditObject
from utilities.views import register_model_view

from ..choices import DocumentStateChoices, NoticeStateChoices, WindowStateChoices
from ..documents.dispatch import Way
from ..forms.windows import (
    AgreeToWindowForm,
    ApproveNoticeForm,
    ChangeWindowForm,
    ExtendWindowForm,
    FinishWindowForm,
    SendNoticeForm,
    WindowReasonForm,
)
from ..models import MaintenanceWindow, WindowNotice
from ..workflows import window_notices, windows
from ..workflows.handing import methods
from ..workflows.offices import decides_here
from ..workflows.signatures import signature_choices
from .act_pages import ActView
from .buttons import RowButton

__all__ = ('NOTICE_BUTTONS', 'WINDOW_BUTTONS', 'DeleteProposed', 'EditProposed')

State = WindowStateChoices
APP = 'netbox_colocation'
WINDOWS = MaintenanceWindow.objects.select_related('ticket__case', 'ticket__procedure__agency')
NOTICES = WindowNotice.objects.select_related('window__ticket__case', 'tenant', 'document')


class EditProposed(EditObject):
    @classmethod
    def render(cls, context: Any, obj: MaintenanceWindow, **kwargs: Any) -> str:
        return super().render(context, obj, **kwargs) if obj.is_editable else ''


class DeleteProposed(DeleteObject):
    @classmethod
    def render(cls, context: Any, obj: MaintenanceWindow, **kwargs: Any) -> str:
        return super().render(context, obj, **kwargs) if obj.is_editable and obj.revision == 1 else ''


class WindowButton(RowButton):
    """Offered in these states to whoever has this permission; the act asks for the office besides."""

    states: tuple[str, ...] = ()
    action = 'run'

    @classmethod
    def is_offered(cls, obj: MaintenanceWindow, user: Any) -> bool:
        return obj.state in cls.states and user.has_perm(f'{APP}.{cls.action}_maintenancewindow')


class AgreeToWindow(WindowButton):
    name, label, icon = 'agree', gettext_lazy('Agree'), 'mdi-check-decagram'
    states, action = (State.PROPOSED,), 'agree'

    @classmethod
    def is_offered(cls, obj: MaintenanceWindow, user: Any) -> bool:
        # Who proposed it, or holds no office that decides, sees no button that would only refuse.
        return super().is_offered(obj, user) and decides_here(
            obj.ticket, obj.proposed_by_id, user=user, now=timezone.now()
        )


class BeginWindow(WindowButton):
    name, label, icon = 'begin', gettext_lazy('Begin'), 'mdi-play'
    states = (State.AGREED,)


class FinishWindow(WindowButton):
    name, label, icon = 'finish', gettext_lazy('End'), 'mdi-stop'
    states = (State.UNDER_WAY,)


class ExtendWindow(WindowButton):
    name, label, icon = 'extend', gettext_lazy('Extend'), 'mdi-timer-plus-outline'
    states = (State.AGREED, State.UNDER_WAY)


class ChangeWindow(WindowButton):
    name, label, icon = 'change_times', gettext_lazy('Change the time'), 'mdi-calendar-edit'
    states = (State.AGREED,)


class CancelWindow(WindowButton):
    name, label, icon = 'cancel', gettext_lazy('Cancel the window'), 'mdi-calendar-remove'
    states = (State.PROPOSED, State.AGREED)


class NoticeButton(RowButton):
    @classmethod
    def is_offered(cls, obj: WindowNotice, user: Any) -> bool:
        return user.has_perm(f'{APP}.approve_windownotice') and cls.is_possible(obj, user)

    @classmethod
    def is_possible(cls, obj: WindowNotice, user: Any) -> bool:
        raise NotImplementedError


class ApproveNotice(NoticeButton):
    name, label, icon = 'approve', gettext_lazy('Approve and send'), 'mdi-email-check'

    @classmethod
    def is_possible(cls, obj: WindowNotice, user: Any) -> bool:
        is_drafted = obj.state == NoticeStateChoices.DRAFTED
        return is_drafted and decides_here(obj.window.ticket, obj.drafted_by_id, user=user, now=timezone.now())


class SendNotice(NoticeButton):
    name, label, icon = 'send', gettext_lazy('Send'), 'mdi-email-fast'

    @classmethod
    def is_possible(cls, obj: WindowNotice, user: Any) -> bool:
        if obj.state == NoticeStateChoices.FAILED:
            return obj.approved_at is not None
        return obj.state == NoticeStateChoices.APPROVED and obj.document is not None


class DropNotice(NoticeButton):
    name, label, icon = 'drop', gettext_lazy('Do not send'), 'mdi-email-remove'

    @classmethod
    def is_possible(cls, obj: WindowNotice, user: Any) -> bool:
        is_open = obj.state in (NoticeStateChoices.DRAFTED, NoticeStateChoices.FAILED)
        return is_open and decides_here(obj.window.ticket, obj.drafted_by_id, user=user, now=timezone.now())


WINDOW_BUTTONS = (AgreeToWindow, BeginWindow, FinishWindow, ExtendWindow, ChangeWindow, CancelWindow)
NOTICE_BUTTONS = (ApproveNotice, SendNotice, DropNotice)


class WindowActView(ActView):
    queryset = WINDOWS
    asks_for = f'{APP}.run_maintenancewindow'


@register_model_view(MaintenanceWindow, 'agree')
class WindowAgreeView(WindowActView):
    form = AgreeToWindowForm
    asks_for = f'{APP}.agree_maintenancewindow'
    title = gettext_lazy('Agree to this maintenance window')
    done = gettext_lazy('The window was agreed to; the notices to the affected agencies are drafted.')

    def act(self, obj: MaintenanceWindow, answers: dict[str, Any]) -> None:
        windows.agree(obj, actor=self.request.user, now=timezone.now())


@register_model_view(MaintenanceWindow, 'begin')
class WindowBeginView(WindowActView):
    form = AgreeToWindowForm
    title = gettext_lazy('Begin the work of this maintenance window')
    done = gettext_lazy('The window has begun.')

    def act(self, obj: MaintenanceWindow, answers: dict[str, Any]) -> None:
        windows.begin(obj, actor=self.request.user, now=timezone.now())


@register_model_view(MaintenanceWindow, 'finish')
class WindowFinishView(WindowActView):
    form = FinishWindowForm
    title = gettext_lazy('End this maintenance window')
    done = gettext_lazy('The window is over; whoever was told of it is to hear so.')

    def act(self, obj: MaintenanceWindow, answers: dict[str, Any]) -> None:
        windows.finish(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(MaintenanceWindow, 'extend')
class WindowExtendView(WindowActView):
    form = ExtendWindowForm
    title = gettext_lazy('Extend this maintenance window')
    done = gettext_lazy('The window lasts longer; whoever was told of it is to hear so.')

    def act(self, obj: MaintenanceWindow, answers: dict[str, Any]) -> None:
        windows.extend(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(MaintenanceWindow, 'change_times', path='change-times')
class WindowChangeView(WindowActView):
    form = ChangeWindowForm
    title = gettext_lazy('Put this maintenance window at another time')
    done = gettext_lazy('The window is proposed at its new time, and waits to be agreed to.')

    def act(self, obj: MaintenanceWindow, answers: dict[str, Any]) -> None:
        windows.change(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(MaintenanceWindow, 'cancel')
class WindowCancelView(WindowActView):
    form = WindowReasonForm
    title = gettext_lazy('Cancel this maintenance window')
    done = gettext_lazy('The window was cancelled; whoever was told of it is to hear so.')

    def act(self, obj: MaintenanceWindow, answers: dict[str, Any]) -> None:
        windows.cancel(obj, actor=self.request.user, now=timezone.now(), **answers)


class NoticeActView(ActView):
    """An act whose form depends on the notice: a letter is signed and handed out, an e-mail is not."""

    queryset = NOTICES
    asks_for = f'{APP}.approve_windownotice'


@register_model_view(WindowNotice, 'approve')
class NoticeApproveView(NoticeActView):
    form = ApproveNoticeForm
    title = gettext_lazy('Approve this notice')
    done = gettext_lazy('The notice is approved.')

    def form_options(self, obj: WindowNotice) -> dict[str, Any]:
        letter = obj.document
        is_signed_here = letter is not None and letter.state == DocumentStateChoices.DRAFT
        choices = signature_choices(letter, actor=self.request.user) if letter and is_signed_here else []
        return {'choices': choices}

    def act(self, obj: WindowNotice, answers: dict[str, Any]) -> None:
        window_notices.approve(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(WindowNotice, 'send')
class NoticeSendView(NoticeActView):
    form = SendNoticeForm
    title = gettext_lazy('Send this notice')
    done = gettext_lazy('The notice goes out.')

    def form_options(self, obj: WindowNotice) -> dict[str, Any]:
        initial = {'address': ', '.join(obj.recipients), 'sent_on': timezone.localdate()}
        return {'methods': methods() if obj.document else [], 'initial': initial}

    def act(self, obj: WindowNotice, answers: dict[str, Any]) -> None:
        way = Way(**answers) if answers else None
        window_notices.send(obj, way=way, actor=self.request.user, now=timezone.now())


@register_model_view(WindowNotice, 'drop')
class NoticeDropView(NoticeActView):
    form = WindowReasonForm
    title = gettext_lazy('Do not send this notice')
    done = gettext_lazy('The notice is not sent.')

    def act(self, obj: WindowNotice, answers: dict[str, Any]) -> None:
        window_notices.drop(obj, actor=self.request.user, now=timezone.now(), **answers)
