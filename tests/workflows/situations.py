"""A task about to be closed, put together by hand: for tests of what one guard, effect or activity says and does."""

from typing import Any

from netbox_colocation.models import Case
from netbox_colocation.workflows import registry
from netbox_colocation.workflows.actors import Actor
from netbox_colocation.workflows.document import Outcome, ProcedureDocument, Row, Step, Text
from netbox_colocation.workflows.fields import clean_data
from netbox_colocation.workflows.registry import Situation
from tests import factories
from tests.subject_factories import open_case

ROLES = {'head': Text(id='Kepala Dinas', en='Head of agency'), 'helpdesk': Text(id='Helpdesk', en='Helpdesk')}


def make_situation(
    subject: Any, activity: str = 'review', *, params: dict[str, Any] | None = None, **overrides: Any
) -> Situation:
    """Return a situation of the subject's case, which is opened when it has none; `data` is None until it is given."""
    case = Case.objects.get(pk=(subject.case or open_case(subject)).pk)
    case.subject = subject
    outcome = Outcome(key='done', label=Text(id='Selesai', en='Done'), params=params or {})
    step = Step(key='1', row='1', role='helpdesk', activity=activity, params=params or {}, outcomes=(outcome,))
    row = Row(number='1', activity=Text(en='Something'), steps=(step,))
    user = factories.make_user()
    fields = {
        'case': case,
        'task': factories.make_task(case=case),
        'subject': subject,
        'document': ProcedureDocument(
            key='test', subject='access-visit', title=Text(en='Test'), roles=ROLES, rows=(row,)
        ),
        'step': step,
        'outcome': outcome,
        'actor': Actor(user=user, name='Siti Rahma', position='Helpdesk'),
        'now': factories.NOW,
        **overrides,
    }
    return Situation(**fields)


def fields_of(situation: Situation) -> dict[str, Any]:
    """The fields that the situation's step asks for, by their keys."""
    return {field.key: field for field in registry.ACTIVITIES[situation.step.activity].fields(situation)}


def answer(situation: Situation, **data: Any) -> dict[str, Any]:
    """The answers as the engine hands them on: checked against the step's fields."""
    return clean_data(list(fields_of(situation).values()), data)


def codes(key: str, situation: Situation) -> list[str]:
    """Return the codes of what a guard says against an outcome."""
    return [refusal.code for refusal in registry.GUARDS[key](situation)]


def run(key: str, situation: Situation) -> list[str]:
    """Run an effect; return the verbs of what it changed."""
    return [change.verb for change in registry.EFFECTS[key](situation)]
