"""Pages of cases and tasks."""

import datetime

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from netbox_colocation.models import Case, Task
from tests import base, factories


class CaseViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Case

    @classmethod
    def make_rows(cls) -> None:
        version = base.publish_procedure()
        for _ in range(3):
            case = factories.make_case(version=version)
            factories.make_request(case=case, procedure=version.procedure, applicant=case.applicant, status='open')


class TaskViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Task

    @classmethod
    def make_rows(cls) -> None:
        cls.version = base.publish_procedure()
        role = cls.version.procedure.agency.procedure_roles.get(key='helpdesk')
        for _ in range(3):
            case = factories.make_case(version=cls.version)
            factories.make_request(case=case, procedure=cls.version.procedure, applicant=case.applicant, status='open')
            factories.make_task(case=case, step='3', row='3', role=role)

    def test_list_says_what_the_row_asks(self) -> None:
        """The list shows the activity as the sheet has it, and in Indonesian to who reads that."""
        self.add_permissions('netbox_colocation.view_task')

        self.assertContains(self.client.get(self._get_url('list')), 'checks the list of available capacity')

    def test_late_task_is_marked(self) -> None:
        """Only an open task whose limit has passed is marked as late."""
        self.add_permissions('netbox_colocation.view_task')
        tasks = list(Task.objects.order_by('pk'))
        now = timezone.now()
        Task.objects.filter(pk=tasks[0].pk).update(due_at=now - datetime.timedelta(hours=1))
        Task.objects.filter(pk=tasks[1].pk).update(due_at=now + datetime.timedelta(hours=1))

        response = self.client.get(self._get_url('list'))

        self.assertContains(response, '>late<', count=1)

    @override_settings(EXEMPT_VIEW_PERMISSIONS=['*'])
    def test_query_count_does_not_grow_with_rows(self) -> None:
        """Ten more tasks of ten more cases cost no query more."""
        url = self._get_url('list')
        self.client.get(url)
        with CaptureQueriesContext(connection) as few:
            self.client.get(url)
        for _ in range(10):
            case = factories.make_case(version=self.version)
            factories.make_request(case=case, procedure=self.version.procedure, status='open')
            factories.make_task(case=case, step='3', row='3')

        with CaptureQueriesContext(connection) as many:
            self.client.get(url)

        self.assertEqual(len(many), len(few))
