"""The access log is read, exported and printed, and nobody changes it; the guest book that is made of it."""

import datetime
import io

from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dcim.models import Location, Site

from netbox_colocation.models import AccessLogEntry, AccessVisit, Procedure
from tests import access_factories, base, factories, subject_factories
from tests.documents.reading import read_text
from tests.factories import NOW

HOUR = datetime.timedelta(hours=1)


class AccessLogEntryViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = AccessLogEntry

    @classmethod
    def make_rows(cls) -> None:
        for _row in range(3):
            access_factories.make_log_entry()

    def test_the_database_keeps_every_line(self) -> None:
        """A line is neither changed nor deleted; a name may leave it."""
        entry = AccessLogEntry.objects.first()
        for act in (
            lambda rows: rows.update(person='Somebody else'),
            lambda rows: rows.update(at=NOW - HOUR),
            lambda rows: rows.delete(),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                act(AccessLogEntry.objects.filter(pk=entry.pk))

        AccessLogEntry.objects.filter(pk=entry.pk).update(person='', organisation='', text='')

    def test_the_log_is_exported(self) -> None:
        self.user.is_superuser = True
        self.user.save()

        text = self.client.get(self._get_url('list'), {'export': 'table'}).content.decode()

        self.assertEqual(len(text.strip().splitlines()), 4)
        self.assertIn('Turned away', text)


class GuestBookViewTests(base.PluginTestCase):
    """`guest-book/`: by agency, room and days, on the page and as PDF, XLSX and CSV."""

    url = '/plugins/colocation/guest-book/'

    def setUp(self) -> None:
        super().setUp()
        self.room = factories.make_location(name='Ruang Server 1')
        self.visit = self.make_visit(location=self.room, visitors=['Andi', 'Rina'])
        self.agency = self.visit.procedure.agency
        self.visit.visitors.filter(name='Andi').update(
            admitted_at=NOW, badge_number='T-07', checked_out_at=NOW + HOUR, organisation='PT Mitra'
        )
        access_factories.make_log_entry(agency=self.agency, site=self.room.site, location=self.room, person='Tono')
        self.sent = {'agency': self.agency.pk, 'since': '2026-11-23', 'until': '2026-11-23'}
        self.permit()

    def make_visit(self, **overrides) -> AccessVisit:
        visit = subject_factories.make_visit(site=overrides['location'].site, **overrides)
        visit.entered_at, visit.left_at, visit.escort_name = NOW, NOW + HOUR, 'Joko'
        visit.save_state('entered_at', 'left_at', 'escort_name')
        return visit

    def permit(self) -> None:
        for model in (AccessVisit, AccessLogEntry, Procedure, Site, Location):
            base.permit(self.user, model, 'view')

    def test_the_book_has_who_was_inside_and_who_was_turned_away(self) -> None:
        """Who was announced and did not come is not in it."""
        page = self.client.get(self.url, self.sent)

        for text in ('Andi', 'T-07', 'PT Mitra', 'Joko', 'Tono', 'No visit was asked for'):
            self.assertContains(page, text)
        self.assertNotContains(page, 'Rina')

    def test_the_book_is_printed_and_taken_along(self) -> None:
        pdf = self.client.get(self.url, {**self.sent, 'export': 'pdf'})
        book = load_workbook(io.BytesIO(self.client.get(self.url, {**self.sent, 'export': 'xlsx'}).content))
        csv = self.client.get(self.url, {**self.sent, 'export': 'csv'}).content.decode()

        text = read_text(b''.join(pdf.streaming_content))
        for part in ('BUKU TAMU', 'Andi', 'T-07', 'Ditolak masuk', 'Tono', '23 November 2026'):
            self.assertIn(part, text)
        self.assertEqual([sheet.max_row for sheet in book.worksheets], [2, 2])
        self.assertIn('Andi,PT Mitra', csv)
        self.assertEqual(pdf['Cache-Control'], 'private, no-store')

    def test_another_room_another_day_and_another_agency_are_not_in_it(self) -> None:
        other = self.make_visit(location=factories.make_location(), visitors=['Elsewhere'])
        Procedure.objects.filter(pk=other.procedure_id).update(agency=self.agency)
        self.make_visit(location=self.room, visitors=['Stranger'])

        whole = self.client.get(self.url, self.sent)
        room = self.client.get(self.url, {**self.sent, 'location': self.room.pk})
        later = self.client.get(self.url, {**self.sent, 'since': '2026-11-24', 'until': '2026-11-30'})

        self.assertContains(whole, 'Elsewhere')
        self.assertNotContains(whole, 'Stranger')
        self.assertContains(room, 'Andi')
        self.assertNotContains(room, 'Elsewhere')
        self.assertNotContains(later, 'Andi')

    def test_days_in_the_wrong_order_or_too_many_are_refused_at_their_field(self) -> None:
        for since, until in (('2026-11-23', '2026-11-22'), ('2025-01-01', '2026-11-23')):
            answer = self.client.get(self.url, {**self.sent, 'since': since, 'until': until})
            self.assertHttpStatus(answer, 400)
            self.assertEqual(list(answer.context['form'].errors), ['until'])

    def test_nobody_sees_a_guest_whom_they_may_not_see(self) -> None:
        """Without the permission there is no page; with a constrained one only what it lets through."""
        self.user.object_permissions.all().delete()
        self.user = type(self.user).objects.get(pk=self.user.pk)
        self.client.force_login(self.user)
        self.assertHttpStatus(self.client.get(self.url, self.sent), 403)
        base.permit(self.user, AccessLogEntry, 'view', person='Nobody')
        base.permit(self.user, AccessVisit, 'view', name='Nothing')
        base.permit(self.user, Procedure, 'view')

        page = self.client.get(self.url, self.sent)

        self.assertHttpStatus(page, 200)
        for name in ('Andi', 'Tono'):
            self.assertNotContains(page, name)

    def test_a_book_of_many_guests_costs_what_one_of_few_costs(self) -> None:
        self.client.get(self.url, self.sent)
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url, self.sent)
        for _visit in range(15):
            other = self.make_visit(location=self.room, visitors=['Ani', 'Budi'])
            Procedure.objects.filter(pk=other.procedure_id).update(agency=self.agency)
        with CaptureQueriesContext(connection) as many:
            page = self.client.get(self.url, self.sent)

        self.assertContains(page, 'Budi')
        self.assertEqual(len(many), len(few))

    def test_the_log_leads_to_the_book(self) -> None:
        self.assertContains(self.client.get(reverse('plugins:netbox_colocation:accesslogentry_list')), self.url)
