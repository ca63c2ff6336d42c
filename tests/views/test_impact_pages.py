"""The tab *Impact*: on NetBox's pages, on tickets and on windows; what it shows to whom."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from circuits.models import Circuit
from dcim.models import Cable, Device, Location, PowerFeed, PowerOutlet, PowerPanel, PowerPort, Rack
from ipam.models import Prefix

from netbox_colocation.maintenance.assessing import assess_window, read_kept
from netbox_colocation.maintenance.impact import Touched, assess
from netbox_colocation.models import MaintenanceTicket, MaintenanceWindow
from netbox_colocation.ui.impact import see, show
from tests import base, factories, subject_factories
from tests.maintenance.impact_estate import EstateTestCase, plug


def tab(row):
    if isinstance(row, MaintenanceTicket | MaintenanceWindow):
        return f'{row.get_absolute_url()}impact/'
    return f'{row.get_absolute_url()}colocation-impact/'


class ImpactPageTests(EstateTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.ticket = subject_factories.make_ticket(devices=[cls.estate.single], site=cls.estate.site)
        cls.ticket.power_panels.add(cls.estate.panel_a)
        cls.window = subject_factories.make_window(cls.ticket)
        cls.prefix = factories.make_prefix('10.8.0.0/24')

    def setUp(self) -> None:
        self.user = factories.make_user()
        self.client = Client()
        self.client.force_login(self.user)

    def permit(self, *models: type) -> None:
        for model in models:
            base.permit(self.user, model, 'view')

    def permit_all(self) -> None:
        self.permit(
            Device, Rack, Location, PowerPanel, PowerFeed, PowerPort, PowerOutlet, Cable, Circuit, Prefix,
            MaintenanceTicket, MaintenanceWindow,
        )  # fmt: skip

    def test_every_page_has_it(self) -> None:
        self.permit_all()
        rows = (
            self.estate.panel_a, self.estate.feed_a, self.estate.rack, self.estate.room, self.estate.pdu_a,
            self.estate.circuit, self.prefix, self.ticket, self.window,
        )  # fmt: skip
        for row in rows:
            with self.subTest(row=row):
                assert self.client.get(tab(row)).status_code == 200

    def test_panel_says_what_it_takes_and_by_which_way(self) -> None:
        self.permit_all()
        page = self.client.get(tab(self.estate.panel_a)).content.decode()
        for text in (
            'single',
            'No power: 1 of its supplies lost',
            '1 of its supplies lost, 1 left, on Feed b',
            'pdu-a',
        ):
            assert text in page

    def test_without_the_right_to_see_devices_it_is_forbidden(self) -> None:
        self.permit(PowerPanel)
        assert self.client.get(tab(self.estate.panel_a)).status_code == 403

    def test_devices_of_others_are_counted_not_named(self) -> None:
        self.permit(PowerPanel)
        base.permit(self.user, Device, 'view', name='single')
        answer = self.client.get(tab(self.estate.panel_a))
        assert [line.label for line in answer.context['lines']] == ['single']
        assert answer.context['hidden'] == 4
        assert 'pdu-a' not in answer.content.decode()

    def test_grade_and_kind_narrow_the_lines(self) -> None:
        self.permit_all()
        answer = self.client.get(tab(self.estate.panel_a), {'grade': 'reduced-redundancy', 'model': 'dcim.device'})
        assert [line.label for line in answer.context['lines']] == ['both']

    def test_ticket_that_touches_nothing_says_so(self) -> None:
        self.permit_all()
        page = self.client.get(tab(subject_factories.make_ticket())).content.decode()
        assert 'The ticket names nothing that it touches' in page

    def test_window_shows_what_was_kept_not_what_is_now(self) -> None:
        self.permit_all()
        assess_window(self.window, now=timezone.now())
        self.estate.single.delete()
        answer = self.client.get(tab(self.window))
        assert answer.context['total'] == 4  # the device itself may not be seen any more
        assert answer.context['hidden'] == 1

    def test_queries_do_not_grow_with_devices(self) -> None:
        self.operator = factories.make_user(is_superuser=True)
        before = self.count()
        for _number in range(2):
            device = factories.make_device(self.estate.rack)
            for pdu in (self.estate.pdu_a, self.estate.pdu_b):
                factories.make_outlet(pdu)
            plug(device, self.estate.pdu_a)
            plug(device, self.estate.pdu_b)
        assert self.count() == before

    def count(self) -> int:
        """Count the queries of the impact and of what is shown of it, without those of the page around it."""
        with CaptureQueriesContext(connection) as queries:
            show(see(assess(Touched.of_object(self.estate.panel_a)), self.operator).lines, self.operator)
        return len(queries)


class KeptImpactTests(EstateTestCase):
    def test_what_is_kept_is_what_was_found(self) -> None:
        ticket = subject_factories.make_ticket(devices=[self.estate.other], site=self.estate.site)
        ticket.power_feeds.add(self.estate.feed_a)
        window = subject_factories.make_window(ticket)
        found = assess_window(window, now=timezone.now())
        window.refresh_from_db()
        assert read_kept(window) == found == assess(Touched.of(ticket))
        assert window.impact['counts'] == found.counts
        assert window.impact['touched'] == {'devices': 1, 'power_feeds': 1}
        assert window.assessed_at is not None

    def test_second_assessment_replaces_the_first(self) -> None:
        ticket = subject_factories.make_ticket(devices=[self.estate.other], site=self.estate.site)
        window = subject_factories.make_window(ticket)
        for _round in range(2):
            assess_window(window, now=timezone.now())
        assert window.impact_lines.count() == 1
