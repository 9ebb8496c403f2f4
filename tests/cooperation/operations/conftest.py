"""A folder for backups, and commands with what they print."""

from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from cooperation.operations import contents
from tests.connections import owner_url


@pytest.fixture(autouse=True)
def owner(as_owner):
    """Commands of this package connect as the owner of the tables, and tests empty databases."""


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUP_FOLDER = tmp_path / "backups"
    return settings.BACKUP_FOLDER


def run(*arguments):
    """Run a command in this process, and return what it printed."""
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def drop_everything():
    """Leave an empty database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()


def tables():
    """The rows and the hash of each table."""
    with psycopg.connect(owner_url(), autocommit=True) as own:
        return contents.read(own)
