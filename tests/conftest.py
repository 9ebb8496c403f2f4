"""What tests of every room may ask for."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from config import demo_data
from cooperation import index


@pytest.fixture
def demo_fixtures(db):
    """The reference and demo data, as `make demo` loads it."""
    call_command("loaddata", *demo_data.fixtures(), verbosity=0)


@pytest.fixture
def day_after(transactional_db):
    """For a test that commits another day of the index: afterwards it is today's again."""
    yield
    index.advance(timezone.localdate())
