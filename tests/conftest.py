"""The databases that tests start with."""

import gc
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, connections
from django.template import RequestContext, Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered

from cooperation.management.owner import OTHERS
from tests.databases import DEMO, MIGRATED, Databases


def pytest_collection_finish():
    """Leave modules and tests out of garbage collection, which took a tenth of the CPU time."""
    gc.freeze()
    gc.set_threshold(20_000)


def render_and_note(template, context):
    """Render, and send the test client a signal for each page only. Django also sends one, with a copied context, per
    widget.
    """
    if isinstance(context, RequestContext):
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _only_pages_are_noted(django_test_environment):
    Template._render = render_and_note  # Django restores its own at the end


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Create databases as the owner of the tables."""
    connection.settings_dict.update(deepcopy({name: settings.OWNER_DATABASE[name] for name in OTHERS}))


@pytest.fixture(scope="session")
def databases(django_db_setup, django_db_blocker):
    """The worker's database and its templates."""
    with django_db_blocker.unblock():
        found = Databases()
        settings.BACKUP_DATABASE["NAME"] = connection.settings_dict["NAME"]
        yield found
        found.connect_as("")
        connections.close_all()
        found.remove_templates()


@pytest.fixture
def starting_database(request, databases, django_db_blocker, monkeypatch):
    """Give the test an unchanged copy of the database that it requests: with demo data, or only migrated."""
    with django_db_blocker.unblock():
        databases.use(DEMO if "demo_fixtures" in request.fixturenames else MIGRATED)
        databases.connect_as("" if "as_owner" in request.fixturenames else settings.WEB_ROLE)
        monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.changed())


@pytest.fixture
def _django_db_helper(starting_database, _django_db_helper):
    """Set up a test that uses the database, as pytest-django does, after the database is ready."""


@pytest.fixture
def demo_fixtures(db):
    """Load the reference and demo data, as `make demo` does."""


@pytest.fixture
def as_owner():
    """Give the test the rights of the owner of the tables. All other tests have those of the web server."""
