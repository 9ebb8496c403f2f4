"""The first page begins with the user's own work, and each of its numbers is that of the list that it opens."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import localdate, make_aware

from cooperation.desk import first_page
from cooperation.domain import roles
from cooperation.history import attributed
from cooperation.history.recent import recent_changes
from cooperation.models import Meeting, Topic
from cooperation.workflow import publication, review
from tests import factories
from tests.cooperation.admin.conftest import address
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db


def section(client, heading, page="/admin/"):
    """The words of a section of the first page."""
    source = client.get(page).content.decode()
    found = re.search(rf"<h2[^>]*>{heading}</h2>(.*?)\n</section>", source, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def in_days(days):
    return make_aware(datetime.combine(localdate() + timedelta(days=days), time(9)))


def plan(title, days, publisher, **values):
    record = factories.make_meeting(title, published=False, **values)
    publication.plan(record, publisher, in_days(days))
    return record


def test_my_work_comes_before_everything_else(editor):
    page = words(editor.get("/admin/"))
    headings = ["My work", "Recently changed by me", "To do", "Reference lists"]
    assert sorted(headings, key=page.rindex) == headings


def test_where_there_is_nothing_to_do_a_sentence_says_so(editor, publisher):
    assert section(editor, "My work") == "You have no drafts, and nothing was returned to you."
    assert section(publisher, "My work") == "You have no drafts, and nothing is waiting for your review."
    assert section(editor, "Recently changed by me") == "You have not changed anything yet."
    assert section(editor, "To do") == "Nothing to do. All known gaps"


def test_lines_without_anything_to_do_are_left_out(editor):
    factories.make_agreement(expires_on=str(localdate() + timedelta(days=100)))
    assert section(editor, "To do") == "Expiring within a year 1 agreement No source 1 agreement All known gaps"


def test_what_is_published_by_tomorrow_with_something_missing(publisher):
    plan("Tomorrow", 1, publisher.user)
    plan("Complete", 1, publisher.user, summary="What they decided.")
    factories.make_citation(Meeting.objects.get(title="Complete"), source=factories.make_source())
    plan("Next week", 7, publisher.user)
    said = "To be published by tomorrow, with something missing 1 meeting"
    assert section(publisher, "My work") == said
    rows = publisher.get(f"{address(Meeting, 'changelist')}?desk=planned-incomplete").context["cl"].result_list
    assert [row.title for row in rows] == ["Tomorrow"]


def test_what_was_returned_names_the_publisher(editor, publisher):
    publisher.user.first_name, publisher.user.last_name = "서준", "박"
    publisher.user.save()
    with attributed(editor.user):
        review.submit(factories.make_meeting("Draft", published=False), editor.user)
    review.return_(review.waiting(Meeting.objects.get()), publisher.user, "Which day?")
    assert "박서준 : Which day?" in section(editor, "My work")


def test_every_link_with_a_number_opens_a_list_of_as_many(editor, publisher):
    with attributed(editor.user):
        for number in range(3):
            review.submit(factories.make_meeting(f"Draft {number}", published=False), editor.user)
            factories.make_agreement(expires_on=str(localdate() + timedelta(days=100)))
    review.return_(review.waiting(Meeting.objects.get(title="Draft 0")), publisher.user, "Date?")
    found = {}
    for client in (editor, publisher):
        source = client.get("/admin/").content.decode()
        for way, number in re.findall(r'<a href="([^"]+)"><strong>(\d+)</strong>', source):
            found[way] = client.get(way).context["cl"].result_count, int(number)
        for way, number in re.findall(r'<a href="([^"]+)" class="button">Waiting for review \((\d+)\)', source):
            found[way] = client.get(way).context["page"].paginator.count, int(number)
    assert len(found) > 3
    assert [way for way, (there, said) in found.items() if there != said] == []


def test_of_many_submissions_the_first_page_shows_a_few_and_leads_to_all(editor, publisher, monkeypatch):
    monkeypatch.setattr(first_page, "FEW", 2)
    for number in range(3):
        review.submit(factories.make_meeting(f"Draft {number}", published=False), editor.user)
    assert section(editor, "My work").startswith("Waiting for a publisher (3) Draft 2 Draft 1 Show all 3")
    page = editor.get("/admin/submissions/?list=waiting")
    assert page.context["page"].paginator.count == 3
    assert "Draft 0" in words(page)
    assert "Nothing is waiting." in words(editor.get("/admin/submissions/?list=returned"))
    assert editor.get("/admin/submissions/?list=x&p=x").status_code == 200
    assert "Draft" not in words(publisher.get("/admin/submissions/"))


def test_recently_changed_by_me_is_what_i_changed_with_links(editor, administrator):
    with attributed(editor.user):
        meeting = factories.make_meeting("TEMM 26", published=False)
        factories.make_outcome(meeting, "Clean the air.")
        topic = factories.make_topic("Water")
        gone = factories.make_meeting("Deleted one", published=False)
        key = gone.pk
        gone.delete()
    with attributed(administrator.user):
        factories.make_meeting("Of somebody else", published=False)
    said = section(editor, "Recently changed by me")
    assert "TEMM 26 Meeting," in said
    assert "Water Topic," in said
    assert "Deleted one Meeting, deleted," in said
    assert said.count("TEMM 26") == 1
    assert "Of somebody else" not in said
    source = editor.get("/admin/").content.decode()
    for way in (address(meeting), address(topic), f"/admin/cooperation/meeting/{key}/history/"):
        assert f'<a href="{way}">' in source
        assert editor.get(way).status_code == 200


def test_the_statements_for_recent_changes_do_not_grow(editor, django_assert_num_queries):
    with attributed(editor.user):
        for number in range(20):
            factories.make_meeting(f"Meeting {number}", published=False)
    Topic.objects.create(name="Water", slug="water")
    with django_assert_num_queries(2):
        found = recent_changes(editor.user, 10)
    assert [each.name for each in found] == [f"Meeting {number}" for number in range(19, 9, -1)]


def test_who_may_see_no_records_reads_of_none(client):
    user = factories.make_user(roles.EDITOR)
    with attributed(user):
        factories.make_meeting("TEMM 26", published=False)
    user.groups.clear()
    client.force_login(user)
    assert "TEMM 26" not in words(client.get("/admin/"))
