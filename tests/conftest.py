"""The databases that tests start from."""

import pytest
from django.db import connections
from django.test import TransactionTestCase

from tests.databases import DEMO, MIGRATED, Databases


@pytest.fixture(scope="session")
def databases(django_db_setup, django_db_blocker):
    """The worker's database and its templates."""
    with django_db_blocker.unblock():
        found = Databases()
        yield found
        connections.close_all()
        found.remove_templates()


@pytest.fixture
def starting_database(request, databases, django_db_blocker, monkeypatch):
    """Gives the test an unchanged copy of the database that it asks for: with demo data, or only migrated."""
    with django_db_blocker.unblock():
        databases.use(DEMO if "demo_fixtures" in request.fixturenames else MIGRATED)
        monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.changed())


@pytest.fixture
def _django_db_helper(starting_database, _django_db_helper):
    """What pytest-django sets up for a test that uses the database, after its database is there."""


@pytest.fixture
def demo_fixtures(db):
    """The reference and demo data, as `make demo` loads it."""
