"""Pages of extensions: asking for one, and answering it."""

import datetime

from django.urls import reverse

from netbox_colocation.models import ColocationRequest, Extension
from tests import base, factories, subject_factories

TODAY = datetime.date.today()
TERM = TODAY + datetime.timedelta(days=30)


class ExtensionViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Extension

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            subject_factories.make_extension()


class ExtensionActsTests(base.PluginTestCase):
    """A placed server whose term ends in a month."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.request = factories.make_request()
        factories.make_server(cls.request, device=factories.make_device(factories.make_rack(), position=1))
        subject_factories.open_case(cls.request, version=base.publish_procedure())
        ColocationRequest.objects.filter(pk=cls.request.pk).update(status='completed', valid_until=TERM)
        cls.request.refresh_from_db()
        cls.ask = f'{cls.request.get_absolute_url()}ask-extension/'
        cls.question = {'until': (TERM + datetime.timedelta(days=365)).isoformat(), 'reason': 'The service goes on'}

    def represent(self) -> None:
        factories.make_representative(user=self.user, tenant=self.request.applicant)
        self.add_permissions('netbox_colocation.view_colocationrequest', 'netbox_colocation.add_extension')

    def test_representative_asks(self) -> None:
        """The button leads to the form, and the form asks in the name of whoever filled it in."""
        self.represent()

        page = self.client.get(self.request.get_absolute_url())
        answer = self.client.post(self.ask, self.question)

        self.assertContains(page, f'href="{self.ask}"')
        self.assertRedirects(answer, self.request.get_absolute_url(), fetch_redirect_response=False)
        extension = self.request.extensions.get()
        self.assertEqual((extension.state, extension.asked_by), ('asked', self.user))

    def test_nobody_else_asks(self) -> None:
        """Without the permission it is 403; with it, but representing nobody, the act refuses and stores nothing."""
        self.add_permissions('netbox_colocation.view_colocationrequest')
        self.assertHttpStatus(self.client.get(self.ask), 403)
        self.add_permissions('netbox_colocation.add_extension')

        self.assertHttpStatus(self.client.post(self.ask, self.question), 403)
        self.assertEqual(Extension.objects.count(), 0)

    def test_constrained_permission_holds_for_the_stored_row(self) -> None:
        """A permission to ask for other requests only asks for none of this one."""
        factories.make_representative(user=self.user, tenant=self.request.applicant)
        self.add_permissions('netbox_colocation.view_colocationrequest')
        base.permit(self.user, Extension, 'add', request__pk=0)

        self.assertHttpStatus(self.client.post(self.ask, self.question), 403)
        self.assertEqual(Extension.objects.count(), 0)

    def test_refusal_shows_the_form_again(self) -> None:
        """A day that is not later is refused at its field, with what was typed."""
        self.represent()

        response = self.client.post(self.ask, {**self.question, 'until': TERM.isoformat()})

        self.assertEqual(list(response.context['form'].errors), ['until'])
        self.assertContains(response, 'The service goes on', status_code=400)

    def test_officer_answers(self) -> None:
        """Who may extend the request answers, once; the term is then the one that was asked for."""
        extension = subject_factories.make_extension(self.request, until=TERM + datetime.timedelta(days=365))
        url = reverse('plugins:netbox_colocation:extension_decide', kwargs={'pk': extension.pk})
        self.add_permissions('netbox_colocation.view_extension')
        self.assertHttpStatus(self.client.post(url, {'granted': 'true'}), 403)
        base.permit(self.user, ColocationRequest, 'extend', pk=self.request.pk)
        refusal = self.client.post(url, {'granted': 'false'})

        answered = self.client.post(url, {'granted': 'true'})

        self.assertEqual(list(refusal.context['form'].errors), ['answer'])
        self.assertHttpStatus(answered, 302)
        self.request.refresh_from_db()
        self.assertEqual(self.request.valid_until, extension.until)
        self.assertNotContains(self.client.get(extension.get_absolute_url()), f'href="{url}"')
