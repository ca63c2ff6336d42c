"""Statistics and the yearly evidence over REST."""

import datetime

from django.utils import timezone

from netbox_colocation.models import Case, Procedure, Task
from tests import factories
from tests.api import base

TASKS, EVIDENCE = f'{base.ROOT}statistics/tasks/', f'{base.ROOT}statistics/evidence/'


class StatisticsTests(base.PluginAPITestCase):
    """`GET statistics/tasks/` and `GET statistics/evidence/`."""

    __test__ = True
    model = Task

    @classmethod
    def setUpTestData(cls) -> None:
        cls.now = timezone.now()
        cls.case = factories.make_case(opened_at=cls.now)
        cls.task = factories.make_task(
            case=cls.case, state='closed', outcome='x', closed_at=cls.now, due_at=cls.now, worked_minutes=30
        )
        other = factories.make_case(opened_at=cls.now)
        factories.make_task(case=other, state='closed', outcome='x', closed_at=cls.now)

    def permit(self) -> None:
        base.permit(self.user, Task, 'view', case__agency=self.case.agency_id)
        base.permit(self.user, Case, 'view', agency=self.case.agency_id)
        base.permit(self.user, Procedure, 'view', agency=self.case.agency_id)

    def test_without_permission_both_are_forbidden(self) -> None:
        self.assertHttpStatus(self.client.get(TASKS), 403)
        self.assertHttpStatus(self.client.get(EVIDENCE, {'agency_id': self.case.agency_id}), 403)

    def test_only_visible_tasks_are_counted(self) -> None:
        self.permit()

        answer = self.client.get(TASKS).json()

        [row] = answer['tasks']
        self.assertEqual(row['procedure_id'], self.case.version.procedure_id)
        self.assertEqual((row['tasks'], row['on_time'], row['on_time_share'], row['median_minutes']), (1, 1, 1.0, 30.0))
        self.assertEqual((answer['group'], answer['until']), ('row', timezone.localtime().date().isoformat()))
        [case] = answer['cases']
        self.assertEqual((case['opened'], case['completed'], case['median_days']), (1, 0, None))

    def test_groups_and_days_are_chosen(self) -> None:
        self.permit()
        month = timezone.localtime(self.now).date().replace(day=1)

        by_role = self.client.get(TASKS, {'group': 'role'}).json()['tasks']
        by_month = self.client.get(TASKS, {'group': 'month'}).json()['tasks']
        before = self.client.get(TASKS, {'until': (month - datetime.timedelta(days=1)).isoformat()}).json()

        self.assertEqual([row['role_id'] for row in by_role], [self.task.role_id])
        self.assertEqual([row['month'] for row in by_month], [month.isoformat()])
        self.assertEqual([row['tasks'] for row in before['tasks']], [])

    def test_what_cannot_be_asked_is_400(self) -> None:
        self.permit()
        for query in (
            {'group': 'person'},
            {'since': 'x'},
            {'since': '2026-02-01', 'until': '2026-01-01'},
            {'since': '0001-01-01'},
            {'agency_id': 'x'},
        ):
            with self.subTest(query=query):
                self.assertHttpStatus(self.client.get(TASKS, query), 400)
        self.assertHttpStatus(self.client.get(EVIDENCE), 400)
        self.assertHttpStatus(self.client.get(EVIDENCE, {'agency_id': self.case.agency_id, 'year': 1}), 400)

    def test_evidence_of_a_visible_agency(self) -> None:
        self.permit()

        answer = self.client.get(EVIDENCE, {'agency_id': self.case.agency_id}).json()

        self.assertEqual((answer['agency_id'], answer['year']), (self.case.agency_id, timezone.localtime().year))
        self.assertEqual([row['tasks'] for row in answer['rows']], [1])
        self.assertEqual(len(answer['capacity']), 12)
        self.assertEqual(answer['use'], [])

    def test_evidence_of_a_hidden_agency_is_not_found(self) -> None:
        self.permit()

        self.assertHttpStatus(self.client.get(EVIDENCE, {'agency_id': factories.make_tenant().pk}), 404)
