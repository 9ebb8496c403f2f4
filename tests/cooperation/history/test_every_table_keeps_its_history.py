"""No table of the registry's contents is without the trigger that writes its history, and none gives it to another."""

import pytest
from django.apps import apps

from cooperation import history
from cooperation.models import (
    AccountEvent,
    AccountLanguage,
    Change,
    ClosedVersions,
    DifferentPair,
    ImportedFile,
    ImportedRecord,
    InactiveAccount,
    JobRun,
    KeyCounter,
    Merge,
    PublicChange,
    PublicCommit,
    PublicVersion,
    Rating,
    RecentRating,
    RefusedPublication,
    RememberedChoice,
    Session,
    Submission,
    Upload,
    UploadedRow,
    UploadedValue,
)
from regions.models import Versioned
from tests.cooperation.models.test_versions import owners_of, triggers

# What says nothing of what was done: counters, readers' answers, what waits for a publisher or to be imported, which
# look-alikes are different and which versions are closed (they say themselves who said so and when), sessions, jobs and
# deactivated accounts, and the history itself.
WITHOUT = {
    AccountEvent,
    Change,
    ClosedVersions,
    DifferentPair,
    ImportedFile,
    ImportedRecord,
    InactiveAccount,
    AccountLanguage,
    JobRun,
    KeyCounter,
    Merge,
    PublicChange,
    PublicCommit,
    PublicVersion,
    Rating,
    RecentRating,
    RefusedPublication,
    RememberedChoice,
    Session,
    Submission,
    Upload,
    UploadedRow,
    UploadedValue,
}


def tables():
    """Every table of both apps but those, and what the rows of each belong to: {table: {column: kind}}."""
    found = {}
    for label in ("regions", "cooperation"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model in WITHOUT:
                continue
            if issubclass(model, Versioned):
                owners = {"id": model._meta.model_name}
            elif owner := model._meta.auto_created:
                m2m = next(each for each in owner._meta.many_to_many if each.remote_field.through is model)
                owners = {m2m.m2m_column_name(): owner._meta.model_name}
            else:
                kinds = {kind._meta.db_table: name for name, kind in history.kinds().items()}
                owners = {column: kinds[table] for column, table in owners_of(model).items()}
            found[model._meta.db_table] = owners
    return found


@pytest.mark.django_db
def test_every_table_writes_the_history_of_what_its_rows_belong_to():
    found, expected = triggers("write_history"), tables()
    assert set(found) == set(expected)
    for table, owners in expected.items():
        function, arguments, kind = found[table]
        assert function == "registry_history", table
        assert dict(zip(arguments[1::2], arguments[::2], strict=True)) == owners, table
        # For each row, after insert, delete and update (pg_trigger.h): 1 + 4 + 8 + 16.
        assert kind == 29, table


@pytest.mark.django_db
def test_it_is_written_after_the_record_is_locked():
    # PostgreSQL runs triggers of one kind in the order of their names: "touch" locks the record.
    assert "touch" < "write_history"
    assert set(triggers("touch")) < set(triggers("write_history"))


def test_the_list_of_tables_is_no_empty_promise():
    found = tables()
    assert len(found) > 35
    assert found["regions_country"] == {"id": "country"}
    assert found["cooperation_outcome_by_countries"] == {"outcome_id": "outcome"}
    assert found["cooperation_phase"] == {"project_id": "project"}
    assert len(found["cooperation_citation"]) == 7


def test_every_kind_with_a_page_has_a_history():
    assert sorted(history.kinds()) == [
        "agreement",
        "country",
        "mechanism",
        "meeting",
        "organization",
        "project",
        "region",
        "source",
        "topic",
    ]
