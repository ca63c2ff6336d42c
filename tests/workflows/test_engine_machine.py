"""The engine under random valid procedures and random people: what must hold, holds after every act."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from netbox_colocation.calendars.office import hours_of
from netbox_colocation.exceptions import ColocationError
from netbox_colocation.models import Case, MaintenanceTicket, Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.publishing import document_of, publish
from netbox_colocation.workflows.replaying import find_deviations
from tests import factories
from tests.office import MONDAY

from .random_documents import ROLES, documents

ACTS = 25
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Play:
    """A ticket in a random procedure, with two holders of every office and one representative."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.now = MONDAY
        agency = factories.make_tenant()
        self.users = {role: [self._officer(agency, role) for _ in range(2)] for role in ROLES}
        version = publish(raw, agency=agency, actor=None, now=self.now)
        self.applicant = factories.make_user(is_superuser=True)
        tenant = factories.make_tenant()
        factories.make_representative(tenant=tenant, user=self.applicant)
        self.everybody = [self.applicant, *(user for users in self.users.values() for user in users)]
        ticket = MaintenanceTicket.objects.create(
            name='Ticket',
            procedure=version.procedure,
            applicant=tenant,
            site=factories.make_site(),
            problem='No network',
        )
        self.case = engine.submit(ticket, actor=self.applicant, now=self.now).case

    def _officer(self, agency, role: str):
        user = factories.make_user(is_superuser=True)
        office = agency.procedure_roles.filter(key=role).first() or factories.make_role(agency=agency, key=role)
        factories.make_appointment(role=office, user=user)
        return user

    def open_tasks(self) -> list[Task]:
        return list(Task.objects.filter(case=self.case, state='open').order_by('pk'))

    def act(self, data: st.DataObject) -> None:
        """Somebody does something to an open task, allowed or not; a refusal changes nothing."""
        task = data.draw(st.sampled_from(self.open_tasks()))
        task.case = Case.objects.get(pk=self.case.pk)
        actor = data.draw(st.sampled_from(self.everybody))
        self.now += datetime.timedelta(minutes=data.draw(st.integers(0, 4000)))
        before = self.snapshot()
        kind = data.draw(st.sampled_from(('perform',) * 6 + ('claim', 'ask', 'return', 'withdraw', 'step-back')))
        try:
            self._do(kind, task, actor, data)
        except ColocationError:
            assert self.snapshot() == before

    def _do(self, kind: str, task: Task, actor, data: st.DataObject) -> None:
        common = {'actor': actor, 'now': self.now}
        if kind == 'perform':
            outcome = data.draw(st.sampled_from([outcome.key for outcome in engine.step_of(task).outcomes]))
            answers = {'answer': 'Yes'} if task.is_question else {}
            engine.perform(task, outcome, comment='Because', data=answers, **common)
        elif kind == 'claim':
            engine.claim(task, take_over=data.draw(st.booleans()), **common)
        elif kind == 'ask':
            engine.ask(task, 'Which floor?', **common)
        elif kind == 'return':
            steps = [closed.step for closed in engine.find_return_steps(task)]
            engine.return_to(task, data.draw(st.sampled_from([*steps, '99'])), comment='Again', **common)
        elif kind == 'step-back':
            engine.step_back(self.case, comment='A mistake', **common)
        elif data.draw(st.integers(0, 5)) == 0:
            engine.withdraw(self.case, comment='No longer needed', **common)

    def snapshot(self) -> tuple:
        case = Case.objects.get(pk=self.case.pk)
        return (
            case.state,
            case.events.count(),
            tuple(case.tasks.order_by('pk').values_list('pk', 'state', 'claimed_by')),
        )

    def check(self) -> None:
        """What must hold between any two acts."""
        case = Case.objects.select_related('version__procedure__calendar').get(pk=self.case.pk)
        waiting = self.open_tasks()
        on_sheet = [task for task in waiting if not task.is_question]
        assert bool(on_sheet) == (case.state == 'open'), 'a case between steps, or an end that still waits'
        document = document_of(case.version)
        stages = {(task.row, document.steps[task.step].stage) for task in on_sheet}
        assert len(stages) <= 1, 'tasks of two stages are open'
        seats = [(task.step, task.seat) for task in on_sheet]
        assert len(seats) == len(set(seats))
        for task in on_sheet:
            row = document.row_of(document.steps[task.step])
            alone = len(row.stage_of(document.steps[task.step])) == 1
            assert not alone or len(on_sheet) <= document.steps[task.step].seats, 'two tasks in a sequential row'
        hours = hours_of(case.version.procedure, self.now)
        for task in waiting:
            assert task.due_at is None or hours.is_open(task.due_at), f'due at {task.due_at}: the office is closed'
        assert find_deviations(case) == []


@given(raw=documents(), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_people_do_the_case_stands_in_one_place_and_its_events_tell_it(raw, data):
    with transaction.atomic():
        play = Play(raw)
        for _ in range(ACTS):
            play.check()
            if not play.open_tasks():
                break
            play.act(data)
        play.check()
        assert find_broken_links(Case.objects.get(pk=play.case.pk)) == []
        transaction.set_rollback(True)


@given(raw=documents(), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_end_never_reopens(raw, data):
    with transaction.atomic():
        play = Play(raw)
        assume(Case.objects.get(pk=play.case.pk).state == 'open')
        engine.withdraw(play.case, actor=play.applicant, now=play.now, comment='No longer needed')
        task = Task.objects.filter(case=play.case, state='cancelled').first()
        assume(task is not None)
        before = play.snapshot()
        for refused in (
            lambda: engine.perform(task, 'done', actor=data.draw(st.sampled_from(play.everybody)), now=play.now),
            lambda: engine.return_to(task, '1', actor=play.everybody[1], now=play.now, comment='Again'),
            lambda: engine.withdraw(play.case, actor=play.applicant, now=play.now, comment='Again'),
            lambda: engine.step_back(play.case, actor=play.everybody[1], now=play.now, comment='Again'),
        ):
            with pytest.raises(ColocationError):
                refused()
        assert play.snapshot() == before
        transaction.set_rollback(True)
