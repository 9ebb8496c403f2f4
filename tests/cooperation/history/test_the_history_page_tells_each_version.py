"""The page "History" in the staff's rooms."""

import re
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperation import history
from cooperation.models import Meeting, Phase
from cooperation.workflow import publication
from regions.models import Country
from tests import factories as f

from .conftest import said, signed_in


def address(thing, page="history", *args):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=[thing.pk, *args])


def versions_on(response):
    """What the page says of each version, by its number."""
    parts = re.split(r'<li id="version-(\d+)">', response.content.decode())[1:]
    texts = (" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts[1::2])
    return dict(zip(map(int, parts[::2]), texts, strict=True))


def change(user, where, **fields):
    """Change the only meeting as `user` in one transaction."""
    with history.attributed(user, where), transaction.atomic():
        Meeting.objects.update(**fields)


def test_it_says_newest_first_who_when_from_where_and_why(meeting, publisher):
    change(publisher, f"POST {address(meeting, 'change')}", city="Seoul")
    shown = versions_on(signed_in(publisher).get(address(meeting)))
    assert list(shown) == [3, 2, 1]
    assert re.search(r"When \d+ \w+ \d{4}, \d\d:\d\d:\d\d Who pat From where form Meeting City added: Seoul", shown[3])
    assert "From where the test Why put right" in shown[2]


def test_it_says_from_which_room_a_change_came(meeting, publisher):
    room = f"POST /admin/cooperation/meeting/{meeting.pk}"
    origins = {
        "POST /admin/cooperation/meeting/add/": "form",
        "POST /admin/cooperation/meeting/": "list",
        f"{room}/plan/": "plan",
        f"{room}/withdraw/": "withdrawal",
        f"{room}/restore/7/": "version 7 restored",
        f"{room}/restore/": "bin",
        "POST /admin/review/3/publish/": "publishers' desk",
        "POST /elsewhere/": "POST /elsewhere/",
        "planned publication": "planned publication",
        "psql": "psql",
    }
    for origin in origins:
        change(publisher, origin, city=origin)
    entries = signed_in(publisher).get(address(meeting)).context["entries"]
    assert [entry.where for entry in reversed(entries)][2:] == list(origins.values())


def test_it_tells_dates_links_and_texts_in_words(meeting, publisher):
    shown = versions_on(signed_in(publisher).get(address(meeting)))[2]
    assert "Start removed: May 2026 added: 4 May 2026" in shown
    assert "Participating countries removed: China added: South Korea" in shown
    assert "Outcome 1 Clean the air by 2030. Text Clean the air added: by 2030 ." in shown


def test_the_first_version_is_counted_and_unfolds(meeting, publisher):
    response = signed_in(publisher).get(address(meeting))
    assert "Added: 8 fields, 1 outcome" in versions_on(response)[1]
    assert response.content.decode().count("<details>") == 1


def test_money_is_told_with_its_currency_and_to_the_last_digit(publisher):
    with transaction.atomic():
        project = f.make_project("Forest")
        phase = f.make_phase(project, "Stage 1", amount=Decimal("9999999999999999.99"), currency="USD")
    Phase.objects.filter(pk=phase.pk).update(amount=300000)
    Phase.objects.filter(pk=phase.pk).update(currency="KRW")
    shown = versions_on(signed_in(publisher).get(address(project)))
    assert "Amount removed: USD 9,999,999,999,999,999.99 added: USD 300,000" in shown[2]
    assert shown[3].endswith("Amount removed: USD 300,000 added: KRW 300,000")


def test_a_citation_is_told_by_the_field_it_is_about(meeting, publisher):
    f.make_citation(meeting, field="start", source=f.make_source("The gazette"), value="2026-05")
    shown = versions_on(signed_in(publisher).get(address(meeting)))[3]
    assert "Citation 1 added Field Start Source The gazette Value May 2026" in shown


def test_what_is_typed_never_becomes_part_of_the_page(meeting, publisher):
    change(publisher, "<b>x</b>", city="<script>alert(1)</script>")
    page = signed_in(publisher).get(address(meeting)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>x</b>" not in page


def test_a_write_by_sql_is_told_as_nobody_s(meeting, publisher):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cooperation_meeting SET city = 'Beijing' WHERE id = %s", [meeting.pk])
        cursor.execute("SELECT session_user")
        [name] = cursor.fetchone()
    shown = versions_on(signed_in(publisher).get(address(meeting)))[3]
    assert f"Who nobody signed in (database user {name})" in shown
    assert "City added: Beijing" in shown


def test_publication_and_withdrawal_stand_out(meeting, publisher):
    with history.attributed(publisher, f"POST {address(meeting, 'change')}"):
        publication.publish(meeting, publisher)
    with history.attributed(publisher, f"POST {address(meeting, 'withdraw')}"):
        publication.withdraw(meeting, publisher, "It was postponed.")
    shown = versions_on(signed_in(publisher).get(address(meeting)))
    assert shown[3].startswith("Version 3 published")
    assert shown[4].startswith("Version 4 withdrawn")
    assert "From where withdrawal" in shown[4]
    assert "Reason for the withdrawal added: It was postponed." in shown[4]


def test_a_version_that_changed_many_rows_is_counted(meeting, publisher):
    with transaction.atomic():
        for number in range(15):
            f.make_outcome(meeting, f"Outcome of day {number}")
    assert "15 outcomes added" in versions_on(signed_in(publisher).get(address(meeting)))[3]


def test_long_histories_have_pages_and_a_version_is_found_by_its_number(meeting, publisher):
    for number in range(28):
        change(publisher, "the test", city=f"City {number}")
    client = signed_in(publisher)
    first = versions_on(client.get(address(meeting)))
    assert list(first) == list(range(30, 10, -1))
    assert "City City removed: 26 added: 27" in first[30]
    second = versions_on(client.get(address(meeting), {"p": "2"}))
    assert list(second) == list(range(10, 0, -1))
    assert versions_on(client.get(address(meeting), {"version": "3"})) == second
    assert list(versions_on(client.get(address(meeting), {"version": "11"}))) == list(first)


@pytest.mark.parametrize("query", [{"p": "9"}, {"p": "x"}, {"p": "-1"}, {"version": "99"}, {"version": "\x00"}])
def test_versions_that_are_not_there_are_said(meeting, publisher, query):
    response = signed_in(publisher).get(address(meeting), query)
    assert "These versions do not exist. The latest are shown." in said(response)
    assert list(versions_on(response)) == [2, 1]


def test_the_number_of_statements_grows_neither_with_versions_nor_with_rows(meeting, publisher):
    client = signed_in(publisher)
    client.get(address(meeting))

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address(meeting)).status_code == 200
        return len(captured)

    def grow():
        source = f.make_source()
        for _ in range(3):
            with transaction.atomic():
                outcome = f.make_outcome(meeting, by_countries=[f.make_country()], follows=meeting.outcomes.first())
                f.make_citation(meeting, outcome=outcome, source=source)
                meeting.organizations.add(f.make_organization())

    grow()
    before = statements()
    grow()
    assert statements() == before


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (f.make_topic, "name"),
        (f.make_organization, "name"),
        (f.make_source, "title"),
        (f.make_region, "name"),
        (f.make_country, "name"),
        (f.make_mechanism, "title"),
        (f.make_agreement, "title"),
        (f.make_project, "title"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_kind_has_a_history(administrator, make, field):
    thing = make()
    type(thing).objects.filter(pk=thing.pk).update(**{field: "Its new name"})
    shown = versions_on(signed_in(administrator).get(address(thing)))
    assert list(shown) == [2, 1]
    assert "added: Its new name" in shown[2]


def test_the_citations_of_a_country_are_in_its_history(administrator):
    china = f.make_country("CHN")
    f.make_citation(china, field="name", value="China")
    assert "Citation 1 added Field Name" in versions_on(signed_in(administrator).get(address(china)))[2]


def test_a_deleted_thing_keeps_its_page(meeting, publisher):
    page = address(meeting)
    meeting.delete()
    response = signed_in(publisher).get(page)
    assert "History: TEMM 26 This was deleted." in said(response)
    assert "Contained: 8 fields, 1 outcome" in versions_on(response)[3]


def test_who_sees_no_such_things_sees_no_history_of_them(meeting):
    nobody = signed_in(f.make_user())
    assert nobody.get(address(meeting)).status_code == 403
    assert nobody.get(reverse("admin:cooperation_meeting_history", args=[10**6])).status_code == 403


@pytest.mark.parametrize("number", ["999999", "x", "9" * 30])
def test_what_never_was_has_no_page(meeting, publisher, number):
    response = signed_in(publisher).get(reverse("admin:cooperation_meeting_history", args=[number]), follow=True)
    assert "doesn’t exist. Perhaps it was deleted?" in said(response)


def test_accounts_have_django_s_own_page(administrator, publisher):
    response = signed_in(administrator).get(reverse("admin:auth_user_history", args=[publisher.pk]))
    assert "Change history: pat" in said(response)


def test_an_editor_reads_the_history_of_what_readers_see_and_restores_nothing(meeting, editor, publisher):
    assert "Restore this version" in said(signed_in(editor).get(address(meeting)))
    publication.publish(meeting, publisher)
    page = said(signed_in(editor).get(address(meeting)))
    assert "Version 3" in page
    assert "Restore this version" not in page
    assert "Restore this version" in said(signed_in(publisher).get(address(meeting)))


def test_the_history_of_a_country_is_read_by_all_and_restored_by_the_administrator(editor, administrator):
    china = f.make_country("CHN")
    Country.objects.filter(pk=china.pk).update(summary="Our neighbour.")
    assert "Restore this version" not in said(signed_in(editor).get(address(china)))
    assert "Restore this version" in said(signed_in(administrator).get(address(china)))
