"""A page of the door with one form: a refusal shows it again, each reason beside its field."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.signals import clear_events

from ..exceptions import ColocationError, DataInvalid, OutcomeRefused, Refusal
from ..models import AccessVisit
from ..ui.acting import status_of_refusal
from ..ui.door import Group
from .door import DoorPage

__all__ = ('DoorFormPage',)


class DoorFormPage(DoorPage):
    """A page with one form. `act` does it; a refusal, or what the form finds, shows the form again."""

    http_method_names = ['get', 'post', 'head', 'options']

    def show_form(
        self,
        form: forms.Form,
        *,
        title: str,
        button: str,
        groups: Iterable[Group] = (),
        refusal: ColocationError | None = None,
        others: Iterable[Refusal] = (),
        **further: Any,
    ) -> HttpResponse:
        groups = list(groups)
        wrong = [line for bound in form for line in _describe_errors(bound)] if form.is_bound and refusal else []
        context = {
            'form': form,
            'title': title,
            'button': button,
            'groups': groups,
            'refusal': refusal,
            'wrong': wrong,
            'others': list(others),
            **further,
        }
        return self.show('door_form.html', context, status=status_of_refusal(refusal) if refusal else 200)

    def try_act(self, act: Callable[[], Any]) -> ColocationError | None:
        """Do it; return the refusal, after which nothing has changed."""
        try:
            with transaction.atomic():
                act()
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            return refusal
        except ValidationError as error:  # a text with an identity number that no field of the form is about
            clear_events.send(sender=self)
            return OutcomeRefused([Refusal('invalid', message) for message in error.messages])
        return None

    def require_valid(self, form: forms.Form) -> None:
        """Raises: DataInvalid, when the form's own fields are wrong."""
        if not form.is_valid():
            raise DataInvalid(
                _('Please correct the form.'),
                refusals=[
                    Refusal('field-invalid', message, field=name)
                    for name, errors in form.errors.items()
                    for message in errors
                ],
            )

    def done(self, text: str, visit: AccessVisit | None = None) -> HttpResponse:
        messages.success(self.request, text)
        if visit is None:
            return redirect('plugins:netbox_colocation:door')
        return redirect('plugins:netbox_colocation:door_visit', pk=visit.pk)


def _describe_errors(bound: forms.BoundField) -> list[tuple[str, str]]:
    """The errors of a field, each with where it stands; what Django says of itself does not name the field."""
    return [
        (bound.id_for_label, f'{bound.label} {message}' if error.code else str(message))
        for error in bound.errors.as_data()
        for message in error.messages
    ]
