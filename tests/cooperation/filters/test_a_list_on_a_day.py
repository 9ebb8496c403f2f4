"""`?on=` lists what is certainly true of a day: agreements in force, mechanisms that exist, blocs with members."""

import json
import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cooperation import index
from cooperation.domain.choices import InForce, Renewal
from cooperation.domain.dates import includes, may_include
from cooperation.models import Agreement, Mechanism, Organization
from tests.factories import make_agreement, make_country, make_mechanism, make_membership, make_organization
from tests.settled import settle
from tests.strategies import days, partial_dates

from .reading import Page, Sheet

pytestmark = pytest.mark.django_db
NO_FIXTURE_CHECK = [HealthCheck.function_scoped_fixture]


def korea():
    return make_country("KOR")


def titles(address):
    page = Page(address)
    assert page.number == len(page.titles)
    return set(page.titles)


def test_other_formats_say_what_was_in_force_on_the_day():
    make_agreement("Ended", in_force_on="2000", terminated_on="2015")
    settle()
    [row] = Sheet("/agreements.csv?on=2012-05-31").rows
    assert row["in_force"] == "yes"
    for address in ("/agreements.json", "/api/v1/agreements"):
        content = Client().get(f"{address}?on=2012-05-31").getvalue()
        [found] = json.loads(content)["results"]
        assert found["computed"] == {"on": "2012-05-31", "in_force": "yes"}


def test_agreements_in_force_on_the_day():
    make_agreement("From May", in_force_on="2012-05-31")
    make_agreement("From June", in_force_on="2012-06-01")
    make_agreement("Some day of 2012", in_force_on="2012")
    make_agreement("Ended that day", in_force_on="2000", terminated_on="2012-05-31")
    make_agreement("Expired, renewed", in_force_on="2000", expires_on="2010", renewal="automatic")
    make_agreement("Expired", in_force_on="2000", expires_on="2010", renewal="none")
    make_agreement("Draft", in_force_on="2000", published=False)
    make_agreement("Undated")

    page = Page("/agreements/?on=2012-05-31&sort=title")
    assert page.titles == ["Expired, renewed", "From May"]
    assert "2 agreements In force on 31 May 2012." in page.text
    assert all(row.endswith("In force on 31 May 2012: in force") for row in page.rows)
    assert page.chips == {"In force on: 31 May 2012": "/agreements/?sort=title"}
    assert '<link rel="canonical" href="http://testserver/agreements/?on=2012-05-31&amp;sort=title">' in page.html
    assert titles("/agreements/?on=2012-06-01") == {"Expired, renewed", "From May", "From June"}
    assert titles("/agreements/?on=2009-06-01") == {"Expired", "Expired, renewed", "Ended that day"}
    assert titles("/agreements/?on=1999-12-31") == set()


def test_the_filter_works_with_the_others_and_in_the_csv():
    korea = make_country("KOR")
    make_agreement("With Korea", in_force_on="2001", countries=[korea])
    make_agreement("With nobody", in_force_on="2001")
    make_agreement("Later", in_force_on="2013", countries=[korea])
    settle()

    query = "?country=south-korea&on=2012-05-31"
    assert titles(f"/agreements/{query}") == {"With Korea"}
    assert Page("/agreements/?on=2012-05-31").counts("country") == {"south-korea": 1}
    assert [row["title"] for row in Sheet(f"/agreements.csv{query}").rows] == ["With Korea"]


def test_mechanisms_that_existed_on_the_day():
    make_mechanism("From 2000", established_on="2000")
    make_mechanism("Until that day", established_on="2000-05", ended_on="2012-05-31")
    make_mechanism("Ended some day of 2012", established_on="2000-05", ended_on="2012")
    make_mechanism("Begun some day of 2012", established_on="2012")
    make_mechanism("Undated")

    page = Page("/mechanisms/?on=2012-05-31")
    assert set(page.titles) == {"From 2000", "Until that day"}
    assert "2 mechanisms Existing on 31 May 2012." in page.text


def test_blocs_that_had_members_on_the_day():
    korea = make_country("KOR")
    for name, joined, left in (
        ("Old", "1990", "2000"),
        ("Back again", "1990", "2000"),
        ("Present", "2001-02-03", None),
        ("Unknown", None, None),
        ("Some day of 2012", "2012", None),
    ):
        bloc = make_organization(name, kind="bloc")
        make_agreement(organizations=[bloc])
        make_membership(bloc, country=korea, joined_on=joined, left_on=left)
    make_membership(Organization.objects.get(name="Back again"), country=korea, joined_on="2005")
    make_membership(make_organization("In no public record"), country=korea, joined_on="2005")
    settle()

    page = Page("/organizations/?on=2012-05-31")
    assert set(page.titles) == {"Back again", "Present"}
    assert "2 organizations With members on 31 May 2012." in page.text


@pytest.mark.parametrize("value", ["2012", "2012-05", "2012-02-30", "yesterday", "31 May 2012"])
@pytest.mark.parametrize("kind", ["agreements", "mechanisms", "organizations"])
def test_only_a_day_is_understood(kind, value):
    page = Page(f"/{kind}/?on={value}")
    is_partial = value in ("2012", "2012-05")
    wanted = "Enter a whole day, such as 2012-05-31." if is_partial else "Enter a real date, such as"
    assert page.message("on").startswith(wanted)
    assert page.titles == []
    response = Client().get(f"/{kind}.csv?on={value}")
    assert response.status_code == 400
    assert wanted in response.content.decode()


@pytest.mark.parametrize("kind", ["meetings", "projects", "outcomes"])
def test_other_lists_have_no_such_filter(kind):
    assert "“on” is not a filter of this list." in Page(f"/{kind}/?on=2012-05-31").problems


def test_two_days_are_refused():
    assert "more than once" in Page("/agreements/?on=2012-05-31&on=2012-06-01").message("on")


@settings(max_examples=40, deadline=None, suppress_health_check=NO_FIXTURE_CHECK)
@given(
    entry=st.none() | partial_dates(),
    end=st.none() | partial_dates(),
    expiry=st.none() | partial_dates(),
    renewal=st.sampled_from(Renewal.values),
    on=st.lists(days(), min_size=3, max_size=3),
)
def test_the_index_and_the_function_agree(entry, end, expiry, renewal, on):
    fields = {"in_force_on": entry, "terminated_on": end, "expires_on": expiry}
    assume(not (entry and any(each and each.last < entry.first for each in (end, expiry))))  # the database refuses it
    agreement = make_agreement(**fields, renewal=renewal)
    edges = [edge for each in fields.values() if each for edge in (each.first, each.last)]
    for day in [*on, *edges]:
        force = Agreement.objects.with_force(day).get(pk=agreement.pk).force
        assert (agreement.pk in index.now()["agreement"].in_force(day)) == (force == InForce.YES), (day, force)


@settings(max_examples=40, deadline=None, suppress_health_check=NO_FIXTURE_CHECK)
@given(start=st.none() | partial_dates(), end=st.none() | partial_dates(), day=days())
def test_a_period_includes_a_day_whatever_its_dates_mean(start, end, day):
    assume(not (start and end and end.last < start.first))  # the database refuses it
    mechanism = make_mechanism(established_on=start, ended_on=end)
    certain = bool(start) and start.last <= day and (not end or end.first >= day)
    possible = (not start or start.first <= day) and (not end or end.last >= day)
    rows = Mechanism.objects.filter(pk=mechanism.pk)
    assert rows.filter(includes("date", "until", day)).exists() == certain
    assert rows.filter(may_include("date", "until", day)).exists() == possible


def test_today_is_the_status_in_force():
    today = timezone.localdate()
    make_agreement("In force", in_force_on="2001")
    make_agreement("Over", in_force_on="2001", terminated_on=str(date(today.year - 1, 1, 1)))
    assert titles(f"/agreements/?on={today}") == titles("/agreements/?status=yes") == {"In force"}


def page_text(address, status=200):
    response = Client().get(address)
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split()), response.content.decode()


def test_the_page_of_an_agreement_for_a_day():
    make_agreement(
        "Treaty", kind="treaty", slug="treaty", in_force_on="2001", terminated_on="2013", countries=[korea()]
    )
    text, html = page_text("/agreements/treaty/?on=2012-05-31")
    assert "Whether the agreement was in force, and the status of its parties, are those of 31 May 2012." in text
    assert re.search(r"In force ?yes on 31 May 2012", text)
    assert re.search(r"Status:? ?party", text)
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="http://testserver/agreements/treaty/">' in html
    assert re.search(r"In force ?no on 31 May 2014", page_text("/agreements/treaty/?on=2014-05-31")[0])


def test_the_page_of_a_mechanism_for_a_day():
    make_mechanism("TEMM", slug="temm", established_on="2012")
    for day, answer in (("2011-12-31", "no"), ("2012-05-31", "not known"), ("2013-01-01", "yes")):
        text, _html = page_text(f"/mechanisms/temm/?on={day}")
        assert re.search(rf"Existing on \d+ \w+ \d+{answer}", text), day
    assert "Existing on" not in page_text("/mechanisms/temm/")[0]


def test_the_page_of_a_bloc_for_a_day():
    bloc = make_organization("Bloc", slug="bloc", kind="bloc")
    make_agreement(organizations=[bloc])
    make_membership(bloc, country=korea(), joined_on="1990")
    make_membership(bloc, country=make_country("JPN"), joined_on="2012")
    make_membership(bloc, country=make_country("CHN"), joined_on="1990", left_on="2000")
    settle()
    text, _html = page_text("/organizations/bloc/?on=2012-05-31")
    assert "Members on 31 May 2012" in text
    members = text[text.index("Members on") :][:120]
    assert "South Korea" in members
    assert re.search(r"Japan ?\(from 2012\) ?not known", members)
    assert "China" not in members


@pytest.mark.parametrize("value", ["2012", "2012-05", "2012-02-30", "then"])
def test_a_page_is_shown_for_a_whole_day_only(value):
    make_mechanism("TEMM", slug="temm")
    text, _html = page_text(f"/mechanisms/temm/?on={value}", status=404)
    assert f"“{value}” is not a day. Enter a day, such as 2026-12-01." in text
