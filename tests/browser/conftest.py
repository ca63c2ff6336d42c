"""A real browser: Debian's Chromium, headless, driven by playwright."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright's own event loop makes Django think that the test is asynchronous code; it is not.
os.environ.setdefault('DJANGO_ALLOW_ASYNC_UNSAFE', 'true')

OPTIONS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
]  # fmt: skip

# How long a page may take, in ms: on a machine that does other things besides, seconds.
PATIENCE = 30_000


@pytest.fixture(scope='module')
def further_options() -> list[str]:
    """What the browser of a module is started with besides: the module overrides it."""
    return []


@pytest.fixture(scope='module')
def browser(further_options: list[str]) -> Iterator[Browser]:
    """The browser of a module; without Chromium the tests are skipped, or fail where a browser is demanded.

    Not of the session: as long as playwright runs, so does its event loop, and nothing after it in the same process
    could begin one of its own (signing, GraphQL).
    """
    executable = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
    if executable is None:
        if os.environ.get('COLOCATION_REQUIRE_BROWSER'):
            pytest.fail('Chromium is not installed, and COLOCATION_REQUIRE_BROWSER demands it')
        pytest.skip('Chromium is not installed: the browser tests did not run')
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=[*OPTIONS, *further_options])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={'width': 1440, 'height': 1000})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    yield page
    # What the page still asks for must be answered before the tables are emptied, or the two lock each other out.
    page.wait_for_load_state('networkidle')
    context.close()


@pytest.fixture
def shots() -> Path:
    """Where screenshots go: the folder of COLOCATION_SHOTS, or nowhere."""
    return Path(os.environ.get('COLOCATION_SHOTS') or os.devnull)
