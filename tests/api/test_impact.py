"""`GET impact/`: the answer of the pages, over REST."""

from django.utils import timezone

from circuits.models import Circuit
from dcim.models import Cable, Device, Location, PowerFeed, PowerOutlet, PowerPanel, PowerPort, Rack

from netbox_colocation.maintenance.assessing import assess_window
from netbox_colocation.models import MaintenanceTicket, MaintenanceWindow
from tests import factories, subject_factories
from tests.api import base
from tests.maintenance.impact_estate import EstateTestCase

URL = f'{base.ROOT}impact/'
EVERYTHING = (
    Device, Rack, Location, PowerPanel, PowerFeed, PowerPort, PowerOutlet, Cable, Circuit, MaintenanceTicket,
    MaintenanceWindow,
)  # fmt: skip


class ImpactTests(EstateTestCase):
    def setUp(self) -> None:
        self.user = factories.make_user()
        self.client = base.log_in(self.user)

    def permit_all(self) -> None:
        for model in EVERYTHING:
            base.permit(self.user, model, 'view')

    def ask(self, status: int = 200, **query: object) -> dict:
        response = self.client.get(URL, query)
        assert response.status_code == status, response.content
        return response.json()

    def test_without_the_right_to_see_devices_it_is_forbidden(self) -> None:
        self.ask(403, power_panel_id=self.estate.panel_a.pk)

    def test_panel_gives_grades_reasons_and_paths(self) -> None:
        self.permit_all()
        answer = self.ask(power_panel_id=self.estate.panel_a.pk)
        assert (answer['count'], answer['hidden'], answer['unknown']) == (5, 0, [])
        (counts,) = answer['counts']
        assert (counts['counts']['outage'], counts['counts']['reduced-redundancy']) == (4, 1)
        line = next(each for each in answer['results'] if each['display'] == 'both')
        assert (line['grade'], line['reason']) == ('reduced-redundancy', 'supply-lost')
        assert line['message'] == '1 of its supplies lost, 1 left, on Feed b.'
        assert line['path'][0] == {
            'joined': 'touched', 'model': 'dcim.powerpanel', 'pk': self.estate.panel_a.pk, 'label': 'Panel A',
        }  # fmt: skip

    def test_several_objects_go_at_once(self) -> None:
        self.permit_all()
        answer = self.ask(power_feed_id=[self.estate.feed_a.pk, self.estate.feed_b.pk], model='dcim.device')
        assert {each['display'] for each in answer['results'] if each['grade'] == 'outage'} >= {'both', 'switch'}

    def test_grade_limit_and_offset_narrow_it(self) -> None:
        self.permit_all()
        answer = self.ask(power_panel_id=self.estate.panel_a.pk, grade='outage', limit=1, offset=1)
        assert (answer['count'], [each['display'] for each in answer['results']]) == (4, ['chain'])

    def test_names_of_what_may_not_be_seen_are_left_out(self) -> None:
        base.permit(self.user, Device, 'view', name='single')
        base.permit(self.user, PowerPanel, 'view')
        answer = self.ask(power_panel_id=self.estate.panel_a.pk)
        (line,) = answer['results']
        assert answer['hidden'] == 4
        assert [step['label'] for step in line['path']] == ['Panel A', *['…'] * (len(line['path']) - 2), 'single']

    def test_ticket_and_window_are_asked_by_their_ids(self) -> None:
        self.permit_all()
        ticket = subject_factories.make_ticket(devices=[self.estate.other], site=self.estate.site)
        window = subject_factories.make_window(ticket)
        assess_window(window, now=timezone.now())
        of_ticket, of_window = self.ask(ticket_id=ticket.pk), self.ask(window_id=window.pk)
        assert of_ticket == of_window
        assert [each['display'] for each in of_ticket['results']] == ['other']

    def test_question_without_an_object_or_with_two_kinds_is_refused(self) -> None:
        self.permit_all()
        self.ask(400)
        self.ask(400, ticket_id=1, power_panel_id=self.estate.panel_a.pk)

    def test_object_that_may_not_be_seen_is_refused(self) -> None:
        base.permit(self.user, Device, 'view')
        assert 'power_panel_id' in self.ask(400, power_panel_id=self.estate.panel_a.pk)
