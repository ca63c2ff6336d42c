"""The public page behind a paper's QR code: what it says to strangers, and what it keeps to itself."""

import secrets

from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from netbox_colocation.documents.verification import find_code
from netbox_colocation.models import Document
from tests import base, factories

ENTRY = reverse('plugins:netbox_colocation:verification_entry')
SIGNER = {
    'name': 'Siti Rahma',
    'prefix': 'a.n.',
    'position': ['Bupati', 'Kepala Dinas Kominfo'],
    'employee_number': '1987',
}


def setting(**values):
    return override_settings(
        PLUGINS_CONFIG={'netbox_colocation': {**settings.PLUGINS_CONFIG['netbox_colocation'], **values}}
    )


def address(code: str) -> str:
    return reverse('plugins:netbox_colocation:verification', args=[code])


class VerificationTests(base.PluginTestCase):
    """Anybody with the code, without a login."""

    def setUp(self) -> None:
        super().setUp()
        self.client.logout()
        cache.clear()

    def issue(self, **overrides) -> Document:
        fields = {
            'kind': 'reply-letter', 'direction': 'outgoing', 'state': 'sent', 'title': 'Rahasia perusahaan',
            'number': '500.12/7/DKI/XI/2026', 'dated': factories.NOW.date(), 'signed_at': factories.NOW,
            'digest': 'ab' * 32, 'verification_code': secrets.token_urlsafe(32),
            'data': {'agency': {'name': 'Dinas Kominfo'}, 'signer': SIGNER, 'applicant': {'name': 'Dinas Kesehatan'}},
            **overrides,
        }  # fmt: skip
        return factories.make_document(**fields)

    def test_a_paper_says_what_it_is_and_nothing_of_persons(self) -> None:
        """Number, date, kind, office, agency, standing and digest; no name, applicant, title or address of the file."""
        paper = self.issue(drafted_by=factories.make_user(username='konseptor'))

        page = self.client.get(address(paper.verification_code) + '?lang=en')

        self.assertHttpStatus(page, 200)
        for text in (
            '500.12/7/DKI/XI/2026',
            'Reply letter',
            'a.n. Bupati, Kepala Dinas Kominfo',
            'ab' * 32,
            'is in force',
        ):
            self.assertContains(page, text)
        for text in ('Siti Rahma', '1987', 'Dinas Kesehatan', 'Rahasia', 'konseptor', paper.request.name,
                     paper.request.applicant.name, f'documents/{paper.pk}'):  # fmt: skip
            self.assertNotContains(page, text)

    def test_the_page_is_kept_by_nobody_and_loads_nothing_from_elsewhere(self) -> None:
        page = self.client.get(address(self.issue().verification_code))

        self.assertIn('no-store', page['Cache-Control'])
        self.assertIn('noindex', page['X-Robots-Tag'])
        self.assertEqual((page['Referrer-Policy'], page['X-Content-Type-Options']), ('no-referrer', 'nosniff'))
        policy = page['Content-Security-Policy']
        self.assertTrue(policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), policy)
        self.assertNotIn('unsafe', policy)
        self.assertNotIn('connect-src', policy)
        self.assertNotContains(page, '<style')
        self.assertNotContains(page, 'http://')
        self.assertNotIn('sessionid', page.cookies)

    def test_corrected_and_destroyed_papers_say_so(self) -> None:
        first = self.issue()
        self.issue(corrects=first, number='500.12/9/DKI/XI/2026')
        draft_correction = self.issue(corrects=self.issue(), state='draft', number='X-1', signed_at=None)
        destroyed = self.issue(destroyed_at=factories.NOW)

        pages = [
            self.client.get(address(code) + '?lang=en')
            for code in (
                first.verification_code,
                draft_correction.corrects.verification_code,
                destroyed.verification_code,
            )
        ]

        self.assertContains(pages[0], 'replaced by the paper with the number 500.12/9/DKI/XI/2026')
        self.assertContains(pages[1], 'is in force')
        self.assertContains(pages[2], 'was destroyed')

    def test_every_wrong_code_gets_the_same_answer(self) -> None:
        """Unknown, malformed, of a draft: the same page to the byte, so that nothing can be learnt by trying."""
        draft = self.issue(state='draft', signed_at=None)
        paper = self.issue()
        codes = [draft.verification_code, 'A' * 43, 'short', 'x' * 300, paper.verification_code[:-1], "' OR 1=1 --",
                 paper.verification_code.swapcase(), paper.number.replace('/', '-')]  # fmt: skip

        answers = {(page.status_code, page.content) for page in (self.client.get(address(code)) for code in codes)}

        self.assertEqual([status for status, _content in answers], [404])

    def test_a_code_can_be_typed_or_pasted_with_its_address(self) -> None:
        paper = self.issue()
        code = paper.verification_code

        for typed in (code, f'  {code} ', f'https://netbox.example{address(code)}?lang=id'):
            answer = self.client.get(ENTRY, {'code': typed, 'lang': 'en'})
            self.assertRedirects(answer, address(code) + '?lang=en')
        self.assertHttpStatus(self.client.get(ENTRY), 200)
        self.assertHttpStatus(self.client.get(ENTRY, {'code': 'nothing'}), 404)
        self.assertEqual(find_code('https://evil.example/x'), '')

    def test_it_speaks_indonesian_unless_asked_otherwise(self) -> None:
        code = self.issue().verification_code

        pages = {lang: self.client.get(address(code), {'lang': lang} if lang else {}).content.decode()
                 for lang in ('', 'id', 'en', 'de')}  # fmt: skip

        self.assertIn('<html lang="id">', pages[''])
        self.assertEqual(pages[''], pages['id'])
        self.assertEqual(pages[''], pages['de'])
        self.assertIn('<html lang="en">', pages['en'])

    def test_too_many_lookups_wait_and_others_do_not(self) -> None:
        code = self.issue().verification_code

        with setting(verifications_per_minute=3):
            statuses = [self.client.get(address(code)).status_code for _look in range(3)]
            late = self.client.get(address(code))
            entry = self.client.get(ENTRY)
            other = self.client.get(address(code), REMOTE_ADDR='192.0.2.77')

        self.assertEqual((statuses, late.status_code, entry.status_code, other.status_code), ([200] * 3, 429, 429, 200))
        self.assertEqual(late['Retry-After'], '60')
        self.assertNotContains(late, '500.12', status_code=429)

    def test_one_ipv6_subscriber_is_counted_once(self) -> None:
        code = self.issue().verification_code

        with setting(verifications_per_minute=1):
            first = self.client.get(address(code), REMOTE_ADDR='2001:db8:1:2::1')
            second = self.client.get(address(code), REMOTE_ADDR='2001:db8:1:2:ffff::9')
            third = self.client.get(address(code), REMOTE_ADDR='2001:db8:1:3::1')

        self.assertEqual([answer.status_code for answer in (first, second, third)], [200, 429, 200])

    def test_it_can_be_switched_off(self) -> None:
        code = self.issue().verification_code

        with setting(verification_page=False):
            self.assertHttpStatus(self.client.get(address(code)), 404)
            self.assertHttpStatus(self.client.get(ENTRY), 404)

    def test_nothing_is_taken_here(self) -> None:
        code = self.issue().verification_code

        statuses = [getattr(self.client, method)(address(code)).status_code for method in ('post', 'put', 'delete')]

        self.assertEqual(statuses, [405] * 3)
