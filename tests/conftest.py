"""What every test shares.

The trained parts are loaded once a process by ``prelecture.pipeline``, so the tests marked ``model``
share them as long as they run in the same process and through that module.
"""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_test_touches_what_the_user_keeps(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRELECTURE_DONNEES", str(tmp_path_factory.mktemp("donnees")))
        patch.delenv("PRELECTURE_AVIS", raising=False)
        yield
