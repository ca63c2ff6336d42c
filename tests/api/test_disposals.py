"""REST and GraphQL of disposals, and the acts on them."""

from core.models import ObjectChange
from tenancy.models import Tenant

from netbox_colocation.models import Disposal, Document
from tests import factories
from tests.api import base
from tests.views.test_disposals import make_due_paper


class DisposalAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Disposal
    brief_fields = ['description', 'display', 'id', 'name', 'state', 'url']

    @classmethod
    def make_rows(cls) -> None:
        for _row in range(3):
            factories.make_disposal().documents.add(factories.make_document())


class DisposalActsTests(base.PluginAPITestCase):
    """`disposals/propose/`, `approve/`, `refuse/`, `carry-out/` and `record/`."""

    __test__ = True
    model = Disposal

    def setUp(self) -> None:
        super().setUp()
        self.other = factories.make_user()
        for user in (self.user, self.other):
            base.permit(user, Disposal, 'view', 'add', 'approve', 'carry_out')
            base.permit(user, Document, 'view')
            base.permit(user, Tenant, 'view')
        self.other_client = base.log_in(self.other)
        self.paper = make_due_paper()

    def propose(self, **sent):
        body = {'agency': self.paper.case.agency.pk, 'name': 'Musnah', 'reason': 'Habis masa', **sent}
        return self.client.post(f'{base.ROOT}disposals/propose/', body, format='json')

    def test_propose_approve_carry_out(self) -> None:
        proposed = self.propose(documents=[self.paper.pk])
        url = f'{base.ROOT}disposals/{proposed.data["id"]}/'
        own = [self.client.post(f'{url}{act}/', {}, format='json').status_code for act in ('approve', 'carry-out')]
        approved = self.other_client.post(f'{url}approve/', {}, format='json')
        done = self.other_client.post(f'{url}carry-out/', {}, format='json')
        record = self.client.get(f'{url}record/')

        self.assertEqual(
            (proposed.status_code, own, approved.status_code, done.status_code), (201, [403, 403], 200, 200)
        )
        self.assertEqual(done.data['state']['value'], 'carried-out')
        self.assertEqual(b''.join(record.streaming_content)[:5], b'%PDF-')
        self.paper.refresh_from_db()
        self.assertEqual(self.paper.disposal_id, done.data['id'])
        changes = ObjectChange.objects.filter(changed_object_id=self.paper.pk, user=self.other)
        self.assertEqual([change.message for change in changes], ['Musnah'])
        gone = self.client.get(f'{base.ROOT}documents/{self.paper.pk}/download/')
        self.assertEqual(gone.status_code, 410)
        self.assertIn('Musnah', gone.content.decode())

    def test_papers_that_may_not_be_destroyed_are_all_named(self) -> None:
        permanent, other = make_due_paper(self.paper.case.agency, fate='permanent'), make_due_paper()

        answer = self.propose(documents=[self.paper.pk, permanent.pk, other.pk])

        self.assertEqual(answer.status_code, 409)
        found = {(finding['data']['document'], finding['code']) for finding in answer.data['findings']}
        self.assertEqual(found, {(permanent.pk, 'other-fate'), (other.pk, 'other-agency')})
        self.assertFalse(Disposal.objects.exists())

    def test_a_refused_proposal_frees_its_papers(self) -> None:
        first = self.propose().data['id']
        twice = self.propose()
        refused = self.other_client.post(f'{base.ROOT}disposals/{first}/refuse/', {'remark': 'Belum'}, format='json')
        again = self.propose()

        self.assertEqual((twice.status_code, refused.status_code, again.status_code), (409, 200, 201))

    def test_acts_ask_for_their_own_permission(self) -> None:
        proposed = self.propose().data['id']
        nobody = factories.make_user()
        base.permit(nobody, Disposal, 'view')
        client = base.log_in(nobody)

        statuses = [
            client.post(f'{base.ROOT}disposals/{path}/', {'remark': 'x'}, format='json').status_code
            for path in ('propose', f'{proposed}/approve', f'{proposed}/refuse', f'{proposed}/carry-out')
        ]

        self.assertEqual(statuses, [403] * 4)
