"""The notice at the top of NetBox's own pages: people inside, and maintenance now or soon."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dcim.models import PowerFeed, PowerPanel

from netbox_colocation.models import AccessVisit, ImpactLine, MaintenanceTicket, MaintenanceWindow, Visitor
from netbox_colocation.workflows.hints import DAYS_AHEAD, MODELS, find_hints
from tests import base, factories, subject_factories

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


class HintTests(base.PluginTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.now = timezone.now()
        hall = factories.make_location(name='Hall')
        self.room = factories.make_location(site=hall.site, parent=hall, name='Room')
        self.hall, self.site = hall, hall.site
        self.rack = factories.make_rack(site=self.site, location=self.room)
        self.device = factories.make_device(self.rack)
        self.panel = PowerPanel.objects.create(site=self.site, name='Panel A')
        self.power_feed = PowerFeed.objects.create(power_panel=self.panel, name='Feed A')
        self.root = factories.make_user(is_superuser=True)

    def make_window(self, *, start=HOUR, hours=2, state='agreed', **touched) -> MaintenanceWindow:
        ticket = subject_factories.make_ticket(site=self.site)
        for name, objects in touched.items():
            getattr(ticket, name).set(objects)
        begins = self.now + start
        return subject_factories.make_window(ticket, starts_at=begins, ends_at=begins + hours * HOUR, state=state)

    def make_visit(self, **fields) -> AccessVisit:
        fields = {
            'site': self.site, 'location': self.room, 'entered_at': self.now - HOUR, 'status': 'accepted',
            'starts_at': self.now - HOUR, 'ends_at': self.now + HOUR, **fields,
        }  # fmt: skip
        visit = subject_factories.make_visit(**fields)
        Visitor.objects.filter(visit=visit).update(admitted_at=self.now - HOUR)
        return visit

    def windows_of(self, obj, user=None) -> list[int]:
        return [window.pk for window in find_hints(obj, user=user or self.root, now=self.now).windows]

    def test_window_is_told_where_its_work_touches(self) -> None:
        """Each object by its own set, and by what it stands in or hangs on; nothing beside it."""
        circuit, prefix = factories.make_circuit(), factories.make_prefix('10.77.0.0/24')
        beside = factories.make_rack(site=self.site)
        expected = [
            ({'devices': [self.device]}, [self.device, self.rack], [beside, self.panel]),
            ({'racks': [self.rack]}, [self.rack, self.device, self.room, self.hall], [beside, self.panel]),
            ({'rooms': [self.hall]}, [self.hall, self.room, self.rack, self.device], [beside]),
            ({'rooms': [self.room]}, [self.room, self.rack], [self.hall, beside]),
            ({'power_panels': [self.panel]}, [self.panel, self.power_feed], [self.rack, beside]),
            ({'power_feeds': [self.power_feed]}, [self.power_feed], [self.panel]),
            ({'circuits': [circuit]}, [circuit], [self.device]),
            ({'prefixes': [prefix]}, [prefix], [self.device]),
        ]
        for touched, told, silent in expected:
            window = self.make_window(**touched)
            with self.subTest(touched=list(touched)):
                self.assertEqual(
                    {str(obj): self.windows_of(obj) for obj in told}, {str(obj): [window.pk] for obj in told}
                )
                self.assertEqual({str(obj): self.windows_of(obj) for obj in silent}, {str(obj): [] for obj in silent})
                self.assertEqual(self.windows_of(self.site), [window.pk])
            MaintenanceWindow.objects.filter(pk=window.pk).update(state='done')

    def test_window_is_told_where_it_hits_without_touching(self) -> None:
        """A device that an assessment found, and its rack; not one that is not harmed."""
        spared = factories.make_device(factories.make_rack(site=self.site))
        window = self.make_window(power_panels=[self.panel])
        for device, grade in ((self.device, 'reduced-redundancy'), (spared, 'none')):
            ImpactLine.objects.create(
                window=window, object_model='dcim.device', object_pk=device.pk, label='x', device=device, grade=grade,
                reason='power',
            )  # fmt: skip

        self.assertEqual([self.windows_of(obj) for obj in (self.device, self.rack)], [[window.pk]] * 2)
        self.assertEqual([self.windows_of(obj) for obj in (spared, spared.rack)], [[], []])

    def test_only_agreed_windows_of_the_coming_days_and_those_under_way(self) -> None:
        told = [
            self.make_window(racks=[self.rack], state='under-way', start=-9 * HOUR, hours=1),  # overdue
            self.make_window(racks=[self.rack], start=-HOUR),
            self.make_window(racks=[self.rack], start=(DAYS_AHEAD - 1) * DAY),
        ]
        for state in ('proposed', 'done', 'cancelled'):
            self.make_window(racks=[self.rack], state=state)
        self.make_window(racks=[self.rack], start=-9 * HOUR, hours=1)
        self.make_window(racks=[self.rack], start=(DAYS_AHEAD + 1) * DAY)

        self.assertEqual(self.windows_of(self.rack), [window.pk for window in told])

    def test_people_inside_are_told_where_they_are(self) -> None:
        """At the room, what is around it, the site, and the racks they came for; until they left."""
        visit = self.make_visit(racks=[self.rack])
        Visitor.objects.filter(pk=visit.visitors.first().pk).update(checked_out_at=self.now)
        beside = factories.make_rack(site=self.site, location=self.room)

        def people(obj) -> list[int]:
            return [found.people for found in find_hints(obj, user=self.root, now=self.now).visits]

        for obj in (self.room, self.hall, self.site, self.rack, self.device):
            self.assertEqual(people(obj), [1])
        self.assertEqual(people(beside), [])
        AccessVisit.objects.filter(pk=visit.pk).update(left_at=self.now)
        self.assertEqual(people(self.room), [])

    def test_each_kind_asks_for_its_own_permission_and_rows(self) -> None:
        user, visit, window = factories.make_user(), self.make_visit(), self.make_window(rooms=[self.room])
        self.make_visit()
        self.assertFalse(find_hints(self.room, user=user, now=self.now))

        base.permit(user, AccessVisit, 'view', applicant=visit.applicant_id)
        base.permit(user, MaintenanceWindow, 'view', pk=window.pk + 1)
        hints = find_hints(self.room, user=type(user).objects.get(pk=user.pk), now=self.now)

        self.assertEqual((hints.windows, [found.pk for found in hints.visits]), ([], [visit.pk]))

    def test_pages_show_it_without_names(self) -> None:
        """Every page that it is for; a late visit as an alarm; not a visitor's name."""
        self.user.is_superuser = True
        self.user.save()
        circuit, prefix = factories.make_circuit(), factories.make_prefix('10.77.0.0/24')
        visit = self.make_visit(visitors=['Siti Nurhaliza'], racks=[self.rack], ends_at=self.now - HOUR / 2)
        window = self.make_window(
            start=-HOUR, state='under-way', devices=[self.device], racks=[self.rack], rooms=[self.room],
            circuits=[circuit], prefixes=[prefix], power_panels=[self.panel], power_feeds=[self.power_feed],
        )  # fmt: skip
        objects = (
            self.site, self.room, self.rack, self.device, self.panel, self.power_feed, circuit, prefix,
        )  # fmt: skip

        for obj in objects:
            with self.subTest(model=obj._meta.label_lower):
                answer = self.client.get(obj.get_absolute_url())
                self.assertContains(answer, f'Maintenance under way: {window.ticket.name}, until')
                self.assertContains(answer, f'href="{window.get_absolute_url()}"')
                self.assertNotContains(answer, 'Siti')
                if obj in (self.site, self.room, self.rack, self.device):
                    self.assertContains(answer, f'1 visitor of {visit.applicant} inside; their time ended at')
        self.assertEqual({obj._meta.label_lower for obj in objects}, set(MODELS))

    def test_notice_costs_two_queries_however_much_there_is(self) -> None:
        """And none for who may see neither."""

        def count(user) -> int:
            with CaptureQueriesContext(connection) as queries:
                for obj in (self.device, self.rack, self.room, self.site, self.panel, self.power_feed):
                    find_hints(type(obj).objects.get(pk=obj.pk), user=user, now=self.now)
            return len(queries) - 6

        stranger = factories.make_user()
        stranger.get_all_permissions()
        for _ in range(6):
            self.make_visit(racks=[self.rack])
            self.make_window(racks=[self.rack], devices=[self.device], power_panels=[self.panel])
        # Two for each of the four places, and what is asked of the tree; one for panel and feed.
        self.assertLessEqual(count(self.root), 14)
        self.assertEqual(count(stranger), 0)
        self.assertEqual(find_hints(self.rack, user=self.root, now=self.now).further, 3)


class TicketTabTests(base.PluginTestCase):
    """The tickets of what keeps equipment running."""

    def test_tabs_list_the_tickets_that_touch_the_object(self) -> None:
        """A panel's with those of its feeds, once; only what the user may view."""
        self.user.is_superuser = True
        self.user.save()
        site = factories.make_site()
        panel = PowerPanel.objects.create(site=site, name='Panel A')
        feed = PowerFeed.objects.create(power_panel=panel, name='Feed A')
        circuit, prefix = factories.make_circuit(), factories.make_prefix('10.78.0.0/24')
        ticket, other = (subject_factories.make_ticket(site=site, name=name) for name in ('Touching', 'Unrelated'))
        on_feed = subject_factories.make_ticket(site=site, name='Of the feed alone')
        ticket.power_panels.set([panel])
        ticket.power_feeds.set([feed])
        ticket.circuits.set([circuit])
        ticket.prefixes.set([prefix])
        on_feed.power_feeds.set([feed])

        for obj in (panel, feed, circuit, prefix):
            with self.subTest(model=obj._meta.label_lower):
                answer = self.client.get(f'{obj.get_absolute_url()}colocation-tickets/')
                self.assertContains(answer, '>Touching</a>', count=1)
                self.assertNotContains(answer, other.get_absolute_url())
        for obj in (panel, feed):
            answer = self.client.get(f'{obj.get_absolute_url()}colocation-tickets/')
            self.assertContains(answer, on_feed.get_absolute_url())

    def test_tab_asks_for_permission_and_restricts_rows(self) -> None:
        panel = PowerPanel.objects.create(site=factories.make_site(), name='Panel A')
        own, other = (subject_factories.make_ticket(site=panel.site) for _ in range(2))
        for ticket in (own, other):
            ticket.power_panels.set([panel])
        url = f'{panel.get_absolute_url()}colocation-tickets/'
        self.add_permissions('dcim.view_powerpanel')
        base.permit(self.user, MaintenanceTicket, 'view', applicant=own.applicant_id)

        answer = self.client.get(url)

        self.assertContains(answer, own.get_absolute_url())
        self.assertNotContains(answer, other.get_absolute_url())
