"""An export reads its rows in chunks, each with the same number of statements however many rows and links it has."""

import re
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.exchange.exports import csv, table, tables
from cooperation.models import Agreement, Meeting, Outcome, Project
from cooperation.models.in_order import ids_of
from tests.factories import (
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

pytestmark = pytest.mark.django_db
KINDS = (Agreement, Meeting, Project, Outcome)
numbers = count()


def make_rows(links):
    """One row of each of KINDS, with so many links, parts and citations of each kind."""
    number = next(numbers)
    countries = [make_country() for _ in range(links)]
    organizations = [make_organization() for _ in range(links)]
    topics = [make_topic() for _ in range(links)]
    mechanism = make_mechanism()
    meeting = make_meeting(
        f"Meeting {number}",
        mechanism=mechanism,
        host_country=countries[0],
        countries=countries,
        organizations=organizations,
        topics=topics,
        part_of_meeting=make_meeting(f"Summit {number}"),
    )
    agreement = make_agreement(f"Agreement {number}", countries=countries, topics=topics, meeting=meeting)
    project = make_project(
        f"Project {number}", countries=countries, topics=topics, mechanism=mechanism, agreement=agreement
    )
    for organization in organizations:
        make_project_organization(project, organization, "funding")
        make_phase(project, amount="5", currency="KRW")
    outcome = make_outcome(meeting, by_countries=countries, to_organizations=organizations, topics=topics)
    outcome.follows = make_outcome(make_meeting(f"Earlier {number}"))
    outcome.save()
    outcome.concerns_projects.add(project)
    for owner, part in ((meeting, {}), (agreement, {}), (project, {}), (meeting, {"outcome": outcome})):
        for _ in range(links):
            make_citation(owner, field="topics", basis="inferred", note="Read between the lines.", **part)


def statements_of_chunks(model):
    """The statements of each chunk of the export of all public rows, and the number of rows of each."""
    found, rows = [], []
    ids = list(ids_of(model.objects.published()))
    chunks = tables.TABLES[model].chunks({model._meta.model_name: ids}, timezone.localdate(), "http://testserver/")
    with CaptureQueriesContext(connection) as captured:
        for chunk in chunks:
            found.append([each["sql"] for each in captured.captured_queries[sum(map(len, found)) :]])
            rows.append(len(list(chunk)))
    return found, rows


@pytest.mark.parametrize("model", KINDS)
def test_a_chunk_of_many_rows_and_links_asks_as_many_statements_as_one_of_few(model):
    make_rows(links=1)
    (of_few,), _rows = statements_of_chunks(model)
    for _ in range(4):
        make_rows(links=3)
    (of_many,), (number,) = statements_of_chunks(model)
    assert number >= 5
    assert len(of_many) == len(of_few) <= 12


@pytest.mark.parametrize("model", KINDS)
def test_reading_the_values_asks_no_more_statements(model, django_assert_num_queries):
    make_rows(links=2)
    (chunk,) = tables.TABLES[model].chunks(
        {model._meta.model_name: ids_of(model.objects.published())}, timezone.localdate(), ""
    )
    with django_assert_num_queries(0):
        texts = [[csv.cell(value) for value in values] for values in chunk]
    assert texts


def test_no_statement_reads_more_than_a_chunk(monkeypatch):
    monkeypatch.setattr(table, "FIRST", 2)
    monkeypatch.setattr(table, "CHUNK", 3)
    for number in range(7):
        make_meeting(f"Meeting {number}", countries=[make_country("KOR")], start=f"200{number}")
    found, rows = statements_of_chunks(Meeting)
    assert rows == [2, 3, 2]
    for statements, number in zip(found, rows, strict=True):
        of_meetings = [sql for sql in statements if re.search(r'FROM "?cooperation_meeting', sql)]
        assert len(of_meetings) == 2, "the meetings, and their links"
        for sql in of_meetings:
            ids = re.findall(r"'\{([\d,]+)\}'", sql)
            assert ids
            assert all(len(each.split(",")) == number for each in ids)


def test_a_row_that_is_withdrawn_between_two_chunks_is_left_out(monkeypatch):
    monkeypatch.setattr(table, "FIRST", 1)
    for number in range(3):
        make_meeting(f"Meeting {number}", slug=f"meeting-{number}")
    ids = ids_of(Meeting.objects.published().order_by("title"))
    chunks = tables.TABLES[Meeting].chunks({"meeting": ids}, timezone.localdate(), "http://testserver/")
    ((url, *_values),) = next(chunks)
    Meeting.objects.filter(slug="meeting-1").update(withdrawn_at=timezone.now(), withdrawal_reason="It was not held.")
    assert url == "http://testserver/meetings/meeting-0/"
    assert [values[0] for values in next(chunks)] == ["http://testserver/meetings/meeting-2/"]
