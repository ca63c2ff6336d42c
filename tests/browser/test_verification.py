"""A file dropped on the public page, in a real browser: compared there, and sent nowhere."""

import hashlib
import secrets
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from netbox_colocation.documents import rendering
from netbox_colocation.documents.samples import sample
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

DROP = """async ([name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type: 'application/pdf'}));
  document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true}));
}"""


@pytest.fixture(scope='module')
def letter() -> bytes:
    return rendering.render('reply-letter', sample('accepted'))


@pytest.fixture
def address(live_server, letter, transactional_db) -> str:
    cache.clear()
    code = secrets.token_urlsafe(32)
    factories.make_document(
        kind='reply-letter', direction='outgoing', state='sent', number='500.12/7/DKI/XI/2026', signed_at=factories.NOW,
        dated=factories.NOW.date(), digest=hashlib.sha256(letter).hexdigest(), verification_code=code,
        data={'agency': {'name': 'Dinas Kominfo'}, 'signer': {'position': ['Kepala Dinas Kominfo']}},
    )  # fmt: skip
    return live_server.url + reverse('plugins:netbox_colocation:verification', args=[code])


def insecure(page: Page) -> None:
    """Take away what browsers give only to pages that came by HTTPS or from this machine."""
    page.add_init_script("Object.defineProperty(window.crypto, 'subtle', {value: undefined})")


@pytest.mark.parametrize('is_secure', [True, False])
def test_a_file_is_compared_in_the_browser(page: Page, address, letter, tmp_path: Path, shots, is_secure):
    if not is_secure:
        insecure(page)
    sent, problems = [], []
    page.on('request', lambda request: sent.append((request.method, request.url)))
    page.on('console', lambda message: problems.append(message.text) if message.type == 'error' else None)
    page.on('pageerror', lambda error: problems.append(str(error)))
    right, wrong = tmp_path / 'surat.pdf', tmp_path / 'ubahan.pdf'
    right.write_bytes(letter)
    wrong.write_bytes(letter.replace(b'%PDF', b'%pdf', 1))
    page.goto(f'{address}?lang=en')
    page.wait_for_load_state('networkidle')
    sent.clear()
    expect(page.get_by_text('sha256sum')).to_be_hidden()
    answer = page.locator('#answer')

    page.set_input_files('#file', right)
    expect(answer).to_contain_text('every byte is the same')
    expect(answer).to_have_class('notice good')
    if shots != Path('/dev/null'):
        page.screenshot(path=shots / f'verification-{is_secure}.png', full_page=True)
    page.set_input_files('#file', wrong)
    expect(answer).to_contain_text('NOT the paper')
    expect(answer).to_have_class('notice bad')
    import base64

    page.evaluate(DROP, ['dropped.pdf', base64.b64encode(letter).decode()])
    expect(answer).to_contain_text('dropped.pdf: The file is the paper')

    assert sent == []
    assert [problem for problem in problems if 'favicon' not in problem] == []


def test_the_page_says_what_to_do_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f'{address}?lang=en')

    expect(page.get_by_text('sha256sum')).to_be_visible()
    expect(page.locator('dl')).to_contain_text('500.12/7/DKI/XI/2026')
    context.close()


@pytest.mark.parametrize('length', [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 1_000_003])
def test_the_own_digest_is_that_of_the_standard(page: Page, address, tmp_path: Path, length):
    """Every length around the ends of blocks; the answer comes from the digest that the page itself computed."""
    insecure(page)
    content = bytes(index * 7 % 251 for index in range(length))
    page.goto(f'{address}?lang=en')
    page.evaluate(
        "digest => { document.getElementById('compare').dataset.digest = digest; }", hashlib.sha256(content).hexdigest()
    )
    path = tmp_path / 'some.pdf'
    path.write_bytes(content)

    page.set_input_files('#file', path)

    expect(page.locator('#answer')).to_contain_text('every byte is the same')
