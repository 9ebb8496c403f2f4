import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cooperation.filters.reading import Page, Sheet
from tests.factories import (
    COUNTRIES,
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_phase,
    make_project,
    make_project_organization,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db
# The most statements of each page without a filter: the index, the names of its options and of what its rows link to,
# its rows and what they show. Outside of a test most names are remembered.
PAGES = {
    "/": 21,  # most of them are asked once for each state of the registry: nothing is kept in the transaction of a test
    "/about/": 7,
    "/agreements/": 13,
    "/meetings/": 13,
    "/mechanisms/": 11,
    "/projects/": 13,
    "/outcomes/": 15,
    "/organizations/": 8,
}
SHEETS = {
    "/agreements.csv": 10,
    "/meetings.csv": 11,
    "/mechanisms.csv": 10,
    "/projects.csv": 12,
    "/outcomes.csv": 13,
    "/organizations.csv": 7,
}


def fill(number):
    """So many of everything, each tied to all that a row can show."""
    countries = [make_country(code) for code in COUNTRIES]
    for turn in range(number):
        country, other, host = (countries[(turn + step) % len(countries)] for step in (0, 1, 2))
        body, topic = make_organization(country=country), make_topic()
        many = {"topics": [topic], "countries": [country, other]}
        mechanism = make_mechanism(established_on="1999", organizations=[body], **many)
        meeting = make_meeting(
            mechanism=mechanism,
            organizations=[body],
            host_country=host,
            start="2012",
            part_of_meeting=make_meeting(),
            status="confirmed",
            **many,
        )
        agreement = make_agreement(
            meeting=meeting, signed_on="2012", countries=[country], organizations=[body], topics=[topic]
        )
        project = make_project(mechanism=mechanism, agreement=agreement, actual_start="2012", **many)
        make_meeting(part_of_project=project)
        make_mechanism(parent=mechanism, founded_by=agreement)
        make_project_organization(project, body, "funding")
        make_phase(project, amount=1, currency="USD")
        outcome = make_outcome(meeting, by_countries=[country], to_organizations=[body], topics=[topic])
        outcome.follows = make_outcome(meeting)
        outcome.save()
        outcome.carried_out_by_projects.add(project)
        outcome.carried_out_by_meetings.add(meeting)
        for record in (mechanism, meeting, agreement, project, body):
            make_citation(record)
        make_citation(agreement, field="parties", value=country.alpha_3)
        make_citation(project, field="organizations", value=f"{body.slug}: funding")
        for record in (mechanism, meeting, project):
            make_citation(record, field="countries", value=f"{country.alpha_3}, {other.alpha_3}")
        make_citation(meeting, outcome=outcome)
    settle()


def statements(what, address):
    """How many statements the answer takes."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        what(address)
    return len(queries)


@pytest.mark.parametrize("number", [3, 30])
def test_a_page_takes_no_more_statements(number):
    fill(number)
    Page("/")  # the first page that a process shows reads the whole index
    numbers = {address: statements(Page, address) for address in PAGES}
    assert {address: number for address, number in numbers.items() if number > PAGES[address]} == {}


@pytest.mark.parametrize("number", [3, 30])
def test_the_statements_of_an_export_are_fixed(number):
    fill(number)
    assert {address: statements(Sheet, address) for address in SHEETS} == SHEETS


def test_a_filter_of_every_kind_adds_one_statement_at_most_for_each():
    fill(3)
    page = Page("/meetings/")
    chosen = {name: next(iter(page.options(name))) for name in ("region", "country", "topic", "mechanism")}
    for name, value in chosen.items():
        assert statements(Page, f"/meetings/?{name}={value}") <= PAGES["/meetings/"] + 1
