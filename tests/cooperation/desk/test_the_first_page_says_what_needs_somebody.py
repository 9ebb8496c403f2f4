"""What needs somebody stands on the first page: each number leads to a list of exactly so many rows."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from cooperation.domain import roles
from cooperation.history import attributed
from cooperation.models import Agreement, Mechanism, Meeting, Outcome, Rating
from cooperation.workflow import todo
from tests import factories
from tests.cooperation.admin.conftest import address
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db
CASES = [pytest.param(need, model, id=f"{need.key}-{model.__name__}") for need in todo.NEEDS for model in need.kinds]
GAPS = "/admin/quality/"


def ago(days):
    """The day so many days ago, or with a negative number to come."""
    return (localdate() - timedelta(days=days)).isoformat()


def numbers(client, page="/admin/"):
    """{address: number} of the lines of the first page, or of the page of known gaps."""
    page = client.get(page).content.decode()
    return dict(re.findall(r'<a href="([^"]+)"><strong>([^<]+)</strong>', page.replace("&amp;", "&")))


def listed(client, way):
    """The rows of the list at an address, as their titles."""
    response = client.get(way)
    assert response.status_code == 200
    return sorted(str(row) for row in response.context["cl"].result_list)


@pytest.fixture
def everything(db, editor):
    """For each line and kind some rows that need somebody, and some that do not."""
    day = factories.make_source()
    with attributed(editor.user):
        for make in (
            factories.make_agreement,
            factories.make_meeting,
            factories.make_project,
            factories.make_mechanism,
        ):
            for number in range(2):
                record = make(published=False)
                factories.make_citation(record, source=day, is_disputed=bool(number), note="Why.")
            make(topics=[factories.make_topic()])
            type(record).objects.filter(pk=record.pk - 1).update(publish_at=now() + timedelta(hours=1))
            type(record).objects.filter(pk=record.pk).update(publish_at=now() + timedelta(days=9))
    with attributed(factories.make_user(roles.EDITOR)):
        factories.make_meeting("Somebody else's", published=False)
    factories.make_agreement("Dated", signed_on="2012")
    factories.make_project("Dated", planned_start="2012")
    factories.make_mechanism("Dated", established_on="2012")
    over = factories.make_meeting("Over", start=ago(3))
    factories.make_meeting("Over by its end", start=ago(9), end=ago(2))
    factories.make_meeting("Going on", start=ago(3), end=ago(-3))
    factories.make_meeting("To come", start=ago(-9))
    factories.make_meeting("Cancelled", start=ago(9), status="cancelled")
    factories.make_meeting("This year", start=str(localdate().year))
    told = factories.make_meeting("With outcomes", start=ago(900))
    old = factories.make_outcome(told, "Open for long.")
    factories.make_outcome(told, "Kept.", status="implemented")
    taken_up = factories.make_outcome(told, "Taken up.")
    factories.make_outcome(over, "New.", follows=taken_up)
    factories.make_agreement("Soon", expires_on=ago(-100))
    factories.make_agreement("Within a year", expires_on=str(localdate().year))
    factories.make_agreement("Late", expires_on=ago(-800))
    factories.make_agreement("Expired", expires_on=ago(400))
    factories.make_agreement("Ended", expires_on=ago(-100), terminated_on=ago(5))
    for title, days, state in (("Long ago", 900, {}), ("Lately", 100, {}), ("Ended", 900, {"ended_on": ago(5)})):
        mechanism = factories.make_mechanism(title, slug=f"m-{days}-{len(state)}", **state)
        factories.make_meeting(mechanism=mechanism, start=ago(days))
    cancelled = factories.make_mechanism("Cancelled since")
    factories.make_meeting(mechanism=cancelled, start=ago(900))
    factories.make_meeting(mechanism=cancelled, start=ago(30), status="cancelled")
    factories.make_mechanism("Never on file")
    for page, score in (("/meetings/", 2), ("/meetings/", 3), ("/", 5), ("/", 1)):
        Rating.objects.count_one(page, localdate(), score)
    return old


@pytest.mark.parametrize(("need", "model"), CASES)
def test_each_number_is_that_of_the_rows_of_its_list(editor, everything, need, model):
    way = f"{address(model, 'changelist')}?{need.parameter}={need.key}"
    number, rows = numbers(editor)[way], listed(editor, way)
    assert int(number) == len(rows) > 0
    assert len(rows) < model.objects.count()


def test_each_number_of_the_known_gaps_is_that_of_its_list(editor, everything):
    found = numbers(editor, GAPS)
    assert {f"{address(Meeting, 'changelist')}?quality={code}" for code in ("no-outcomes", "disputed")} < found.keys()
    for way, number in found.items():
        assert int(number) == len(listed(editor, way)), way
    page = words(editor.get(GAPS))
    assert "Serious: No citation of the record names a source." in page
    assert "Date to the day" not in page


def test_meetings_that_are_over_are_counted_without_outcomes(editor, everything):
    way = f"{address(Meeting, 'changelist')}?quality=no-outcomes"
    rows = set(listed(editor, way))
    assert "Over by its end" in rows
    assert not rows & {"Over", "Going on", "To come", "Cancelled", "This year", "With outcomes"}
    page = editor.get(f"{way}&_facets=True").content.decode()
    assert f"past meetings without outcomes ({len(rows)})" in page


@pytest.mark.parametrize(
    ("key", "model", "titles"),
    [
        ("expiring", Agreement, {"Soon", "Within a year"}),
        ("not-met", Mechanism, {"Long ago", "Cancelled since"}),
        ("open-long", Outcome, {"Open for long."}),
    ],
)
def test_which_rows_they_are(editor, everything, key, model, titles):
    rows = set(listed(editor, f"{address(model, 'changelist')}?desk={key}"))
    assert titles <= rows
    others = {"Over", "Going on", "To come", "Cancelled", "This year", "With outcomes", "Late", "Expired", "Ended"}
    assert not rows & (others | {"Lately", "Never on file", "Kept.", "Taken up.", "New."})


@pytest.mark.parametrize(
    "session",
    [
        {"published": False, "start": ago(-30)},
        {"published": False, "start": ago(30)},
        {"start": ago(-30)},
        {"start": str(localdate().year), "status": "tentative"},
        {"start": ago(30), "status": "cancelled"},
    ],
    ids=["draft", "draft of the past", "to come", "this year", "cancelled"],
)
def test_a_session_that_did_not_meet_for_readers_settles_nothing(editor, session):
    mechanism = factories.make_mechanism("Ministers")
    promise = factories.make_outcome(factories.make_meeting(mechanism=mechanism, start=ago(900)), "Share the data.")
    later = factories.make_meeting(mechanism=mechanism, **session)
    factories.make_outcome(later, "Share the data.", follows=promise)
    assert listed(editor, f"{address(Outcome, 'changelist')}?desk=open-long") == ["Share the data."]
    assert listed(editor, f"{address(Mechanism, 'changelist')}?desk=not-met") == ["Ministers"]
    Meeting.objects.filter(pk=later.pk).update(status="held", start=ago(30), published_at=now())
    assert listed(editor, f"{address(Outcome, 'changelist')}?desk=open-long") == []
    assert listed(editor, f"{address(Mechanism, 'changelist')}?desk=not-met") == []


def test_own_drafts_are_those_that_one_wrote_to(editor, publisher, everything):
    way = f"{address(Meeting, 'changelist')}?desk=own-drafts"
    assert len(listed(editor, way)) == 2
    assert listed(publisher, way) == []
    assert way not in numbers(publisher)


def test_who_sees_none_of_it_is_told_nothing(client, everything):
    client.force_login(factories.make_user())
    assert numbers(client) == {}
    assert "Nothing to do." in client.get("/admin/").content.decode()


def test_the_filter_counts_nothing_and_knows_its_own_values_only(editor, everything):
    page = editor.get(address(Meeting, "changelist"), {"desk": "own-drafts"})
    shown = page.content.decode()
    assert "drafts that you worked on</a>" in shown
    assert editor.get(address(Meeting, "changelist"), {"desk": "expiring"}).status_code == 302
    assert editor.get(address(Meeting, "changelist"), {"desk": "no-outcomes"}).status_code == 302


def test_more_than_a_thousand_are_not_counted(editor, monkeypatch):
    monkeypatch.setattr(todo, "MOST", 2)
    for _ in range(4):
        factories.make_meeting()
    assert numbers(editor)[f"{address(Meeting, 'changelist')}?quality=no-source"] == "2+"


def test_the_statements_do_not_grow_with_the_rows(editor, everything, django_assert_max_num_queries):
    with django_assert_max_num_queries(63) as few:
        numbers(editor)
    most = len(few)
    for _ in range(9):
        factories.make_citation(factories.make_meeting(start=ago(30), published=False), is_disputed=True, note="Why.")
        factories.make_outcome(factories.make_meeting(start=ago(900)))
    with django_assert_max_num_queries(most):
        numbers(editor)
