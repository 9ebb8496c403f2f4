"""What readers see: records that are public, what is part of them, and what something public refers to."""

import pytest
from django.apps import apps

from cooperation.models import RECORDS, Citation, Document, Lineage, Organization, Party, Source, Topic
from tests import factories as f

pytestmark = pytest.mark.django_db

STATES = {"draft": {"published": False}, "public": {}, "withdrawn": {"withdrawn": True}}
every_state = pytest.mark.parametrize("state", STATES)
MAKERS = {"agreement": f.make_agreement, "meeting": f.make_meeting, "project": f.make_project}
MAKERS["mechanism"] = f.make_mechanism
PARTS = {
    "party": (f.make_agreement, f.make_party),
    "outcome": (f.make_meeting, f.make_outcome),
    "phase": (f.make_project, f.make_phase),
    "projectorganization": (f.make_project, f.make_project_organization),
    **{f"document of a {kind}": (make, f.make_document) for kind, make in MAKERS.items()},
    **{f"citation of a {kind}": (make, f.make_citation) for kind, make in MAKERS.items()},
}


def is_published(row):
    found = type(row).objects.published().filter(pk=row.pk).count()
    assert found in (0, 1)
    return found == 1


@every_state
@pytest.mark.parametrize("kind", MAKERS)
def test_a_record_is_published_until_it_is_withdrawn(kind, state):
    record = MAKERS[kind](**STATES[state])
    assert is_published(record) == record.is_public == (state == "public")
    assert record.was_public == (state != "draft")


@every_state
@pytest.mark.parametrize("kind", PARTS)
def test_a_part_is_public_with_its_record(kind, state):
    make_record, make = PARTS[kind]
    assert is_published(make(make_record(**STATES[state]))) == (state == "public")


def test_everything_that_is_part_of_a_record_knows_what_is_published():
    parts = [m for m in apps.get_models() if hasattr(m, "record_field") or hasattr(m, "owners")]
    silent = [model.__name__ for model in parts if not hasattr(model.objects.all(), "published")]
    # A bloc's members are shown on its page and nowhere else; what staff submit, to no reader at all.
    assert silent == ["Membership", "Submission"]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_an_internal_document_is_for_staff_only(make):
    assert not is_published(f.make_document(make(), is_internal=True))


@pytest.mark.parametrize(
    ("later", "earlier", "seen"),
    [
        ("public", "public", True),
        *((state, "public", False) for state in ("draft", "withdrawn")),
        *(("public", state, False) for state in ("draft", "withdrawn")),
        ("draft", "draft", False),
    ],
)
def test_a_link_between_agreements_is_public_when_both_are(later, earlier, seen):
    lineage = f.make_lineage(f.make_agreement(**STATES[later]), f.make_agreement(**STATES[earlier]))
    assert Lineage.objects.published().exists() == seen
    assert is_published(lineage) == seen


@pytest.mark.parametrize("make", [f.make_region, f.make_country])
def test_citations_of_regions_and_countries_are_always_public(make):
    assert is_published(f.make_citation(make()))


@every_state
def test_citations_of_an_organization_are_public_once_it_is(state):
    ministry = f.make_organization()
    citation = f.make_citation(ministry)
    assert not is_published(citation)
    f.make_meeting(organizations=[ministry], **STATES[state])
    assert is_published(citation) == (state == "public")


@every_state
@pytest.mark.parametrize(
    ("make_record", "make_part"),
    [(f.make_agreement, f.make_party), (f.make_meeting, f.make_outcome), (f.make_project, f.make_phase)],
)
def test_a_citation_about_a_part_is_public_with_the_record(make_record, make_part, state):
    record = make_record(**STATES[state])
    part = make_part(record)
    assert is_published(f.make_citation(record, **{part._meta.model_name: part})) == (state == "public")


# Topics, organizations and sources: every way of reference counts.

REFERENCES = {
    Topic: {
        "agreements": lambda row, **state: f.make_agreement(topics=[row], **state),
        "meetings": lambda row, **state: f.make_meeting(topics=[row], **state),
        "projects": lambda row, **state: f.make_project(topics=[row], **state),
        "mechanisms": lambda row, **state: f.make_mechanism(topics=[row], **state),
        "outcomes": lambda row, **state: f.make_outcome(f.make_meeting(**state), topics=[row]),
        "children": lambda row, **state: f.make_meeting(topics=[f.make_topic(parent=row)], **state),
    },
    Organization: {
        "meetings": lambda row, **state: f.make_meeting(organizations=[row], **state),
        "mechanisms": lambda row, **state: f.make_mechanism(organizations=[row], **state),
        "parties": lambda row, **state: f.make_party(f.make_agreement(**state), organization=row),
        "signed_parties": lambda row, **state: f.make_party(f.make_agreement(**state), signed_by=row),
        "project_organizations": lambda row, **state: f.make_project_organization(f.make_project(**state), row),
        "funded_phases": lambda row, **state: f.make_phase(f.make_project(**state), funder=row),
        "outcomes_by": lambda row, **state: f.make_outcome(f.make_meeting(**state), by_organizations=[row]),
        "concerned_outcomes": lambda row, **state: f.make_outcome(
            f.make_meeting(**state), concerns_organizations=[row]
        ),
        "outcomes_to": lambda row, **state: f.make_outcome(f.make_meeting(**state), to_organizations=[row]),
    },
    Source: {
        "citations": lambda row, **state: f.make_citation(f.make_meeting(**state), source=row),
    },
}
# Relations that lead to a topic, organization or source and make nobody see it, each for its reason.
NO_REFERENCES = {
    Topic: set(),
    Organization: {
        "memberships",  # part of the bloc itself
        "citations",  # part of the organization itself
        "projects",  # the same rows as "project_organizations"
    },
    Source: set(),
}
WAYS = [pytest.param(model, way, id=f"{model.__name__}.{way}") for model, ways in REFERENCES.items() for way in ways]


@pytest.mark.parametrize("model", REFERENCES)
def test_no_way_of_reference_is_forgotten(model):
    ways = {relation.get_accessor_name() for relation in model._meta.related_objects if not relation.hidden}
    assert ways == set(REFERENCES[model]) | NO_REFERENCES[model]
    assert set(model.referred_by) == set(REFERENCES[model]) - {"children"}


@every_state
@pytest.mark.parametrize(("model", "way"), WAYS)
def test_what_something_public_refers_to_is_seen(model, way, state):
    row = getattr(f, f"make_{model._meta.model_name}")()
    unrelated = getattr(f, f"make_{model._meta.model_name}")()
    assert not is_published(row)
    REFERENCES[model][way](row, **STATES[state])
    assert is_published(row) == (state == "public")
    assert not is_published(unrelated)


@pytest.mark.parametrize(("model", "way"), WAYS)
def test_it_is_seen_once_however_often_it_is_referred_to(model, way):
    row = getattr(f, f"make_{model._meta.model_name}")()
    for _ in range(3):
        REFERENCES[model][way](row)
    f.make_agreement(published=False)
    assert list(model.objects.published().filter(pk=row.pk)) == [row]


@every_state
@pytest.mark.parametrize("kind", MAKERS)
def test_a_source_is_seen_by_a_citation_of_any_kind_of_record(kind, state):
    source = f.make_source()
    f.make_citation(MAKERS[kind](**STATES[state]), source=source)
    assert is_published(source) == (state == "public")


@pytest.mark.parametrize("make", [f.make_region, f.make_country])
def test_a_source_is_seen_by_a_citation_of_a_region_or_country(make):
    source = f.make_source()
    f.make_citation(make(), source=source)
    assert is_published(source)


def test_a_source_of_an_organization_is_seen_with_the_organization():
    source, ministry = f.make_source(), f.make_organization()
    f.make_citation(ministry, source=source)
    assert not is_published(source)
    f.make_project(organizations=[ministry])
    assert is_published(source)


def test_a_narrower_topic_is_not_seen_because_of_the_broader_one():
    air = f.make_topic("Air")
    dust = f.make_topic("Yellow dust", parent=air)
    f.make_meeting(topics=[air])
    assert is_published(air)
    assert not is_published(dust)


def test_that_a_bloc_takes_part_makes_no_other_organization_seen():
    asean = f.make_organization("ASEAN", kind="bloc")
    membership = f.make_membership(asean, f.make_country("VNM"))
    ministry = f.make_organization("Ministry", country=membership.country)
    f.make_meeting(organizations=[asean])
    assert is_published(asean)
    assert not is_published(ministry)


@pytest.mark.parametrize("model", [*RECORDS, Party, Document, Citation, Topic, Organization, Source])
def test_nothing_is_published_in_an_empty_registry(model):
    assert not model.objects.published().exists()
