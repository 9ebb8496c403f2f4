"""One page says who did what to which record, and who signed in: for those who publish, with filters and as CSV."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.timezone import localdate, now

from cooperation import history
from cooperation.desk import activity as page_of_activity
from cooperation.domain.choices import AccountAction
from cooperation.history import attributed
from cooperation.models import AccountEvent, Change, Meeting
from cooperation.workflow import activity, audit, password_links, publication
from tests import factories
from tests.cooperation.admin.conftest import address, form_at
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, FILE = "/admin/activity/", "/admin/activity.csv"


@pytest.fixture
def work(transactional_db, editor, publisher):
    """What an editor, a publisher and a command did, each time in one transaction. Returns the records by title."""
    start = now()
    with attributed(editor.user, "POST /admin/"):
        with transaction.atomic():
            draft = factories.make_meeting("TEMM 26", published=False)
            factories.make_outcome(draft, "Clean the air.")
            factories.make_citation(draft)
        with transaction.atomic():
            Meeting.objects.filter(pk=draft.pk).update(city="Busan")
            draft.outcomes.update(text="Clean the air by 2030.")
        topic = factories.make_topic("Water")
    with attributed(publisher.user, "POST /admin/", "As agreed."):
        publication.publish(draft, publisher.user)
        publication.withdraw(draft, publisher.user, "Wrong meeting.")
        publication.publish(draft, publisher.user)
        gone = factories.make_agreement("Deleted one", published=False)
        gone.delete()
    with attributed(origin="planned publication"):
        factories.make_agreement("By nobody", published=False)
    return {"start": start, "draft": draft, "topic": topic}


def rows(client, **filters):
    """The rows of the page as text: person, action and what."""
    response = client.get(PAGE, filters)
    assert response.status_code == 200
    found = []
    for row in re.findall(r"<tr>\s*<td(.*?)</tr>", response.content.decode(), re.DOTALL):
        cells = re.findall(r"<td[^>]*>(.*?)</td>", f"<td{row}", re.DOTALL)
        texts = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
        found.append(" | ".join(texts[1:4]))
    return found


def of_records(client, **filters):
    return [row for row in rows(client, **filters) if "Account:" not in row]


ALL = [
    "no account (planned publication) | Created | Agreement: By nobody",
    "publisher | Deleted | Agreement: Deleted one As agreed.",
    "publisher | Created | Agreement: Deleted one As agreed.",
    "publisher | Published | Meeting: TEMM 26 As agreed.",
    "publisher | Withdrawn | Meeting: TEMM 26 As agreed.",
    "publisher | Published | Meeting: TEMM 26 As agreed.",
    "editor | Created | Topic: Water",
    "editor | Changed | Meeting: TEMM 26",
    "editor | Created | Meeting: TEMM 26",
]


def test_each_change_of_a_record_is_one_line_the_latest_first(publisher, work):
    assert of_records(publisher)[: len(ALL)] == ALL


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"person": "publisher"}, ALL[1:6]),
        ({"person": "editor", "kind": "meeting"}, ALL[7:9]),
        ({"person": "editor", "action": "changed"}, [ALL[7]]),
        ({"person": "publisher", "action": "published"}, [ALL[3], ALL[5]]),
        ({"person": "publisher", "action": "withdrawn"}, [ALL[4]]),
        ({"person": "publisher", "action": "deleted"}, [ALL[1]]),
        ({"person": "publisher", "action": "created"}, [ALL[2]]),
        ({"person": "editor", "kind": "topic"}, [ALL[6]]),
    ],
)
def test_lines_are_filtered(publisher, editor, work, filters, expected):
    people = {"publisher": publisher.user.pk, "editor": editor.user.pk}
    assert of_records(publisher, **{**filters, "person": people[filters["person"]]}) == expected


def test_lines_are_filtered_by_day_both_days_included(publisher, work):
    today = localdate()
    person = publisher.user.pk
    assert of_records(publisher, person=person, **{"from": today, "to": today}) == ALL[1:6]
    assert of_records(publisher, person=person, to=today - timedelta(days=1)) == []
    assert of_records(publisher, person=person, **{"from": today + timedelta(days=1)}) == []


def test_what_no_account_did_is_a_filter(publisher, work):
    assert of_records(publisher, person=0, kind="agreement")[0] == ALL[0]
    assert all(row.startswith("no account") for row in rows(publisher, person=0))


def test_every_version_of_every_record_is_a_line_with_its_event(publisher, work):
    """Compares the page with the versions of the history, which are found in another way."""
    query = activity.Query(tuple(history.kinds()), sees_accounts=False, first=work["start"])
    found = {
        (line.kind, line.pk, line.position.id): line.actions for chunk in activity.all_lines(query, 3) for line in chunk
    }
    expected = {}
    for kind, record in set(Change.objects.filter(at__gte=work["start"]).values_list("kind", "record")):
        for version in history.versions(kind, record):
            if version.at >= work["start"]:
                expected[kind, record, version.last] = version.event
    assert found.keys() == expected.keys()
    assert [key for key, event in expected.items() if event not in found[key]] == []
    for action in ("created", "changed", "published", "withdrawn", "deleted"):
        narrowed = activity.Query(tuple(history.kinds()), sees_accounts=False, first=work["start"], action=action)
        of_action = [line for chunk in activity.all_lines(narrowed, 2) for line in chunk]
        assert len(of_action) == len([key for key, actions in found.items() if action in actions]), action


def test_a_record_that_is_entered_and_published_at_once_is_found_by_both(publisher):
    with attributed(publisher.user), transaction.atomic():
        draft = factories.make_meeting("At once", published=False)
        publication.publish(draft, publisher.user)
    line = "publisher | Created, published | Meeting: At once"
    for action in ("", "created", "published"):
        assert of_records(publisher, person=publisher.user.pk, action=action) == [line]
    assert of_records(publisher, person=publisher.user.pk, action="changed") == []


def test_a_merge_is_a_line_of_the_duplicate_and_so_is_its_undoing(publisher):
    survivor = factories.make_meeting("Survivor", published=False)
    duplicate = factories.make_meeting("Duplicate")
    with attributed(publisher.user):
        rows_of = Meeting._base_manager.filter(pk=duplicate.pk)
        rows_of.update(merged_into=survivor, withdrawn_at=now(), withdrawal_reason="Twice.")
        rows_of.update(merged_into=None, withdrawn_at=None, withdrawal_reason="")
    merged = "publisher | Merged into another record | Meeting: Duplicate"
    undone = "publisher | Merge undone | Meeting: Duplicate"
    person = publisher.user.pk
    assert of_records(publisher, person=person) == [undone, merged]
    assert of_records(publisher, person=person, action="merged") == [merged]
    assert of_records(publisher, person=person, action="unmerged") == [undone]
    for other in ("published", "withdrawn", "changed", "created"):
        assert of_records(publisher, person=person, action=other) == []


def test_what_came_back_from_the_bin_is_restored(publisher):
    with attributed(publisher.user):
        topic = factories.make_topic("Water")
        pk = topic.pk
        topic.delete()
        type(topic).objects.create(pk=pk, name="Water", slug="water-2")
    assert of_records(publisher, person=publisher.user.pk, action="created") == [
        "publisher | Restored | Topic: Water",
        "publisher | Created | Topic: Water",
    ]


def test_a_line_leads_to_the_record_and_to_what_was_changed(publisher, work):
    source = publisher.get(PAGE, {"action": "changed", "kind": "meeting"}).content.decode()
    assert f'href="{address(work["draft"])}"' in source
    [way] = re.findall(r'href="(/admin/cooperation/meeting/\d+/history/\?change=\d+)"', source)[:1]
    response = publisher.get(way)
    assert response.status_code == 302
    assert response["Location"] == f"{address(work['draft'], 'history')}?version=2#version-2"
    assert "Clean the air by 2030." in words(publisher.get(response["Location"]))
    for unknown in ("1", "x", "9" * 30, ""):
        assert publisher.get(f"{address(work['draft'], 'history')}?change={unknown}").status_code in (200, 302)


def test_older_lines_are_on_further_pages_without_a_gap(publisher, work, monkeypatch):
    monkeypatch.setattr(page_of_activity, "PER_PAGE", 2)
    found, way = [], f"{PAGE}?person={publisher.user.pk}"
    while way:
        response = publisher.get(way)
        source = response.content.decode()
        found += re.findall(r'change=(\d+)"', source)
        older = re.search(r'<a href="([^"]+)" rel="next">Older', source)
        way = PAGE + older[1].replace("&amp;", "&") if older else ""
    assert len(found) == len(set(found)) == 5
    assert found == sorted(found, key=int, reverse=True)
    assert "Latest" in words(response)


TOO_FAR = ["0001-01-01T00:00:00%2B23:00~1~5", "9999-12-31T23:59:59-23:00~0~5"]


@pytest.mark.parametrize(
    "before", ["x", "2026-01-01~1~1", "2026-01-01T00:00:00+00:00~2~1", "~~", "%00", "2026~1~" + "9" * 30, *TOO_FAR]
)
def test_an_address_that_no_page_has_shows_the_latest_and_says_so(publisher, work, before):
    response = publisher.get(f"{PAGE}?before={before}")
    assert "This page does not exist. The first page is shown." in words(response)
    assert ALL[0].split(" | ")[2] in words(response)


@pytest.mark.parametrize(
    ("filters", "problem"),
    [
        ({"from": "yesterday"}, "Enter a date, such as"),
        ({"from": "2026-02-30"}, "Enter a date, such as"),
        ({"to": "9999-12-31"}, "Enter a year between"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "This day is before the first one."),
        ({"person": "x"}, "Select a valid choice"),
        ({"kind": "account"}, "Select a valid choice"),
        ({"action": "\x00"}, "Null characters|Select a valid choice"),
    ],
)
def test_a_wrong_filter_is_said_beside_its_field_and_no_line_is_shown(publisher, work, filters, problem):
    page = words(publisher.get(PAGE, filters))
    assert re.search(problem, page)
    assert "There is a problem with your filters." in page
    assert "TEMM 26" not in page
    response = publisher.get(FILE, filters)
    assert response.status_code == 302
    assert response["Location"].startswith(PAGE)
    assert publisher.get(response["Location"]).status_code == 200


def test_it_is_for_those_who_publish(client, editor, publisher, administrator):
    for page in (PAGE, FILE):
        assert editor.get(page).status_code == 403
        assert client.get(page).status_code == 302
        assert publisher.get(page).status_code == administrator.get(page).status_code == 200
    assert PAGE not in editor.get("/admin/").content.decode()
    assert f'<a href="{PAGE}">Who did what</a>' in publisher.get("/admin/").content.decode()


def test_who_may_not_see_accounts_is_told_only_who_changed_records(publisher, editor, administrator, work):
    factories.make_user("Editor", username="new-here")
    names = activity.people(sees_accounts=False)
    assert {names[each.user.pk] for each in (publisher, editor)} == {"publisher", "editor"}
    assert not {"new-here", "administrator"} & set(names.values())
    assert "new-here" not in publisher.get(PAGE).content.decode()
    assert "new-here" in administrator.get(PAGE).content.decode()


def read(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_has_the_lines_of_the_filters(publisher, work, monkeypatch):
    monkeypatch.setattr(page_of_activity, "CHUNK", 2)
    response = publisher.get(FILE, {"person": publisher.user.pk})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="who-did-what-')
    found = read(response)
    assert [f"{row['action']} {row['name']}" for row in found] == [
        "deleted Deleted one",
        "created Deleted one",
        "published TEMM 26",
        "withdrawn TEMM 26",
        "published TEMM 26",
    ]
    assert {row["person"] for row in found} == {"publisher"}
    assert {row["details"] for row in found} == {"As agreed."}
    assert found[2]["address"].startswith("http://testserver/admin/cooperation/meeting/")
    assert publisher.get(found[2]["address"].removeprefix("http://testserver")).status_code == 302


def test_the_statements_do_not_grow_with_the_lines(publisher, work, django_assert_max_num_queries):
    query = activity.Query(tuple(history.kinds()), sees_accounts=True, first=work["start"])
    with django_assert_max_num_queries(20) as few:
        activity.lines(query, None, 50)
    for number in range(20):
        factories.make_meeting(f"Meeting {number}", published=False)
    with django_assert_max_num_queries(len(few)):
        activity.lines(query, None, 50)


def test_sign_ins_and_changes_of_accounts_are_for_those_who_see_accounts(publisher, administrator, client):
    kim = User.objects.create_user("kim", password="a-long-enough-pass-phrase", is_staff=True)
    start = AccountEvent.objects.count()
    for name, password in (
        ("kim", "wrong"),
        ("kim", "wrong"),
        ("nobody-here", "wrong"),
        ("kim", "a-long-enough-pass-phrase"),
    ):
        client.post("/admin/login/", {"username": name, "password": password})
    form = form_at(administrator, address(kim))
    editors = [str(pk) for pk in kim.groups.model.objects.filter(name="Editor").values_list("pk", flat=True)]
    administrator.post(address(kim), {**form, "groups": editors})
    password_links.make(administrator.user, kim)
    administrator.post(address(kim), {**form, "groups": editors, "first_name": "Min-ji", "is_active": ""})
    expected = [
        "administrator | Changed | Account: kim Changed First name and Active. Now: Editor, deactivated.",
        "administrator | Password link made | Account: kim Made a link to set a password. Now: Editor, active.",
        "administrator | Role changed | Account: kim Changed Role. Before: no role. Now: Editor, active.",
        "administrator | Session ended | Account: kim Sessions ended: 1, because the role changed.",
        "Min-ji (kim) | Signed in | Account: kim",
        "Min-ji (kim) | Sign-in failed (2 times within the hour) | Account: kim",
    ]
    assert rows(administrator, kind="account")[:6] == expected
    assert AccountEvent.objects.count() == start + 6
    assert rows(administrator, person=kim.pk) == expected[4:]
    assert rows(administrator, action="role")[0] == expected[2]
    assert "nobody-here" not in " ".join(rows(administrator))
    page = words(publisher.get(PAGE))
    for hidden in ("Account: kim", "Sign-in failed", "Signed in"):
        assert hidden not in page
    assert "pass-phrase" not in str(list(AccountEvent.objects.values()))


def test_account_events_and_changes_are_in_one_order_over_pages(administrator, monkeypatch):
    monkeypatch.setattr(page_of_activity, "PER_PAGE", 1)
    for number in range(2):
        with attributed(administrator.user):
            factories.make_topic(f"Topic {number}")
        audit.signed_in(administrator.user)
    found, way = [], f"{PAGE}?person={administrator.user.pk}"
    for _page in range(4):
        source = administrator.get(way).content.decode()
        found += re.findall(r"Topic \d(?=</a>)|Signed in(?=</td>)", source)
        older = re.search(r'<a href="([^"]+)" rel="next">Older', source)
        way = older and PAGE + older[1].replace("&amp;", "&")
    assert found == ["Signed in", "Topic 1", "Signed in", "Topic 0"]
    assert way is None


def test_an_account_that_is_deleted_is_named_and_not_linked(administrator):
    idle = User.objects.create_user("idle")
    administrator.post(address(idle, "delete"), {"post": "yes"})
    source = administrator.get(PAGE, {"action": "deleted", "kind": "account"}).content.decode()
    assert "idle" in source
    assert address(idle) not in source
    assert AccountEvent.objects.filter(account_id=idle.pk, action=AccountAction.DELETED).count() == 1


def test_the_filters_stay_in_the_addresses_of_page_and_file(publisher, work):
    source = unquote(publisher.get(PAGE, {"kind": "meeting", "person": publisher.user.pk}).content.decode())
    assert f'href="{FILE}?kind=meeting&amp;person={publisher.user.pk}"' in source


@pytest.mark.parametrize(
    "filters",
    [
        {"person": 1},
        {"first": now()},
        {"kind": "topic"},
        *({"action": action} for action in ("created", "published", "withdrawn", "deleted", "merged")),
    ],
    ids=lambda filters: "-".join(map(str, filters.values()))[:9],
)
def test_an_index_finds_the_lines_of_each_filter(work, filters):
    statements = []

    def note(run, sql, params, *others):
        statements.append((sql, params))
        return run(sql, params, *others)

    with connection.execute_wrapper(note):
        activity.lines(activity.Query(tuple(history.kinds()), sees_accounts=False, **filters), None, 5)
    [(sql, params)] = [each for each in statements if "FROM cooperation_change AS c" in each[0]]
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # a small table needs no index
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor)
        cursor.execute("RESET enable_seqscan")
    assert "Index Scan" in plan
    assert "Seq Scan" not in plan, plan
