"""`is_public`, `date` and `until` are computed by the database, for every record and on every path."""

import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.database.tables import COMPUTED
from cooperation.domain.choices import ENDED_PROJECTS, ProjectStatus
from cooperation.domain.dates import OPEN, PartialDate
from cooperation.models import RECORDS, Agreement, Change, Mechanism, Meeting, Project
from tests import factories as f
from tests.strategies import partial_dates

pytestmark = pytest.mark.django_db

MAKE = {
    Agreement: f.make_agreement,
    Meeting: f.make_meeting,
    Project: f.make_project,
    Mechanism: f.make_mechanism,
}
every_kind = pytest.mark.parametrize("model", RECORDS)
maybe = st.none() | partial_dates()


def first(*dates):
    return next((date for date in dates if date), None)


def ends_before(end, start):
    """Whether the end lies wholly before the start."""
    return end.last < start.first


def period_of_project(row):
    date = first(row["actual_start"], row["planned_start"])
    for name in ("actual_end", "planned_end"):
        end = row[name]
        if end and date and not ends_before(end, date):
            return date, end
        if end and name == "actual_end":
            return date, date
    return date, date if row["status"] in ENDED_PROJECTS else OPEN


# What each kind's columns are, said in Python.
PERIOD = {
    Agreement: lambda row: (first(row["signed_on"], row["adopted_on"], row["in_force_on"]),) * 2,
    Meeting: lambda row: (row["start"], first(row["end"], row["start"])),
    Mechanism: lambda row: (row["established_on"], first(row["ended_on"], OPEN)),
    Project: period_of_project,
}
FIELDS = {
    Agreement: {**dict.fromkeys(("signed_on", "adopted_on", "in_force_on"), maybe), "kind": st.just("treaty")},
    Meeting: dict.fromkeys(("start", "end"), maybe),
    Mechanism: dict.fromkeys(("established_on", "ended_on"), maybe),
    Project: {
        **dict.fromkeys(("planned_start", "planned_end", "actual_start", "actual_end"), maybe),
        "status": st.sampled_from(ProjectStatus.values),
    },
}
# The database refuses an end that lies before its start: such a row is entered without the end.
ORDERED = {
    Meeting: [("start", "end")],
    Mechanism: [("established_on", "ended_on")],
    Project: [("planned_start", "planned_end"), ("actual_start", "actual_end")],
}


def rows_of(model):
    """A strategy of rows that the database accepts."""

    def in_order(row):
        for start, end in ORDERED.get(model, ()):
            if row[start] and row[end] and ends_before(row[end], row[start]):
                row[end] = None
        return row

    return st.lists(st.fixed_dictionaries(FIELDS[model]).map(in_order), min_size=1, max_size=15)


@every_kind
def test_the_date_and_the_end_follow_from_the_fields(model):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows_of(model))
    def agree(rows):
        with transaction.atomic():
            made = model.objects.bulk_create(
                [model(title="A", slug=f"row-{number}", **row) for number, row in enumerate(rows)]
            )
            found = model.objects.in_bulk([each.pk for each in made])
            assert [(found[each.pk].date, found[each.pk].until) for each in made] == [
                PERIOD[model](row) for row in rows
            ]
            transaction.set_rollback(True)

    agree()


@every_kind
@pytest.mark.parametrize(
    ("published", "withdrawn", "is_public"), [(False, False, False), (True, False, True), (True, True, False)]
)
def test_what_readers_see_was_published_and_not_withdrawn(model, published, withdrawn, is_public):
    record = MAKE[model](published=published, withdrawn=withdrawn)
    assert model.objects.get().is_public is is_public
    assert list(model.objects.published()) == [record] * is_public


@every_kind
def test_a_save_reads_them_anew(model):
    record = MAKE[model](published=False)
    name = model.date_fields[0]
    record.published_at = timezone.now()
    setattr(record, name, "2012-05")
    record.save()
    assert (record.is_public, record.date) == (True, "2012-05")
    assert isinstance(record.date, PartialDate)
    setattr(record, name, "2013")
    record.save(update_fields=[name])
    assert record.date == "2013"


@every_kind
def test_they_are_not_dumped_and_a_dump_that_is_loaded_twice_changes_nothing(model, tmp_path):
    MAKE[model](**{model.date_fields[0]: "2012-05"})
    dump = tmp_path / "dump.json"
    call_command("dumpdata", model._meta.label, "--natural-foreign", output=str(dump), verbosity=0)
    assert not {*json.loads(dump.read_text())[0]["fields"]} & {*COMPUTED}
    for _time in range(2):
        changes, versions = Change.objects.count(), list(model.objects.values_list("version", "updated_at"))
        call_command("loaddata", str(dump), verbosity=0)
        assert list(model.objects.values_list("version", "updated_at")) == versions
        assert Change.objects.count() == changes


@every_kind
def test_a_write_that_changes_nothing_does_not_count(model):
    MAKE[model]()
    before = model.objects.values_list("version", "updated_at", "changed_in").get()
    model.objects.update(title=F("title"))
    assert model.objects.values_list("version", "updated_at", "changed_in").get() == before


@every_kind
def test_history_does_not_hold_them(model):
    record = MAKE[model](published=False)
    model.objects.update(published_at=timezone.now(), **{model.date_fields[0]: "2012-05"})
    changes = Change.objects.filter(kind=model._meta.model_name, record=record.pk, table=model._meta.db_table)
    assert len(changes) == 2
    for change in changes:
        assert not {*(change.before or {}), *(change.after or {})} & {*COMPUTED}


@every_kind
def test_the_newest_first_are_read_from_an_index(model):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute("SET LOCAL enable_sort TO off")
    plan = model.objects.newest_first()[:10].explain()
    assert f"Index Scan using {model._meta.model_name}_newest_first" in plan
    assert "Sort" not in plan


def test_the_programs_know_every_computed_column():
    found = {
        model: tuple(field.name for field in model._meta.local_fields if field.generated)
        for label in ("regions", "cooperation")
        for model in apps.get_app_config(label).get_models()
    }
    assert {model: sorted(names) for model, names in found.items() if names} == dict.fromkeys(RECORDS, sorted(COMPUTED))


@pytest.mark.parametrize("name", COMPUTED)
@every_kind
def test_nobody_enters_them(model, name):
    field = model._meta.get_field(name)
    assert (field.editable, field.serialize) == (False, False)
    with pytest.raises(AttributeError, match="from an unsaved model"):
        getattr(model(), name)
