"""REST and GraphQL of maintenance windows and notices."""

import datetime

from django.utils import timezone

from netbox_colocation.models import MaintenanceWindow, WindowNotice
from tests import factories, subject_factories
from tests.api import base
from tests.views.test_windows import make_ticket
from tests.workflows.test_windows import make_room


class MaintenanceWindowAPITests(base.EditableAPITestCase):
    __test__ = True
    model = MaintenanceWindow
    brief_fields = ['description', 'display', 'ends_at', 'id', 'starts_at', 'state', 'url']
    bulk_update_data = {'description': 'In bulk'}
    validation_excluded_fields = ('starts_at', 'ends_at')

    @classmethod
    def make_rows(cls) -> None:
        cls.ticket = make_ticket()
        times = {'starts_at': '2099-03-01T20:00:00Z', 'ends_at': '2099-03-01T23:00:00Z'}
        for _ in range(3):
            subject_factories.make_window(cls.ticket, **times)
        cls.create_data = [{'ticket': cls.ticket.pk, 'purpose': f'Work {number}', **times} for number in range(3)]

    def setUp(self) -> None:
        super().setUp()
        role = self.ticket.procedure.agency.procedure_roles.get()
        factories.make_appointment(role=role, user=self.user)

    def test_an_agreed_window_is_not_written(self) -> None:
        """It answers with the code, and stays."""
        self.add_permissions('netbox_colocation.change_maintenancewindow', 'netbox_colocation.view_maintenancewindow')
        window = MaintenanceWindow.objects.first()
        MaintenanceWindow.objects.filter(pk=window.pk).update(state='agreed')

        answer = self.client.patch(self._get_detail_url(window), {'purpose': 'x'}, format='json', **self.header)

        self.assertHttpStatus(answer, 409)
        self.assertEqual(answer.data['findings'][0]['code'], 'window-not-proposed')
        self.assertNotEqual(MaintenanceWindow.objects.get(pk=window.pk).purpose, 'x')


class WindowNoticeAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = WindowNotice
    brief_fields = ['display', 'id', 'kind', 'state', 'subject', 'url']

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            subject_factories.make_notice()


class WindowActAPITests(base.PluginAPITestCase):
    """The acts, by officers of the shipped group."""

    __test__ = True
    model = MaintenanceWindow

    def setUp(self) -> None:
        super().setUp()
        self.room = make_room(timezone.now().replace(microsecond=0))
        self.window = self.room.propose()

    def post(self, who: str, act: str, obj=None, **body: object):
        obj = obj or self.window
        room = 'maintenance-windows' if isinstance(obj, MaintenanceWindow) else 'window-notices'
        client = base.log_in(self.room.user(who))
        return client.post(f'{base.ROOT}{room}/{obj.pk}/{act}/', body, format='json')

    def test_a_window_is_agreed_to_its_notice_approved_and_its_letter_handed_out(self) -> None:
        self.assertHttpStatus(self.post('technical-team', 'agree'), 403)
        self.assertHttpStatus(self.post('applicant', 'agree'), 403)

        answer = self.post('head', 'agree')
        self.assertHttpStatus(answer, 200)
        self.assertEqual((answer.data['state']['value'], answer.data['agreed_role']['name'] != ''), ('agreed', True))
        notice = WindowNotice.objects.get()
        approved = self.post('head', 'approve', notice, signature='application')
        self.assertEqual(approved.data['state']['value'], 'approved')
        sent = self.post('head', 'send', notice, method='handed-over', received_by='Rina')
        self.assertEqual(sent.data['state']['value'], 'sent')

    def test_findings_are_read_before_anybody_decides_but_not_by_applicants(self) -> None:
        self.room.agree(self.room.propose('B'))
        path = f'{base.ROOT}maintenance-windows/{self.window.pk}/findings/'

        answer = base.log_in(self.room.user('head')).get(path)

        [stopping] = [finding for finding in answer.data if finding['stops']]
        self.assertEqual(stopping['code'], 'window-overlaps-partner')
        self.assertIn(self.room.server.pk, [link['pk'] for link in stopping['links']])
        self.assertHttpStatus(base.log_in(self.room.user('applicant')).get(path), 403)

    def test_a_refusal_has_every_finding(self) -> None:
        answer = self.post('head', 'extend', until=self.window.ends_at - datetime.timedelta(minutes=1))

        self.assertHttpStatus(answer, 409)
        codes = [finding['code'] for finding in answer.data['findings']]
        self.assertEqual(codes, ['window-not-agreed', 'reason-missing', 'until-too-early'])
