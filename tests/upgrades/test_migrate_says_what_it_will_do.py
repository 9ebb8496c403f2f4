"""`migrate` says before it starts which tables it locks, changes and adds, and what it rebuilds."""

from io import StringIO

import pytest
from django.core.management import call_command

from cooperation.models import Meeting

from .next_release import ask

pytestmark = pytest.mark.xdist_group("workers")

WIDEN = 'migrations.AlterField("meeting", "city", models.CharField(max_length=200, blank=True)), '
ADD = 'migrations.CreateModel("Visit", [("id", models.BigAutoField(primary_key=True))]), '
WORDS = 'migrations.AlterModelOptions("agreement", {"verbose_name": "treaty"}), '


def said(*arguments, **options):
    out = StringIO()
    call_command("migrate", *arguments, interactive=False, stdout=out, **options)
    return out.getvalue()


def output_of(release, *arguments):
    process = release.start("migrate", *arguments)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def test_the_tables_and_what_is_rebuilt_are_named_before_anything_happens(next_release):
    ask("ANALYZE cooperation_meeting")
    next_release.add_migration(WIDEN + ADD + WORDS)
    sentences = [
        f"Changes cooperation_meeting (about {Meeting.objects.count():,} rows).",
        "Adds cooperation_visit.",
        "Rebuilds functions and triggers, the index, the tables of search.",
    ]
    planned = output_of(next_release, "--plan")
    locks, *others = planned.partition("Planned operations")[0].splitlines()
    assert locks.startswith("Locks ")
    assert "tables until it ends, in one transaction. Pages in the page cache are served meanwhile" in locks
    assert others == sentences
    assert ask("SELECT count(*) FROM django_migrations WHERE name LIKE '9%%'") == [(0,)]
    done = output_of(next_release, "--no-input")
    assert done.partition("Operations to perform")[0].splitlines() == [locks, *sentences]


def test_without_anything_to_do_nothing_is_locked(transactional_db):
    assert "Nothing to upgrade: no table is locked." in said("--plan")
    assert "Locks" not in said()
