"""Fixtures for tests of upgrades: the demo data, committed, and a next release that the test defines."""

import pytest

from cooperation.database import installation

from .next_release import NextRelease


@pytest.fixture
def next_release(tmp_path, transactional_db, demo_fixtures, as_owner):
    with pytest.MonkeyPatch.context() as patch:
        installation.digests.cache_clear()
        yield NextRelease(tmp_path, patch)
    installation.digests.cache_clear()
