"""REST and GraphQL of monitoring targets and of drift reports; the acts on targets; what the shipped groups may."""

from utilities.testing import APIViewTestCases, disable_warnings

from netbox_colocation.management.access import MONITORING, OFFICERS, ensure_groups
from netbox_colocation.models import DriftReport, MonitoringTarget
from tests import factories
from tests.api import base

ACTS = {'accept': {'comment': 'x'}, 'retire': {'reason': 'x'}}


class MonitoringTargetAPITests(
    base.PluginAPIMixin,
    APIViewTestCases.GetObjectViewTestCase,
    APIViewTestCases.ListObjectsViewTestCase,
    APIViewTestCases.CreateObjectViewTestCase,
    APIViewTestCases.UpdateObjectViewTestCase,
    APIViewTestCases.GraphQLTestCase,
):
    """Everything that a client does with targets, but deleting them."""

    __test__ = True
    model = MonitoringTarget
    brief_fields = ['description', 'device', 'display', 'id', 'kind', 'port', 'state', 'url']
    bulk_update_data = {'severity': 'critical', 'labels': {'team': 'network'}}
    bulk_update_invalid_data = {'labels': {'__secret': 'x'}}

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_target()
        cls.device = factories.make_device()
        interface = cls.device.interfaces.create(name='eth0', type='1000base-t')
        cls.address = factories.make_address('10.9.9.9/24', assigned_object=interface)
        cls.device.primary_ip4 = cls.address
        cls.device.save()
        cls.create_data = [
            {'device': cls.device.pk, 'kind': 'exporter', 'port': 9100, 'labels': {'team': 'network'}},
            {'device': cls.device.pk, 'kind': 'agent', 'port': 10050, 'severity': 'high'},
            {'device': cls.device.pk, 'address': cls.address.pk, 'kind': 'probe', 'module': 'icmp'},
        ]

    def send(self, method: str, data: dict, target: MonitoringTarget | None = None):
        url = self._get_detail_url(target) if target else self._get_list_url()
        with disable_warnings('django.request'):
            return getattr(self.client, method)(url, data, format='json', **self.header)

    def test_the_address_left_out_is_the_primary_one_of_the_device(self) -> None:
        """On creating, when it is emptied, and with another device; without one it is refused at its field."""
        self.add_permissions('netbox_colocation.add_monitoringtarget', 'netbox_colocation.change_monitoringtarget')
        bare = factories.make_device()

        made = self.send('post', {'device': self.device.pk, 'port': 9100})
        target = MonitoringTarget.objects.get(pk=made.data['id'])
        emptied = self.send('patch', {'address': None}, target)
        moved = self.send('patch', {'device': self.device.pk, 'port': 9101}, self._get_queryset().first())
        refused = self.send('post', {'device': bare.pk, 'port': 9100})

        self.assertEqual(target.address, self.address)
        self.assertEqual(emptied.data['address']['id'], self.address.pk)
        self.assertEqual(moved.data['address']['id'], self.address.pk)
        self.assertHttpStatus(refused, 400)
        self.assertIn('address', refused.json())

    def test_what_monitoring_says_is_not_written_by_clients(self) -> None:
        """State, health and whoever reported stay as they are, whatever is sent."""
        self.add_permissions('netbox_colocation.change_monitoringtarget')
        target = self._get_queryset().first()

        answer = self.send(
            'patch', {'state': 'accepted', 'health': 'up', 'source': 'me', 'seen_at': '2026-01-01'}, target
        )

        self.assertHttpStatus(answer, 200)
        target.refresh_from_db()
        self.assertEqual(
            (target.state, target.health, target.source, target.seen_at), ('requested', 'unknown', '', None)
        )

    def test_labels_are_names_that_prometheus_takes(self) -> None:
        """Every wrong one is named at once."""
        self.add_permissions('netbox_colocation.add_monitoringtarget')

        answer = self.send(
            'post', {'device': self.device.pk, 'port': 9100, 'labels': {'9lives': 'x', '__a': 'y', 'b': 1}}
        )

        self.assertHttpStatus(answer, 400)
        self.assertEqual(len(answer.json()['labels']), 3)

    def test_a_retired_target_stays_as_it_was(self) -> None:
        """What was watched does not change any more; what is said about it may."""
        self.add_permissions('netbox_colocation.change_monitoringtarget')
        target = self._get_queryset().first()
        MonitoringTarget.objects.filter(pk=target.pk).update(state='retired', address=None, device=None)

        refused = self.send('patch', {'port': 1, 'device': self.device.pk}, target)
        done = self.send('patch', {'description': 'Returned in May', 'port': 9100}, target)

        self.assertHttpStatus(refused, 400)
        self.assertLessEqual({'port', 'device'}, set(refused.json()))
        self.assertHttpStatus(done, 200)
        self.assertEqual(done.data['description'], 'Returned in May')

    def test_nothing_deletes_a_target(self) -> None:
        """DELETE is not there, on the list or on a row; not even for a superuser."""
        self.user.is_superuser = True
        self.user.save()
        rows = list(self.model.objects.values('id'))
        one = self._get_detail_url(self._get_queryset().first())

        with disable_warnings('django.request'):
            statuses = [
                self.client.delete(url, data, format='json', **self.header).status_code
                for url, data in (
                    (self._get_list_url(), rows),
                    (one, {}),
                )
            ]

        self.assertEqual(statuses, [405, 405])
        self.assertEqual(self.model.objects.count(), 3)


class TargetActsTests(base.PluginAPITestCase):
    """`accept/` and `retire/` of a target."""

    __test__ = True
    model = MonitoringTarget

    def setUp(self) -> None:
        super().setUp()
        self.target = factories.make_target()

    def act(self, name: str, data: dict, query: str = ''):
        url = f'{self._get_detail_url(self.target)}{name}/{query}'
        with disable_warnings('django.request'):
            return self.client.post(url, data, format='json')

    def test_what_monitoring_has_not_seen_is_accepted_with_a_comment(self) -> None:
        """`target-unseen` names the field; with a comment it is accepted, and again it stays as it is."""
        base.permit(self.user, MonitoringTarget, 'view', 'acknowledge')

        refused = self.act('accept', {})
        done = self.act('accept', {'comment': 'Seen on the wall'})
        again = self.act('accept', {'comment': 'Once more'})

        self.assertHttpStatus(refused, 409)
        [finding] = refused.json()['findings']
        self.assertEqual((finding['code'], finding['field']), ('target-unseen', 'comment'))
        for answer in (done, again):
            self.assertHttpStatus(answer, 200)
            self.assertEqual(answer.json()['state']['value'], 'accepted')
        self.assertEqual(again.json()['accepted_at'], done.json()['accepted_at'])

    def test_retiring_asks_for_a_reason_and_is_for_good(self) -> None:
        base.permit(self.user, MonitoringTarget, 'view', 'acknowledge', 'retire')

        refused = self.act('retire', {'reason': ''})
        done = self.act('retire', {'reason': 'Sold'})
        again = [self.act('retire', {'reason': 'Sold'}), self.act('accept', {'comment': 'x'})]

        self.assertHttpStatus(refused, 400)
        self.assertHttpStatus(done, 200)
        self.assertEqual((done.json()['state']['value'], done.json()['address']), ('retired', None))
        self.assertEqual({answer.json()['findings'][0]['code'] for answer in again}, {'target-retired'})

    def test_a_rehearsal_changes_nothing(self) -> None:
        base.permit(self.user, MonitoringTarget, 'view', 'retire')

        answer = self.act('retire', {'reason': 'Sold'}, '?dry_run=true')

        self.assertEqual(answer.json()['state']['value'], 'retired')
        self.target.refresh_from_db()
        self.assertEqual(self.target.state, 'requested')

    def test_each_act_asks_for_its_own_permission(self) -> None:
        """403 without it; 404 for a target that it does not reach; another act's permission does not help."""
        base.permit(self.user, MonitoringTarget, 'view', 'add', 'change')
        self.assertEqual([self.act(act, body).status_code for act, body in ACTS.items()], [403, 403])
        base.permit(self.user, MonitoringTarget, 'acknowledge', 'retire', pk=self.target.pk + 1)

        statuses = [self.act(act, body).status_code for act, body in ACTS.items()]

        self.assertEqual(statuses, [404, 404])
        self.target.refresh_from_db()
        self.assertEqual(self.target.state, 'requested')


class GroupsTests(base.PluginAPITestCase):
    """What the shipped groups may do with targets."""

    __test__ = True
    model = MonitoringTarget

    def test_monitoring_reads_every_target_and_reports_and_writes_nothing_else(self) -> None:
        """It sees and accepts all targets, and neither makes, changes nor retires one."""
        target = factories.make_target(state='seen', seen_at=factories.NOW)
        self.user.groups.add(ensure_groups()[MONITORING])
        one = self._get_detail_url(target)

        with disable_warnings('django.request'):
            statuses = {
                'list': self.client.get(self._get_list_url()).status_code,
                'feed': self.client.get(f'{base.ROOT}monitoring/prometheus/').status_code,
                'accept': self.client.post(f'{one}accept/', {}, format='json').status_code,
                'retire': self.client.post(f'{one}retire/', {'reason': 'x'}, format='json').status_code,
                'change': self.client.patch(one, {'severity': 'low'}, format='json').status_code,
                'add': self.client.post(self._get_list_url(), {}, format='json').status_code,
                'devices': self.client.get('/api/dcim/devices/').status_code,
            }

        forbidden = dict.fromkeys(('retire', 'change', 'add', 'devices'), 403)
        self.assertEqual(statuses, {**dict.fromkeys(('list', 'feed', 'accept'), 200), **forbidden})

    def test_officers_see_and_accept_what_their_agency_installed(self) -> None:
        """Targets of their agency's procedures, and none of another agency or of no request."""
        request = factories.make_request()
        office = factories.make_role(agency=request.procedure.agency)
        factories.make_appointment(role=office, user=self.user)
        self.user.groups.add(ensure_groups()[OFFICERS])
        seen = {'state': 'seen', 'seen_at': factories.NOW}
        mine = factories.make_target(request=request, **seen)
        others = [factories.make_target(**seen), factories.make_target(request=factories.make_request(), **seen)]

        listed = self.client.get(self._get_list_url()).json()['results']
        with disable_warnings('django.request'):
            statuses = [
                self.client.post(f'{self._get_detail_url(target)}accept/', {}, format='json').status_code
                for target in (mine, *others)
            ]

        self.assertEqual([row['id'] for row in listed], [mine.pk])
        self.assertEqual(statuses, [200, 404, 404])


class DriftReportAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = DriftReport
    brief_fields = ['display', 'id', 'is_clean', 'made_at', 'source', 'url']

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_drift_report()
