"""REST and GraphQL of cases and tasks: to read, with the case file on the page of one case only."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from netbox_colocation.models import Case, CaseEvent, Document, Task
from tests import base as pages
from tests import factories
from tests.api import base


class CaseAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Case
    brief_fields = ['display', 'id', 'number', 'state', 'url']

    @classmethod
    def make_rows(cls) -> None:
        version = pages.publish_procedure()
        for _ in range(3):
            factories.make_case(version=version)


class TaskAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Task
    brief_fields = ['case', 'display', 'id', 'state', 'step', 'url']

    @classmethod
    def make_rows(cls) -> None:
        case = factories.make_case()
        for _ in range(3):
            factories.make_task(case=case)


class CaseFileTests(base.PluginAPITestCase):
    """What `cases/{id}/` answers besides the case itself."""

    __test__ = True
    model = Case

    @classmethod
    def setUpTestData(cls) -> None:
        cls.case = factories.make_case(version=pages.publish_procedure())
        cls.request = factories.make_request(case=cls.case, applicant=cls.case.applicant)
        cls.task = factories.make_task(case=cls.case)
        cls.letter = factories.make_document(cls.request, case=cls.case)
        cls.report = factories.make_document(
            cls.request, case=cls.case, kind='capacity-report', direction='internal', title='Internal'
        )
        for sequence, kind in enumerate(('opened', 'closed'), start=1):
            CaseEvent.objects.create(
                case=cls.case,
                sequence=sequence,
                kind=kind,
                at=factories.NOW,
                actor_name='Somebody',
                data={'row': '1'},
                digest=str(sequence),
            )

    def get(self, **query: str) -> dict:
        response = self.client.get(f'{base.ROOT}cases/{self.case.pk}/', query)
        self.assertHttpStatus(response, 200)
        return response.json()

    def test_case_comes_with_its_file(self) -> None:
        """One case shows its subject, its events in order, its tasks and its documents."""
        self.add_permissions(*(f'netbox_colocation.view_{name}' for name in ('case', 'task', 'document')))

        case = self.get()

        self.assertEqual(case['colocation_request']['id'], self.request.pk)
        self.assertEqual(
            case['events'][0],
            {
                'sequence': 1,
                'kind': 'opened',
                'at': timezone.localtime(factories.NOW).isoformat(),
                'actor_name': 'Somebody',
                'data': {'row': '1'},
            },
        )
        self.assertEqual([event['sequence'] for event in case['events']], [1, 2])
        self.assertEqual([task['id'] for task in case['tasks']], [self.task.pk])
        self.assertEqual([document['id'] for document in case['documents']], [self.letter.pk, self.report.pk])

    def test_file_shows_only_what_may_be_viewed(self) -> None:
        """Viewing a case is not viewing every task and paper of it: an applicant sees letters, no internal report."""
        self.add_permissions('netbox_colocation.view_case')
        base.permit(self.user, Document, 'view', direction='incoming')

        case = self.get()

        self.assertEqual([document['id'] for document in case['documents']], [self.letter.pk])
        self.assertEqual(case['tasks'], [])
        self.assertEqual(len(case['events']), 2)

    def test_list_leaves_the_file_out(self) -> None:
        """A list of cases has no events, tasks or documents."""
        self.add_permissions(*(f'netbox_colocation.view_{name}' for name in ('case', 'task', 'document')))

        [case] = self.client.get(f'{base.ROOT}cases/').json()['results']

        self.assertEqual({'events', 'tasks', 'documents'} & case.keys(), set())

    def test_fields_may_leave_parts_of_the_file_out(self) -> None:
        """`?fields=` and `?brief=1` answer what they name."""
        self.add_permissions('netbox_colocation.view_case')

        self.assertEqual(self.get(fields='number,events').keys(), {'number', 'events'})
        self.assertEqual(self.get(brief='1').keys(), {'id', 'url', 'display', 'number', 'state'})

    def test_queries_do_not_grow_with_the_file(self) -> None:
        """A case with many tasks and papers takes as many queries as one with few."""
        self.add_permissions(*(f'netbox_colocation.view_{name}' for name in ('case', 'task', 'document')))
        self.get()  # fills what is cached once per process
        with CaptureQueriesContext(connection) as few:
            self.get()
        for _ in range(5):
            factories.make_task(case=self.case)
            factories.make_document(self.request, case=self.case)

        with CaptureQueriesContext(connection) as many:
            case = self.get()

        self.assertEqual(len(case['tasks']), 6)
        self.assertEqual(len(many), len(few))
