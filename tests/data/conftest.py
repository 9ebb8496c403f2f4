"""The reference and demo data, loaded once for all tests of a file and taken back at its end."""

import pytest
from django.core.management import call_command
from django.db import transaction

from config import demo_data


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *demo_data.fixtures(), verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, db):
    """The registry as `make demo` fills it."""
