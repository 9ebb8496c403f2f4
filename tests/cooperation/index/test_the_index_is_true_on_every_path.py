"""The index is kept by the database: whatever writes, and however, it says what the tables say."""

import random
import threading
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.http import QueryDict
from django.utils import timezone

from cooperation import index
from cooperation.domain.tags import day_code
from cooperation.filters.agreements import AgreementFilter
from cooperation.filters.meetings import MeetingFilter
from cooperation.filters.organizations import OrganizationFilter
from cooperation.filters.outcomes import OutcomeFilter
from cooperation.filters.projects import ProjectFilter
from cooperation.index import Dimension, snapshot, tag, upkeep
from cooperation.index.entries import Entry
from cooperation.models import Agreement, Mechanism, Meeting, Organization, Outcome, Party, Project, Topic
from regions.models import Country
from tests.connections import at_once
from tests.cooperation.filters import oracle
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_phase,
    make_project,
    make_region,
    make_topic,
)
from tests.settled import settle, undone

from .test_a_count_is_what_the_click_shows import a_registry


def sql(statement, *values):
    """What somebody does with a terminal of the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def count(filterset, query=""):
    """How many rows a reader finds now."""
    return filterset(QueryDict(query), today=timezone.localdate()).count()


def differences():
    """What the check finds, as at a commit."""
    settle()
    return [str(each) for each in upkeep.check()]


def patient(act):
    """What somebody else does, who waits for no lock for long."""

    def does():
        sql("SET lock_timeout = '5s'")
        act()

    return does


WRITES = {
    "a bulk update": lambda: Meeting.objects.update(status="held", start="2011", end=None),
    "an SQL update": lambda: sql("UPDATE cooperation_meeting SET host_country_id = NULL, kind = 'forum'"),
    "a withdrawal": lambda: Meeting.objects.published().update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong."),
    "a publication": lambda: Agreement.objects.filter(published_at=None).update(published_at=timezone.now()),
    "links that go": lambda: Meeting.countries.through.objects.all().delete(),
    "a link that moves": lambda: sql(
        "UPDATE cooperation_meeting_topics link SET topic_id = %s"
        " WHERE id = (SELECT min(id) FROM cooperation_meeting_topics)",
        make_topic().pk,
    ),
    "parts that go": lambda: Outcome.objects.all().delete(),
    "parties that go": lambda: Party.objects.all().delete(),
    "a country that moves": lambda: Country.objects.filter(alpha_3="CHN").update(region=make_region("Elsewhere")),
    "a topic that moves": lambda: Topic.objects.filter(parent=None, children=None).update(
        parent=Topic.objects.filter(children__isnull=False).first()
    ),
    "a body that moves": lambda: Organization.objects.update(country=make_country("DEU")),
    "a series that ends": lambda: Meeting.objects.update(mechanism=None),
    "outcomes of others": lambda: sql("DELETE FROM cooperation_outcome_by_countries"),
    "dates that turn": lambda: sql("UPDATE cooperation_agreement SET in_force_on = '2012', expires_on = '2013'"),
    "bodies that state a region": lambda: [
        body.regions.add(make_region("Elsewhere")) for body in Organization.objects.all()
    ],
    "bodies that state none": lambda: Organization.regions.through.objects.all().delete(),
    "bodies that state another": lambda: sql(
        "UPDATE cooperation_organization_regions SET region_id = %s", make_region("Elsewhere").pk
    ),
    "series that lose their region": lambda: Mechanism.regions.through.objects.all().delete(),
    "series that get one": lambda: [
        mechanism.regions.add(make_region("Elsewhere")) for mechanism in Mechanism.objects.all()
    ],
    "series without members": lambda: Mechanism.countries.through.objects.all().delete(),
    "series that are withdrawn": lambda: Mechanism.objects.published().update(
        withdrawn_at=timezone.now(), withdrawal_reason="Wrong."
    ),
    "regions that meetings state": lambda: [
        meeting.regions.add(make_region("Elsewhere")) for meeting in Meeting.objects.filter(side_meetings__gt=0)
    ],
    "projects with nobody": lambda: sql("DELETE FROM cooperation_project_countries"),
    "hosts that are not known": lambda: Meeting.objects.update(host_country=None),
}


@pytest.mark.django_db
def test_it_says_what_the_tables_say_after_any_write(subtests):
    a_registry(1, size=12)
    make_agreement(published=False)
    assert differences() == []
    for name, write in WRITES.items():
        with subtests.test(name), undone(), connection.cursor() as cursor:
            cursor.execute("SELECT max(id) FROM cooperation_publicchange WHERE is_entry")
            before = cursor.fetchone()
            write()
            settle()
            cursor.execute("SELECT max(id) FROM cooperation_publicchange WHERE is_entry")
            assert cursor.fetchone() > before, "the write should change something that readers see"
            assert differences() == []


@pytest.mark.django_db
def test_what_a_reader_finds_follows_in_the_same_transaction():
    meeting = make_meeting(countries=[make_country("CHN")], start="2012")
    assert count(MeetingFilter, "country=china") == 1
    meeting.countries.set([make_country("JPN")])
    assert count(MeetingFilter, "country=china") == 0
    assert count(MeetingFilter, "country=japan&year=2012") == 1
    with transaction.atomic():
        meeting.countries.clear()
        assert count(MeetingFilter, "country=japan") == 0
        transaction.set_rollback(True)
    assert count(MeetingFilter, "country=japan") == 1


@pytest.mark.django_db
def test_a_body_is_found_while_something_public_names_it():
    signer, funder, body = make_organization(), make_organization(), make_organization()
    party = make_party(make_agreement(published=False), country=make_country(), signed_by=signer)
    phase = make_phase(make_project(), funder=funder)
    outcome = make_outcome(concerns_organizations=[body])
    settle()
    assert count(OrganizationFilter) == 2
    Agreement.objects.filter(pk=party.agreement_id).update(published_at=timezone.now())
    settle()
    assert count(OrganizationFilter) == 3
    phase.funder = None
    phase.save()
    outcome.delete()
    settle()
    assert count(OrganizationFilter) == 1
    assert differences() == []


@pytest.mark.django_db
def test_the_day_turns():
    make_meeting(start="2030-05-03", status="confirmed")
    make_meeting(start="2030-05", status="tentative")
    make_agreement(in_force_on="2030-05-10", expires_on="2031-05", renewal="none")

    def held_upcoming_in_force(day):
        assert index.advance(day)
        assert not index.advance(day), "there is nothing left to do"
        meetings = [MeetingFilter(QueryDict(f"status={code}"), today=day).count() for code in ("held", "upcoming")]
        force = AgreementFilter(QueryDict("status=yes"), today=day).count()
        assert force == Agreement.objects.in_force(day).count()
        assert differences() == []
        return (*meetings, force)

    day = timezone.datetime(2030, 5, 1).date()
    assert held_upcoming_in_force(day) == (0, 2, 0)
    assert held_upcoming_in_force(day.replace(day=3)) == (0, 2, 0)  # its last day is not over
    assert held_upcoming_in_force(day.replace(day=4)) == (1, 1, 0)
    assert held_upcoming_in_force(day.replace(month=6)) == (1, 0, 1)
    assert held_upcoming_in_force(day.replace(year=2032)) == (1, 0, 0)
    assert held_upcoming_in_force(day) == (0, 2, 0)


@pytest.mark.usefixtures("transactional_db")
def test_a_day_waits_for_nobody_and_what_is_locked_follows_later():
    day = timezone.datetime(2030, 5, 4).date()
    held, _ = (make_meeting(start="2030-05-03", status="confirmed") for _ in range(2))
    index.advance(day.replace(day=1))
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=held.pk)
        assert at_once(patient(lambda: index.advance(day))) == [None]
        assert index.now().day == day
        assert MeetingFilter(QueryDict("status=held"), today=day).count() == 1
    assert index.advance(day)
    assert MeetingFilter(QueryDict("status=held"), today=day).count() == 2
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_only_one_process_moves_the_day():
    day = timezone.localdate() + timedelta(days=1)
    with transaction.atomic():
        assert index.advance(day)
        assert at_once(lambda: index.advance(day)) == [False]
        transaction.set_rollback(True)
    assert index.now().day == timezone.localdate()


@pytest.mark.django_db
def test_another_home_country_makes_other_regions(settings):
    make_meeting(countries=[make_country("KOR"), make_country("VNM")])
    assert (count(MeetingFilter, "region=north-east-asia"), count(MeetingFilter, "region=south-east-asia")) == (0, 1)
    settings.HOME_COUNTRY = "VNM"
    index.advance(timezone.localdate())
    assert (count(MeetingFilter, "region=north-east-asia"), count(MeetingFilter, "region=south-east-asia")) == (1, 0)


@pytest.mark.django_db
def test_regions_are_passed_on_at_any_depth():
    asean = make_organization("ASEAN", kind="bloc")
    framework = make_mechanism(organizations=[asean])
    session = make_meeting(mechanism=make_mechanism(parent=framework))
    side_meeting = make_meeting(part_of_meeting=session)
    make_outcome(side_meeting)
    project = make_project(mechanism=framework)
    training = make_meeting(part_of_project=project)
    make_meeting(mechanism=framework, countries=[make_country("CHN")])

    def numbers(region):
        assert differences() == []
        return [count(each, f"region={region}") for each in (MeetingFilter, OutcomeFilter, ProjectFilter)]

    assert numbers("none") == [3, 1, 1]
    asean.regions.add(make_region("South East Asia"))
    assert numbers("south-east-asia") == [3, 1, 1]
    Mechanism.objects.filter(parent=framework).update(parent=None)
    assert numbers("south-east-asia") == [1, 0, 1]
    Mechanism.objects.filter(pk=session.mechanism_id).update(parent=framework)
    assert numbers("south-east-asia") == [3, 1, 1]
    session.countries.add(make_country("KEN"))
    assert numbers("south-east-asia") == [1, 0, 1]
    assert numbers("africa") == [2, 1, 0]
    framework.regions.add(make_region("Africa"))
    assert numbers("africa") == [3, 1, 1]
    Mechanism.objects.filter(pk=framework.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    assert numbers("none") == [1, 0, 1]
    Project.objects.filter(pk=project.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    training.host_country = make_country("KOR")
    training.save()
    training.countries.add(make_country("KOR"))
    assert numbers("none") == [0, 0, 0]
    assert numbers("north-east-asia") == [2, 0, 0]
    side_meeting.part_of_meeting = None
    side_meeting.save()
    assert numbers("none") == [1, 1, 0]


@pytest.mark.django_db
def test_meetings_in_a_circle_lose_the_region_that_none_of_them_has():
    first = make_meeting()
    second = make_meeting(part_of_meeting=first)
    Meeting.objects.filter(pk=first.pk).update(part_of_meeting=second)
    second.regions.add(make_region("Africa"))
    assert count(MeetingFilter, "region=africa") == 2
    second.regions.clear()
    assert count(MeetingFilter, "region=africa") == 0
    assert differences() == []


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db
def test_of_many_sessions_those_alone_are_written_anew_whose_regions_changed_and_at_once():
    series = make_mechanism()
    own = [make_meeting(mechanism=series, countries=[make_country("CHN")]) for _ in range(5)]
    bare = [make_meeting(mechanism=series) for _ in range(20)]
    outcomes = [make_outcome(meeting) for meeting in [*own, *bare]]
    settle()
    sql(
        "CREATE TEMP TABLE written (statement bigint GENERATED ALWAYS AS IDENTITY, kind text, ids bigint[]);"
        "CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO written (kind, ids) SELECT kind, array_agg(id ORDER BY id) FROM changed GROUP BY kind;"
        " RETURN NULL; END $$;"
        "CREATE TRIGGER note AFTER UPDATE ON cooperation_entry REFERENCING NEW TABLE AS changed"
        " FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.note()"
    )
    series.regions.add(make_region("Africa"))
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, ids FROM written ORDER BY kind")
        assert cursor.fetchall() == [
            ("mechanism", [series.pk]),
            ("meeting", [meeting.pk for meeting in bare]),
            ("outcome", [outcome.pk for outcome in outcomes[5:]]),
        ]
    assert differences() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["series", "session"])
def test_a_series_gets_a_region_while_its_session_loses_its_own(first):
    series = make_mechanism()
    session = make_meeting(mechanism=series, countries=[make_country("CHN")])
    africa = make_region("Africa")
    has_written = threading.Event()
    acts = {"series": lambda: series.regions.add(africa), "session": session.countries.clear}
    begin = acts.pop(first)
    [follow] = acts.values()

    def begins():
        with transaction.atomic():
            begin()
            has_written.set()
            sleep(0.3)

    def follows():
        assert has_written.wait(timeout=10)
        follow()

    assert at_once(patient(begins), patient(follows)) == [None, None]
    assert count(MeetingFilter, "region=africa") == 1
    assert differences() == []


@pytest.mark.django_db
def test_a_new_name_is_on_the_next_page():
    mechanism = make_mechanism("Old name")
    make_meeting(mechanism=mechanism)

    def names():
        form = MeetingFilter(QueryDict(""), today=timezone.localdate()).form
        return [option.label for option in form["mechanism"].options]

    assert names() == ["Old name"]
    mechanism.title = "New name"
    mechanism.save()
    assert names() == ["New name"]


@pytest.mark.django_db(transaction=True)
def test_a_new_region_is_offered_on_the_next_page_after_a_record_is_in_it():
    def names():
        form = MeetingFilter(QueryDict(""), today=timezone.localdate()).form
        return sorted(option.label for option in form["region"].options)

    near, far = make_region("Near"), make_region("Far")
    make_meeting(countries=[make_country("CHN", region=near)])
    assert names() == ["Near"]
    make_meeting(countries=[make_country("JPN", region=far)])
    assert names() == ["Far", "Near"]


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db
def test_the_commands_find_and_mend_what_somebody_broke():
    meeting = make_meeting(countries=[make_country("CHN")])
    draft = make_meeting(published=False)
    lost = make_meeting()
    settle()
    sql("UPDATE cooperation_entry SET tags = '{1}' WHERE kind = 'meeting' AND id = %s", meeting.pk)
    sql("UPDATE cooperation_entry SET id = %s WHERE kind = 'meeting' AND id = %s", draft.pk, lost.pk)
    said = StringIO()
    with pytest.raises(CommandError, match="differs from the tables in 3 rows"):
        call_command("check_index", stdout=said)
    assert f"meeting {lost.pk} is public and not in the index" in said.getvalue()
    assert f"meeting {draft.pk} is in the index and not public" in said.getvalue()
    assert f"meeting {meeting.pk} differs: tags is" in said.getvalue()
    call_command("rebuild_index", stdout=said)
    call_command("check_index", stdout=said)
    assert "The index is true: " in said.getvalue()
    assert count(MeetingFilter, "country=china") == 1


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_pages_say_what_was_mended(client):
    meeting = make_meeting(countries=[make_country("CHN")])
    sql("UPDATE cooperation_entry SET tags = '{1}' WHERE kind = 'meeting' AND id = %s", meeting.pk)
    assert "0 meetings" in client.get("/meetings/?country=china").text
    call_command("rebuild_index", stdout=StringIO())
    assert "1 meeting" in client.get("/meetings/?country=china").text


WRONG = {
    "an entry is missing": lambda entry: ([entry], []),
    "an entry is left over": lambda entry: ([], [replace(entry, id=entry.id + 1, place=entry.place + 1)]),
    "a tag is missing": lambda entry: ([entry], [replace(entry, tags=entry.tags[1:])]),
    "a tag is left over": lambda entry: ([entry], [replace(entry, tags=[*entry.tags, tag(Dimension.TOPIC, 7)])]),
    "it stands elsewhere": lambda entry: ([entry], [replace(entry, place=entry.place + 1)]),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_sample_finds_that_memory_is_wrong(client, caplog, wrong):
    meetings = [make_meeting(f"TEMM {number}", countries=[make_country("CHN")], start="2012") for number in range(3)]
    make_meeting("TEMM 9", published=False)
    page = client.get("/meetings/?country=china")
    assert upkeep.verify_sample() == []
    held = index.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date, place, tags FROM cooperation_entry WHERE kind = 'meeting' AND id = %s", [meetings[-1].pk]
        )
        date, place, tags = cursor.fetchone()
    entry = Entry(meetings[-1].pk, day_code(date), place, tags)
    held.kinds["meeting"] = held["meeting"].changed(*WRONG[wrong](entry))
    found = upkeep.verify_sample()
    assert found
    [line] = caplog.messages
    assert line.startswith(f"The index in memory is wrong ({found[0]}")
    assert count(MeetingFilter, "country=china&year=2012") == 3
    assert client.get("/meetings/?country=china", headers={"if-none-match": page["ETag"]}).status_code == 200
    caplog.clear()
    assert (upkeep.verify_sample(), caplog.messages) == ([], [])


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_it_follows_what_is_committed_and_what_is_emptied():
    assert count(MeetingFilter) == 0
    make_meeting(countries=[make_country("CHN")])
    assert count(MeetingFilter, "country=china") == 1
    Meeting.objects.bulk_create(
        Meeting(title=f"M {number}", slug=f"m-{number}", published_at=timezone.now(), start="2010")
        for number in range(1200)
    )
    assert count(MeetingFilter) == 1201
    assert count(MeetingFilter, "year=2010") == 1200
    sql("TRUNCATE cooperation_meeting CASCADE")
    assert count(MeetingFilter) == 0
    assert differences() == []


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_a_large_change_is_applied_unless_it_is_a_tenth_of_the_kind(monkeypatch):
    """Entries alone are enough here. One statement changes them, as an import or an update by SQL does."""

    def change(number):
        sql("UPDATE cooperation_entry SET date = '2012', tags = '{1}' WHERE kind = 'meeting' AND id <= %s", number)
        return len(index.now()["meeting"].get(1))

    sql(
        "INSERT INTO cooperation_entry (kind, id, date, place, tags)"
        " SELECT 'meeting', number, '2011', number, '{2}' FROM generate_series(1, 15000) AS number"
    )
    assert len(index.now()["meeting"]) == 15000
    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "_load", None)  # nothing is read anew
        assert change(1400) == 1400
    loaded = []
    read = snapshot._load
    monkeypatch.setattr(snapshot, "_load", lambda cursor, kind: loaded.append(kind) or read(cursor, kind))
    assert change(3000) == 3000
    assert loaded == ["meeting"]


@pytest.mark.django_db(transaction=True)
def test_a_page_of_an_older_moment_has_the_index_of_that_moment(monkeypatch):
    make_meeting()
    assert count(MeetingFilter) == 1

    def change():
        make_meeting()
        return count(MeetingFilter)

    with transaction.atomic():
        sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        assert Meeting.objects.count() == 1
        assert at_once(change) == [2]
        monkeypatch.setattr(snapshot, "_load", None)  # nothing is read anew
        assert count(MeetingFilter) == 1
    assert count(MeetingFilter) == 2


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_while_a_dump_is_being_restored(client):
    make_meeting()
    rename = "ALTER TABLE cooperation_publiccommit RENAME CONSTRAINT {} TO {}"
    names = ["cooperation_publiccommit_token", "later"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cooperation_entry DISABLE TRIGGER USER")
        cursor.execute("CREATE TEMP TABLE restored AS TABLE cooperation_entry")
        cursor.execute("DELETE FROM cooperation_entry")
        cursor.execute(rename.format(*names))
        try:
            snapshot.forget()
            assert count(MeetingFilter) == 0
            assert not client.get("/meetings/").has_header("ETag")
            cursor.execute("INSERT INTO cooperation_entry TABLE restored")
        finally:
            cursor.execute(rename.format(*reversed(names)))
            cursor.execute("ALTER TABLE cooperation_entry ENABLE TRIGGER USER")
    assert count(MeetingFilter) == 1
    assert client.get("/meetings/").has_header("ETag")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["gives", "takes"])
def test_a_body_is_kept_that_one_lets_go_while_another_names_it(first):
    body = make_organization()
    named, other = make_meeting(organizations=[body]), make_meeting()
    acts = {"gives": named.organizations.clear, "takes": lambda: other.organizations.add(body)}
    last = acts.pop(first)
    with transaction.atomic():
        last()
        assert at_once(*map(patient, acts.values())) == [None]
    assert count(OrganizationFilter) == 1
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_a_body_goes_that_two_let_go_at_once():
    body = make_organization()
    meetings = [make_meeting(organizations=[body]) for _ in range(2)]
    with transaction.atomic():
        meetings[0].organizations.clear()
        assert at_once(patient(meetings[1].organizations.clear)) == [None]
    assert count(OrganizationFilter) == 0
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_exchange_bodies_do_not_wait_for_each_other():
    bodies = [make_organization() for _ in range(2)]
    meetings = [make_meeting(organizations=[body]) for body in bodies]
    both = threading.Barrier(2)

    def exchange(meeting, gives, takes):
        with transaction.atomic():
            meeting.organizations.remove(gives)
            both.wait(timeout=10)
            meeting.organizations.add(takes)

    acts = [lambda: exchange(meetings[0], *bodies), lambda: exchange(meetings[1], *reversed(bodies))]
    assert at_once(*acts) == [None, None]
    assert count(OrganizationFilter) == 2
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_it_true_and_readers_see_what_was_committed():
    countries = [make_country(code) for code in ("KOR", "CHN", "JPN", "VNM")]
    topics = [make_topic() for _ in range(3)]
    bodies = [make_organization() for _ in range(3)]
    series = make_mechanism()
    meetings = [make_meeting(f"M {number}", mechanism=series, countries=countries[:1]) for number in range(6)]
    agreements = [make_agreement(f"A {number}", meeting=meetings[number]) for number in range(3)]
    errors = []

    def write(seed):
        chance = random.Random(seed)  # noqa: S311
        try:
            for _ in range(25):
                meeting = Meeting.objects.get(pk=chance.choice(meetings).pk)
                with transaction.atomic():
                    match chance.randint(0, 5):
                        case 0:
                            meeting.countries.set(chance.sample(countries, 2))
                        case 1:
                            meeting.organizations.set(chance.sample(bodies, chance.randint(0, 2)))
                        case 2:
                            meeting.mechanism = chance.choice([None, series])
                            meeting.save()
                        case 3:
                            Agreement.objects.get(pk=chance.choice(agreements).pk).topics.set(chance.sample(topics, 1))
                        case 4:
                            make_outcome(meeting, by_countries=chance.sample(countries, 1))
                        case 5:
                            meeting.start = f"{chance.randint(2000, 2020)}"
                            meeting.end = None
                            meeting.save()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=[seed]) for seed in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        snapshot = index.now()
        entries = snapshot["meeting"]
        assert len(entries) == len(entries.whole) == 6
        assert len(index.Ordered("meeting", entries, None).page(0, 100)) == 6
    assert errors == []
    assert differences() == []
    for filterset in (MeetingFilter, AgreementFilter, OrganizationFilter):
        asked = filterset(QueryDict(""), today=timezone.localdate())
        assert asked.count() == oracle.found(asked).count()
        for name in ("country", "mechanism", "topic", "organization"):
            for option in asked.form[name].options if name in asked.filters else ():
                clicked = filterset(QueryDict(f"{name}={option.value}"), today=timezone.localdate())
                assert oracle.found(clicked).count() == option.count
