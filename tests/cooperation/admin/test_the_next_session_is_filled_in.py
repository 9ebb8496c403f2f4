"""From a series or a meeting of it to the next session: what follows is filled in, and what does not is left open."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from cooperation.domain import roles
from cooperation.domain.choices import OutcomeStatus
from cooperation.models import Meeting, Outcome
from cooperation.workflow import next_session
from tests import factories

from .conftest import address, errors, fields, form_at

pytestmark = pytest.mark.django_db
NEW = address(Meeting, "add")


@pytest.fixture
def temm(db):
    """The series of three countries that host by turns, with its sessions 20 to 25."""
    countries = [factories.make_country(code) for code in ("KOR", "CHN", "JPN")]
    mechanism = factories.make_mechanism("Tripartite Ministers", acronym="TEMM", slug="temm", level="ministerial")
    topic, body = factories.make_topic("Air"), factories.make_organization("Secretariat")
    for number in range(20, 26):
        factories.make_meeting(
            f"{next_session.nth(number)} Tripartite Ministers (TEMM {number})",
            slug=f"temm-{number}",
            mechanism=mechanism,
            ordinal=number,
            start=str(1999 + number),
            host_country=countries[(number - 1) % 3],
            countries=countries,
            organizations=[body],
            topics=[topic],
        )
    return mechanism


def open_form(client, mechanism):
    return client.get(f"{NEW}?next_of={mechanism.pk}")


def save(client, mechanism, **typed):
    form = {**fields(open_form(client, mechanism)), "outcomes-TOTAL_FORMS": "0", **typed}
    return client.post(f"{NEW}?next_of={mechanism.pk}", form)


def test_the_button_stands_with_the_series_and_with_its_meetings(editor, temm):
    way = f'href="{NEW}?next_of={temm.pk}"'
    assert way in editor.get(address(temm)).content.decode()
    assert way in editor.get(address(temm.meetings.first())).content.decode()
    assert "next_of" not in editor.get(address(factories.make_meeting())).content.decode()


def test_what_follows_is_filled_in(editor, temm):
    page = open_form(editor, temm)
    form = page.context["adminform"].form
    last = Meeting.objects.get(slug="temm-25")
    assert form["title"].value() == "26th Tripartite Ministers (TEMM 26)"
    assert form["slug"].value() == "temm-26"
    assert form["ordinal"].value() == 26
    assert form["mechanism"].value() == temm.pk
    assert form["host_country"].value() == factories.make_country("CHN").pk
    for name in ("countries", "organizations", "topics"):
        assert set(form[name].value()) == set(getattr(last, name).values_list("pk", flat=True)) != set()
    shown = page.content.decode()
    for words in ("Level: ministerial.", "By rotation, China hosts next.", "25th Tripartite Ministers (TEMM 25)"):
        assert words in shown
    assert not form["start"].value()
    assert not Meeting.objects.filter(slug="temm-26").exists()


def test_it_is_saved_as_a_draft_as_it_stands(editor, temm):
    assert save(editor, temm, start="2026-05").status_code == 302
    meeting = Meeting.objects.get(slug="temm-26")
    assert not meeting.was_public
    assert (meeting.ordinal, meeting.start, meeting.host_country.alpha_3) == (26, "2026-05", "CHN")
    assert meeting.countries.count() == 3
    assert next_session.next_session(temm).ordinal == 27


@pytest.mark.parametrize(
    ("hosts", "next_one"),
    [
        (["KOR", "CHN", "JPN", "KOR", "CHN", "JPN"], "KOR"),
        (["KOR", "CHN", "JPN", "KOR", None, "JPN", "KOR"], "CHN"),
        (["KOR", "CHN", "KOR", "CHN"], "KOR"),
        (["KOR", "KOR", "KOR"], "KOR"),
        (["KOR", "CHN", "JPN", "CHN", "KOR", "KOR"], None),
        (["KOR", "CHN", "JPN"], None),
        (["KOR"], None),
        ([], None),
    ],
)
def test_the_next_host_is_told_where_the_hosts_take_turns_only(hosts, next_one):
    mechanism = factories.make_mechanism()
    for number, code in enumerate(hosts, 1):
        host = factories.make_country(code) if code else None
        factories.make_meeting(mechanism=mechanism, ordinal=number, host_country=host)
    found = next_session.next_session(mechanism).host
    assert (found and found.alpha_3) == next_one


@pytest.mark.parametrize(
    ("title", "slug", "ordinal", "next_title", "next_slug"),
    [
        ("제14차 한·중·일 환경장관회의", "temm-14", 14, "제15차 한·중·일 환경장관회의", "temm-15"),
        ("제9회 포럼 2014", "forum-9", 9, "제10회 포럼 2014", "forum-10"),
        ("11th ASEAN + 3 Meeting", "asean-plus-three-11", 11, "12th ASEAN + 3 Meeting", "asean-plus-three-12"),
        ("TEMM 2", "temm-2", 2, "TEMM 3", "temm-3"),
        ("2nd Forum of 2012", "forum-2012-2", 2, "3rd Forum of 2012", "forum-2012-3"),
        ("Conference, 1992", "neac-1992", 1, "S 2", "series-2"),
        ("112th Session", "s-112", 112, "113th Session", "s-113"),
    ],
)
def test_title_and_slug_are_in_the_style_of_the_earlier_ones(title, slug, ordinal, next_title, next_slug):
    mechanism = factories.make_mechanism("Series", acronym="S", slug="series")
    factories.make_meeting(title, slug=slug, mechanism=mechanism, ordinal=ordinal)
    found = next_session.next_session(mechanism)
    assert (found.titles["title"], found.slug) == (next_title, next_slug)


def test_a_series_without_numbers_gets_none(editor):
    mechanism = factories.make_mechanism("Forum", countries=[factories.make_country("KOR")])
    factories.make_meeting("Forum, 2011", mechanism=mechanism, start="2011")
    form = open_form(editor, mechanism).context["adminform"].form
    assert not form["ordinal"].value()
    assert not form["title"].value()
    assert form["countries"].value() == [factories.make_country("KOR").pk]


@pytest.mark.parametrize("number", ["x", "999999", "", "1" * 30])
def test_a_series_that_there_is_not_is_the_empty_form(editor, number):
    page = editor.get(f"{NEW}?next_of={number}")
    assert page.status_code == 200
    assert not page.context["adminform"].form["title"].value()


def test_open_outcomes_are_offered_and_the_ticked_are_carried_over(editor, temm):
    china, air = factories.make_country("CHN"), factories.make_topic("Dust")
    earlier = factories.make_outcome(
        Meeting.objects.get(slug="temm-24"), "Share the data.", by_countries=[china], topics=[air], due_on="2030"
    )
    also = factories.make_outcome(Meeting.objects.get(slug="temm-25"), "Meet again.")
    factories.make_outcome(Meeting.objects.get(slug="temm-25"), "Done.", status=OutcomeStatus.IMPLEMENTED)
    factories.make_outcome(text="Of another series.")
    shown = open_form(editor, temm).content.decode()
    assert "Share the data. – decision, 24th Tripartite Ministers (TEMM 24), 2023" in shown
    assert "Meet again." in shown
    assert "Done." not in shown
    assert "Of another series." not in shown
    row = {"outcomes-0-kind": "decision", "outcomes-0-text": "New.", "outcomes-0-position": "0"}
    save(editor, temm, carry_over=[earlier.pk], **{"outcomes-TOTAL_FORMS": "1", **row})
    meeting = Meeting.objects.get(slug="temm-26")
    first, second = meeting.outcomes.all()
    assert (first.text, first.follows, first.status, first.due_on) == ("Share the data.", earlier, "active", "2030")
    assert list(first.by_countries.all()) == [china]
    assert list(first.topics.all()) == [air]
    assert second.text == "New."
    assert set(next_session.open_outcomes(temm)) == {first, second, also}


@pytest.mark.parametrize(
    ("dates", "cadence", "is_asked"),
    [
        (["2001", "2002", "2003-09"], "", True),
        (["2001", "2002", "2003-09"], "every year", True),
        (["2001", "2006", "2011", "2016", "2021", "2025"], "", False),
        (["2023", "2024", "2025-09"], "", False),
        (["2024-09"], "annual", True),
        (["2024-09"], "every two years", False),
        (["2024-09"], "매년 개최", True),
        (["2024-09"], "격년", False),
        (["2024-09"], "2년마다", False),
        (["2024-09"], "", False),
        ([None], "annual", False),
        ([], "annual", False),
    ],
)
def test_a_last_session_long_ago_is_asked_about(dates, cadence, is_asked):
    mechanism = factories.make_mechanism(cadence=cadence)
    for number, start in enumerate(dates, 1):
        factories.make_meeting(mechanism=mechanism, ordinal=number, start=start)
    assert next_session.next_session(mechanism).may_lack_one(date(2026, 11, 25)) is is_asked


def test_the_form_asks_whether_a_session_is_missing(editor):
    mechanism = factories.make_mechanism()
    for number, start in ((13, "2002"), (14, "2003-09-04")):
        factories.make_meeting(mechanism=mechanism, ordinal=number, start=start)
    shown = open_form(editor, mechanism).content.decode()
    assert "The last recorded session was in September 2003. Is one missing? Check the number." in shown
    factories.make_meeting(mechanism=mechanism, ordinal=15, start=str(localdate().year))
    assert "Is one missing?" not in open_form(editor, mechanism).content.decode()


def test_the_list_of_the_series_leads_to_the_next_session_of_each(editor, client, temm):
    way = f'href="{NEW}?next_of={temm.pk}"'
    ended = factories.make_mechanism("Ended", ended_on="2012")
    shown = editor.get(address(type(temm), "changelist")).content.decode()
    assert way in shown
    assert f"next_of={ended.pk}" not in shown
    user = factories.make_user()
    user.is_staff = True
    user.save()
    user.user_permissions.add(*Permission.objects.filter(codename="view_mechanism"))
    client.force_login(user)
    page = client.get(address(type(temm), "changelist"))
    assert page.status_code == 200
    assert "next_of" not in page.content.decode()


def test_what_is_no_open_outcome_of_the_series_is_not_carried_over(editor, temm):
    factories.make_outcome(Meeting.objects.get(slug="temm-25"))
    other = factories.make_outcome(text="Of another series.")
    page = save(editor, temm, carry_over=[other.pk])
    assert page.status_code == 200
    assert "not one of the available choices" in errors(page)
    assert Outcome.objects.filter(follows=other).count() == 0


def test_the_server_fills_in_the_title_and_the_slug_too(editor, temm):
    form = {**form_at(editor, NEW), "outcomes-TOTAL_FORMS": "0"}
    editor.post(NEW, {**form, "mechanism": temm.pk, "ordinal": "31", "title": "", "slug": ""})
    assert Meeting.objects.get(slug="temm-31").title == "31st Tripartite Ministers (TEMM 31)"
    editor.post(NEW, {**form, "title": "A visit to Genève", "slug": ""})
    assert Meeting.objects.get(slug="a-visit-to-geneve")
    page = editor.post(NEW, {**form, "mechanism": temm.pk, "title": "", "slug": ""})
    assert "This field is required in at least one language." in errors(page)
    editor.post(NEW, {**form, "title": "한중일", "slug": ""})
    assert Meeting.objects.get(slug="hanjungil")
    page = editor.post(NEW, {**form, "title": "漢字", "slug": ""})
    assert errors(page).count("This field is required.") == 1


def test_a_record_that_is_there_keeps_its_title_and_slug(editor):
    draft = factories.make_meeting(published=False, mechanism=factories.make_mechanism(), ordinal=3)
    page = editor.post(address(draft), {**form_at(editor, address(draft)), "title": "", "slug": ""})
    assert errors(page).count("This field is required.") == 1
    assert "This field is required in at least one language." in errors(page)


def test_scripts_are_told_how_a_series_calls_its_sessions(editor, client, temm):
    asked = f"/admin/cooperation/meeting/series/{temm.pk}/"
    assert editor.get(asked).json() == {
        "title": "{nth} Tripartite Ministers (TEMM {n})",
        "title_ko": "",
        "slug": "temm-{n}",
    }
    assert editor.get("/admin/cooperation/meeting/series/0/").status_code == 404
    assert client.get(asked).status_code == 302
    client.force_login(factories.make_user())
    assert client.get(asked).status_code == 404


def test_who_enters_no_meetings_sees_no_button(client, temm):
    client.force_login(factories.make_user())
    assert client.get(f"{NEW}?next_of={temm.pk}").status_code == 403
    client.force_login(factories.make_user(roles.EDITOR))
    assert "next_of" in client.get(address(temm)).content.decode()


def test_statements_do_not_grow_with_the_sessions(editor, temm, django_assert_max_num_queries):
    factories.make_outcome(temm.meetings.first())
    with django_assert_max_num_queries(40) as few:
        open_form(editor, temm)
    most = len(few)
    for number in range(26, 60):
        factories.make_outcome(factories.make_meeting(mechanism=temm, ordinal=number))
    with django_assert_max_num_queries(most):
        open_form(editor, temm)
