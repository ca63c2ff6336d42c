"""Pages of disposals, and the acts on them."""

import datetime

from django.urls import reverse
from django.utils import timezone

from netbox_colocation.models import Disposal, Document
from tests import base, factories

LONG_AGO = datetime.date(2020, 1, 1)


def make_due_paper(agency=None, **overrides) -> Document:
    """Make a paper of an ended case whose time is over."""
    case = factories.make_case(**({'agency': agency} if agency else {}))
    fields = {'case': case, 'closed_on': LONG_AGO, 'retain_until': LONG_AGO, 'fate': 'destroy', **overrides}
    return factories.make_document(factories.make_request(procedure=case.version.procedure), **fields)


class DisposalViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Disposal

    @classmethod
    def make_rows(cls) -> None:
        for _row in range(3):
            factories.make_disposal().documents.add(factories.make_document())

    def test_a_disposal_is_proposed_approved_and_carried_out_by_clicking(self) -> None:
        """The author proposes; somebody else approves and carries out; the record is a PDF."""
        paper, early = make_due_paper(), make_due_paper(retain_until=timezone.localdate())
        author, other = self.user, factories.make_user()
        for user in (author, other):
            base.permit(user, Disposal, 'view', 'add', 'approve', 'carry_out')
            base.permit(user, Document, 'view')
        self.add_permissions('tenancy.view_tenant')
        propose = reverse('plugins:netbox_colocation:disposal_propose')
        sent = {'agency': paper.case.agency.pk, 'name': 'Musnah 2026', 'reason': 'Habis masa'}

        self.assertHttpStatus(self.client.get(propose), 200)
        wrong = self.client.post(propose, {**sent, 'documents': [early.pk]})
        right = self.client.post(propose, sent)

        self.assertContains(wrong, 'it is kept until', status_code=409)
        disposal = Disposal.objects.get(name='Musnah 2026')
        self.assertRedirects(right, disposal.get_absolute_url())
        self.assertEqual(list(disposal.documents.all()), [paper])
        approve, carry_out, record = (
            reverse(f'plugins:netbox_colocation:disposal_{act}', args=[disposal.pk])
            for act in ('approve', 'carry_out', 'record')
        )
        self.assertHttpStatus(self.client.post(approve, {}), 403)
        self.assertNotContains(self.client.get(disposal.get_absolute_url()), approve)
        self.client.force_login(other)
        self.assertContains(self.client.get(disposal.get_absolute_url()), approve)
        self.assertHttpStatus(self.client.post(approve, {'approval_number': 'B-1/2026'}), 302)
        self.assertHttpStatus(self.client.post(carry_out, {}), 200)  # the box is not ticked
        self.assertHttpStatus(self.client.post(carry_out, {'is_sure': 'on'}), 302)
        page = self.client.get(record)
        self.assertEqual(b''.join(page.streaming_content)[:5], b'%PDF-')
        disposal.refresh_from_db()
        paper.refresh_from_db()
        self.assertEqual(
            (disposal.state, disposal.approval_number, paper.disposal), ('carried-out', 'B-1/2026', disposal)
        )
        self.assertHttpStatus(
            self.client.get(reverse('plugins:netbox_colocation:document_download', args=[paper.pk])), 410
        )

    def test_papers_that_are_due_are_found(self) -> None:
        """The filter `due_for_disposal` shows them until a proposal names them."""
        paper, _kept = make_due_paper(), make_due_paper(fate='permanent')
        self.add_permissions('netbox_colocation.view_document')
        url = reverse('plugins:netbox_colocation:document_list')

        due = [row.pk for row in self.client.get(url, {'due_for_disposal': 'true'}).context['table'].data]
        factories.make_disposal().documents.add(paper)
        named = [row.pk for row in self.client.get(url, {'due_for_disposal': 'true'}).context['table'].data]

        self.assertEqual((due, named), ([paper.pk], []))
