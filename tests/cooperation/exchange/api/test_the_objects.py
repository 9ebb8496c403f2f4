"""The objects of the API: what each kind has, what it never has, and how many statements a chunk needs."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.exchange.api.objects import embeddable, names_of, objects
from cooperation.exchange.api.shapes import SHAPES
from cooperation.exchange.exports import rows
from cooperation.models import Agreement, Citation, Mechanism, Meeting, Organization, Outcome, Project, Source, Topic
from cooperation.models.record import STAFF
from regions.models import Country, Region
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_lineage,
    make_mechanism,
    make_meeting,
    make_membership,
    make_organization,
    make_outcome,
    make_party,
    make_phase,
    make_project,
    make_project_organization,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)
ORIGIN = "https://registry.example"


def one(row, today=TODAY, **options):
    [found] = objects(type(row), [row.pk], today, ORIGIN, **options)
    return found


def link(row):
    address = f"{ORIGIN}/api/v1/{type(row).address}/{row.pk}"
    return {"id": row.pk, "type": row._meta.model_name, "api": address}


def test_a_meeting_in_full():
    mechanism, country, topic = make_mechanism("TEMM"), make_country("CHN"), make_topic("Yellow dust")
    meeting = make_meeting(
        "TEMM 14",
        other_names="Fourteenth TEMM\nTEMM XIV",
        mechanism=mechanism,
        ordinal=14,
        status="confirmed",
        start="2012-05",
        city="Beijing",
        host_country=country,
        countries=[country],
        topics=[topic],
        participant_count=200,
        internal_note="Call the embassy.",
        responsible_unit="Desk 3",
    )
    outcome = make_outcome(meeting, "Study dust.")
    document = make_document(meeting, "Minutes", kind="minutes", language="en")
    make_document(meeting, "Notes of the delegation", is_internal=True)
    source = make_source("Report")
    cited = make_citation(meeting, field="start", source=source, value="2012-05", locator="page 3", quotation="In May")
    about_outcome = make_citation(meeting, outcome=outcome, field="text", source=source)
    meeting.refresh_from_db()
    found = one(meeting)
    assert (
        found
        | {
            "id": meeting.pk,
            "type": "meeting",
            "kind": "session",
            "api": f"{ORIGIN}/api/v1/meetings/{meeting.pk}",
            "url": f"{ORIGIN}/meetings/temm-14/",
            "slug": "temm-14",
            "version": meeting.version,
            "title": "TEMM 14",
            "other_names": ["Fourteenth TEMM", "TEMM XIV"],
            "reference": None,
            "mechanism": link(mechanism),
            "ordinal": 14,
            "start": {"text": "2012-05", "first": "2012-05-01", "last": "2012-05-31"},
            "date": {"text": "2012-05", "first": "2012-05-01", "last": "2012-05-31"},
            "end": None,
            "status": "confirmed",
            "host_country": link(country),
            "countries": [link(country)],
            "organizations": [],
            "topics": [link(topic)],
            "part_of_project": None,
            "is_participant_count_approximate": False,
            "outcomes": [link(outcome)],
            "documents": [
                {
                    "id": document.pk,
                    "key": document.key,
                    "title": "Minutes",
                    "kind": "minutes",
                    "language": "en",
                    "url": "https://example.org/document.pdf",
                }
            ],
            "claims": [
                {
                    "id": cited.pk,
                    "key": cited.key,
                    "field": "start",
                    "source": link(source),
                    "locator": "page 3",
                    "quotation": "In May",
                    "value": "2012-05",
                    "basis": "stated",
                    "is_incomplete": False,
                    "is_disputed": False,
                    "note": None,
                }
            ],
            "computed": {"on": "2026-11-28", "is_presumed_held": True},
        }
        == found
    )
    assert found["updated_at"].endswith("Z")
    assert [claim["id"] for claim in one(outcome)["claims"]] == [about_outcome.pk]
    assert "embassy" not in json.dumps(found)
    assert "Desk 3" not in json.dumps(found)


def test_an_agreement_has_its_parties_with_what_is_claimed_of_each_and_earlier_agreements():
    agreement = make_agreement("Charter", signed_on="2010-03-04", in_force_on="2011")
    country, body = make_country("JPN"), make_organization("Ministry")
    party = make_party(agreement, country=country, signed_by=body, signed_on="2010")
    earlier = make_agreement("Old charter")
    make_lineage(agreement, earlier)
    make_lineage(agreement, make_agreement("Draft charter", published=False))
    claim = make_citation(agreement, party=party, field="signed_on")
    found = one(agreement)
    [party_found] = found["parties"]
    assert party_found["country"] == link(country)
    assert party_found["signed_by"] == link(body)
    assert party_found["signed_on"]["text"] == "2010"
    assert [each["id"] for each in party_found["claims"]] == [claim.pk]
    assert found["claims"] == []
    assert [(each["kind"], each["earlier"]) for each in found["ancestors"]] == [("amends", link(earlier))]
    assert found["date_field"] == "signed_on"
    assert found["computed"] == {"on": "2026-11-28", "in_force": "yes"}


def test_a_project_has_organizations_by_role_phases_and_amounts_as_text():
    project = make_project("River", status="closed", planned_start="2009")
    funder = make_organization("Fund")
    make_project_organization(project, funder, "funding")
    phase = make_phase(project, "Stage 1", amount="300000", currency="USD", funder=funder)
    make_phase(project, "Stage 2", amount="0.50", currency="USD")
    make_phase(project, "Stage 3", amount="10", currency="EUR")
    claim = make_citation(project, phase=phase, field="amount")
    found = one(project)
    assert [(each["role"], each["organization"]) for each in found["project_organizations"]] == [
        ("funding", link(funder))
    ]
    assert (found["phases"][0]["amount"], found["phases"][0]["currency"]) == ("300000.00", "USD")
    assert [each["id"] for each in found["phases"][0]["claims"]] == [claim.pk]
    assert found["amounts"] == [{"amount": "10.00", "currency": "EUR"}, {"amount": "300000.50", "currency": "USD"}]
    assert found["date_field"] == "planned_start"


def test_an_outcome_has_its_key_and_its_meeting():
    meeting = make_meeting("TEMM 14", start="2012")
    outcome = make_outcome(meeting, "Study dust.", due_on="2014")
    found = one(outcome)
    assert found["url"] == f"{ORIGIN}/meetings/temm-14/#outcome-{outcome.key}"
    assert (found["key"], found["meeting"], found["due_on"]["last"]) == (outcome.key, link(meeting), "2014-12-31")
    assert "slug" not in found


def test_the_other_kinds():
    country = make_country("JPN")
    bloc = make_organization("Bloc", kind="bloc")
    make_membership(bloc, country, joined_on="1999")
    topic = make_topic("Dust", parent=make_topic("Air"))
    source = make_source("Report", url="https://example.org/report")
    make_citation(make_meeting(organizations=[bloc], topics=[topic]), source=source)
    assert one(bloc)["memberships"][0]["country"] == link(country)
    assert (one(country)["alpha_3"], one(country)["region"]) == ("JPN", link(country.region))
    assert one(country.region)["name"] == country.region.name
    assert one(topic)["parent"] == link(topic.parent)
    assert one(source)["address"] == "https://example.org/report"
    assert one(source)["url"] == f"{ORIGIN}/sources/report/"


def test_nothing_leads_to_what_is_not_public():
    draft = make_meeting("Secret talks", published=False)
    withdrawn = make_mechanism("Gone", withdrawn=True)
    hidden = make_outcome(draft, "Secret promise")
    meeting = make_meeting("Open talks", part_of_meeting=draft, mechanism=withdrawn)
    outcome = make_outcome(meeting, "Open promise", follows=hidden, concerns_meetings=[draft])
    found = one(meeting)
    assert (found["part_of_meeting"], found["mechanism"]) == (None, None)
    assert (one(outcome)["follows"], one(outcome)["concerns_meetings"]) == (None, [])
    assert list(objects(Meeting, [draft.pk], TODAY, ORIGIN)) == []
    assert list(objects(Outcome, [hidden.pk], TODAY, ORIGIN)) == []
    assert list(objects(Mechanism, [withdrawn.pk], TODAY, ORIGIN)) == []
    assert list(objects(Topic, [make_topic("Of nothing").pk], TODAY, ORIGIN)) == []


@pytest.mark.parametrize("model", SHAPES)
def test_every_field_that_is_exported_is_a_property_and_no_staff_field_is(model):
    exported = {name for _title, group in model.groups for name in group} - {*STAFF[1], "position"}
    renamed = {"url": "address"} if model is Source else {}
    names = set(names_of(model))
    assert {renamed.get(name, name) for name in exported} <= names
    assert not names & {*STAFF[1], "publish_at", "withdrawal_reason", "changed_in"}


def test_only_some_properties():
    meeting = make_meeting("TEMM 14", start="2012")
    assert one(meeting, fields=["title", "start"]) == link(meeting) | {
        "title": "TEMM 14",
        "start": {"text": "2012", "first": "2012-01-01", "last": "2012-12-31"},
    }
    with CaptureQueriesContext(
        connection,
    ) as queries:
        one(meeting, fields=["title"])
    assert len(queries) == 1


def test_links_are_replaced_by_objects_on_request():
    country = make_country("JPN")
    agreement = make_agreement("Charter", countries=[country], meeting=make_meeting("Summit", start="2011"))
    source = make_source("Report")
    make_citation(agreement, source=source)
    found = one(agreement, embed=["meeting", "parties.country", "claims.source"])
    assert found["meeting"]["title"] == "Summit"
    assert found["meeting"]["start"]["text"] == "2011"
    assert "claims" not in found["meeting"]
    assert found["parties"][0]["country"]["name"] == "Japan"
    assert found["parties"][0]["organization"] is None
    assert found["claims"][0]["source"]["title"] == "Report"


def test_what_can_be_embedded():
    assert {"meeting", "topics", "parties.country", "parties.claims.source", "claims.source"} <= set(
        embeddable(Agreement)
    )
    assert "outcomes" in embeddable(Meeting)
    assert embeddable(Region) == ["claims.source"]


def test_without_a_day_nothing_is_computed_for_one():
    meeting = make_meeting(status="confirmed", start="2012")
    assert "computed" not in one(meeting, today=None)
    assert one(meeting, today=TODAY).keys() - one(meeting, today=None).keys() == {"computed"}


def test_an_object_does_not_change_when_another_object_does():
    mechanism, organization = make_mechanism("TEMM"), make_organization("Agency")
    meeting = make_meeting("TEMM 14", mechanism=mechanism, organizations=[organization])
    before = one(meeting)
    Mechanism.objects.update(title="Tripartite meeting", slug="tripartite")
    Organization.objects.update(name="Office", slug="office")
    assert one(meeting) == before


def test_the_number_of_statements_does_not_depend_on_the_rows():
    def fill(number):
        for _each in range(number):
            meeting = make_meeting(countries=[make_country()], organizations=[make_organization()])
            make_citation(meeting)
            outcome = make_outcome(meeting)
            make_citation(meeting, outcome=outcome)
            make_document(meeting)
            agreement = make_agreement(countries=[make_country()], meeting=meeting)
            make_citation(agreement)
            make_phase(make_project(agreement=agreement), amount=1, currency="USD")

    def statements(model):
        ids = list(model.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            found = list(objects(model, ids, TODAY, ORIGIN, embed=embeddable(model)))
        assert len(found) == len(ids)
        return len(queries)

    models = (Meeting, Agreement, Project, Outcome, Organization, Source)
    fill(1)
    few = {model: statements(model) for model in models}
    fill(5)
    assert {model: statements(model) for model in models} == few
    assert max(few.values()) <= 60


def test_the_ids_of_a_statement_are_bounded():
    for _each in range(3):
        make_citation(make_meeting())
    ids = [*Meeting.objects.values_list("pk", flat=True), *range(10_000, 16_000)]
    with CaptureQueriesContext(connection) as queries:
        assert len(list(objects(Meeting, ids, TODAY, ORIGIN))) == 3
    reads = [each["sql"] for each in queries if 'FROM "cooperation_meeting"' in each["sql"]]
    assert max(sql.count(",") for sql in reads) < 2200
    assert len(reads) >= 4
    assert Citation.objects.count() == 3


def test_countries_of_the_past_are_objects_too():
    former = make_country("SUN", last_year=1991, successors=[make_country("KAZ")])
    assert one(former)["last_year"] == 1991
    assert [each["id"] for each in one(former)["successors"]] == [Country.objects.get(alpha_3="KAZ").pk]


def test_an_outcome_is_left_out_if_its_meeting_is_withdrawn_between_two_statements(monkeypatch):
    kept, gone = make_outcome(make_meeting()), make_outcome(make_meeting())
    public = rows._public

    def public_meanwhile(model, ids):
        return [each for each in public(model, ids) if each != gone.meeting]

    monkeypatch.setattr(rows, "_public", public_meanwhile)
    found = list(objects(Outcome, [gone.pk, kept.pk], None, "https://registry.example"))
    assert [each["id"] for each in found] == [kept.pk]
    assert [each["id"] for each in objects(Outcome, [gone.pk], None, "https://registry.example", fields=["url"])] == []
