import pytest
from django.test import Client
from django.utils import timezone

from cooperation.models import Agreement, Mechanism, Meeting, Outcome, Project
from tests.cooperation.filters.reading import LISTS, Page
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_phase,
    make_project,
    make_project_organization,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
SECRET = "Zyxwvut"
PUBLIC = {"published": True}
STATES = [pytest.param({"published": False}, id="draft"), pytest.param({"withdrawn": True}, id="withdrawn")]


def make_hidden(state):
    """One record of each kind in the state, with the word in every text, and public ones that lead to them."""
    korea, china = make_country("KOR"), make_country("CHN")
    words = {
        "other_names": SECRET,
        "summary": f"About {SECRET}",
        "responsible_unit": SECRET,
        "internal_note": SECRET,
        "topics": [make_topic(f"{SECRET} topic", parent=make_topic(f"{SECRET} broader"))],
    }
    body = make_organization(f"{SECRET} body", acronym=SECRET, country=make_country("KEN"))
    mechanism = make_mechanism(
        f"{SECRET} mechanism", acronym=SECRET, cadence=SECRET, established_on="1971", level="summit", **words, **state
    )
    meeting = make_meeting(
        f"{SECRET} meeting",
        mechanism=mechanism,
        city=SECRET,
        heads_of_delegation=SECRET,
        start="1972",
        kind="training",
        status="postponed",
        host_country=make_country("MNG"),
        countries=[make_country("SGP")],
        organizations=[body],
        **words,
        **state,
    )
    outcome = make_outcome(meeting, f"{SECRET} outcome", kind="request", status="elapsed", topics=words["topics"])
    outcome.by_countries.add(make_country("IDN"))
    agreement = make_agreement(
        f"{SECRET} agreement",
        kind="treaty",
        signed_on="1973",
        signed_at=SECRET,
        depositary=SECRET,
        meeting=meeting,
        in_force_on="2001",
        countries=[make_country("USA")],
        organizations=[body],
        **words,
        **state,
    )
    project = make_project(
        f"{SECRET} project",
        status="suspended",
        actual_start="1974",
        countries=[make_country("THA")],
        mechanism=mechanism,
        agreement=agreement,
        **words,
        **state,
    )
    make_project_organization(project, body, "extending")
    make_phase(project, f"{SECRET} phase", status=SECRET, amount=1, currency="USD", funder=body)
    source = make_source(f"{SECRET} source")
    for record in (mechanism, meeting, agreement, project):
        make_document(record, f"{SECRET} document")
        make_citation(record, source=source, quotation=SECRET, note=SECRET)

    # Public ones that lead to the hidden ones.
    open_meeting = make_meeting("Public meeting", mechanism=mechanism, part_of_meeting=meeting, countries=[china])
    promise = make_outcome(open_meeting, "Public outcome", by_countries=[korea], follows=outcome)
    for verb in ("concerns", "carried_out_by"):
        for kind, row in (
            ("agreements", agreement),
            ("projects", project),
            ("mechanisms", mechanism),
            ("meetings", meeting),
        ):
            getattr(promise, f"{verb}_{kind}").add(row)
    make_agreement("Public agreement", meeting=meeting, countries=[korea, china])
    make_project("Public project", mechanism=mechanism, agreement=agreement, countries=[china])
    make_mechanism("Public mechanism", parent=mechanism, founded_by=agreement, countries=[china])


def body_of(address):
    """What comes back, whole."""
    response = Client().get(address)
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.mark.parametrize("state", STATES)
def test_no_list_no_export_and_no_option_holds_the_word(state):
    make_hidden(state)
    lists = [f"/{name}{end}" for name in LISTS for end in ("/", ".csv", "/?country=china", ".csv?country=china")]
    for address in ("/", "/about/", "/data/", "/data/catalog.jsonld", *lists):
        assert SECRET.lower() not in body_of(address).lower(), address


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_published_is_counted(state):
    make_hidden(state)
    for name in LISTS:
        expected = 0 if name == "organizations" else 1
        assert Page(f"/{name}/").number == expected, name
        assert len(body_of(f"/{name}.csv").splitlines()) == expected + 1, name
    assert [Page(f"/{name}/?year=1973").number for name in ("agreements", "meetings", "projects")] == [0, 0, 0]


@pytest.mark.parametrize("state", STATES)
def test_what_only_hidden_records_use_is_no_option(state):
    make_hidden(state)
    meetings = Page("/meetings/")
    assert meetings.options("country") == {"china": "China"}
    assert meetings.options("kind") == {"session": "session of a series"}
    assert meetings.options("status") == {"not-recorded": "not recorded"}
    for parameter in ("topic", "mechanism", "organization", "year"):
        assert meetings.options(parameter) == {}, parameter
    assert Page("/agreements/").options("status") == {"not-known": "not known"}
    assert Page("/projects/").options("role") == {}
    assert Page("/outcomes/").options("status") == {"active": "open"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("parameter", ["mechanism", "organization", "topic"])
def test_asking_for_a_hidden_thing_is_answered_like_asking_for_nothing_at_all(parameter, state):
    make_hidden(state)
    slugs = {"mechanism": "zyxwvut-mechanism", "organization": "zyxwvut-body", "topic": "zyxwvut-topic"}
    hidden = Page(f"/meetings/?{parameter}={slugs[parameter]}")
    nothing = Page(f"/meetings/?{parameter}=nothing-at-all")
    assert hidden.text.replace(slugs[parameter], "nothing-at-all") == nothing.text


def test_the_same_records_show_once_they_are_published():
    make_hidden(PUBLIC)
    for name, model in {
        "agreements": Agreement,
        "meetings": Meeting,
        "mechanisms": Mechanism,
        "projects": Project,
        "outcomes": Outcome,
    }.items():
        assert Page(f"/{name}/").number == model.objects.count() == 2
        assert SECRET in body_of(f"/{name}/")
        assert SECRET in body_of(f"/{name}.csv")
        assert "internal_note" not in body_of(f"/{name}.csv")


def test_a_note_for_staff_shows_nowhere():
    for make, name in (
        (make_agreement, "agreements"),
        (make_meeting, "meetings"),
        (make_mechanism, "mechanisms"),
        (make_project, "projects"),
    ):
        make(internal_note=SECRET, responsible_unit=SECRET, publish_at=None, published_at=timezone.now())
        assert SECRET not in body_of(f"/{name}/")
        assert SECRET not in body_of(f"/{name}.csv")
