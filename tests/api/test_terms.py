"""REST and GraphQL of extensions: to read, to ask for one, to answer one."""

import datetime

from netbox_colocation.models import ColocationRequest, Extension
from tests import base as pages
from tests import factories, subject_factories
from tests.api import base

TERM = datetime.date.today() + datetime.timedelta(days=30)


class ExtensionAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Extension
    brief_fields = ['display', 'id', 'state', 'until', 'url']

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            subject_factories.make_extension()


class ExtensionActsTests(base.PluginAPITestCase):
    """`extensions/ask/` and `extensions/{id}/decide/` of a placement whose term ends in a month."""

    __test__ = True
    model = Extension

    @classmethod
    def setUpTestData(cls) -> None:
        cls.request = factories.make_request()
        factories.make_server(cls.request, device=factories.make_device(factories.make_rack(), position=1))
        subject_factories.open_case(cls.request, version=pages.publish_procedure())
        ColocationRequest.objects.filter(pk=cls.request.pk).update(status='completed', valid_until=TERM)
        cls.until = TERM + datetime.timedelta(days=365)

    def ask(self, **data: object):
        body = {'request': self.request.pk, 'until': self.until.isoformat(), 'reason': 'It goes on', **data}
        return self.client.post(f'{base.ROOT}extensions/ask/', body, format='json')

    def test_representative_asks_for_the_own_request_only(self) -> None:
        """The permission, the constraint and the representation are all needed; a refusal stores nothing."""
        self.assertHttpStatus(self.ask(), 403)
        permission = base.permit(self.user, Extension, 'add', request__pk=0)
        stranger = self.ask()
        factories.make_representative(user=self.user, tenant=self.request.applicant)
        outside = self.ask()
        self.assertEqual((stranger.status_code, outside.status_code, Extension.objects.count()), (403, 403, 0))
        self.assertEqual(stranger.data['code'], 'role-not-held')
        permission.constraints = {'request__pk': self.request.pk}
        permission.save()

        response = self.ask()

        self.assertHttpStatus(response, 201)
        self.assertEqual(Extension.objects.get().asked_by, self.user)

    def test_refusal_names_the_field(self) -> None:
        """A day that is not later is 400 with its finding."""
        self.add_permissions('netbox_colocation.add_extension')
        factories.make_representative(user=self.user, tenant=self.request.applicant)

        response = self.ask(until=TERM.isoformat())

        self.assertHttpStatus(response, 400)
        self.assertEqual([finding['field'] for finding in response.data['findings']], ['until'])

    def test_officer_answers_once(self) -> None:
        """Who may extend the request answers; the second answer is a conflict."""
        extension = subject_factories.make_extension(self.request, until=self.until)
        url = f'{base.ROOT}extensions/{extension.pk}/decide/'
        self.add_permissions('netbox_colocation.view_extension')
        self.assertHttpStatus(self.client.post(url, {'granted': True}, format='json'), 403)
        base.permit(self.user, ColocationRequest, 'extend', pk=self.request.pk)

        granted = self.client.post(url, {'granted': True}, format='json')
        again = self.client.post(url, {'granted': False, 'answer': 'No'}, format='json')

        self.assertEqual((granted.status_code, again.status_code), (200, 409))
        self.request.refresh_from_db()
        self.assertEqual(self.request.valid_until, self.until)
