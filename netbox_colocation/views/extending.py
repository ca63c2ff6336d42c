"""Asking for a later end of a placement's term, and answering: the two acts of `workflows.terms`."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..choices import ExtensionStateChoices
from ..exceptions import ColocationError, RoleNotHeld
from ..forms.terms import ExtensionAnswerForm, ExtensionQuestionForm
from ..models import ColocationRequest, Extension
from ..workflows import terms
from .buttons import RowButton

__all__ = ('AskExtension', 'DecideExtension', 'ExtensionAskView', 'ExtensionDecideView')


class AskExtension(RowButton):
    """The button on a placement that has a term."""

    name, label, icon = 'ask_extension', gettext_lazy('Ask for an extension'), 'mdi-calendar-clock'

    @classmethod
    def is_offered(cls, obj: ColocationRequest, user: Any) -> bool:
        return user.has_perm('netbox_colocation.add_extension') and obj.valid_until is not None


class DecideExtension(RowButton):
    """The button on an extension that waits for its answer."""

    name, label, icon = 'decide', gettext_lazy('Answer'), 'mdi-gavel'

    @classmethod
    def is_offered(cls, obj: Extension, user: Any) -> bool:
        return user.has_perm('netbox_colocation.extend_colocationrequest') and obj.state == ExtensionStateChoices.ASKED


class ActView(generic.base.BaseObjectView):
    """A form on one row whose act may be refused; a refusal shows the form again with every reason.

    Rows are those that the user may view; `asks_for` is the permission that the act itself needs.
    """

    template_name = 'netbox_colocation/act.html'
    form: type[django_forms.Form]
    asks_for = ''
    title = ''
    done = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, 'view')

    def has_permission(self) -> bool:
        return super().has_permission() and self.request.user.has_perm(self.asks_for)

    def build_form(self, obj: Model, *data: Any) -> django_forms.Form:
        return self.form(*data)

    def act(self, obj: Model, answers: dict[str, Any]) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = self.get_object(pk=pk)
        return self._show(request, obj, self.build_form(obj))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = self.get_object(pk=pk)
        form = self.build_form(obj, request.POST)
        if not form.is_valid():
            return self._show(request, obj, form)
        try:
            with transaction.atomic():
                self.act(obj, form.cleaned_data)
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            for reason in refusal.refusals or (refusal,):
                field = getattr(reason, 'field', '')
                form.add_error(field if field in form.fields else None, str(reason.message))
            return self._show(request, obj, form, status=403 if isinstance(refusal, RoleNotHeld) else 409)
        messages.success(request, self.done)
        return redirect(obj.get_absolute_url())

    def _show(self, request: HttpRequest, obj: Model, form: django_forms.Form, *, status: int = 200) -> HttpResponse:
        context = {'object': obj, 'form': form, 'title': self.title, 'actions': ()}
        return render(request, self.template_name, context, status=status)


@register_model_view(ColocationRequest, 'ask_extension', path='ask-extension')
class ExtensionAskView(ActView):
    queryset = ColocationRequest.objects.all()
    form = ExtensionQuestionForm
    asks_for = 'netbox_colocation.add_extension'
    title = gettext_lazy('Ask for an extension')
    done = gettext_lazy('The extension was asked for.')

    def act(self, obj: ColocationRequest, answers: dict[str, Any]) -> None:
        user = self.request.user
        extension = terms.ask_extension(obj, actor=user, now=timezone.now(), **answers)
        # A constrained `add` permission is checked on the stored row, as NetBox does after a create.
        if not Extension.objects.restrict(user, 'add').filter(pk=extension.pk).exists():
            raise RoleNotHeld(_('You have no permission to ask for this extension.'))


@register_model_view(Extension, 'decide')
class ExtensionDecideView(ActView):
    queryset = Extension.objects.select_related('request')
    form = ExtensionAnswerForm
    asks_for = 'netbox_colocation.extend_colocationrequest'
    title = gettext_lazy('Answer the extension')
    done = gettext_lazy('The extension was answered.')

    def act(self, obj: Extension, answers: dict[str, Any]) -> None:
        terms.decide_extension(obj, actor=self.request.user, now=timezone.now(), **answers)
