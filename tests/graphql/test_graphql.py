"""GraphQL besides the inherited suites: every query has one, and what may not be viewed is not there at any depth."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from utilities.testing import APIViewTestCases

from netbox_colocation.models import CaseEvent, ColocationRequest
from tests import factories
from tests.api import base

SUITES = (
    'access',
    'allocation',
    'calendars',
    'capacity',
    'cases',
    'classifications',
    'dispatches',
    'disposals',
    'dispositions',
    'documents',
    'feeds',
    'maintenance',
    'policies',
    'procedures',
    'registers',
    'requests',
    'roles',
    'stationery',
    'targets',
    'terms',
    'visitors',
    'visits',
    'windows',
    'work',
)


class CoverageTests(APIViewTestCases.GraphQLSchemaCoverageTestCase):
    """Every query of ours is covered by an inherited suite."""

    def iter_test_module_names(self):
        yield from (f'tests.api.test_{noun}' for noun in SUITES)

    def get_schema_type_classes(self):
        found = super().get_schema_type_classes()
        return {kind: model for kind, model in found.items() if model._meta.app_label == 'netbox_colocation'}


class RestrictionTests(base.PluginAPITestCase):
    """Nested rows ask for their own permission."""

    __test__ = True
    model = ColocationRequest

    def ask(self, query: str) -> dict:
        answer = self.client.post('/graphql/', {'query': query}, format='json').json()
        self.assertNotIn('errors', answer)
        return answer['data']

    def test_nested_rows_are_restricted(self) -> None:
        """With `view` on requests alone, everything behind the request is null or empty."""
        request = factories.make_request(servers=1, location=factories.make_location())
        request.case = factories.make_case(applicant=request.applicant)
        request.save()
        factories.make_check(request)
        factories.make_hold(request)
        factories.make_document(request)
        factories.make_target(request=request)
        self.add_permissions('netbox_colocation.view_colocationrequest')

        [found] = self.ask(
            '{ colocation_request_list { name procedure { id } applicant { id } case { id } site { id } location { id }'
            '  servers { id } capacity_checks { id } holds { id } documents { id } monitoring_targets { id } } }'
        )['colocation_request_list']

        self.assertEqual(found.pop('name'), request.name)
        one = dict.fromkeys(('procedure', 'applicant', 'case', 'site', 'location'))
        many = {name: [] for name in ('servers', 'capacity_checks', 'holds', 'documents', 'monitoring_targets')}
        self.assertEqual(found, {**one, **many})

    def test_own_permission_shows_nested_rows(self) -> None:
        """The control: with the permissions they are there, and constraints hold for nested rows as well."""
        request = factories.make_request(servers=2)
        first = request.servers.order_by('pk').first()
        self.add_permissions('netbox_colocation.view_colocationrequest', 'tenancy.view_tenant')
        base.permit(self.user, type(first), 'view', pk=first.pk)

        [found] = self.ask('{ colocation_request_list { applicant { name } servers { name } } }')[
            'colocation_request_list'
        ]

        self.assertEqual(found, {'applicant': {'name': request.applicant.name}, 'servers': [{'name': first.name}]})

    def test_people_are_restricted(self) -> None:
        """Who holds an office is a user account only for those who may view users; the name on letters is not one."""
        appointment = factories.make_appointment()
        self.add_permissions('netbox_colocation.view_appointment')

        [found] = self.ask('{ colocation_appointment_list { holder_name user { username } } }')[
            'colocation_appointment_list'
        ]

        self.assertEqual(found, {'holder_name': appointment.holder_name, 'user': None})

    def test_case_shows_its_events_in_order(self) -> None:
        """Events have no permission of their own: they are part of the case."""
        case = factories.make_case()
        for sequence in (2, 1):
            CaseEvent.objects.create(
                case=case, sequence=sequence, kind='opened', at=factories.NOW, digest=str(sequence)
            )
        self.add_permissions('netbox_colocation.view_case')

        [found] = self.ask('{ colocation_case_list { number events { sequence kind actor_name } } }')[
            'colocation_case_list'
        ]

        self.assertEqual([event['sequence'] for event in found['events']], [1, 2])

    def test_name_does_not_give_away_a_hidden_row(self) -> None:
        """`display` names a related row only for those who may view it, and takes as many queries for many rows."""
        for _ in range(3):
            factories.make_task()
        task = factories.make_task()
        query = '{ colocation_task_list { id display } }'
        self.add_permissions('netbox_colocation.view_task')

        hidden = self.ask(query)['colocation_task_list']
        self.add_permissions('netbox_colocation.view_case')
        with CaptureQueriesContext(connection) as few:
            shown = self.ask(query)['colocation_task_list']
        for _ in range(5):
            factories.make_task()
        with CaptureQueriesContext(connection) as many:
            self.ask(query)

        self.assertIn({'id': str(task.pk), 'display': f'Task {task.pk}'}, hidden)
        self.assertIn({'id': str(task.pk), 'display': str(task)}, shown)
        self.assertEqual(len(many), len(few))
