"""Numbers that are taken by hand, letters that are entered, numbers that are cancelled."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import DocumentDirectionChoices, EntryStateChoices
from ..documents import registering
from ..documents.subjects import Subject
from ..exceptions import ColocationError, OutcomeRefused, Refusal
from ..forms.acts import PlainForm
from ..forms.registers import CancelNumberForm, EnterLetterForm, TakeNumberForm
from ..models import Case, DocumentRegister, RegisterEntry
from ..ui.acting import status_of_refusal
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


class NumberView(generic.base.BaseObjectView):
    """A form on one row that takes the right to the act; a refusal shows it again with every reason."""

    template_name = 'netbox_colocation/number_act.html'
    form: type[PlainForm]
    right = ''
    title = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, self.right)

    def act(self, obj: Any, form: Any) -> RegisterEntry:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.get_object(pk=pk), self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj, form = self.get_object(pk=pk), self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, obj, form)
        try:
            with transaction.atomic():
                entry = self.act(obj, form)
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            for reason in refusal.refusals or (refusal,):
                field = getattr(reason, 'field', '')
                form.add_error(field if field in form.fields else None, str(reason.message))
            return self._show(request, obj, form, status=status_of_refusal(refusal))
        messages.success(request, self.done(entry))
        # Who takes numbers may not be who reads the whole agenda.
        readable = RegisterEntry.objects.restrict(request.user, 'view').filter(pk=entry.pk).exists()
        return redirect(entry.get_absolute_url() if readable else request.path)

    def done(self, entry: RegisterEntry) -> str:
        return _('The letter has the number {number}.').format(number=entry.number)

    def _show(self, request: HttpRequest, obj: Any, form: PlainForm, *, status: int = 200) -> HttpResponse:
        context = {'object': obj, 'form': form, 'title': self.title, 'actions': ()}
        return render(request, self.template_name, context, status=status)


@register_model_view(DocumentRegister, 'take_number', path='take-number')
class TakeNumberView(NumberView):
    queryset = DocumentRegister.objects.select_related('agency')
    form = TakeNumberForm
    right = 'take_number'
    title = gettext_lazy('Take a number')

    def act(self, obj: DocumentRegister, form: TakeNumberForm) -> RegisterEntry:
        return registering.take_by_hand(obj, actor=self.request.user, now=timezone.now(), **form.taking)


@register_model_view(DocumentRegister, 'enter_letter', path='enter-letter')
class EnterLetterView(TakeNumberView):
    form = EnterLetterForm
    title = gettext_lazy('Enter a letter')

    def act(self, obj: DocumentRegister, form: EnterLetterForm) -> RegisterEntry:
        return registering.enter_letter(
            obj,
            actor=self.request.user,
            now=timezone.now(),
            subject=self._find_subject(form.cleaned_data['subject']),
            scan=form.cleaned_data['scan'],
            **form.taking,
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

    def act(self, obj: RegisterEntry, form: CancelNumberForm) -> RegisterEntry:
        return registering.cancel(obj, reason=form.cleaned_data['reason'], actor=self.request.user, now=timezone.now())

    def done(self, entry: RegisterEntry) -> str:
        return _('The number {number} was cancelled.').format(number=entry.number)
