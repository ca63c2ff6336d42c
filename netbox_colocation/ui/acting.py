"""The forms with which somebody acts on a task: one for each outcome, with what stands against it; the other acts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel, Panel

from ..exceptions import (
    BodyTooLarge,
    CallRefused,
    ColocationError,
    CursorLost,
    DataInvalid,
    DocumentInvalid,
    FileRefused,
    KeyReused,
    OutcomeUnknown,
    RoleNotHeld,
)
from ..models import Task, name_of_user
from ..workflows.actors import find_holders
from ..workflows.fields import build_form
from ..workflows.outcomes import OfferedOutcome, offered
from ..workflows.signatures import SIGNATURE

__all__ = (
    'ActForm',
    'ActsPanel',
    'OutcomeForm',
    'OutcomesPanel',
    'RefusalPanel',
    'build_outcome_forms',
    'dress',
    'read_answers',
    'status_of_refusal',
)

COMMENT = 'comment'
# What a page is answered with when it shows a refusal; the same as over REST (`api.errors`).
# What is wrong with what was sent, who asks, and what is gone; everything else is a conflict with the state of things.
STATUSES = (
    (RoleNotHeld, HTTPStatus.FORBIDDEN),
    (CallRefused | DataInvalid | DocumentInvalid | FileRefused | OutcomeUnknown, HTTPStatus.BAD_REQUEST),
    (BodyTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (CursorLost, HTTPStatus.GONE),
    (KeyReused, HTTPStatus.UNPROCESSABLE_ENTITY),
)


@dataclass(frozen=True)
class OutcomeForm:
    """An outcome with its form; the form of an outcome that was tried carries what was typed, and `is_shown`."""

    outcome: OfferedOutcome
    form: forms.Form
    is_shown: bool = False

    @property
    def signs(self) -> bool:
        """Whether it asks for a signature, which may be prepared on a page of its own."""
        return any(field.key == SIGNATURE for field in self.outcome.fields)


@dataclass(frozen=True)
class ActForm:
    """An act beside the outcomes: where its form is sent, and what the form asks. `aside` explains it."""

    key: str
    label: str | Promise
    url: str
    form: forms.Form
    aside: str | Promise = ''
    is_shown: bool = False
    takes_file: bool = False


def build_outcome_forms(
    task: Task,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    tried: str = '',
    posted: Mapping[str, Any] | None = None,
    shown: str = '',
) -> list[OutcomeForm]:
    """Return a form for every outcome of an open task; `tried` is the outcome that `posted` was sent for.

    `shown` is the outcome whose form is open from the start.
    """
    outcomes = offered(task, actor=actor, now=now)
    possible = [outcome.key for outcome in outcomes if outcome.is_possible]
    result = []
    for outcome in outcomes:
        form_class = build_form(outcome.fields)
        form_class.base_fields[COMMENT] = forms.CharField(
            label=_('Comment'), required=outcome.comment_required, widget=forms.Textarea(attrs={'rows': 2})
        )
        data = posted if outcome.key == tried else None
        form = dress(form_class(data=data, prefix=outcome.key))
        is_shown = outcome.key == (tried or shown) or (not tried and not shown and possible == [outcome.key])
        result.append(OutcomeForm(outcome=outcome, form=form, is_shown=is_shown))
    return result


def read_answers(outcome: str, posted: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the comment and the answers that were posted for an outcome."""
    prefix = f'{outcome}-'
    answers: dict[str, Any] = {}
    for key in posted:
        if key.startswith(prefix):
            values = posted.getlist(key) if isinstance(posted, QueryDict) else [posted[key]]
            answers[key.removeprefix(prefix)] = values if len(values) > 1 else values[-1]
    comment = answers.pop(COMMENT, '')
    return comment, answers


def dress(form: forms.Form) -> forms.Form:
    """Give a form NetBox's own look (Tabler)."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
            continue  # NetBox's template dresses these itself
        look = 'form-select' if isinstance(field.widget, forms.Select) else 'form-control'
        if look not in field.widget.attrs.get('class', ''):
            field.widget.attrs['class'] = f'{field.widget.attrs.get("class", "")} {look}'.strip()
    return form


def status_of_refusal(refusal: ColocationError) -> int:
    """Return the HTTP status of a page, or an answer of the API, that says this refusal."""
    return next((status for kinds, status in STATUSES if isinstance(refusal, kinds)), HTTPStatus.CONFLICT)


class RefusalPanel(Panel):
    """Why the act that was tried was refused, with every reason. The view puts `refusal` into the context."""

    template_name = 'netbox_colocation/panels/task_refusal.html'

    def get_context(self, context):
        return {**super().get_context(context), 'refusal': context.get('refusal')}

    def should_render(self, context):
        return context['refusal'] is not None


class OutcomesPanel(ObjectPanel):
    """What can be done now, for who holds the role; for others, whom the task waits for.

    The view puts `outcome_forms` and `is_holder` into the context.
    """

    template_name = 'netbox_colocation/panels/outcomes.html'
    title = _('What you can do')

    def get_context(self, context):
        prepared = super().get_context(context)
        task, is_holder = prepared['object'], context.get('is_holder', False)
        waits_for = [] if is_holder or not task.is_open else self._names(task, context)
        return {
            **prepared,
            'title': self.title if is_holder else _('Waits for'),
            'outcome_forms': context.get('outcome_forms', []) if is_holder else [],
            'paper_to_sign': context.get('paper_to_sign'),
            'is_holder': is_holder,
            'waits_for': waits_for,
        }

    def should_render(self, context):
        return context['object'].is_open

    @staticmethod
    def _names(task: Task, context: Mapping[str, Any]) -> list[str]:
        """Who holds the role today; an applicant reads the office only."""
        if context.get('is_applicant'):
            return []
        holders = find_holders(task, now=context['now']).order_by('last_name', 'username')
        return [name_of_user(user) for user in holders[:10]]


class ActsPanel(ObjectPanel):
    """The other acts that are allowed now. The view puts `act_forms` into the context."""

    template_name = 'netbox_colocation/panels/task_acts.html'
    title = _('More')

    def get_context(self, context):
        links = context.get('act_links', [])
        return {**super().get_context(context), 'act_forms': context.get('act_forms', []), 'act_links': links}

    def should_render(self, context):
        return bool(context['act_forms'] or context['act_links'])
