"""The version of the software is the same everywhere, and `manage.py release` compares the database with it."""

import re
import tomllib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cooperation import __version__
from cooperation.database import installation
from tests.serving import ROOT

pytestmark = pytest.mark.usefixtures("as_owner")


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_it_is_the_newest_one_of_the_changelog():
    text = (ROOT / "CHANGELOG.md").read_text()
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert len(releases) == len(re.findall(r"^## (?!\[Unreleased\]$)", text, re.MULTILINE))
    assert releases[0][0] == __version__
    days = [date.fromisoformat(day) for _version, day in releases]
    assert days == sorted(days, reverse=True)


def test_the_package_reads_it_from_the_code():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "cooperation.__version__"}


def test_the_image_has_it_as_a_label():
    text = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^ARG VERSION=(.+)$", text, re.MULTILINE) == [__version__]
    assert 'org.opencontainers.image.version="$VERSION"' in text


@pytest.mark.django_db
def test_the_about_page_shows_it(client):
    assert f"Version {__version__} of the software" in client.get("/about/").text


@pytest.mark.django_db
def test_release_says_that_code_and_database_match(capsys):
    call_command("release")
    digest = installation.digests()["release"][:12]
    assert capsys.readouterr().out.splitlines() == [
        f"Code: version {__version__}, {digest}",
        f"Database: version {__version__}, {digest}",
        "They match.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "UPDATE cooperation_release SET digest = 'another', version = '0.2.0'",
            "The database belongs to another release",
        ),
        ("DROP TRIGGER key ON cooperation_phase", "Functions or triggers were changed by hand"),
        ("DROP TABLE cooperation_release", "The database has no release"),
    ],
)
def test_release_fails_where_they_do_not_match(change, sentence):
    execute(change)
    with pytest.raises(CommandError, match=sentence):
        call_command("release")


@pytest.mark.django_db
def test_migrate_notes_the_version(capsys):
    execute("UPDATE cooperation_release SET version = '0.0.9'")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("release")
    assert f"Database: version {__version__}" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO django_migrations (app, name, applied) VALUES ('cooperation', '0001_of_another_time', now())",
        "DROP TABLE cooperation_release",
    ],
    ids=["unknown migration", "older than 0.1.0"],
)
def test_migrate_refuses_a_database_that_it_does_not_know(change):
    execute(change)
    with pytest.raises(
        CommandError, match=r"older than release 0\.1\.0, or newer than this code\. It has cooperation\."
    ):
        call_command("migrate", interactive=False, verbosity=0)


@pytest.mark.django_db
def test_migrate_goes_to_the_latest_migration_only():
    with pytest.raises(CommandError, match="only be brought to its latest migration"):
        call_command("migrate", "cooperation", "0002", interactive=False, verbosity=0)
