"""Pages of maintenance windows and of the notices about them."""

import datetime

from django.utils import timezone

from utilities.testing import post_data

from netbox_colocation.models import MaintenanceTicket, MaintenanceWindow, WindowNotice
from netbox_colocation.workflows import windows
from tests import base, factories, subject_factories
from tests.workflows.test_windows import make_room


def make_ticket(version=None) -> MaintenanceTicket:
    """A ticket in procedure, of an agency with one office."""
    ticket = subject_factories.make_ticket()
    subject_factories.open_case(ticket)
    factories.make_role(agency=ticket.procedure.agency, key='technical-team')
    return ticket


class MaintenanceWindowViewTests(base.EditableViewTestCase):
    __test__ = True
    model = MaintenanceWindow
    validation_excluded_fields = ('starts_at', 'ends_at')

    @classmethod
    def make_rows(cls) -> None:
        cls.ticket = make_ticket()
        rows = [subject_factories.make_window(cls.ticket) for _ in range(3)]
        times = '2099-03-01 20:00:00', '2099-03-01 23:00:00'
        cls.form_data = {
            'ticket': cls.ticket.pk,
            'purpose': 'Replace the panel',
            'starts_at': times[0],
            'ends_at': times[1],
            'mutes_monitoring': True,
        }
        cls.csv_data = (
            'ticket,purpose,starts_at,ends_at',
            *(f'{cls.ticket.pk},Work {number},{times[0]},{times[1]}' for number in range(3)),
        )
        cls.csv_update_data = ('id,purpose', *(f'{row.pk},Other work {row.pk}' for row in rows))
        cls.bulk_edit_data = {'description': 'In bulk'}

    def setUp(self) -> None:
        super().setUp()
        MaintenanceWindow.objects.update(starts_at='2099-02-01T10:00Z', ends_at='2099-02-01T12:00Z')
        # Whoever proposes holds an office of the agency.
        role = self.ticket.procedure.agency.procedure_roles.get()
        self.appointment = factories.make_appointment(role=role, user=self.user)

    def be_superuser(self) -> None:
        self.user.is_superuser = True
        self.user.save()

    def test_adding_a_window_proposes_it(self) -> None:
        """The proposer is on record, in the case's too, and the impact was looked at."""
        self.be_superuser()

        self.assertHttpStatus(self.client.post(self._get_url('add'), post_data(self.form_data)), 302)

        window = MaintenanceWindow.objects.get(purpose='Replace the panel')
        self.assertEqual((window.state, window.proposed_by), ('proposed', self.user))
        self.assertIsNotNone(window.assessed_at)
        self.assertTrue(self.ticket.case.events.filter(kind='window-proposed', data__window=window.pk).exists())

    def test_what_would_be_refused_stands_at_its_field(self) -> None:
        """A time that is over at the end, an office that is not held above the form."""
        self.be_superuser()
        past = {**self.form_data, 'starts_at': '2020-01-01 10:00:00', 'ends_at': '2020-01-01 11:00:00'}

        answer = self.client.post(self._get_url('add'), post_data(past))
        self.assertEqual(list(answer.context['form'].errors), ['ends_at'])
        self.appointment.delete()
        answer = self.client.post(self._get_url('add'), post_data(self.form_data))
        self.assertEqual(list(answer.context['form'].errors), ['__all__'])

    def test_agreed_window_turns_the_editor_back(self) -> None:
        """It is neither edited nor deleted, by page or in bulk; its buttons are gone."""
        self.be_superuser()
        window = self._get_queryset().first()
        MaintenanceWindow.objects.filter(pk=window.pk).update(state='agreed')

        for action in ('edit', 'delete'):
            answer = self.client.get(self._get_url(action, window))
            self.assertRedirects(answer, window.get_absolute_url(), fetch_redirect_response=False)
        self.client.post(self._get_url('bulk_delete'), {'pk': [window.pk], 'confirm': True, '_confirm': True})
        page = self.client.get(window.get_absolute_url()).content.decode()

        self.assertTrue(MaintenanceWindow.objects.filter(pk=window.pk).exists())
        body = page[page.index('page-body') :]
        urls = [self._get_url(action, window) for action in ('edit', 'delete')]
        self.assertEqual([url for url in urls if f'"{url}"' in body], [])


class WindowNoticeViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = WindowNotice

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            subject_factories.make_notice()


class WindowActPageTests(base.PluginTestCase):
    """The acts, by officers of the shipped group."""

    def setUp(self) -> None:
        super().setUp()
        self.room = make_room(timezone.now().replace(microsecond=0))
        self.window = self.room.propose()

    def page(self, act: str, obj=None) -> str:
        return f'{(obj or self.window).get_absolute_url()}{act}/'

    def test_the_head_sees_the_button_agrees_and_signs_the_letter(self) -> None:
        """The proposer sees no button to agree, and is refused."""
        self.client.force_login(self.room.user('technical-team'))
        self.assertNotContains(self.client.get(self.window.get_absolute_url()), self.page('agree'))
        self.assertHttpStatus(self.client.post(self.page('agree')), 403)

        self.client.force_login(self.room.user('head'))
        self.assertContains(self.client.get(self.window.get_absolute_url()), self.page('agree'))
        self.assertHttpStatus(self.client.post(self.page('agree')), 302)
        notice = WindowNotice.objects.get()
        self.assertContains(self.client.get(notice.get_absolute_url()), self.page('approve', notice))
        self.assertContains(self.client.get(self.page('approve', notice)), 'name="signature"')
        answer = self.client.post(self.page('approve', notice), {'signature': 'application'})

        self.assertRedirects(answer, notice.get_absolute_url(), fetch_redirect_response=False)
        notice.refresh_from_db()
        self.assertEqual((notice.state, notice.document.state), ('approved', 'signed'))
        self.assertHttpStatus(self.client.post(self.page('send', notice), {'method': 'handed-over'}), 302)
        notice.refresh_from_db()
        self.assertEqual(notice.state, 'sent')

    def test_a_collision_is_on_the_page_before_and_refuses_the_act(self) -> None:
        """With the devices that go out, and links to what the reader may open."""
        self.room.agree(self.room.propose('B'))
        self.client.force_login(self.room.user('head'))

        page = self.client.get(self.window.get_absolute_url())
        answer = self.client.post(self.page('agree'))

        self.assertContains(page, 'Stops it')
        self.assertContains(page, self.room.server.get_absolute_url())
        self.assertContains(answer, self.room.server.name, status_code=409)
        self.window.refresh_from_db()
        self.assertEqual(self.window.state, 'proposed')

    def test_every_act_has_its_page(self) -> None:
        """Changed, agreed again, extended, cancelled; each form is shown first."""
        self.room.agree(self.window)
        day = datetime.timedelta(days=1)
        self.client.force_login(self.room.user('head'))
        starts, ends = self.window.starts_at + day, self.window.ends_at + day
        for act, answers, state in (
            ('extend', {'until': self.window.ends_at + day, 'reason': 'Slow'}, 'agreed'),
            ('change-times', {'starts_at': starts, 'ends_at': ends, 'reason': 'Rain'}, 'proposed'),
            ('cancel', {'reason': 'Not needed'}, 'cancelled'),
        ):
            self.assertHttpStatus(self.client.get(self.page(act)), 200)
            self.assertHttpStatus(self.client.post(self.page(act), post_data(answers)), 302)
            self.window.refresh_from_db()
            self.assertEqual(self.window.state, state)

    def test_an_applicant_sees_the_window_of_its_ticket_and_none_of_the_findings(self) -> None:
        """Nor a notice to another agency, nor a button."""
        self.room.agree(self.room.propose('B', days=20))
        windows.cancel(self.window, reason='x', actor=self.room.user('head'), now=self.room.now)
        self.client.force_login(self.room.user('applicant'))
        window = MaintenanceWindow.objects.get(state='agreed')

        page = self.client.get(window.get_absolute_url())

        self.assertHttpStatus(page, 200)
        self.assertNotContains(page, 'What stands against it')
        self.assertNotContains(page, self.page('cancel', window))
        self.assertHttpStatus(self.client.get(WindowNotice.objects.first().get_absolute_url()), 404)
