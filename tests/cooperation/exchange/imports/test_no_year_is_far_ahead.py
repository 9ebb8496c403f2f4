"""An import refuses a year more than sixty years ahead. 9999 means no end, and 1 January 2599 no date."""

from datetime import date

import pytest

from cooperation.domain.dates import PartialDateField
from cooperation.exchange.imports import checking, entering, planning, uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement, Meeting, Project
from tests import factories as f

from .conftest import exported, preview, problems, states

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
NEEDED = {
    "agreements": {"title": "A treaty", "kind": "treaty"},
    "parties": {"agreement": "whole", "country": "KOR"},
    "meetings": {"title": "A meeting"},
    "outcomes": {"meeting": "whole", "kind": "decision", "text": "Plant trees"},
    "mechanisms": {"title": "A mechanism", "level": "working"},
    "projects": {"title": "A project"},
    "phases": {"project": "whole", "name": "Stage 1"},
}
DATES = [
    (kind.name, column.name)
    for kind in KINDS.values()
    for column in kind.columns
    if isinstance(column.field, PartialDateField)
]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in (checking, entering):
        monkeypatch.setattr(module, "localdate", lambda: TODAY)


@pytest.fixture
def wholes(db):
    """The records that parts belong to."""
    f.make_country("KOR")
    for make in (f.make_agreement, f.make_meeting, f.make_project):
        make("Whole", slug="whole", published=False)


def row(kind, **cells):
    return {**NEEDED[kind], **cells}


@pytest.mark.parametrize(("kind", "name"), DATES)
def test_it_is_refused_in_every_column_of_a_date(publisher, wholes, kind, name):
    rows = [row(kind, **{name: text}) for text in ("2599-01-02", "1 March 2899", "2087")]
    [*found] = problems(preview(kind, publisher, rows[:1]))
    assert found == [
        (
            2,
            name,
            "2599-01-02",
            "“2599-01-02” is more than 60 years ahead. Leave the cell empty if the date is not known. Write 9999 "
            "if there is no end.",
        )
    ]
    for each in rows[1:]:
        assert "more than 60 years ahead" in problems(preview(kind, publisher, [each]))[0][3]


@pytest.mark.parametrize(("kind", "name"), DATES)
@pytest.mark.parametrize("text", ["2086-12-31", "2086"])
def test_sixty_years_ahead_is_a_date(publisher, wholes, kind, name, text):
    found = [reason for *_place, reason in problems(preview(kind, publisher, [row(kind, **{name: text})]))]
    assert not [reason for reason in found if "ahead" in reason]


def test_it_goes_by_the_day_of_the_import(publisher, monkeypatch):
    rows = [row("agreements", expires_on="2087")]
    assert problems(preview("agreements", publisher, rows))
    monkeypatch.setattr(checking, "localdate", lambda: date(2027, 1, 1))
    assert not problems(preview("agreements", publisher, rows))


@pytest.mark.parametrize(
    "text",
    [
        "9999",
        "9999-12",
        "9999-12-31",
        "31/12/9999",
        "31.12.9999",
        "31 December 9999",
        "Dec 9999",
        "9999-12-31 00:00:00",
    ],
)
@pytest.mark.parametrize(
    ("kind", "name", "model"),
    [("agreements", "expires_on", Agreement), ("meetings", "end", Meeting), ("projects", "planned_end", Project)],
)
def test_9999_is_no_end(publisher, kind, name, model, text):
    upload = preview(kind, publisher, [row(kind, **{name: text})])
    assert problems(upload) == []
    assert uploads.enter(upload, publisher) == {"new": 1}
    assert getattr(model.objects.get(), name) is None


@pytest.mark.parametrize("text", ["2599-01-01", "1/1/2699", "31.12.2999", "2899-12-31 00:00:00", "1 January 2200"])
def test_the_first_or_last_day_of_a_far_year_is_no_date(publisher, text):
    upload = preview("agreements", publisher, [row("agreements", in_force_on=text)])
    assert problems(upload) == []
    assert f"Read as empty cells: “{text}” (1)." in upload.notes
    uploads.enter(upload, publisher)
    assert Agreement.objects.get().in_force_on is None


def test_a_period_until_9999_has_no_end_and_one_until_2599_is_refused(publisher):
    upload = preview("meetings", publisher, [row("meetings", start="May 2012 - 9999", end="")])
    assert problems(upload) == []
    uploads.enter(upload, publisher)
    meeting = Meeting.objects.get()
    assert (meeting.start, meeting.end) == ("2012-05", None)
    [found] = problems(preview("meetings", publisher, [row("meetings", start="May 2012 - June 2599", end="")]))
    assert found[1] == "end"
    assert "“2599-06”" in found[3]


def test_the_other_rows_of_the_file_are_entered(publisher):
    rows = [{"title": "One", "kind": "treaty", "expires_on": "2599"}, {"title": "Two", "kind": "treaty"}]
    upload = preview("agreements", publisher, rows)
    assert states(upload) == {2: "wrong", 3: "new"}
    uploads.enter(upload, publisher)
    assert Agreement.objects.get().title == "Two"


def test_what_somebody_confirmed_in_a_form_goes_out_and_comes_back(publisher):
    f.make_agreement("Lease", expires_on="2125", reference="K-1")
    upload = preview("agreements", publisher, exported("agreements", publisher))
    assert states(upload) == {2: "unchanged"}
    assert problems(preview("agreements", publisher, [{"reference": "K-1", "expires_on": "2126"}]))


def test_every_kind_of_row_with_a_date_was_asked():
    assert {kind for kind, _name in DATES} == set(NEEDED)
    assert not hasattr(planning, "localdate"), "the plan is given its day"
