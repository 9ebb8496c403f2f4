"""What tests of upgrades start from: the demo's rows, committed, and a release that the test adds to."""

import pytest

from cooperation.database import installation

from .next_release import NextRelease


@pytest.fixture
def next_release(tmp_path, transactional_db, demo_fixtures):
    with pytest.MonkeyPatch.context() as patch:
        installation.digests.cache_clear()
        yield NextRelease(tmp_path, patch)
    installation.digests.cache_clear()
