"""Each transaction that changes something readers may see is logged once, as it commits, with what it changed."""

import threading
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.redirects.models import Redirect
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cooperation import index
from cooperation.index import upkeep
from cooperation.models import (
    RECORDS,
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
    Meeting,
    Merge,
    Organization,
    Outcome,
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
from cooperation.workflow import publication
from regions.models import Versioned
from tests import factories as f
from tests.connections import at_once
from tests.cooperation.models.test_versions import triggers

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timezone.now().replace(microsecond=0) + timedelta(hours=1)


def sql(statement, *values):
    """What somebody does with a terminal of the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def version():
    return PublicVersion.objects.get()


class Raised:
    """How many commits a block added to the log, and what they changed."""

    def __enter__(self):
        self.before = version()
        return self

    def __exit__(self, *error):
        self.after = version()
        self.by = self.after.number - self.before.number
        # The token goes with the number: either tells that something changed.
        assert (self.after.token != self.before.token) == (self.by > 0)
        logged = PublicCommit.objects.filter(number__gt=self.before.number).order_by("number")
        assert [commit.number for commit in logged] == [self.before.number + 1 + each for each in range(self.by)]
        tokens = [commit.token for commit in logged]
        assert tokens[-1:] in ([], [self.after.token])
        changes = PublicChange.objects.exclude(kind="name").filter(token__in=tokens)
        self.changes = set(changes.values_list("kind", "record"))


@pytest.fixture
def publisher():
    return User.objects.create_superuser("pat")


@pytest.fixture
def china():
    return f.make_country("CHN")


def test_a_change_of_a_public_record_counts_once():
    meeting = f.make_meeting("TEMM 14")
    with Raised() as raised:
        meeting.summary = "Dust."
        meeting.save()
    assert (raised.by, raised.changes) == (1, {("meeting", meeting.pk)})


def test_a_write_that_changes_nothing_counts_nothing():
    meeting = f.make_meeting("TEMM 14")
    with Raised() as raised:
        meeting.save()
        Meeting.objects.filter(pk=0).update(title="Nothing")
    assert raised.by == 0


@pytest.mark.parametrize("model", RECORDS)
def test_a_draft_counts_once_it_is_published(model, publisher):
    name, source = model._meta.model_name, f.make_source()
    with Raised() as raised:
        draft = getattr(f, f"make_{name}")("A draft", published=False)
        draft.summary = "Not yet."
        draft.save()
        f.make_citation(draft, source=source)
    assert raised.by == 0
    with Raised() as raised:
        publication.publish(draft, publisher)
    assert (raised.by, raised.changes) == (1, {(name, draft.pk)})
    with Raised() as raised:
        publication.withdraw(draft, publisher, "Entered twice.")
    assert (raised.by, raised.changes) == (1, {(name, draft.pk)})


def test_the_name_of_a_draft_does_not_count():
    draft = f.make_mechanism("TEMM", published=False)
    with Raised() as raised:
        draft.title = "Tripartite meeting"
        draft.save()
        draft.delete()
    assert raised.by == 0


def test_parts_and_links_count_with_their_record(china):
    meeting, draft = f.make_meeting("TEMM 14"), f.make_meeting("TEMM 15", published=False)
    with Raised() as raised:
        draft.countries.add(china)
        f.make_outcome(draft).by_countries.add(china)
    assert raised.by == 0
    with Raised() as raised:
        meeting.countries.add(china)
    assert raised.by == 1
    with Raised() as raised:
        outcome = f.make_outcome(meeting)
    assert raised.by == 1
    assert raised.changes == {("meeting", meeting.pk), ("outcome", outcome.pk)}
    with Raised() as raised:
        outcome.by_countries.add(china)
    assert raised.by == 1
    with Raised() as raised:
        Outcome.objects.filter(pk=outcome.pk).update(text="Otherwise.")
    assert raised.by == 1
    with Raised() as raised:
        sql("DELETE FROM cooperation_outcome_by_countries")
    assert raised.by == 1
    with Raised() as raised:
        f.make_party(f.make_agreement("MOU"), organization=f.make_organization("ASEAN"))
    assert {kind for kind, _ in raised.changes} == {"agreement", "organization"}


def test_reference_data_and_redirects_always_count(china):
    acts = [
        ("topic", lambda: f.make_topic("Air")),
        ("organization", lambda: f.make_organization("ASEAN", kind="bloc")),
        ("source", lambda: f.make_source("A page")),
        ("country", lambda: type(china).objects.filter(pk=china.pk).update(summary="A neighbour.")),
        ("region", lambda: type(china.region).objects.filter(pk=china.region_id).update(summary="Near.")),
        ("organization", lambda: Organization.objects.filter(slug="asean").delete()),
        ("redirect", lambda: Redirect.objects.create(site_id=1, old_path="/old/", new_path="/about/")),
    ]
    for kind, act in acts:
        with Raised() as raised:
            act()
        assert raised.by >= 1
        assert {changed for changed, _ in raised.changes} == {kind}


def test_accounts_sessions_ratings_submissions_and_counters_do_not_count(client, publisher):
    draft = f.make_meeting("TEMM 15", published=False)
    with Raised() as raised:
        client.force_login(publisher)
        f.make_submission(draft)
        Rating.objects.create(page="/", day="2026-11-24", score=5)
        publisher.first_name = "Pat"
        publisher.save()
    assert raised.by == 0


def test_a_thousand_rows_in_one_statement_count_once():
    Meeting.objects.bulk_create(
        Meeting(title=f"Meeting {number}", slug=f"meeting-{number}", published_at=timezone.now())
        for number in range(1000)
    )
    with Raised() as raised:
        assert Meeting.objects.update(summary="The same.") == 1000
    assert raised.by == 1
    assert raised.changes == {("meeting", pk) for pk in Meeting.objects.values_list("pk", flat=True)}


def test_a_transaction_of_many_statements_counts_once(china):
    with Raised() as raised, transaction.atomic():
        f.make_topic("Air")
        f.make_meeting("TEMM 14").countries.add(china)
        f.make_meeting("TEMM 15")
        assert version().number == raised.before.number
    assert raised.by == 1


@pytest.mark.usefixtures("as_owner")
def test_sql_counts_too():
    meeting = f.make_meeting("TEMM 14")
    with Raised() as raised:
        sql("UPDATE cooperation_meeting SET title = 'TEMM XIV' WHERE id = %s", meeting.pk)
    assert (raised.by, raised.changes) == (1, {("meeting", meeting.pk)})
    with Raised() as raised:
        sql("TRUNCATE cooperation_lineage")
    assert (raised.by, raised.changes) == (1, {("agreement", None)})


def test_what_turns_with_the_day_counts():
    planned = f.make_meeting("TEMM 15", status="confirmed", start="2030-05-03")
    sql("SELECT registry_index_as_of('2030-05-03', 'KOR')")
    with Raised() as raised:
        sql("SELECT registry_index_as_of('2030-05-04', 'KOR')")
    assert (raised.by, raised.changes) == (1, {("meeting", planned.pk)})
    with Raised() as raised:
        sql("SELECT registry_index_as_of('2030-05-05', 'KOR')")
    assert (raised.by, raised.changes) == (1, set())


@pytest.mark.usefixtures("as_owner")
def test_nothing_reads_all_entries_to_see_that_the_day_is_the_same():
    """Each process asks every ten seconds. From the sixth time on PostgreSQL has one plan for all days."""
    scans = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'cooperation_entry'"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cooperation_entry DISABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO cooperation_entry (kind, id, place, till, tags)"
            " SELECT 'meeting', n, n, CASE WHEN n % 2 = 0 THEN date '2040-01-01' END, '{}'"
            " FROM generate_series(1, 9999) AS n"
        )
        cursor.execute("ANALYZE cooperation_entry")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        found = []
        for _time in range(2):
            cursor.execute("SELECT registry_index_as_of('2030-05-03', 'KOR')")
            cursor.execute(scans)
            found += cursor.fetchone()
        transaction.set_rollback(True)
    assert found[0] == found[1]


@pytest.mark.usefixtures("as_owner")
def test_rebuilding_the_index_counts():
    meeting = f.make_meeting("TEMM 14")
    sql("UPDATE cooperation_entry SET tags = '{1}' WHERE kind = 'meeting' AND id = %s", meeting.pk)
    with Raised() as raised:
        call_command("rebuild_index", stdout=StringIO())
    assert raised.by == 2
    assert raised.changes == {("meeting", meeting.pk), *((kind, None) for kind in index.KINDS)}


@pytest.mark.usefixtures("as_owner")
def test_the_log_is_kept_for_90_days():
    for title in ("TEMM 14", "TEMM 15", "TEMM 16"):
        f.make_meeting(title)
    last, kept, old = PublicCommit.objects.order_by("-number")[:3]
    sql("UPDATE cooperation_publiccommit SET at = at - interval '89 days' WHERE token = %s", kept.token)
    sql("UPDATE cooperation_publiccommit SET at = at - interval '91 days' WHERE token = %s", old.token)
    sql("SELECT registry_index_as_of('2030-05-06', 'KOR')")
    tokens = [old.token, kept.token, last.token]
    left = [kept.token, last.token]
    assert (
        list(PublicCommit.objects.filter(token__in=tokens).values_list("token", flat=True).order_by("number")) == left
    )
    assert set(PublicChange.objects.filter(token__in=tokens).values_list("token", flat=True)) == set(left)


def test_what_is_rolled_back_does_not_count():
    meeting = f.make_meeting("TEMM 14", published=False)
    with Raised() as raised, transaction.atomic():
        f.make_meeting("TEMM 15")
        transaction.set_rollback(True)
    assert raised.by == 0
    with Raised() as raised, transaction.atomic():
        with transaction.atomic():
            f.make_meeting("TEMM 15")
            transaction.set_rollback(True)
        meeting.summary = "Still a draft."
        meeting.save()
    assert raised.by == 0


def test_what_is_changed_after_a_savepoint_was_rolled_back_counts():
    with Raised() as raised, transaction.atomic():
        with transaction.atomic():
            f.make_meeting("TEMM 15")
            transaction.set_rollback(True)
        f.make_meeting("TEMM 16")
    assert raised.by == 1


def test_what_is_changed_after_the_constraints_were_checked_counts_too(publisher):
    draft = f.make_meeting("TEMM 15", published=False)
    with Raised() as raised, transaction.atomic():
        f.make_meeting("TEMM 14")
        connection.check_constraints()
        publication.publish(draft, publisher)
    assert raised.by == 1
    assert raised.changes >= {("meeting", draft.pk)}


@pytest.mark.parametrize("when", ["IMMEDIATE", "DEFERRED"])
def test_a_transaction_counts_whole_whenever_its_constraints_are_checked(when):
    with Raised() as raised, transaction.atomic():
        sql(f"SET CONSTRAINTS ALL {when}")
        meeting = f.make_meeting("TEMM 14")
        connection.check_constraints()
        sql(f"SET CONSTRAINTS ALL {when}")
        agreement = f.make_agreement("MOU", meeting=meeting)
        f.make_party(agreement, organization=(body := f.make_organization("ASEAN")))
    assert raised.by == 1
    assert raised.changes == {("meeting", meeting.pk), ("agreement", agreement.pk), ("organization", body.pk)}
    assert [str(each) for each in upkeep.check()] == []


def test_a_plan_changes_nothing_for_readers(publisher):
    draft = f.make_meeting("TEMM 15", published=False)
    with Raised() as raised:
        publication.plan(draft, publisher, SOON)
        publication.plan(draft, publisher, SOON + timedelta(hours=2))
        publication.plan(draft, publisher, None)
    assert raised.by == 0


def test_changes_at_once_are_all_counted():
    meetings = [f.make_meeting(f"TEMM {number}") for number in range(8)]
    acts = [
        lambda meeting=meeting: Meeting.objects.filter(pk=meeting.pk).update(summary="Dust.") for meeting in meetings
    ]
    with Raised() as raised:
        assert at_once(*acts) == [1] * 8
    assert raised.by == 8


def test_nobody_waits_for_a_long_transaction():
    long_one, short_one = f.make_meeting("TEMM 14"), f.make_meeting("TEMM 15")
    is_open, may_end = threading.Event(), threading.Event()

    def import_for_long():
        with transaction.atomic():
            Meeting.objects.filter(pk=long_one.pk).update(summary="Imported.")
            is_open.set()
            assert may_end.wait(20)

    def change_shortly():
        assert is_open.wait(20)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                Meeting.objects.filter(pk=short_one.pk).update(summary="Changed.")
            return version().number
        finally:
            may_end.set()

    with Raised() as raised:
        assert at_once(import_for_long, change_shortly) == [None, raised.before.number + 1]
    assert raised.by == 2


@pytest.mark.usefixtures("as_owner")
def test_a_database_that_is_emptied_goes_on_counting():
    f.make_meeting("TEMM 15")
    with Raised() as raised:
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    assert raised.by == 1


@pytest.mark.usefixtures("as_owner")
def test_a_row_that_went_missing_comes_back():
    with Raised() as raised:
        PublicVersion.objects.all().delete()
        f.make_meeting("TEMM 14")
    assert raised.by == 1


def test_nothing_is_left_in_the_queue():
    f.make_meeting("TEMM 14")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cooperation_commitqueue")
        assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("as_owner")
def test_there_is_one_row():
    with pytest.raises(IntegrityError, match="publicversion_id_check"):
        PublicVersion.objects.create(pk=2, number=1, token=uuid4())


# What readers do not see.
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


def test_every_table_counts_by_itself_or_by_the_record_that_it_touches():
    counting, touching, emptied = (triggers(name) for name in ("note_public_change", "touch", "note_emptied"))
    models = [
        model
        for label in ("regions", "cooperation")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model not in WITHOUT
    ]
    assert len(models) > 35
    for model in models:
        table = model._meta.db_table
        assert table in (counting if issubclass(model, Versioned) else touching), table
        assert table in emptied, table
    # Of rows that readers see once they are published, and of the others.
    assert {table for table, (_, arguments, _) in counting.items() if len(arguments) == 2} == {
        model._meta.db_table for model in RECORDS
    }
