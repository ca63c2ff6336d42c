"""The page on which a server is moved to another place."""

from dcim.models import Device

from netbox_colocation.allocation import holds, installation
from netbox_colocation.models import HeldUnits, Hold
from tests import base, factories, subject_factories
from tests.allocation.conftest import make_estate


class MoveServerTests(base.PluginTestCase):
    """A server of a case that is held in the first of two racks."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = make_estate(racks=2)
        cls.here, cls.there = cls.site.racks.order_by('name')
        cls.request = factories.make_request(site=cls.site, servers=1)
        subject_factories.open_case(cls.request, version=base.publish_procedure())
        holds.hold(cls.request, actor=factories.make_user(), now=factories.NOW)
        cls.server = cls.request.servers.get()
        cls.url = f'{cls.server.get_absolute_url()}move/'

    def permit(self, *models: object) -> None:
        self.add_permissions('netbox_colocation.view_requestedserver', 'dcim.view_rack')
        for model in models:
            base.permit(self.user, model, 'change')

    def test_the_button_is_there_for_whoever_may(self) -> None:
        """Without the right to change the hold it is not shown, and the form refuses."""
        self.permit()
        self.assertNotContains(self.client.get(self.server.get_absolute_url()), self.url)
        answer = {'rack': self.there.pk, 'position': 7, 'face': 'front', 'reason': 'x'}
        self.assertHttpStatus(self.client.post(self.url, answer), 403)
        self.permit(Hold)

        self.assertContains(self.client.get(self.server.get_absolute_url()), self.url)

    def test_one_of_the_best_places_is_taken(self) -> None:
        """The form offers the places that `find_places` names, and takes the one that was chosen."""
        self.permit(Hold)

        page = self.client.get(self.url)
        answer = self.client.post(self.url, {'place': f'{self.there.pk}:1.0', 'face': 'front', 'reason': 'Less heat'})

        self.assertContains(page, f'value="{self.there.pk}:1.0"')
        self.assertRedirects(answer, self.server.get_absolute_url(), fetch_redirect_response=False)
        self.assertEqual(HeldUnits.objects.filter(is_active=True).first().rack, self.there)

    def test_a_refusal_shows_the_form_again_with_every_reason(self) -> None:
        """409; an installed server stays where it is."""
        self.permit(Hold, Device)
        installation.install(self.request, actor=self.user, now=factories.NOW)
        factories.make_device(self.there, position=7)

        answer = self.client.post(
            self.url, {'rack': self.there.pk, 'position': 7, 'face': 'front', 'reason': 'Less heat'}
        )

        self.assertContains(answer, 'U7 of', status_code=409)
        self.assertEqual(Device.objects.get(requested_server=self.server).rack, self.here)

    def test_nothing_chosen_is_said_at_its_fields(self) -> None:
        """Neither a place nor a rack with a unit."""
        self.permit(Hold)

        answer = self.client.post(self.url, {'face': 'front', 'reason': 'x'})

        self.assertContains(answer, 'Choose a place, or a rack.')
        self.assertContains(answer, 'Give the unit, or choose a place.')
