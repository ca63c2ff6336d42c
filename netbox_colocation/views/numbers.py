"""Numbers that are taken by hand, letters that are entered, numbers that are cancelled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import DocumentDirectionChoices, EntryStateChoices
from ..documents import registering
from ..documents.subjects import Subject
from ..exceptions import OutcomeRefused, Refusal
from ..forms.registers import CancelNumberForm, EnterLetterForm, TakeNumberForm, taking_of
from ..models import Case, DocumentRegister, RegisterEntry
from .act_pages import ActView
from .buttons import RowButton

__all__ = (
    'CancelNumber',
    'CancelNumberView',
    'EnterLetter',
    'EnterLetterView',
    'PrintCard',
    'TakeNumber',
    'TakeNumberView',
)


class NumberAction(RowButton):
    """A button on a register or one of its lines, for whoever holds `right` on that very row."""

    right = ''

    @classmethod
    def is_offered(cls, obj: Any, user: Any) -> bool:
        return cls.is_possible(obj) and user.has_perm(get_permission_for_model(obj, cls.right), obj)

    @classmethod
    def is_possible(cls, obj: Any) -> bool:
        raise NotImplementedError


class TakeNumber(NumberAction):
    name, label = 'take_number', gettext_lazy('Take a number')
    right, icon = 'take_number', 'mdi-numeric'

    @classmethod
    def is_possible(cls, obj: DocumentRegister) -> bool:
        return not obj.is_closed and obj.direction != DocumentDirectionChoices.INCOMING


class EnterLetter(TakeNumber):
    name, label, icon = 'enter_letter', gettext_lazy('Enter a letter'), 'mdi-email-plus-outline'

    @classmethod
    def is_possible(cls, obj: DocumentRegister) -> bool:
        return not obj.is_closed and obj.direction == DocumentDirectionChoices.INCOMING


class CancelNumber(NumberAction):
    name, label = 'cancel', gettext_lazy('Cancel the number')
    right, icon = 'cancel', 'mdi-cancel'

    @classmethod
    def is_possible(cls, obj: RegisterEntry) -> bool:
        return obj.state == EntryStateChoices.TAKEN


class PrintCard(NumberAction):
    name, label = 'card', gettext_lazy('Control card')
    right, icon = 'view', 'mdi-card-text-outline'

    @classmethod
    def is_possible(cls, obj: RegisterEntry) -> bool:
        return True


class NumberView(ActView):
    """A form on one row that takes the right to the act."""

    template_name = 'netbox_colocation/number_act.html'
    right = ''
    done = gettext_lazy('The letter has the number {number}.')

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, self.right)

    def after(self, obj: Any, result: RegisterEntry) -> HttpResponse:
        messages.success(self.request, self.done.format(number=result.number))
        # Who takes numbers may not be who reads the whole agenda.
        readable = RegisterEntry.objects.restrict(self.request.user, 'view').filter(pk=result.pk).exists()
        return redirect(result.get_absolute_url() if readable else self.request.path)


@register_model_view(DocumentRegister, 'take_number', path='take-number')
class TakeNumberView(NumberView):
    queryset = DocumentRegister.objects.select_related('agency')
    form = TakeNumberForm
    right = 'take_number'
    title = gettext_lazy('Take a number')

    def act(self, obj: DocumentRegister, answers: dict[str, Any]) -> RegisterEntry:
        return registering.take_by_hand(obj, actor=self.request.user, now=timezone.now(), **taking_of(answers))


@register_model_view(DocumentRegister, 'enter_letter', path='enter-letter')
class EnterLetterView(TakeNumberView):
    form = EnterLetterForm
    title = gettext_lazy('Enter a letter')

    def act(self, obj: DocumentRegister, answers: dict[str, Any]) -> RegisterEntry:
        return registering.enter_letter(
            obj,
            actor=self.request.user,
            now=timezone.now(),
            subject=self._find_subject(answers['subject']),
            scan=answers['scan'],
            **taking_of(answers),
        )

    def _find_subject(self, number: str) -> Subject | None:
        if not number:
            return None
        case = Case.objects.restrict(self.request.user, 'view').filter(number=number.strip()).first()
        if case is None:
            message = _('There is no case {number}: correct it, or leave the scan out.').format(number=number)
            raise OutcomeRefused([Refusal('case-unknown', message, field='subject')])
        return case.subject


@register_model_view(RegisterEntry, 'cancel')
class CancelNumberView(NumberView):
    queryset = RegisterEntry.objects.select_related('register')
    form = CancelNumberForm
    right = 'cancel'
    title = gettext_lazy('Cancel the number')
    done = gettext_lazy('The number {number} was cancelled.')

    def act(self, obj: RegisterEntry, answers: dict[str, Any]) -> RegisterEntry:
        return registering.cancel(obj, reason=answers['reason'], actor=self.request.user, now=timezone.now())
