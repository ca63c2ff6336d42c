"""REST: holding places for a request, renewing and releasing, by state of the request and rights of the user."""

import datetime

from django.utils import timezone

from core.models import ObjectChange
from dcim.models import RackReservation
from ipam.models import IPAddress

from netbox_colocation.models import ColocationRequest, HeldUnits, Hold
from tests import base as pages
from tests import factories
from tests.allocation.conftest import make_estate
from tests.api import base


class HoldActsTests(base.PluginAPITestCase):
    """`colocation-requests/{id}/hold/`, `renew/` and `release/`."""

    __test__ = True
    model = Hold

    @classmethod
    def setUpTestData(cls) -> None:
        procedure = pages.publish_procedure().procedure
        cls.request = factories.make_request(site=make_estate(), servers=1, procedure=procedure, status='accepted')
        cls.request.case = factories.make_case(
            version=procedure.versions.get(), applicant=cls.request.applicant, number='K-9'
        )
        cls.request.save_state('case')

    def act(self, act: str, **data: object):
        return self.client.post(f'{base.ROOT}colocation-requests/{self.request.pk}/{act}/', data, format='json')

    def permit_all(self) -> None:
        self.add_permissions(
            'netbox_colocation.view_colocationrequest', 'netbox_colocation.add_hold', 'netbox_colocation.change_hold'
        )

    def is_nothing_held(self) -> bool:
        return not (RackReservation.objects.exists() or IPAddress.objects.exists() or self.active().exists())

    def active(self):
        return Hold.objects.filter(state='active')

    def test_hold_renew_release(self) -> None:
        """What is held, until when, and each act in the case's record."""
        self.permit_all()
        later = timezone.now() + datetime.timedelta(days=90)

        held = self.act('hold')
        renewed = self.act('renew', until=later.isoformat())
        released = self.act('release', reason='Too late')

        self.assertEqual([answer.status_code for answer in (held, renewed, released)], [201, 200, 200])
        self.assertEqual(held.data['units'][0]['position'], 1.0)
        self.assertEqual(held.data['addresses'][0]['address']['address'], '10.20.0.1/28')
        self.assertEqual((held.data['outlets'], held.data['ports'], held.data['conflicts']), ([], [], []))
        self.assertEqual(datetime.datetime.fromisoformat(str(renewed.data['expires_at'])), later)
        self.assertEqual(released.data['state']['value'], 'released')
        self.assertTrue(self.is_nothing_held())
        kinds = list(self.request.case.events.order_by('sequence').values_list('kind', 'actor'))
        self.assertEqual(kinds, [(kind, self.user.pk) for kind in ('hold-taken', 'hold-renewed', 'hold-released')])

    def test_dry_run_says_the_same_and_does_nothing(self) -> None:
        """The answer of a dry run is that of the act, but for what only a stored row has; nothing is left of it."""
        self.permit_all()

        tried = self.act('hold', dry_run=True)
        changes = ObjectChange.objects.count()

        self.assertEqual((tried.status_code, tried.data['id'], changes), (200, None, 0))
        self.assertTrue(self.is_nothing_held())
        held = self.act('hold')
        self.assertEqual(tried.data['units'], held.data['units'])
        until = timezone.now() + datetime.timedelta(days=90)
        self.assertEqual(self.act('renew', until=until.isoformat(), dry_run=True).status_code, 200)
        self.assertEqual(self.act('release', reason='-', dry_run=True).data['state']['value'], 'released')
        hold = Hold.objects.get()
        self.assertEqual((hold.state, hold.expires_at < until, hold.units.count()), ('active', True, 2))
        self.assertEqual(self.request.case.events.count(), 1)

    def test_rights_by_act(self) -> None:
        """Who may not see the request gets 404, who lacks the right 403; nothing is held or freed."""
        cases = [
            ((), {'hold': 403, 'renew': 403, 'release': 403}),
            (('view_colocationrequest',), {'hold': 403, 'renew': 403, 'release': 403}),
            (('add_hold', 'change_hold'), {'hold': 404, 'renew': 404, 'release': 404}),
            (('view_colocationrequest', 'add_hold'), {'hold': 201, 'renew': 403, 'release': 403}),
            (('view_colocationrequest', 'change_hold'), {'hold': 403, 'renew': 200, 'release': 200}),
        ]
        bodies = {'hold': {}, 'renew': {'days': 300}, 'release': {'reason': 'Because'}}
        for rights, statuses in cases:
            with self.subTest(rights=rights):
                self.user.object_permissions.all().delete()
                self.add_permissions(*(f'netbox_colocation.{right}' for right in rights))

                found = {act: self.act(act, **bodies[act]).status_code for act in statuses}

                self.assertEqual(found, statuses)
        self.assertTrue(self.is_nothing_held())

    def test_constrained_rights_are_asked_of_the_hold(self) -> None:
        """A right for other holds is none for this one."""
        self.add_permissions('netbox_colocation.view_colocationrequest')
        base.permit(self.user, Hold, 'add', 'change', request__pk=0)

        self.assertEqual(self.act('hold').data['code'], 'role-not-held')
        self.assertTrue(self.is_nothing_held())

    def test_only_a_request_in_procedure_holds(self) -> None:
        """By state of the request: 409 with the finding, and nothing held."""
        self.permit_all()
        statuses = {'draft': 409, 'returned': 409, 'refused': 409, 'completed': 409, 'cancelled': 409, 'open': 201}
        for state, expected in statuses.items():
            with self.subTest(state=state):
                ColocationRequest.objects.filter(pk=self.request.pk).update(status=state)

                answer = self.act('hold')

                self.assertEqual(answer.status_code, expected)
                if expected == 409:
                    codes = [finding['code'] for finding in answer.data['findings']]
                    self.assertEqual((codes, self.is_nothing_held()), (['not-in-procedure'], True))

    def test_installed_servers_are_not_held_for(self) -> None:
        """What stands in the rack needs no hold."""
        self.permit_all()
        self.request.servers.update(device=factories.make_device())

        self.assertEqual([finding['code'] for finding in self.act('hold').data['findings']], ['already-installed'])

    def test_refusals_are_problem_details_with_every_finding(self) -> None:
        """Without a hold there is nothing to renew or release; what does not fit says every reason."""
        self.permit_all()
        self.request.servers.update(u_height=60, bandwidth=10**6)

        answers = [self.act('renew', days=300), self.act('release', reason='-'), self.act('hold')]

        self.assertEqual([answer.status_code for answer in answers], [409, 409, 409])
        codes = [{finding['code'] for finding in answer.data['findings']} for answer in answers]
        self.assertEqual(codes[:2], [{'nothing-held'}] * 2)
        self.assertLessEqual({'bandwidth-promised'}, codes[2])
        self.assertFalse(HeldUnits.objects.exists())

    def test_bad_input_names_the_field(self) -> None:
        """Both ways to say until when, a moment that is none, no reason."""
        self.permit_all()
        self.act('hold')
        bad = [
            ('renew', {'until': '2099-01-01T00:00:00Z', 'days': 3}, 'days'),
            ('renew', {'until': 'tomorrow'}, 'until'),
            ('renew', {'days': -1}, 'days'),
            ('release', {}, 'reason'),
        ]
        for act, data, field in bad:
            with self.subTest(act=act, data=data):
                answer = self.act(act, **data)

                self.assertEqual((answer.status_code, list(answer.json())), (400, [field]))
        self.assertEqual(self.act('renew', days=1).json()['findings'][0]['field'], 'until')
        self.assertEqual(self.active().count(), 1)
