"""What tests of every room may ask for."""

import pytest
from django.core.management import call_command

from config import demo_data


@pytest.fixture
def demo_fixtures(db):
    """The reference and demo data, as `make demo` loads it."""
    call_command("loaddata", *demo_data.fixtures(), verbosity=0)
