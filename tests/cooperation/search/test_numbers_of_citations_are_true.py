"""The list of sources and the page of a source count the published citations, whatever writes to the database."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cooperation import search
from cooperation.models import Citation, Meeting, Organization, Source
from cooperation.models.citation import OWNERS
from cooperation.public.views.sources import Citations
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_region,
    make_source,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def a_registry():
    """Each kind of object cites one source several times and another once; some objects are not public."""
    often, once = make_source(), make_source()
    make_source("Nobody cites it")
    cited = make_organization("Cited and public")
    objects = [make_region(), make_country(), cited, make_organization("Cited and not public")]
    for make in (make_mechanism, make_agreement, make_meeting, make_project):
        objects += [make(), make(published=False), make(withdrawn=True)]
    make_meeting(organizations=[cited])
    for each in objects:
        make_citation(each, source=often)
        make_citation(each, source=often, field="summary")
        make_citation(each, source=once)
        make_citation(each, source=None, basis="inferred", note="Nobody says so.")
    meeting = objects[-6]
    make_citation(meeting, source=often, outcome=make_outcome(meeting))
    make_citation(make_meeting(published=False), source=make_source("Cited by a draft"))


def assert_exact():
    settle()
    assert [line for line in search.check() if " is said to cite " in line] == []
    due = Counter(Citation.objects.published().exclude(source=None).values_list("source", flat=True))
    listed = Source.objects.cited().with_citation_count()
    assert {source.pk: source.citation_count for source in listed} == due
    assert set(listed) == set(Source.objects.published())
    for source in listed:
        rows = list(Citations(source, due[source.pk])[0:1000])
        assert {row.pk for row in rows} == set(
            Citation.objects.published().filter(source=source).values_list("pk", flat=True)
        )
        for start, stop in ((0, 3), (2, 7), (5, 6)):
            assert list(Citations(source, due[source.pk])[start:stop]) == rows[start:stop]
    return due


WRITES = {
    "citations of another source": lambda: Citation.objects.exclude(source=None).update(source=make_source()),
    "citations without a source": lambda: Citation.objects.update(
        source=None, basis="inferred", note="Nobody says so."
    ),
    "citations that come": lambda: [
        make_citation(each, source=Source.objects.first()) for each in Meeting.objects.all()
    ],
    "citations that go": lambda: Citation.objects.filter(field="summary").delete(),
    "citations that go in SQL": lambda: sql("DELETE FROM cooperation_citation WHERE field = ''"),
    "citations that are truncated": lambda: sql("SET ROLE NONE; TRUNCATE cooperation_citation"),
    "objects that are truncated": lambda: sql("SET ROLE NONE; TRUNCATE cooperation_agreement CASCADE"),
    "publication": lambda: Meeting.objects.filter(published_at=None).update(published_at=timezone.now()),
    "withdrawal": lambda: Meeting.objects.published().update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong."),
    "withdrawal that ends": lambda: Meeting.objects.update(withdrawn_at=None, withdrawal_reason=""),
    "an organization that nobody names any more": lambda: Meeting.organizations.through.objects.all().delete(),
    "an organization that a record names": lambda: make_meeting(organizations=Organization.objects.all()),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_numbers_are_those_of_the_published_citations_after(write):
    a_registry()
    before = assert_exact()
    assert {each.owner_name for each in Citation.objects.published()} == set(OWNERS)
    WRITES[write]()
    assert assert_exact() != before


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE cooperation_cited SET number = number + 1 WHERE kind = 'meeting'",
        "DELETE FROM cooperation_cited WHERE kind = 'region'",
        "INSERT INTO cooperation_cited SELECT kind, id, source + 1000, 1 FROM cooperation_cited WHERE kind = 'country'",
    ],
)
def test_the_commands_find_and_correct_what_somebody_broke(broken):
    a_registry()
    settle()
    sql(broken)
    printed = StringIO()
    with pytest.raises(CommandError, match="differs from the tables"):
        call_command("check_index", stdout=printed)
    assert " times, and cites it " in printed.getvalue()
    call_command("rebuild_index", stdout=StringIO())
    assert_exact()
