"""An act as a page, on a row or one that makes a row: a form, and every reason when what it asks for is refused."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model

from ..exceptions import ColocationError
from ..ui.acting import status_of_refusal

__all__ = ('ActView', 'NewRowActView', 'OwnRowActView', 'show_refusals')


def show_refusals(form: forms.Form, refusal: ColocationError) -> None:
    """Put every reason of a refusal on the field that it is about, or above the form."""
    for reason in refusal.refusals or (refusal,):
        field = getattr(reason, 'field', '')
        form.add_error(field if field in form.fields else None, str(reason.message))


class ActView(generic.base.BaseObjectView):
    """A form on one row whose act may be refused; a refusal shows the form again with every reason.

    Rows are those that the user may view; `asks_for` is the permission that the act itself needs.
    """

    template_name = 'netbox_colocation/act.html'
    form: type[forms.Form]
    asks_for = ''
    title = ''
    done = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, 'view')

    def has_permission(self) -> bool:
        return super().has_permission() and (not self.asks_for or self.request.user.has_perm(self.asks_for))

    def form_options(self, obj: Any) -> dict[str, Any]:
        """Return what the form is built with besides what was sent."""
        return {}

    def act(self, obj: Any, answers: dict[str, Any]) -> Any:
        raise NotImplementedError

    def after(self, obj: Any, result: Any) -> HttpResponse:
        """Say that `act` is done, which returned `result`, and go on to another page."""
        messages.success(self.request, self.done)
        return redirect(obj.get_absolute_url())

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = self.get_object(pk=pk)
        return self._show(request, obj, self.form(**self.form_options(obj)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = self.get_object(pk=pk)
        form = self.form(request.POST, request.FILES, **self.form_options(obj))
        if not form.is_valid():
            return self._show(request, obj, form)
        try:
            with transaction.atomic():
                result = self.act(obj, form.cleaned_data)
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            show_refusals(form, refusal)
            return self._show(request, obj, form, status=status_of_refusal(refusal))
        return self.after(obj, result)

    def _show(self, request: HttpRequest, obj: Model, form: forms.Form, *, status: int = 200) -> HttpResponse:
        context = {'object': obj, 'form': form, 'title': self.title, 'actions': ()}
        return render(request, self.template_name, context, status=status)


class NewRowActView(generic.base.BaseObjectView):
    """A form whose act makes a row, for those who may add one; a refusal shows it again with every reason.

    Attributes:
        form: takes the `user` whose choices it offers.
        intro: what the act does, above the form.
        verb: on the button.
    """

    template_name = 'netbox_colocation/new_act.html'
    form: type[Any]
    title = ''
    intro = ''
    verb = ''
    done = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.queryset.model, 'add')

    def act(self, answers: dict[str, Any]) -> Any:
        """Make the row and return it."""
        raise NotImplementedError

    def say(self, made: Any) -> str:
        return self.done

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, self.form(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST, user=request.user)
        if not form.is_valid():
            return self._show(request, form)
        try:
            with transaction.atomic():
                made = self.act(dict(form.cleaned_data))
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            show_refusals(form, refusal)
            return self._show(request, form, status=status_of_refusal(refusal))
        messages.success(request, self.say(made))
        return redirect(made.get_absolute_url())

    def _show(self, request: HttpRequest, form: Any, *, status: int = 200) -> HttpResponse:
        model = self.queryset.model._meta
        back = reverse(f'plugins:{model.app_label}:{model.model_name}_list')
        context = {'form': form, 'title': self.title, 'intro': self.intro, 'verb': self.verb, 'back': back}
        return render(request, self.template_name, context, status=status)


class OwnRowActView(ActView):
    """An act on rows on which the user holds `asks_for`, not only on some others."""

    def get_object(self, **kwargs: Any) -> Any:
        obj = super().get_object(**kwargs)
        if not self.request.user.has_perm(self.asks_for, self.subject_of(obj)):
            raise Http404
        return obj

    def subject_of(self, obj: Any) -> Any:
        """Return the row that the permission is about."""
        return obj
