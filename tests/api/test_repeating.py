"""Calls that write, repeated under a key, rehearsed, matched: nothing happens twice, and nothing by a dry run."""

import json
import threading

import pytest
from django.db import connection

from core.models import ObjectChange
from users.models import ObjectPermission

from netbox_colocation.api import repeating
from netbox_colocation.models import AnsweredRequest, Hold, PlacementPolicy, ProcedureRole
from tests import base as pages
from tests import factories
from tests.allocation.conftest import make_estate
from tests.allocation.test_killed import run_and_kill
from tests.api import base
from tests.base import permit

KEY = 'HTTP_IDEMPOTENCY_KEY'
POLICIES = f'{base.ROOT}placement-policies/'


class RepeatedCallTests(base.PluginAPITestCase):
    """One key, one effect."""

    __test__ = True
    model = PlacementPolicy

    def setUp(self) -> None:
        super().setUp()
        self.add_permissions('netbox_colocation.add_placementpolicy', 'netbox_colocation.view_placementpolicy')

    def make(self, key: str = 'k-1', name: str = 'Half full', **headers):
        return self.client.post(POLICIES, {'name': name}, format='json', **{KEY: key}, **self.header, **headers)

    def test_the_same_call_under_the_same_key_happens_once_and_is_answered_alike(self) -> None:
        first, again = self.make(), self.make()

        self.assertEqual((first.status_code, again.status_code), (201, 201))
        self.assertEqual(json.loads(first.content), json.loads(again.content))
        self.assertEqual((first.headers.get('Idempotent-Replayed'), again['Idempotent-Replayed']), (None, 'true'))
        self.assertEqual(again['ETag'], first['ETag'])
        self.assertEqual(PlacementPolicy.objects.count(), 1)

    def test_another_key_is_another_call(self) -> None:
        self.make('a', 'A'), self.make('b', 'B')

        self.assertEqual(PlacementPolicy.objects.count(), 2)

    def test_the_same_key_for_another_call_is_refused(self) -> None:
        self.make()

        other = self.make(name='Another')

        self.assertEqual((other.status_code, other.json()['code']), (422, 'idempotency-key-reused'))
        self.assertEqual(PlacementPolicy.objects.count(), 1)

    def test_a_call_that_was_refused_may_be_tried_again(self) -> None:
        refused = self.make(name='')
        done = self.make(name='')
        self.assertEqual((refused.status_code, done.status_code), (400, 400))
        self.assertFalse(AnsweredRequest.objects.exists())

        self.assertEqual(self.make().status_code, 201)

    def test_an_answer_is_given_again_to_nobody_else(self) -> None:
        """Another user's key of the same text is another key; whoever lost the permission is refused."""
        self.make()
        ObjectPermission.objects.all().delete()

        self.assertEqual(self.make().status_code, 403)

    def test_what_is_no_key_is_refused(self) -> None:
        refused = self.make('x' * 256)

        self.assertEqual((refused.status_code, refused.json()['findings'][0]['code']), (400, 'idempotency-key-invalid'))


class RehearsedCallTests(base.PluginAPITestCase):
    """A dry run does everything, says so, and leaves nothing."""

    __test__ = True
    model = PlacementPolicy

    def test_what_is_made_in_a_dry_run_is_answered_and_gone(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy', 'netbox_colocation.view_placementpolicy')

        answer = self.client.post(f'{POLICIES}?dry_run=true', {'name': 'Half full'}, format='json', **self.header)

        self.assertEqual((answer.status_code, answer.json()['name'], answer['Dry-Run']), (201, 'Half full', 'true'))
        self.assertFalse(PlacementPolicy.objects.exists() or ObjectChange.objects.exists())

    def test_an_act_is_rehearsed_with_all_that_it_does(self) -> None:
        """Whether the query or the body asks for it."""
        procedure = pages.publish_procedure().procedure
        request = factories.make_request(site=make_estate(), servers=1, procedure=procedure, status='accepted')
        request.case = factories.make_case(version=procedure.versions.get(), applicant=request.applicant, number='K-9')
        request.save_state('case')
        self.add_permissions('netbox_colocation.view_colocationrequest', 'netbox_colocation.add_hold')
        url = f'{base.ROOT}colocation-requests/{request.pk}/hold/'

        for query, body in (('?dry_run=true', {}), ('', {'dry_run': True})):
            answer = self.client.post(url + query, body, format='json', **self.header)

            self.assertEqual((answer.status_code, answer['Dry-Run'], answer.data['id']), (200, 'true', None))
            self.assertEqual(answer.data['units'][0]['position'], 1.0)
            self.assertFalse(Hold.objects.exists())

    def test_a_rehearsal_in_the_body_takes_no_key_either(self) -> None:
        request = factories.make_request()
        self.add_permissions('netbox_colocation.view_colocationrequest', 'netbox_colocation.add_hold')
        url = f'{base.ROOT}colocation-requests/{request.pk}/hold/'

        answer = self.client.post(url, {'dry_run': True}, format='json', HTTP_IDEMPOTENCY_KEY='once', **self.header)

        self.assertEqual((answer.status_code, answer.json()['findings'][0]['code']), (400, 'dry-run-with-key'))

    def test_what_is_wrong_in_a_dry_run_is_refused_as_it_would_be(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy')

        answer = self.client.post(f'{POLICIES}?dry_run=true', {'name': ''}, format='json', **self.header)

        self.assertEqual((answer.status_code, list(answer.json())), (400, ['name']))

    def test_signing_cannot_be_rehearsed(self) -> None:
        document = factories.make_document()
        self.add_permissions('netbox_colocation.perform_task', 'netbox_colocation.view_document')
        url = f'{base.ROOT}documents/{document.pk}/sign/?dry_run=true'

        answer = self.client.post(url, {'method': 'application'}, format='json', **self.header)

        self.assertEqual((answer.status_code, answer.json()['findings'][0]['code']), (400, 'dry-run-impossible'))


class ProblemTests(base.PluginAPITestCase):
    """RFC 9457."""

    __test__ = True
    model = PlacementPolicy

    def test_fields_that_are_wrong_are_a_problem_to_whoever_accepts_problems(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy')

        answer = self.client.post(
            POLICIES, {}, format='json', headers={'Accept': 'application/json, application/problem+json'}, **self.header
        )

        self.assertEqual((answer.status_code, answer['Content-Type']), (400, 'application/problem+json'))
        body = json.loads(answer.content)
        self.assertEqual((body['status'], body['type']), (400, 'urn:netbox-colocation:problem:invalid'))
        self.assertEqual([(one['code'], one['field']) for one in body['findings']], [('field-invalid', 'name')])

    def test_to_others_they_are_what_netbox_says(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy')

        answer = self.client.post(POLICIES, {}, format='json', **self.header)

        self.assertEqual((answer['Content-Type'], list(json.loads(answer.content))), ('application/json', ['name']))


class BatchTests(base.PluginAPITestCase):
    """Many calls in one."""

    __test__ = True
    model = PlacementPolicy

    def send(self, *names: str, atomic: bool = False, **extra):
        calls = [{'path': 'placement-policies/', 'body': {'name': name}} for name in names]
        body = {'atomic': atomic, 'calls': calls}
        return self.client.post(f'{base.ROOT}batch/', body, format='json', **extra, **self.header)

    def test_each_call_is_answered_as_it_would_be_alone(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy', 'netbox_colocation.view_placementpolicy')

        answer = self.send('A', '', 'C')

        self.assertEqual(answer.status_code, 200)
        self.assertEqual([one['status'] for one in answer.data['answers']], [201, 400, 201], answer.data)
        self.assertEqual(answer.data['answers'][1]['body'], {'name': ['This field may not be blank.']})
        self.assertEqual(sorted(PlacementPolicy.objects.values_list('name', flat=True)), ['A', 'C'])

    def test_all_or_none(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy', 'netbox_colocation.view_placementpolicy')

        answer = self.send('A', '', 'C', atomic=True)

        self.assertEqual((answer.status_code, answer.data['done']), (409, False))
        self.assertFalse(PlacementPolicy.objects.exists() or ObjectChange.objects.exists())

    def test_a_call_may_do_what_its_caller_may(self) -> None:
        answer = self.send('A')

        self.assertEqual([one['status'] for one in answer.data['answers']], [403])
        self.assertFalse(PlacementPolicy.objects.exists())

    def test_a_token_that_may_only_read_writes_nothing_by_a_batch(self) -> None:
        permit(self.user, PlacementPolicy, 'add', 'view')
        call = {'path': 'placement-policies/', 'body': {'name': 'A'}}

        answer = base.log_in(self.user, write_enabled=False).post(
            f'{base.ROOT}batch/', {'calls': [call]}, format='json'
        )

        self.assertNotIn(201, [one['status'] for one in answer.data.get('answers', ())])
        self.assertFalse(PlacementPolicy.objects.exists())

    def test_a_batch_under_a_key_happens_once(self) -> None:
        self.add_permissions('netbox_colocation.add_placementpolicy', 'netbox_colocation.view_placementpolicy')

        first, again = self.send('A', 'B', **{KEY: 'k'}), self.send('A', 'B', **{KEY: 'k'})

        self.assertEqual(json.loads(first.content), json.loads(again.content))
        self.assertEqual(PlacementPolicy.objects.count(), 2)

    def test_a_batch_calls_no_batch_and_nothing_outside(self) -> None:
        for path in ('batch/', '../../dcim/devices/', 'nowhere/'):
            body = {'calls': [{'path': path}]}
            answer = self.client.post(f'{base.ROOT}batch/', body, format='json', **self.header)
            self.assertEqual((answer.status_code, answer.json()['findings'][0]['code']), (400, 'path-unknown'), path)


class MatchedActTests(base.PluginAPITestCase):
    """`If-Match` on an act."""

    __test__ = True
    model = ProcedureRole

    def test_an_act_on_what_was_changed_meanwhile_is_refused(self) -> None:
        procedure = pages.publish_procedure().procedure
        request = factories.make_request(site=make_estate(), servers=1, procedure=procedure, status='accepted')
        self.add_permissions('netbox_colocation.view_colocationrequest', 'netbox_colocation.add_hold')
        url = f'{base.ROOT}colocation-requests/{request.pk}/hold/'

        answer = self.client.post(url, {}, format='json', HTTP_IF_MATCH='W/"2020-01-01T00:00:00+00:00"', **self.header)

        self.assertEqual(answer.status_code, 412)
        self.assertFalse(Hold.objects.exists())


@pytest.fixture
def policy_writer():
    """A call that adds a policy under a key, by a user who may."""
    user = factories.make_user()
    permit(user, PlacementPolicy, 'add', 'view')

    def write(key: str):
        return base.log_in(user).post(POLICIES, {'name': 'P'}, format='json', **{KEY: key})

    return write


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(('keys', 'statuses'), [(('k', 'k'), {201}), (('k', 'l'), {201, 400, 409})])
def test_two_calls_at_the_same_time_happen_once_under_one_key_only(policy_writer, keys, statuses) -> None:
    """The second waits for the first and gets its answer; under two keys it is another call, and the name is taken."""
    answers, gate = [], threading.Barrier(2)

    def call(key: str) -> None:
        gate.wait()
        answers.append(policy_writer(key))
        connection.close()

    threads = [threading.Thread(target=call, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = sorted(answer.status_code for answer in answers)
    assert found[0] == 201
    assert set(found) <= statuses
    assert (len(set(found)) == 1) == (keys[0] == keys[1])
    assert PlacementPolicy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_calls_of_one_token_do_not_wait_for_each_other(policy_writer, monkeypatch) -> None:
    """Under a key everything is one transaction; that the token was used is noted before it begins."""
    keep, seen = repeating._keep, []

    def keep_and_look(*args) -> None:
        def look() -> None:
            with connection.cursor() as cursor:
                cursor.execute('SELECT 1 FROM users_token FOR UPDATE NOWAIT')
                seen.append(cursor.fetchall())
            connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        keep(*args)

    monkeypatch.setattr(repeating, '_keep', keep_and_look)

    assert policy_writer('k').status_code == 201
    assert seen == [[(1,)]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize('path', ['placement-policies/', 'batch/'])
def test_a_token_needs_no_csrf_cookie_under_a_key_or_in_a_batch(path) -> None:
    user = factories.make_user()
    permit(user, PlacementPolicy, 'add', 'view')
    body = {'name': 'P'} if path != 'batch/' else {'calls': [{'path': 'placement-policies/', 'body': {'name': 'P'}}]}
    client = base.log_in(user)
    client.handler.enforce_csrf_checks = True

    answer = client.post(base.ROOT + path, body, format='json', **{KEY: 'k'})

    assert answer.status_code in (200, 201)
    assert PlacementPolicy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_it_answered_did_nothing_and_the_call_may_be_repeated(policy_writer) -> None:
    """Killed after the policy and the answer were written, before they were committed: neither is there."""
    run_and_kill(repeating, '_keep', lambda: policy_writer('k'))
    assert not PlacementPolicy.objects.exists()
    assert not AnsweredRequest.objects.exists()

    assert policy_writer('k').status_code == 201
    assert policy_writer('k')['Idempotent-Replayed'] == 'true'
    assert PlacementPolicy.objects.count() == 1
