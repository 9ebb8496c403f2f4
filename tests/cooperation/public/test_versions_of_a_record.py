"""A reader opens any version of a record that readers could see, and no other."""

import json
import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import NotSupportedError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.domain import roles
from cooperation.history import earlier
from cooperation.history.earlier import Earlier
from cooperation.history.public_versions import PublicVersion, public_versions, seen_on
from cooperation.models import ClosedVersions, Meeting
from cooperation.workflow import publication
from cooperation.workflow.closing import close_versions
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
    make_project_organization,
    make_source,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
MAKE = {"meeting": make_meeting, "agreement": make_agreement, "project": make_project, "mechanism": make_mechanism}
# Nothing that a reader gets may contain this word.
SECRET = "TOPSECRET"


@pytest.fixture
def publisher():
    return make_user(roles.PUBLISHER, username="pat")


def words(response):
    """The words of the page about its record: without the banner, how to cite it, its versions and its last update."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    left_out = (r'<details class="others[ "].*?</details>', r'<p class="(?:modified|paper-only)">.*?</p>')
    for each in (*left_out, r'<div class="rating".*?</div>'):
        main = re.sub(each, "", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def get(record, query="", ending="/"):
    return Client().get(f"{record.get_absolute_url().rstrip('/')}{ending}{query}")


def change(record, **fields):
    with transaction.atomic():
        type(record)._base_manager.filter(pk=record.pk).update(**fields)


def writes(record, chance, keeper):
    """What staff do to the record: a list of functions. Each writes in its own transaction.

    The `keeper` is another public record. It names whatever the record names, which therefore stays public.
    """
    kind = record._meta.model_name
    number = iter(range(1000))

    def mark(text):
        record.refresh_from_db()
        return f"{text} {next(number)}" if record.is_public else f"{SECRET} {text}"

    def note():
        change(record, internal_note=f"{SECRET} {next(number)}", responsible_unit=SECRET)

    def cite():
        source = make_source()
        make_citation(owner=keeper, source=source)
        make_citation(owner=record, field=chance.choice(["summary", "", "title"]), source=source)

    def drop_citation():
        record.citations.order_by("?")[:1].get().delete() if record.citations.exists() else note()

    def parts():
        with transaction.atomic():
            country, body = make_country("CHN"), make_organization()
            hidden = make_mechanism(f"{SECRET} {record.version}", published=False)
            keeper.organizations.add(body)
            if kind == "meeting":
                record.countries.set([country])
                outcome = make_outcome(record, text=mark("Outcome"), concerns_organizations=[body])
                outcome.concerns_mechanisms.set([hidden])
            elif kind == "agreement":
                make_party(record, organization=body, signed_on="2012")
            elif kind == "project":
                make_project_organization(record, body)
                make_phase(record, name=mark("Phase"), amount=chance.randrange(1000), currency="USD")
            else:
                record.countries.set([country])
                record.organizations.add(body)
            if kind in ("meeting", "project"):
                change(record, mechanism=hidden)

    def drop_parts():
        with transaction.atomic():
            for name in ("outcomes", "parties", "phases", "countries"):
                if hasattr(record, name):
                    getattr(record, name).all()[:1] and (
                        getattr(record, name).clear() if name == "countries" else getattr(record, name).first().delete()
                    )
            record.topics.set([topic := make_topic()])
            keeper.topics.add(topic)

    return [
        lambda: change(record, title=mark("Title")),
        lambda: change(record, summary=mark("Summary")),
        lambda: make_document(record, title=f"{SECRET} {next(number)}", is_internal=True),
        lambda: make_document(record, title=mark("Document")),
        note,
        cite,
        drop_citation,
        parts,
        drop_parts,
    ]


@pytest.mark.parametrize("seed", range(10))
def test_each_version_is_what_a_reader_saw_then(seed, publisher):
    """Ten records, each with a history of drafts, publication, changes, a withdrawal and changes after it."""
    chance = random.Random(seed)  # noqa: S311
    kind = list(MAKE)[seed % 4]
    record = MAKE[kind](f"{SECRET} at first", slug=f"record-{seed}", published=False, summary=SECRET)
    staff = writes(record, chance, make_mechanism("Another"))
    seen = {}

    def read():
        record.refresh_from_db()
        response = get(record)
        seen[record.version] = words(response) if response.status_code == 200 else None

    def act(times):
        for _ in range(times):
            before = record.version
            chance.choice(staff)()
            record.refresh_from_db()
            if record.version > before:
                read()

    read()
    act(4)
    change(record, title="A name", summary="In short.")
    for part in ("outcomes", "phases"):
        if hasattr(record, part):
            getattr(record, part).all().delete()
    record.documents.all().delete()
    publication.publish(record, publisher)
    read()
    act(7)
    publication.withdraw(record, publisher, "An error.")
    read()
    act(3)
    assert get(record, "?version=7").status_code == 410
    assert get(record, f"?known={timezone.localdate()}").status_code == 410
    change(record, title="A name", summary="In short.")
    for part in ("outcomes", "phases", "documents"):
        if hasattr(record, part):
            getattr(record, part).all().delete()
    publication.publish(record, publisher)
    read()
    act(4)

    present = record.version
    assert len(public_versions(record)) > 8
    for number in range(present + 3):
        page = get(record, f"?version={number}")
        assert SECRET not in page.content.decode()
        for ending in (".bib", ".csl.json"):
            reference = get(record, f"?version={number}", ending)
            assert reference.status_code == page.status_code
            assert SECRET not in reference.content.decode()
        if seen.get(number) is None:
            assert page.status_code == 404
        else:
            assert page.status_code == 200
            assert words(page).split() == seen[number].split(), number
    assert {each.number for each in public_versions(record)} == {n for n, text in seen.items() if text is not None}


@pytest.fixture
def meeting(publisher):
    """TEMM: a draft in version 1, published in version 2, changed in 3, 4 and 5."""
    meeting = make_meeting(f"{SECRET} name", slug="temm", published=False)
    publication.publish(meeting, publisher)  # version 2 has the secret name until it is changed below
    change(meeting, title="Third")
    change(meeting, title="Fourth", city="Seoul", start="2012-05-04")
    change(meeting, title="Fifth", city="Busan")
    meeting.refresh_from_db()
    return meeting


def test_the_page_of_a_version_says_so(meeting):
    page = get(meeting, "?version=4")
    html = page.content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    today = timezone.localdate().strftime("%-d %B %Y")
    assert f"This is version 4 of {today}. It is out of date. The current version is version 5." in text
    assert words(page).startswith("Home Meetings Fourth Fourth Cite this page")
    assert "Seoul" in text
    assert "Busan" not in text
    assert f"Version 4, last changed {today}. http://testserver/meetings/temm/?version=4" in text
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="http://testserver/meetings/temm/">' in html
    assert "application/ld+json" not in html
    assert not page.cookies
    for each in ("csrfmiddlewaretoken", " style=", "nonce="):
        assert each not in html
    assert 'href="/meetings/temm.bib?version=4"' in html
    assert 'class="rating"' not in html
    bib = get(meeting, "?version=4", ".bib").content.decode()
    for said in ("Fourth", "Version 4", "/meetings/temm/?version=4"):
        assert said in bib


def test_what_the_database_computes_is_that_of_the_version(publisher):
    agreement = make_agreement("Treaty", signed_on="2012-01-23")
    change(agreement, signed_on="2013")
    assert "signed 23 January 2012" in words(get(agreement, "?version=1"))
    assert "signed 2013" in words(get(agreement))


def test_whether_a_meeting_is_to_come_is_that_of_the_version():
    meeting = make_meeting("Talks", status="confirmed", start="2012-05-04", countries=[make_country("CHN")])
    number = Meeting.objects.get(pk=meeting.pk).version
    change(meeting, start="2999-05-04")
    assert "Expected participants" in words(get(meeting))
    then = words(get(meeting, f"?version={number}"))
    assert "presumed held" in then
    assert "Expected participants" not in then


def test_references_have_the_date_of_the_version():
    agreement = make_agreement("Treaty", signed_on="2012-01-23")
    change(agreement, signed_on="2013")
    changed = timezone.localdate().strftime("%-d %B %Y")
    assert f"Version 1, last changed {changed}" in get(agreement, "?version=1", ".bib").content.decode()
    [reference] = json.loads(get(agreement, "?version=1", ".csl.json").getvalue())
    assert reference["original-date"] == {"date-parts": [[2012, 1, 23]]}


def test_whether_a_mechanism_existed_is_that_of_the_version():
    mechanism = make_mechanism("Programme", established_on="2000", ended_on="2010")
    change(mechanism, established_on="2015", ended_on="2020")
    then = get(mechanism, "?on=2005-05-04")
    assert "Existing on 4 May 2005 no" in words(then)
    assert f"Printed from http://testserver{mechanism.get_absolute_url()}?on=2005-05-04," in then.content.decode()
    assert "Existing on 4 May 2005 yes" in words(get(mechanism, "?version=1&on=2005-05-04"))


def test_links_of_the_page_for_a_day_keep_the_version():
    agreement = make_agreement("Treaty", slug="treaty", signed_on="2012")
    change(agreement, signed_on="2013")
    page = get(agreement, "?version=1&on=2012-05-31").content.decode()
    banners = re.findall(r'<section class="banner version".*?</section>', page, re.DOTALL)
    links = [re.findall(r'href="(.*?)"', each) for each in banners]
    assert links == [["/agreements/treaty/?on=2012-05-31"], ["/agreements/treaty/?version=1"]]
    assert "as recorded today" not in page
    assert "Printed from http://testserver/agreements/treaty/?version=1&amp;on=2012-05-31<" in page
    answer = get(agreement, f"?known={timezone.localdate()}&on=2012-05-31")
    assert answer["Location"] == "/agreements/treaty/?version=2&on=2012-05-31"


def test_a_percent_sign_in_the_expression_of_a_column_is_no_parameter(meeting, monkeypatch):
    columns = earlier._columns("cooperation_meeting").replace("title", "title || ' 100%' AS title", 1)
    monkeypatch.setattr(earlier, "_columns", lambda _table: columns)
    with Earlier(meeting, public_versions(meeting)[1]), connection.cursor() as cursor:
        cursor.execute("SELECT title FROM cooperation_meeting WHERE id = %s", [meeting.pk])
        assert cursor.fetchall() == [("Third 100%",)]
        cursor.execute(f"SELECT title FROM cooperation_meeting WHERE id = {meeting.pk}")  # noqa: S608
        assert cursor.fetchall() == [("Third 100%",)]


@pytest.mark.parametrize(
    "sql", ["WITH one AS (SELECT 1) SELECT title FROM", "\n with one as (select 1) SELECT title FROM"]
)
def test_a_statement_with_queries_of_its_own_reads_the_version(meeting, sql):
    with Earlier(meeting, public_versions(meeting)[1]), connection.cursor() as cursor:
        cursor.execute(f"{sql} cooperation_meeting WHERE id = %s", [meeting.pk])
        assert cursor.fetchall() == [("Third",)]


def test_a_recursive_statement_that_reads_the_version_is_refused(meeting):
    version, refused = public_versions(meeting)[1], pytest.raises(NotSupportedError, match="WITH RECURSIVE")
    with Earlier(meeting, version), connection.cursor() as cursor, refused:
        cursor.execute("WITH RECURSIVE one AS (SELECT 1) SELECT title FROM cooperation_meeting")


def test_a_number_above_the_last_version_is_refused_without_the_history(meeting):
    with CaptureQueriesContext(connection) as queries:
        assert get(meeting, "?version=999999999").status_code == 404
    assert not any("cooperation_change" in each["sql"] for each in queries)


def test_a_claim_of_a_version_names_only_what_is_public():
    """The draft had another address when it was claimed; nothing has that address now."""
    hidden, shown = make_agreement("Hidden", slug="top-secret-plan", published=False), make_agreement("Shown plan")
    agreement = make_agreement("Treaty")
    with transaction.atomic():
        for each in (hidden, shown):
            make_citation(agreement, field="ancestors", value=each.slug)
    number = type(agreement).objects.get(pk=agreement.pk).version
    change(agreement, summary="Later.")
    assert "top-secret-plan" not in get(agreement).content.decode()
    change(hidden, slug="renamed")
    page = get(agreement, f"?version={number}").content.decode()
    assert "top-secret-plan" not in page
    assert "a record that is not public" in page
    assert "Shown plan" in page


def test_a_claim_of_a_version_names_countries_and_organizations():
    agreement, country = make_agreement("Treaty"), make_country("CHN")
    make_party(agreement, organization=(body := make_organization("UNEP")))
    with transaction.atomic():
        make_citation(agreement, field="parties", value=f"{body.slug}, CHN")
    change(agreement, summary="Later.")
    number = type(agreement).objects.get(pk=agreement.pk).version - 1
    page = get(agreement, f"?version={number}").content.decode()
    assert country.get_absolute_url() in page
    assert "a record that is not public" not in page


def test_the_first_version_lists_the_other_ones():
    meeting = make_meeting("Talks", slug="talks")
    number = Meeting.objects.get(pk=meeting.pk).version
    assert number == 1
    change(meeting, city="Seoul")
    change(meeting, city="Busan")
    page = get(meeting, "?version=1").content.decode()
    assert 'href="/meetings/talks/?version=2"' in page


def test_the_present_version_has_an_address_of_its_own(meeting):
    page = get(meeting, "?version=5").content.decode()
    assert "the current version." in page
    assert "See the current version" not in page
    assert "See the current version" in get(meeting, "?version=4").content.decode()
    assert "Fifth" in page
    assert "out of date" not in page


def test_the_record_lists_its_earlier_versions(meeting):
    html = get(meeting).content.decode()
    assert re.findall(r'href="/meetings/temm/\?version=(\d+)"', html) == ["4", "3", "2"]
    for number in range(12):
        change(meeting, city=f"City {number}")
    html = get(meeting).content.decode()
    assert re.findall(r'href="/meetings/temm/\?version=(\d+)"', html) == [str(n) for n in range(16, 6, -1)]
    whole = get(meeting, "?all=versions").content.decode()
    assert re.findall(r'href="/meetings/temm/\?version=(\d+)"', whole) == [str(n) for n in range(16, 1, -1)]


def test_a_record_with_one_version_lists_none():
    assert "Earlier versions" not in get(make_meeting("New")).content.decode()


@pytest.mark.parametrize("value", ["0", "1", "6", "007", "-1", "five", "1.5", "99999999999", "5 5", "\x00"])
def test_what_is_no_public_version_is_said(meeting, value):
    page = Client().get("/meetings/temm/", {"version": value})
    assert page.status_code == 404
    assert "This cannot be shown" in page.content.decode()
    assert 'href="/meetings/temm/"' in page.content.decode()


def test_an_empty_parameter_is_none(meeting):
    assert get(meeting, "?version=&known=").status_code == 200


def test_a_draft_has_no_versions():
    draft = make_meeting("Draft", published=False)
    for query in ("?version=1", f"?known={timezone.localdate()}"):
        assert get(draft, query).status_code == 404


def test_names_are_those_of_today_and_only_public_ones(meeting):
    named, later_hidden = make_mechanism("Old name"), make_mechanism("To be withdrawn")
    body = make_organization("Only here")
    source = make_source("Cited only then")
    with transaction.atomic():
        change(meeting, mechanism=named)
        meeting.organizations.set([body])
        make_citation(meeting=meeting, field="city", source=source, quotation="Then.")
    number = Meeting.objects.get(pk=meeting.pk).version
    change(meeting, mechanism=later_hidden)
    change(meeting, mechanism=None)
    with transaction.atomic():
        meeting.organizations.clear()
        meeting.citations.all().delete()
    change(named, title="New name")
    change(later_hidden, withdrawn_at=timezone.now(), withdrawal_reason="An error.")
    body.refresh_from_db()
    type(body).objects.filter(pk=body.pk).update(name=f"{SECRET} of today")
    type(source).objects.filter(pk=source.pk).update(title=f"{SECRET} source")

    page = get(meeting, f"?version={number}").content.decode()
    assert "New name" in page
    for hidden in ("Old name", SECRET, "Only here", "Cited only then"):
        assert hidden not in page
    assert "2 entries are left out" in page
    assert "To be withdrawn" not in get(meeting, f"?version={number + 1}").content.decode()


def test_a_document_that_is_internal_now_is_left_out(meeting):
    document = make_document(meeting, title="Minutes")
    number = Meeting.objects.get(pk=meeting.pk).version
    type(document).objects.filter(pk=document.pk).update(is_internal=True)
    page = get(meeting, f"?version={number}").content.decode()
    assert "Minutes" not in page
    assert "One entry is left out" in page


def test_links_of_the_page_keep_the_version(publisher):
    agreement = make_agreement("Treaty", slug="treaty")
    with transaction.atomic():
        for _ in range(12):
            make_party(agreement, organization=make_organization())
    change(agreement, summary="Later.")
    html = get(agreement, "?version=2").content.decode()
    assert 'href="/agreements/treaty/?version=2&amp;all=parties#parties"' in html
    assert get(agreement, "?version=2&all=parties").content.decode().count("<tr>") > html.count("<tr>")


MIDNIGHT = datetime(2026, 12, 1, 15, tzinfo=UTC)  # the beginning of 2 December 2026 in Seoul


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2026-11-30", None),
        ("2026-12-01", None),
        ("2026-12-02", 3),  # published at midnight, changed at noon
        ("2026-12-03", 3),
        ("2026-12-04", 5),  # withdrawn on this day: readers saw version 5 in the morning
        ("2026-12-05", None),
        ("2026-12-06", 9),
        ("2030-01-01", 9),
    ],
)
def test_the_version_that_readers_saw_on_a_day(day, number):
    hours = [
        PublicVersion(2, 2, MIDNIGHT, MIDNIGHT + timedelta(hours=12)),
        PublicVersion(3, 3, MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(days=2)),
        PublicVersion(5, 5, MIDNIGHT + timedelta(days=2), MIDNIGHT + timedelta(days=2, hours=10)),
        PublicVersion(9, 9, MIDNIGHT + timedelta(days=4), None),
    ]
    found = seen_on(hours, datetime.fromisoformat(day).date())
    assert (found and found.number) == number


def test_known_leads_to_the_version_or_says_that_there_was_none(meeting):
    today = timezone.localdate()
    answer = get(meeting, f"?known={today}")
    assert (answer.status_code, answer["Location"]) == (302, "/meetings/temm/?version=5")
    before = get(meeting, f"?known={today - timedelta(days=1)}")
    assert before.status_code == 404
    assert "It was first published here on" in before.content.decode()
    assert "is in the future" in get(meeting, f"?known={today + timedelta(days=1)}").content.decode()
    for value in ("2026", "2026-12", "yesterday"):
        page = get(meeting, f"?known={value}")
        assert page.status_code == 404
        assert "Enter a day, such as 2026-12-01." in page.content.decode()


def test_a_meeting_with_many_outcomes_takes_a_bounded_number_of_statements(publisher):
    def statements(number):
        meeting = make_meeting(f"With {number}", slug=f"with-{number}")
        country, source = make_country("CHN"), make_source()
        with transaction.atomic():
            for _ in range(number):
                outcome = make_outcome(meeting, by_countries=[country])
                make_citation(meeting=meeting, outcome=outcome, field="text", source=source)
        change(meeting, city="Seoul")
        with CaptureQueriesContext(connection) as queries:
            page = get(meeting, "?version=2")
        assert page.content.decode().count('<article class="outcome"') == number
        return len(queries)

    statements(2)  # what is remembered from now on
    few, many = statements(3), statements(30)
    assert few == many
    assert many < 45


def test_a_publisher_closes_one_version(meeting, publisher):
    staff = Client()
    staff.force_login(publisher)
    history = staff.get(f"/admin/cooperation/meeting/{meeting.pk}/history/").content.decode()
    address = f"/admin/cooperation/meeting/{meeting.pk}/close/3/"
    assert address in history
    assert f"/admin/cooperation/meeting/{meeting.pk}/close/5/" not in history  # the present one
    assert f"/admin/cooperation/meeting/{meeting.pk}/close/1/" not in history  # never public
    assert "Only version 3" in staff.get(address).content.decode()
    assert staff.post(address, {"which": "one", "reason": ""}).status_code == 200
    assert not ClosedVersions.objects.exists()

    before = get(meeting)["ETag"]
    answer = staff.post(address, {"which": "one", "reason": "A person is named."}, follow=True).content.decode()
    assert "Closed for readers." in answer
    assert re.search(r"3: closed on .* by pat\. A person is named\.", answer)
    closed = get(meeting, "?version=3")
    assert closed.status_code == 410
    assert "Version 3 was closed by the publisher." in closed.content.decode()
    assert "A person is named" not in closed.content.decode()
    assert get(meeting, "?version=3", ".bib").status_code == 410
    assert [get(meeting, f"?version={number}").status_code for number in (2, 4, 5)] == [200, 200, 200]
    present = get(meeting)
    assert present["ETag"] != before, "the cached page lists the version"
    text = " ".join(re.sub(r"<[^>]+>", "", present.content.decode()).split())
    assert re.search(r"Version 3, [^(]* \(closed by the publisher\)", text)
    assert 'href="/meetings/temm/?version=3"' not in present.content.decode()


def test_a_publisher_closes_all_versions_up_to_one(meeting, publisher):
    assert get(meeting, "?version=2").status_code == 200
    close_versions(meeting, 1, 3, publisher, "Errors.")
    assert [get(meeting, f"?version={number}").status_code for number in range(1, 6)] == [404, 410, 410, 200, 200]
    meeting.refresh_from_db()
    assert meeting.version == 5, "closing is no change of the record"


def test_a_publisher_opens_a_closed_version_again(meeting, publisher):
    close_versions(meeting, 1, 3, publisher, "Errors.")
    staff = Client()
    staff.force_login(publisher)
    address = f"/admin/cooperation/meeting/{meeting.pk}/open/3/"
    history = staff.get(f"/admin/cooperation/meeting/{meeting.pk}/history/").content.decode()
    assert address in history
    assert f"/admin/cooperation/meeting/{meeting.pk}/close/3/" not in history
    assert f"/admin/cooperation/meeting/{meeting.pk}/open/4/" not in history
    before = get(meeting)["ETag"]
    answer = staff.post(address, {"which": "one", "reason": "Closed by mistake."}, follow=True).content.decode()
    assert "Opened for readers." in answer
    assert re.search(r"3: opened again on .* by pat\. Closed by mistake\.", answer)
    assert re.search(r"1–3: closed on .* by pat\. Errors\.", answer)
    assert [get(meeting, f"?version={number}").status_code for number in (2, 3, 4)] == [410, 200, 200]
    assert get(meeting)["ETag"] != before
    with pytest.raises(ValidationError, match="No such version is closed"):
        close_versions(meeting, 3, 4, publisher, "Again.", opens=True)


def test_who_may_not_publish_may_not_close(meeting):
    editor = make_user(roles.EDITOR, username="ed")
    with pytest.raises(PermissionDenied):
        close_versions(meeting, 3, 3, editor, "Because.")
    staff = Client()
    staff.force_login(editor)
    address = f"/admin/cooperation/meeting/{meeting.pk}/close/3/"
    assert address not in staff.get(f"/admin/cooperation/meeting/{meeting.pk}/history/").content.decode()
    assert staff.post(address, {"which": "one", "reason": "Because."}).status_code == 403


@pytest.mark.parametrize(("first", "last", "reason"), [(5, 5, "Why"), (1, 1, "Why"), (3, 3, " "), (3, 3, "x" * 301)])
def test_what_cannot_be_closed(meeting, publisher, first, last, reason):
    with pytest.raises(ValidationError):
        close_versions(meeting, first, last, publisher, reason)
    assert not ClosedVersions.objects.exists()


@pytest.mark.usefixtures("as_owner")
def test_a_record_that_was_loaded_without_a_history_has_no_versions():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cooperation_meeting DISABLE TRIGGER write_history")
        meeting = make_meeting("Generated")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cooperation_meeting ENABLE TRIGGER write_history")
    change(meeting, city="Seoul")
    assert public_versions(meeting) == []
    assert get(meeting).status_code == 200
    assert get(meeting, "?version=1").status_code == 404
