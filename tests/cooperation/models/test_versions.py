"""The database counts versions: one for each transaction that really changes a record or any part of it."""

import pytest
from django.apps import apps
from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction

from cooperation.models import RECORDS, Citation, Document, Meeting, Outcome, Source, Submission, Topic
from regions.models import Country, Region, Versioned
from tests import factories as f

# The rows that belong to a record, region, country or organization, and what they belong to: {table: {column: table}}.
VERSIONED = [model for model in apps.get_models() if issubclass(model, Versioned)]


def owners_of(model):
    """The columns of a part that lead to what it is part of, and the tables they lead to."""
    names = getattr(model, "owners", None) or (model.record_field,)
    fields = [model._meta.get_field(name) for name in names]
    return {field.column: field.related_model._meta.db_table for field in fields}


def part_models():
    """The models of what belongs to something else. What waits for a publisher is about a record, not of it."""
    return [
        m for m in apps.get_models() if (hasattr(m, "record_field") or hasattr(m, "owners")) and m is not Submission
    ]


def parts_and_links():
    """Every table whose rows count for something else: parts, and links of what has a version or is a part."""
    parts = part_models()
    tables = {part._meta.db_table: owners_of(part) for part in parts}
    for model in [*VERSIONED, *parts]:
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through._meta.auto_created:
                tables[through._meta.db_table] = {field.m2m_column_name(): model._meta.db_table}
    return tables


def triggers(name):
    """The tables that carry the trigger, with its arguments: {table: (function, [argument])}."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, proname, tgargs, tgenabled, tgtype FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgname = %s
            """,
            [name],
        )
        rows = cursor.fetchall()
    assert all(enabled == "O" for *_, enabled, _ in rows)
    return {table: (function, bytes(args).decode().split("\0")[:-1], kind) for table, function, args, _, kind in rows}


@pytest.mark.django_db
def test_every_row_with_a_version_has_the_trigger_that_keeps_it():
    assert set(triggers("version")) == {model._meta.db_table for model in VERSIONED}
    assert {function for function, *_ in triggers("version").values()} == {"registry_version"}


@pytest.mark.django_db
def test_every_part_and_every_link_has_the_trigger_that_touches_what_it_belongs_to():
    found, expected = triggers("touch"), parts_and_links()
    assert set(found) == set(expected)
    for table, owners in expected.items():
        function, arguments, kind = found[table]
        if owners == {"outcome_id": "cooperation_outcome"}:
            assert function == "registry_touch_meeting", table
        else:
            assert function == "registry_touch", table
            assert dict(zip(arguments[::2], arguments[1::2], strict=True)) == owners, table
        # For each row, after insert, delete and update (pg_trigger.h): 1 + 4 + 8 + 16.
        assert kind == 29, table


@pytest.mark.django_db
def test_the_list_of_parts_and_links_is_no_empty_promise():
    tables = parts_and_links()
    assert len(tables) > 25
    assert tables["cooperation_outcome_by_countries"] == {"outcome_id": "cooperation_outcome"}
    assert tables["cooperation_phase"] == {"project_id": "cooperation_project"}
    assert tables["cooperation_membership"] == {"organization_id": "cooperation_organization"}
    assert len(tables["cooperation_citation"]) == 7


def version_of(row):
    return type(row).objects.values_list("version", "updated_at").get(pk=row.pk)


@pytest.fixture
def meeting(transactional_db):
    return f.make_meeting("TEMM 14")


@pytest.fixture
def counts(meeting):
    """A function that runs one act in one transaction and says by how much a row's version rose."""

    def count(act, row=meeting):
        before, changed_before = version_of(row)
        with transaction.atomic():
            act()
        after, changed_after = version_of(row)
        assert (changed_after > changed_before) == (after > before)
        return after - before

    return count


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_a_change_counts_one_and_a_write_that_changes_nothing_counts_none(meeting, counts):
    assert version_of(meeting)[0] == 1

    def change(**values):
        return lambda: Meeting.objects.filter(pk=meeting.pk).update(**values)

    assert counts(change(city="Beijing")) == 1
    assert counts(change(city="Beijing")) == 0
    assert counts(meeting.refresh_from_db) == 0
    assert counts(meeting.save) == 0
    assert counts(lambda: Meeting.objects.bulk_update([meeting], ["city"])) == 0
    meeting.city = "Busan"
    assert counts(meeting.save) == 1
    assert counts(lambda: sql("UPDATE cooperation_meeting SET city = 'Jeju' WHERE id = %s", meeting.pk)) == 1
    assert counts(lambda: sql("UPDATE cooperation_meeting SET city = 'Jeju' WHERE id = %s", meeting.pk)) == 0
    assert version_of(meeting)[0] == 4


def test_one_transaction_counts_one_however_much_it_changes(meeting, counts):
    china = f.make_country("CHN")

    def many_changes():
        meeting.city = "Beijing"
        meeting.save()
        outcome = f.make_outcome(meeting)
        outcome.text = "Agreed anew."
        outcome.save()
        meeting.countries.add(china)
        f.make_citation(meeting)
        meeting.city = "Busan"
        meeting.save()
        outcome.delete()

    assert counts(many_changes) == 1
    assert counts(many_changes) == 1


def test_what_a_client_sends_is_ignored(meeting, counts):
    before = version_of(meeting)

    def send(**values):
        return lambda: Meeting.objects.filter(pk=meeting.pk).update(**values)

    assert counts(send(version=99)) == 0
    assert counts(send(updated_at="2000-01-01T00:00:00Z")) == 0
    assert counts(send(changed_in=0)) == 0
    assert version_of(meeting) == before
    assert counts(send(version=99, city="Beijing", updated_at="2000-01-01T00:00:00Z", changed_in=0)) == 1
    new = Meeting.objects.create(title="New", slug="new", version=7, updated_at="2000-01-01T00:00:00Z", changed_in=5)
    assert version_of(new)[0] == 1
    assert version_of(new)[1] > before[1]


def test_a_row_is_as_new_as_the_statement_that_wrote_it(meeting):
    with transaction.atomic():
        sql("SELECT pg_sleep(0.05)")
        Meeting.objects.filter(pk=meeting.pk).update(city="Beijing")
        assert Meeting.objects.filter(pk=meeting.pk, updated_at__gt=TransactionNow()).exists()


def part_makers(meeting):
    outcome = f.make_outcome(meeting)
    project, agreement, bloc = f.make_project(), f.make_agreement(), f.make_organization("ASEAN", kind="bloc")
    china, topic = f.make_country("CHN"), f.make_topic()
    return {
        "outcome": (lambda: f.make_outcome(meeting), {"text": "Another text."}, meeting),
        "citation": (lambda: f.make_citation(meeting), {"locator": "¶7"}, meeting),
        "citation of an outcome": (lambda: f.make_citation(meeting, outcome=outcome), {"field": "text"}, meeting),
        "document": (lambda: f.make_document(meeting), {"is_internal": True}, meeting),
        "phase": (lambda: f.make_phase(project), {"name": "Another name"}, project),
        "organization in a project": (lambda: f.make_project_organization(project), {"role": "funding"}, project),
        "party": (lambda: f.make_party(agreement), {"signed_on": "2012"}, agreement),
        "lineage": (lambda: f.make_lineage(agreement), {"kind": "supersedes"}, agreement),
        "membership": (lambda: f.make_membership(bloc, china), {"left_on": "2012"}, bloc),
        "citation of a bloc": (lambda: f.make_citation(bloc), {"value": "bloc"}, bloc),
        "citation of a country": (lambda: f.make_citation(china), {"value": "CN"}, china),
        "citation of a region": (lambda: f.make_citation(china.region), {"value": "1"}, china.region),
        "topic": (lambda: Meeting.topics.through.objects.create(meeting=meeting, topic=topic), {}, meeting),
        "country": (lambda: Meeting.countries.through.objects.create(meeting=meeting, country=china), {}, meeting),
        "link of an outcome": (
            lambda: Outcome.to_countries.through.objects.create(outcome=outcome, country=china),
            {},
            meeting,
        ),
    }


def test_a_part_or_link_that_comes_changes_and_goes_counts_for_what_it_belongs_to(meeting, counts):
    for what, (make, change, owner) in part_makers(meeting).items():
        made = []
        assert counts(lambda: made.append(make()), owner) == 1, what  # noqa: B023
        rows = type(made[0])._base_manager.filter(pk=made[0].pk)
        if change:
            assert counts(lambda: rows.update(**change), owner) == 1, what  # noqa: B023
            assert counts(lambda: rows.update(**change), owner) == 0, what  # noqa: B023
        assert counts(rows.delete, owner) == 1, what
        assert counts(rows.delete, owner) == 0, what


def test_links_count_on_the_side_that_holds_them_and_set_again_they_count_none(meeting, counts):
    china, japan = f.make_country("CHN"), f.make_country("JPN")
    assert counts(lambda: meeting.countries.set([china, japan])) == 1
    assert counts(lambda: meeting.countries.set([china, japan])) == 0
    assert counts(lambda: meeting.countries.add(china)) == 0
    assert counts(lambda: meeting.countries.clear()) == 1
    assert counts(lambda: china.meetings.add(meeting), china) == 0
    assert counts(lambda: china.meetings.clear()) == 1
    outcome = f.make_outcome(meeting)
    assert counts(lambda: outcome.concerns_projects.add(f.make_project())) == 1
    assert counts(lambda: outcome.by_countries.set([china])) == 1
    assert counts(lambda: outcome.by_countries.set([china])) == 0


def test_bulk_and_plain_sql_count_too(meeting, counts):
    outcomes = [Outcome(meeting=meeting, kind="report", text=f"Report {number}") for number in range(3)]
    assert counts(lambda: Outcome.objects.bulk_create(outcomes)) == 1
    assert counts(lambda: Outcome.objects.filter(meeting=meeting).update(position=2)) == 1
    assert counts(lambda: sql("UPDATE cooperation_outcome SET position = 3")) == 1
    assert counts(lambda: sql("UPDATE cooperation_outcome SET position = 3")) == 0
    assert counts(lambda: sql("DELETE FROM cooperation_outcome")) == 1


def test_a_row_moved_to_another_owner_counts_for_both(transactional_db):
    one, other = f.make_agreement(), f.make_agreement()
    party = f.make_party(one)
    before = version_of(one)[0], version_of(other)[0]
    party.agreement = other
    party.save()
    assert (version_of(one)[0], version_of(other)[0]) == (before[0] + 1, before[1] + 1)


def test_a_change_that_is_rolled_back_counts_none(meeting):
    with transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(city="Beijing")
        transaction.set_rollback(True)
    assert version_of(meeting)[0] == 1


@pytest.mark.usefixtures("as_owner")
def test_a_database_restored_from_a_dump_counts_its_transactions_anew_and_misses_none(meeting):
    with transaction.atomic():
        # As if the dump had been made by a server on which this very number was used for the last change.
        sql("ALTER TABLE cooperation_meeting DISABLE TRIGGER version")
        sql("UPDATE cooperation_meeting SET changed_in = pg_current_xact_id()::text::bigint")
        sql("ALTER TABLE cooperation_meeting ENABLE TRIGGER version")
        f.make_document(meeting)
        assert version_of(meeting)[0] == 2
        Meeting.objects.filter(pk=meeting.pk).update(city="Beijing")
        assert version_of(meeting)[0] == 2


@pytest.mark.django_db
@pytest.mark.parametrize("model", [*RECORDS, Topic, Source, Region, Country], ids=lambda model: model.__name__)
def test_a_new_row_knows_its_version_and_time_at_once(model):
    row = getattr(f, f"make_{model._meta.model_name}")()
    assert (row.version, row.updated_at) == version_of(row)
    assert row.version == 1


def test_the_tests_above_name_every_kind_of_part(meeting):
    kinds = {type(make()) for make, *_ in part_makers(meeting).values()}
    assert {Citation, Document, Outcome} < kinds
    assert set(part_models()) < kinds
