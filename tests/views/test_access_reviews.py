"""Pages of access reviews: opened, decided and closed by clicking; the lines as a file."""

import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tenancy.models import Tenant

from netbox_colocation.models import AccessReview, AccessRight
from tests import access_factories, base, factories


class AccessReviewViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = AccessReview

    @classmethod
    def make_rows(cls) -> None:
        for _row in range(3):
            access_factories.make_line()

    def test_a_review_is_opened_decided_and_closed_by_clicking(self) -> None:
        """The page says what stands against a decision at its line, and nothing of the rest was done."""
        left = access_factories.make_right(holder_name='Joko')
        stays = access_factories.make_right(holder_name='Rudi', agency=left.agency)
        base.permit(self.user, AccessReview, 'view', 'add', 'review')
        base.permit(self.user, AccessRight, 'view', 'revoke')
        base.permit(self.user, Tenant, 'view')
        opening = reverse('plugins:netbox_colocation:accessreview_open')
        self.assertContains(self.client.get(self._get_url('list')), opening)
        sent = {'agency': left.agency.pk, 'year': 2026, 'quarter': 3}

        self.assertHttpStatus(self.client.get(opening), 200)
        self.client.post(opening, sent)
        twice = self.client.post(opening, sent)
        review = AccessReview.objects.get(agency=left.agency)
        decide, close = (
            reverse(f'plugins:netbox_colocation:accessreview_{act}', args=[review.pk]) for act in ('decide', 'close')
        )
        keys = {line.person: line.pk for line in review.lines.all()}
        answers = {f'decision_{keys["Joko"]}': 'revoke', f'decision_{keys["Rudi"]}': 'keep'}
        silent = self.client.post(decide, answers)
        early = self.client.post(close, {'conclusion': 'Done'})
        done = self.client.post(decide, {**answers, f'remark_{keys["Joko"]}': 'Left the agency'})
        closed = self.client.post(close, {'conclusion': 'One was revoked.'})

        self.assertContains(twice, 'has its review', status_code=409)
        self.assertContains(silent, 'Joko: say why it is revoked.', status_code=409)
        self.assertContains(early, 'are not decided yet', status_code=409)
        self.assertRedirects(done, review.get_absolute_url())
        self.assertRedirects(closed, review.get_absolute_url())
        page = self.client.get(review.get_absolute_url())
        for text in ('Joko', 'Left the agency', 'One was revoked.', left.get_absolute_url()):
            self.assertContains(page, text)
        self.assertNotContains(page, decide)
        self.assertTrue(AccessRight.objects.get(pk=left.pk).revoked_at)
        self.assertIsNone(AccessRight.objects.get(pk=stays.pk).revoked_at)

    def test_what_is_repeated_is_nobodys_new_decision(self) -> None:
        """The page sends every line again; whoever decided one before stays named for it."""
        other = factories.make_user()
        line = access_factories.make_line(decision='keep', remark='Needed', decided_by=other, decided_at=factories.NOW)
        base.permit(self.user, AccessReview, 'view', 'review')
        url = reverse('plugins:netbox_colocation:accessreview_decide', args=[line.review.pk])

        self.client.post(url, {f'decision_{line.pk}': 'keep', f'remark_{line.pk}': 'Needed'})

        line.refresh_from_db()
        self.assertEqual(line.decided_by, other)

    def test_who_may_only_view_is_offered_nothing(self) -> None:
        """No button, no form, and no address of what the line is about."""
        line = access_factories.make_line()
        base.permit(self.user, AccessReview, 'view')
        acts = [
            reverse(f'plugins:netbox_colocation:accessreview_{act}', args=[line.review.pk])
            for act in ('decide', 'close')
        ]

        page = self.client.get(line.review.get_absolute_url())

        for act in acts:
            self.assertNotContains(page, act)
            self.assertHttpStatus(self.client.get(act), 403)
            self.assertHttpStatus(self.client.post(act, {}), 403)
        self.assertContains(page, line.person)
        self.assertNotContains(page, line.right.get_absolute_url())

    def test_the_lines_are_a_file_for_the_auditor(self) -> None:
        line = access_factories.make_line(decision='keep', remark='=1+1')
        base.permit(self.user, AccessReview, 'view')
        url = reverse('plugins:netbox_colocation:accessreview_lines', args=[line.review.pk])

        book = load_workbook(io.BytesIO(self.client.get(url).content))
        text = self.client.get(url, {'export': 'csv'}).content.decode()

        row = [cell.value for cell in book.worksheets[0][2]]
        self.assertEqual((row[1], row[4], row[5]), (line.person, 'Keep', '=1+1'))
        self.assertEqual(book.worksheets[0]['F2'].data_type, 's')
        self.assertIn("'=1+1", text)

    def test_a_page_of_a_hundred_lines_costs_what_one_costs(self) -> None:
        review = access_factories.make_review()
        access_factories.make_line(review)
        base.permit(self.user, AccessReview, 'view')
        base.permit(self.user, AccessRight, 'view')
        self.client.get(review.get_absolute_url())
        with CaptureQueriesContext(connection) as one:
            self.client.get(review.get_absolute_url())
        for _line in range(30):
            access_factories.make_line(review)
        with CaptureQueriesContext(connection) as many:
            self.client.get(review.get_absolute_url())

        self.assertEqual(len(many), len(one))
