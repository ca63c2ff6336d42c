"""REST and GraphQL of dispatches: to read, to hand a paper out, to record a receipt, to mail once more."""

import io

import docx

from netbox_colocation.models import Dispatch, Document
from tests import base as pages
from tests import factories
from tests.api import base
from tests.documents.handing import EARLY, make_letter, make_signed


class DispatchAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Dispatch
    brief_fields = ['display', 'id', 'method', 'recipient', 'sent_on', 'state', 'url']

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_dispatch()


class HandingAPITests(base.PrivateFilesMixin, base.PluginAPITestCase):
    """`documents/{id}/dispatch/` and `docx/`, `dispatches/{id}/receive/` and `send-again/`."""

    __test__ = True
    model = Dispatch

    def setUp(self) -> None:
        super().setUp()
        self.letter = make_signed(now=EARLY)

    def post(self, path: str, **body: object):
        return self.client.post(f'{base.ROOT}{path}', body, format='json')

    def test_a_letter_is_handed_out_by_whoever_may(self) -> None:
        """Only with the permission, and on that row."""
        path = f'documents/{self.letter.pk}/dispatch/'
        self.assertHttpStatus(self.post(path, method='post'), 403)
        pages.permit(self.user, Document, 'view', 'dispatch', pk=self.letter.pk)
        other = make_signed(now=EARLY)

        self.assertHttpStatus(self.post(f'documents/{other.pk}/dispatch/', method='post'), 404)
        answer = self.post(path, method='post', recipient='Inspektorat', tracking_number='P26', sent_on='2026-11-02')

        self.assertHttpStatus(answer, 201)
        [row] = answer.data
        self.assertEqual((row['recipient'], row['state']['value']), ('Inspektorat', 'sent'))
        self.assertEqual(Dispatch.objects.get().sent_by, self.user)

    def test_a_refusal_has_every_finding(self) -> None:
        pages.permit(self.user, Document, 'view', 'dispatch')

        answer = self.post(
            f'documents/{make_letter().pk}/dispatch/', method='e-mail', address='nobody', sent_on='2020-01-01'
        )

        self.assertHttpStatus(answer, 409)
        codes = {finding['code'] for finding in answer.data['findings']}
        self.assertEqual(codes, {'not-signed', 'mail-off', 'address-invalid', 'date-before-letter'})
        self.assertEqual(Dispatch.objects.count(), 0)

    def test_a_receipt_is_recorded_once(self) -> None:
        row = factories.make_dispatch(self.letter, sent_on='2026-11-02')
        path, body = f'dispatches/{row.pk}/receive/', {'received_by': 'Rina', 'received_on': '2026-11-03'}
        pages.permit(self.user, Dispatch, 'view')
        self.assertHttpStatus(self.post(path, **body), 403)
        pages.permit(self.user, Dispatch, 'receive')

        self.assertHttpStatus(self.post(path, **body), 200)
        again = self.post(path, **body)

        self.assertHttpStatus(again, 409)
        self.assertEqual(again.data['findings'][0]['code'], 'already-received')

    def test_sending_again_asks_for_the_right_on_its_document(self) -> None:
        row = factories.make_dispatch(self.letter, method='e-mail', state='failed')
        pages.permit(self.user, Dispatch, 'view')
        pages.permit(self.user, Document, 'dispatch', pk=0)

        self.assertHttpStatus(self.post(f'dispatches/{row.pk}/send-again/'), 404)
        pages.permit(self.user, Document, 'dispatch', pk=self.letter.pk)
        answer = self.post(f'dispatches/{row.pk}/send-again/')

        self.assertEqual(answer.data['findings'][0]['code'], 'mail-off')

    def test_a_draft_comes_as_docx_with_the_e_offices_places(self) -> None:
        draft = make_letter()
        pages.permit(self.user, Document, 'view')

        answer = self.client.get(f'{base.ROOT}documents/{draft.pk}/docx/?placeholders=1')

        self.assertHttpStatus(answer, 200)
        document = docx.Document(io.BytesIO(answer.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        self.assertTrue(any('${ttd_pengirim}' in text for text in cells))

    def test_the_applicant_gets_no_docx_whatever_the_permission(self) -> None:
        draft = make_letter()
        pages.permit(self.user, Document, 'view')
        factories.make_representative(user=self.user, tenant=draft.subject.applicant)

        self.assertHttpStatus(self.client.get(f'{base.ROOT}documents/{draft.pk}/docx/'), 404)
