"""What search asks is kept by the database: whatever path a change takes, `check` finds nothing."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cooperation import index, search
from cooperation.models import Meeting, Outcome
from tests.connections import at_once
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_phase,
    make_project,
    make_region,
    make_source,
    make_topic,
)
from tests.settled import settle


def found(text, kind="meeting"):
    """The ids that a search finds, after everything settled and nothing was found wrong."""
    settle()
    assert list(search.check()) == []
    query = search.Query(text)
    rows = search.KINDS[kind].objects.published().filter(pk__in=query.matching(kind))
    return set(rows.values_list("pk", flat=True))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_the_demo_data_is_there_and_true(demo_fixtures):
    settle()
    assert list(search.check()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cooperation_search WHERE kind = 'meeting'")
        assert cursor.fetchone()[0] == Meeting.objects.count()


def seen(kind):
    """What search says that readers see, from what it counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cooperation_search WHERE kind = %s AND registry_search_seen(kind, id)", [kind])
        return {pk for (pk,) in cursor.fetchall()}


@pytest.mark.django_db
def test_what_is_seen_for_what_refers_to_it_is_what_is_published(demo_fixtures):
    make_topic("Never"), make_organization("Never"), make_source("Never")
    draft = make_meeting(topics=[make_topic()], organizations=[make_organization()], published=False)
    narrower = make_topic(parent=make_topic("Broader"))
    make_meeting(topics=[narrower], organizations=[cited := make_organization()])
    for owner in (draft, cited, make_organization(), make_country("FRA")):
        make_citation(owner)
    settle()
    for kind in search.REFERRED:
        published = set(search.KINDS[kind].objects.published().values_list("pk", flat=True))
        assert seen(kind) == published
        assert len(published) < search.KINDS[kind].objects.count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT registry_search_count()")
        assert seen(kind) == published


@pytest.mark.django_db
def test_a_draft_is_found_once_it_is_published_and_not_after_it_is_withdrawn():
    meeting = make_meeting("Wetlands", published=False)
    outcome = make_outcome(meeting, "Peatlands are kept.")
    assert found("wetlands") == set()
    assert found("peatlands", "outcome") == set()
    Meeting.objects.filter(pk=meeting.pk).update(published_at=timezone.now())
    assert found("wetlands") == {meeting.pk}
    assert found("peatlands") == {meeting.pk}
    assert found("peatlands", "outcome") == {outcome.pk}
    Meeting.objects.filter(pk=meeting.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="An error.")
    assert found("wetlands") == set()
    assert found("peatlands", "outcome") == set()


@pytest.mark.django_db
def test_a_bulk_update_and_plain_sql_are_seen():
    one, two = make_meeting("Wetlands one"), make_meeting("Wetlands two")
    Meeting.objects.update(summary="About mangroves.")
    assert found("mangroves") == {one.pk, two.pk}
    sql("UPDATE cooperation_meeting SET title = 'Dunes' WHERE id = %s", one.pk)
    assert found("wetlands") == {two.pk}
    assert found("dunes") == {one.pk}


@pytest.mark.django_db
def test_parts_and_links_count_as_the_record_whoever_changes_them():
    vietnam, topic = make_country("VNM"), make_topic("Peatlands")
    meeting = make_meeting()
    meeting.countries.add(vietnam)
    meeting.topics.add(topic)
    make_document(meeting, "Minutes on seagrass")
    make_document(meeting, "Secret on kelp", is_internal=True)
    outcome = make_outcome(meeting, "Coral is to be watched.")
    assert found("vietnam") == found("peatlands") == found("seagrass") == found("coral") == {meeting.pk}
    assert found("kelp") == set()
    Outcome.objects.filter(pk=outcome.pk).update(text="Sponges are to be watched.")
    assert found("coral") == set()
    assert found("sponges", "outcome") == {outcome.pk}
    sql("DELETE FROM cooperation_meeting_countries")
    assert found("vietnam") == set()
    Outcome.objects.all().delete()
    assert found("sponges") == found("sponges", "outcome") == set()


@pytest.mark.django_db
def test_parties_and_phases_count_as_their_records():
    fund = make_organization("Baobab Fund")
    agreement, project = make_agreement(), make_project()
    make_party(agreement, organization=fund)
    make_phase(project, "Savanna stage", funder=fund, amount=1, currency="USD")
    assert found("baobab fund", "agreement") == {agreement.pk}
    assert found("baobab fund", "project") == found("savanna", "project") == {project.pk}


@pytest.mark.django_db
def test_a_new_name_is_found_without_a_touch_on_what_bears_it():
    series = make_mechanism("Environment Ministers Meeting")
    meeting = make_meeting("The 9th", mechanism=series)
    assert found("KVEMM") == set()
    series.other_names = "KVEMM"
    series.save()
    assert found("KVEMM") == {meeting.pk}
    series.other_names = ""
    series.save()
    assert found("KVEMM") == set()


@pytest.mark.django_db
def test_a_country_that_moves_to_another_region_takes_what_is_done_with_it_along():
    country = make_country(region=make_region("Lakelands"))
    make_meeting(host_country=country)
    attended = make_meeting(countries=[country])
    make_mechanism(countries=[country])
    make_outcome(attended).to_countries.add(country)
    make_agreement(countries=[country])
    make_project().countries.add(country)
    make_organization(country=country)
    assert found("lakelands") == {attended.pk}, "a host alone gives no region"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regions_country SET region_id = %s", [make_region("Highlands").pk])
    assert found("lakelands") == set()
    assert found("highlands") == {attended.pk}


@pytest.mark.django_db
def test_a_record_is_found_by_the_regions_that_others_give_it():
    lakelands, highlands = make_region("Lakelands"), make_region("Highlands")
    bloc = make_organization(kind="bloc", regions=[lakelands])
    series = make_mechanism(organizations=[bloc])
    session = make_meeting(mechanism=series)
    side_meeting = make_meeting(part_of_meeting=session)
    make_outcome(side_meeting)
    stated = make_meeting(regions=[highlands])
    assert found("lakelands") == {session.pk, side_meeting.pk}
    assert found("highlands") == {stated.pk}
    bloc.regions.set([highlands])
    assert found("lakelands") == set()
    assert found("highlands") == {session.pk, side_meeting.pk, stated.pk}
    series.organizations.clear()
    assert found("highlands") == {stated.pk}
    session.regions.set([lakelands])
    assert found("lakelands") == {session.pk, side_meeting.pk}


@pytest.mark.django_db
def test_another_home_country_makes_other_regions(settings):
    lakelands, highlands = make_country(region=make_region("Lakelands")), make_country(region=make_region("Highlands"))
    settings.HOME_COUNTRY = lakelands.alpha_3
    index.advance(timezone.localdate())
    meeting = make_meeting(countries=[lakelands, highlands])
    assert (found("lakelands"), found("highlands")) == (set(), {meeting.pk})
    settings.HOME_COUNTRY = highlands.alpha_3
    index.advance(timezone.localdate())
    assert (found("lakelands"), found("highlands")) == ({meeting.pk}, set())


@pytest.mark.django_db
def test_what_has_many_sessions_gives_them_all_a_region():
    series = make_mechanism()
    sessions = Meeting.objects.bulk_create(
        Meeting(title=f"Session {number}", slug=f"session-{number}", mechanism=series, published_at=timezone.now())
        for number in range(1005)
    )
    settle()
    series.regions.add(make_region("Lakelands"))
    assert found("lakelands") == {session.pk for session in sessions}


@pytest.mark.django_db
def test_what_is_deleted_is_gone():
    draft = make_meeting("Wetlands", published=False)
    make_outcome(draft)
    topic = make_topic("Peatlands")
    settle()
    draft.delete()
    topic.delete()
    settle()
    assert list(search.check()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cooperation_search WHERE kind IN ('meeting', 'outcome', 'topic')")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_there():
    with transaction.atomic():
        make_meeting("Wetlands")
        settle()
        transaction.set_rollback(True)
    assert found("wetlands") == set()


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_emptied_leaves_nothing():
    make_outcome(make_meeting("Wetlands", mechanism=make_mechanism("Series")))
    assert list(search.check()) == []
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    assert list(search.check()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cooperation_search")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_many_writers_wait_for_no_word_and_lose_none():
    words = ["wetland", "river", "forest", "dust"]
    meetings = [make_meeting(f"Meeting {number}") for number in range(8)]

    def write(number):
        for turn in range(10):
            # Two rows in one transaction, in an order of its own, with the words that everybody writes.
            pair = sorted([meetings[number * 2], meetings[number * 2 + 1]], key=lambda row: row.pk, reverse=turn % 2)
            with transaction.atomic():
                for meeting in pair:
                    summary = " ".join(words[(turn + number) % 4 :] + words[: (turn + number) % 4])
                    Meeting.objects.filter(pk=meeting.pk).update(summary=f"{summary} {turn}")
            search.Query(words[turn % 4]).totals  # noqa: B018  counts the words meanwhile

    results = at_once(*(lambda number=number: write(number) for number in range(4)))
    assert results == [None] * 4
    assert list(search.check()) == []
    assert search.Query("wetland dust").total("meeting") == (8, True)


@pytest.mark.django_db(transaction=True)
def test_the_words_of_two_who_write_at_once_are_both_counted():
    def write(title):
        for number in range(20):
            make_meeting(f"{title} {number}", slug=f"{title.lower()}-{number}")

    assert at_once(lambda: write("Wetland"), lambda: write("Peatland")) == [None, None]
    assert list(search.check()) == []
    assert search.Query("wetlands").total("meeting") == (20, True)


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db
def test_check_tells_what_is_wrong_and_rebuild_mends_it():
    make_outcome(make_meeting("Wetlands", countries=[make_country("VNM")]))
    make_mechanism("Series of the peatlands", acronym="SP")
    settle()
    sql("DELETE FROM cooperation_search WHERE kind = 'outcome'")
    sql("UPDATE cooperation_search SET names = 'x' WHERE kind = 'meeting'")
    sql("INSERT INTO cooperation_search VALUES ('project', 77, 77, NULL, '', '')")
    sql("DELETE FROM cooperation_search_name WHERE name = 'sp'")
    sql("DELETE FROM cooperation_search_queue")
    sql("INSERT INTO cooperation_search_word VALUES ('agreement', 'dune', 'dune', 3)")
    problems = "\n".join(search.check())
    for words in (
        "is missing",
        "says something else",
        "the row of project 77 should not be there",
        "the name “sp” of mechanism",
        "3 rows of agreement are said to have “dune”, and 0 have",
    ):
        assert words in problems
    steps = []
    search.rebuild(lambda done, of: steps.append((done, of)))
    assert list(search.check()) == []
    assert steps[-1][0] == steps[-1][1] == len(steps)
    assert search.Query("wetlnds").corrected == "wetlands"


@pytest.mark.django_db
def test_a_text_beyond_all_measure_is_kept_and_its_beginning_found():
    meeting = make_meeting("Wetlands", summary="peatland " + " ".join(f"w{number}x" for number in range(120_000)))
    assert found("peatland") == {meeting.pk}
