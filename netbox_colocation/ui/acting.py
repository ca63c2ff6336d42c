"""The forms with which somebody acts on a task: one for each outcome, with what stands against it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..models import Task
from ..workflows.fields import build_form
from ..workflows.outcomes import OfferedOutcome, offered

__all__ = ('OutcomeForm', 'OutcomesPanel', 'build_outcome_forms', 'read_answers')

COMMENT = 'comment'


@dataclass(frozen=True)
class OutcomeForm:
    """An outcome with its form; the form of an outcome that was tried carries what was typed."""

    outcome: OfferedOutcome
    form: forms.Form


def build_outcome_forms(
    task: Task,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    tried: str = '',
    posted: Mapping[str, Any] | None = None,
) -> list[OutcomeForm]:
    """Return a form for every outcome of an open task; `tried` is the outcome that `posted` was sent for."""
    result = []
    for outcome in offered(task, actor=actor, now=now):
        form_class = build_form(outcome.fields)
        form_class.base_fields[COMMENT] = forms.CharField(
            label=_('Comment'), required=outcome.comment_required, widget=forms.Textarea(attrs={'rows': 2})
        )
        data = posted if outcome.key == tried else None
        form = form_class(data=data, prefix=outcome.key)
        for field in form.fields.values():
            _style(field)
        result.append(OutcomeForm(outcome=outcome, form=form))
    return result


def read_answers(outcome: str, posted: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the comment and the answers that were posted for an outcome."""
    prefix = f'{outcome}-'
    answers = {key.removeprefix(prefix): value for key, value in posted.items() if key.startswith(prefix)}
    comment = answers.pop(COMMENT, '')
    return comment, answers


def _style(field: forms.Field) -> None:
    """NetBox's own look (Tabler)."""
    if not isinstance(field.widget, forms.CheckboxInput):  # NetBox's template dresses that one itself
        is_select = isinstance(field.widget, forms.Select)
        field.widget.attrs.setdefault('class', 'form-select' if is_select else 'form-control')


class OutcomesPanel(ObjectPanel):
    """What can be done now. The view puts `outcome_forms` and `refusal` into the context."""

    template_name = 'netbox_colocation/panels/outcomes.html'
    title = _('What is asked of you')

    def get_context(self, context):
        return {
            **super().get_context(context),
            'outcome_forms': context.get('outcome_forms', []),
            'refusal': context.get('refusal'),
        }

    def should_render(self, context):
        return context['object'].is_open
