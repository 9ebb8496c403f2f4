"""Citations of fields, of records and their parts, as rows of a file."""

import pytest

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.models import Citation
from tests import factories as f

from .conftest import exported, preview, problems, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known():
    f.make_source("Treaty list", slug="list", url="https://treaties.example/")
    korea = f.make_country("KOR", other_names="Republic of Korea")
    f.make_agreement("Rivers", slug="rivers", reference="K-1", countries=[korea], published=False)
    f.make_outcome(f.make_meeting("TEMM 14", slug="temm-14", published=False), "Dust")
    f.make_phase(f.make_project("Forest", slug="forest", published=False), "Stage 1")
    f.make_organization("River Board", slug="river-board")


def enter(kind, user, rows):
    upload = preview(kind, user, rows)
    assert problems(upload) == []
    return uploads.enter(upload, user)


def test_a_field_is_cited_with_its_value_and_the_same_file_changes_nothing(publisher):
    rows = [
        {
            "agreement": "K-1",
            "field": "signed_on",
            "source": "https://treaties.example/",
            "locator": "page 3",
            "quotation": "Signed at Seoul.",
            "value": "28 March 2017",
            "basis": "stated",
            "is_disputed": "yes",
            "note": "Another list has the year 2016.",
        }
    ]
    assert enter("cited_agreements", publisher, rows)["new"] == 1
    citation = Citation.objects.get()
    assert (citation.agreement.slug, citation.field, citation.value) == ("rivers", "signed_on", "2017-03-28")
    assert (citation.is_disputed, citation.source.slug) == (True, "list")
    assert states(preview("cited_agreements", publisher, rows)) == {2: "unchanged"}
    again = uploads.preview(
        uploads.KINDS["cited_agreements"], publisher, "all.csv", exported("cited_agreements", publisher)
    )
    assert (problems(again), states(again)) == ([], {2: "unchanged"})
    changed = [{"agreement": "rivers", "key": "1", "locator": "page 4"}]
    assert enter("cited_agreements", publisher, changed)["changed"] == 1
    assert Citation.objects.get().locator == "page 4"


@pytest.mark.parametrize(
    ("kind", "row", "about"),
    [
        ("cited_agreements", {"agreement": "rivers", "party": "Republic of Korea"}, "party"),
        ("cited_meetings", {"meeting": "temm-14", "outcome": "1"}, "outcome"),
        ("cited_meetings", {"meeting": "temm-14", "outcome": "outcome-1"}, "outcome"),
        ("cited_projects", {"project": "forest", "phase": "1"}, "phase"),
    ],
)
def test_a_part_is_named_by_its_key_or_its_name(publisher, kind, row, about):
    rows = [{**row, "source": "list", "locator": "page 1"}]
    enter(kind, publisher, rows)
    assert getattr(Citation.objects.get(), about) is not None
    assert states(preview(kind, publisher, rows)) == {2: "unchanged"}
    again = uploads.preview(uploads.KINDS[kind], publisher, "all.csv", exported(kind, publisher))
    assert (problems(again), states(again)) == ([], {2: "unchanged"})


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("cited_organizations", {"organization": "River Board"}),
        ("cited_countries", {"country": "KOR"}),
        ("cited_regions", {"region": "east-asia"}),
        ("cited_mechanisms", {"mechanism": "temm"}),
    ],
)
def test_objects_and_series_are_cited_too(kind, row):
    administrator = f.make_user(roles.ADMINISTRATOR)
    f.make_region("East Asia", slug="east-asia")
    f.make_mechanism("Ministers", slug="temm", published=False)
    enter(kind, administrator, [{**row, "source": "list"}])
    assert Citation.objects.get().owner_name in row


def test_what_is_wrong_is_said_of_its_cell(publisher):
    sound = {"agreement": "rivers", "party": "", "field": "", "value": "", "basis": "", "source": "list"}
    upload = preview(
        "cited_agreements",
        publisher,
        [
            {**sound, "field": "colour"},
            {**sound, "field": "signed_on", "value": "soon"},
            {**sound, "field": "binding", "value": "perhaps"},
            {**sound, "party": "River Board"},
            {**sound, "party": "Atlantis"},
            {**sound, "source": ""},
            {**sound, "basis": "inferred"},
            {**sound, "agreement": ""},
            {**sound, "field": "internal_note"},
            {**sound, "source": "list", "field": "title"},
            {**sound, "source": "list", "field": "title"},
        ],
    )
    found = [(number, column, why) for number, column, _value, why in problems(upload)]
    assert [each[:2] for each in found] == [
        *[(2, "field"), (3, "value"), (4, "value"), (5, "party"), (6, "party"), (7, "basis"), (8, "note")],
        *[(9, "agreement"), (10, "field"), (12, "")],
    ]
    assert found[0][2] == "agreement has no field “colour”."
    assert found[3][2] == "The record has no such part."
    assert found[5][2] == "A value without a source must be marked as inferred."


def test_an_editor_cites_nothing_for_what_is_public(editor):
    f.make_agreement("Lakes", slug="lakes", published=True)
    upload = preview(
        "cited_agreements", editor, [{"agreement": slug, "source": "list"} for slug in ("lakes", "rivers")]
    )
    assert states(upload) == {2: "wrong", 3: "new"}
