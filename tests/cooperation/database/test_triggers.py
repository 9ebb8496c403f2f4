"""Every function of the database that a trigger calls has a file of tests, and no trigger is switched off."""

from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

TESTED_IN = {
    "registry_compose": "database/test_texts_are_composed.py",
    "registry_version": "models/test_versions.py",
    "registry_touch": "models/test_versions.py",
    "registry_touch_meeting": "models/test_versions.py",
    "registry_key": "models/test_keys.py",
    "registry_only_forward": "models/test_keys.py",
    "registry_address": "models/test_addresses.py",
    "registry_topic_levels": "models/test_topics_have_two_levels.py",
    "registry_was_public": "workflow/test_publication.py",
    "registry_note_public_change": "models/test_the_public_version.py",
    "registry_note_emptied": "models/test_the_public_version.py",
    "registry_give_token": "models/test_the_public_version.py",
    "registry_sessions_end": "desk/test_sessions_end.py",
    "registry_log_commit": "models/test_the_public_version.py",
    "registry_history": "history/test_every_table_keeps_its_history.py",
    **dict.fromkeys(
        (
            "registry_index_rows",
            "registry_index_row",
            "registry_index_topic",
            "registry_index_regions",
            *(f"registry_index_{kind}" for kind in ("organization", "mechanism", "agreement", "meeting", "project")),
            "registry_index_emptied",
            "registry_entry_changed",
            "registry_entry_names",
            "registry_renamed",
        ),
        "index/test_the_index_is_true_on_every_path.py",
    ),
    **dict.fromkeys(
        ["registry_money_cited", "registry_money_emptied"],
        "index/test_sums_of_money_are_those_of_the_phases.py",
    ),
    "registry_history_stays": "history/test_nobody_writes_history.py",
    "registry_note_closed": "public/test_versions_of_a_record.py",
    "registry_account_event_remains": "workflow/test_account_events_are_only_added.py",
    **dict.fromkeys(
        [
            "registry_search_mark",
            "registry_search_settle",
            "registry_search_emptied",
            "registry_search_moved",
            "registry_search_regions",
            *(f"registry_search_name_{kind}" for kind in ("country", "region", "topic", "organization", "mechanism")),
        ],
        "search/test_the_rows_are_true_on_every_path.py",
    ),
    **dict.fromkeys(
        (f"registry_quality_{name}" for name in ("cited", "outcomes", "source", "session")),
        "database/test_rules_of_quality.py",
    ),
    "registry_cited_emptied": "search/test_numbers_of_citations_are_true.py",
}


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_no_function_of_a_trigger_is_without_tests():
    functions = ask("SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype AND proname LIKE 'registry%'")
    assert {name for (name,) in functions} == set(TESTED_IN)
    for name in TESTED_IN.values():
        assert (Path(__file__).parents[1] / name).exists()


def test_no_trigger_is_switched_off_or_calls_something_else():
    rows = ask(
        "SELECT tgrelid::regclass, tgname, proname, tgenabled FROM pg_trigger"
        " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
    )
    assert len(rows) > 60
    assert [row for row in rows if row[2] not in TESTED_IN or row[3] != "O"] == []


def test_no_statement_is_compiled():
    """Each save has many that look costly as long as PostgreSQL has no statistics."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
