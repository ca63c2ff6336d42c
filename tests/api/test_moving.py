"""`POST requested-servers/{id}/move/`: who may, what it answers, and what is refused."""

from dcim.models import Device

from netbox_colocation.allocation import holds, installation
from netbox_colocation.models import CaseEvent, HeldUnits, Hold, RequestedServer
from tests import factories, subject_factories
from tests.allocation.conftest import make_estate
from tests.api import base


class MoveTests(base.PluginAPITestCase):
    """A server of a case that is held in the first of two racks."""

    __test__ = True
    model = RequestedServer

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = make_estate(racks=2)
        cls.here, cls.there = cls.site.racks.order_by('name')
        cls.request = factories.make_request(site=cls.site, servers=1)
        subject_factories.open_case(cls.request)
        holds.hold(cls.request, actor=factories.make_user(), now=factories.NOW)
        cls.server = cls.request.servers.get()

    def move(self, **data: object):
        body = {'rack': self.there.pk, 'position': 7, 'reason': 'Room is needed', **data}
        return self.client.post(f'{base.ROOT}requested-servers/{self.server.pk}/move/', body, format='json')

    def permit(self, *models: object) -> None:
        self.add_permissions('netbox_colocation.view_requestedserver', 'dcim.view_rack')
        for model in models:
            base.permit(self.user, model, 'change')

    def held(self) -> tuple[int, float]:
        row = HeldUnits.objects.filter(is_active=True, face='front').get()
        return row.rack_id, float(row.position)

    def test_the_hold_asks_for_the_right_to_change_it(self) -> None:
        """Without any right 403, with that to see the server 403 with a code; nothing moves."""
        self.assertHttpStatus(self.move(), 403)
        self.permit(Device)

        refused = self.move()

        self.assertEqual((refused.status_code, refused.data['code']), (403, 'role-not-held'))
        self.assertEqual(self.held(), (self.here.pk, 1.0))

    def test_a_held_place_moves_and_the_case_records_why(self) -> None:
        """The answer says from where to where; the record has the reason and who did it."""
        self.permit(Hold)

        response = self.move()

        self.assertHttpStatus(response, 200)
        self.assertEqual(response.data['before']['rack'], self.here.pk)
        self.assertEqual(response.data['after'], {
            'rack': self.there.pk, 'rack_name': self.there.name, 'position': 7.0, 'face': 'front',
        })  # fmt: skip
        self.assertEqual(self.held(), (self.there.pk, 7.0))
        event = CaseEvent.objects.get(kind='placement-moved')
        self.assertEqual((event.actor, event.data['to'], event.data['reason']), (
            self.user, f'{self.there} U7', 'Room is needed',
        ))  # fmt: skip

    def test_a_second_time_changes_nothing(self) -> None:
        """It is there already: neither the hold nor the record changes."""
        self.permit(Hold)
        self.move()

        again = self.move()

        self.assertEqual((again.status_code, again.data['is_moved']), (200, False))
        self.assertEqual(CaseEvent.objects.filter(kind='placement-moved').count(), 1)

    def test_a_dry_run_says_the_same_and_does_nothing(self) -> None:
        """It needs no reason, and refuses what the real one would refuse."""
        self.permit(Hold)

        response = self.move(dry_run=True, reason='')
        refused = self.move(dry_run=True, position=42.5)

        self.assertEqual((response.status_code, response.data['is_moved'], response.data['dry_run']), (200, True, True))
        self.assertEqual(refused.status_code, 409)
        self.assertEqual(self.held(), (self.here.pk, 1.0))
        self.assertFalse(CaseEvent.objects.filter(kind='placement-moved').exists())

    def test_every_finding_is_in_the_refusal(self) -> None:
        """409 with a code for each finding; an installed server asks for the right to change its device."""
        self.permit(Hold, Device)
        installation.install(self.request, actor=self.user, now=factories.NOW)
        factories.make_device(self.there, position=7)
        factories.make_power_port(factories.make_device(self.there), allocated_draw=5800)

        refused = self.move()

        self.assertHttpStatus(refused, 409)
        self.assertEqual({finding['code'] for finding in refused.data['findings']}, {'units-taken', 'feeds-full'})
        self.assertEqual(Device.objects.get(requested_server=self.server).rack, self.here)

    def test_a_wrong_body_names_its_field(self) -> None:
        """No reason, no rack, a rack that the user may not see, and a position that is no number: 400."""
        self.permit(Hold)

        self.assertEqual(self.move(reason=' ').data['findings'][0]['field'], 'reason')
        self.assertIn('rack', self.move(rack=None).data)
        self.assertIn('position', self.move(position='high').data)
        self.assertIn('face', self.move(face='left').data)
        self.remove_permissions('dcim.view_rack')
        self.assertIn('rack', self.move().data)
        self.assertEqual(self.held(), (self.here.pk, 1.0))

    def test_what_has_no_place_cannot_be_moved(self) -> None:
        """Neither held nor installed: 409 that says so."""
        self.permit(Hold)
        holds.release(self.request, now=factories.NOW)

        refused = self.move()

        self.assertEqual((refused.status_code, refused.data['findings'][0]['code']), (409, 'nothing-placed'))
