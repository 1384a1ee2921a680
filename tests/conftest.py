"""What every test shares.

The trained parts are loaded once a process by ``prelecture.pipeline``, so the tests marked ``model``
share them as long as they run in the same process and through that module.
"""

from pathlib import Path

import pytest

CHROMIUM = "/usr/bin/chromium"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@pytest.fixture(scope="session", autouse=True)
def _no_test_touches_what_the_user_keeps(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRELECTURE_DONNEES", str(tmp_path_factory.mktemp("donnees")))
        patch.delenv("PRELECTURE_AVIS", raising=False)
        yield


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, one for the session: Playwright allows one at a time in a process."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()
