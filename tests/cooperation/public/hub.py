"""A small world in which every page of the registry shows every kind of row."""

from django.db import transaction

from cooperation.domain.choices import MeetingStatus, OutcomeKind, OutcomeStatus, Role
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
    make_region,
    make_source,
    make_topic,
)

# Pages without a row of their own: each list, one that finds nothing, one that is asked nonsense, and the others.
ADDRESSES = (
    "/",
    "/regions/",
    "/countries/",
    "/agreements/",
    "/meetings/",
    "/meetings/?country=vietnam&year=1900",
    "/meetings/?year=abc&from=2013&to=2012&role=x",
    "/meetings/?topic=hub-topic&options=country",
    "/meetings/calendar/?month=2012-05",
    "/mechanisms/",
    "/mechanisms/compare/?a=hub-mechanism&b=hub",
    "/projects/",
    "/outcomes/",
    "/topics/",
    "/organizations/",
    "/sources/",
    "/about/",
    "/about/figures/",
    "/data/",
    "/data/columns/",
    "/api/v1/",
    "/accessibility/",
    "/quality/",
)


# The pages for iframes of other sites. They have no navigation, contact or rating.
EMBEDDED = (
    "/embed/outcomes/",
    "/embed/meetings/?country=atlantis",
    "/embed/countries/vietnam/timeline/",
    "/embed/mechanisms/hub-mechanism/timeline/",
    "/embed/mechanisms/hub-mechanism/ledger/",
)


class Hub:
    """One thing of each kind, to which any number of all others is tied."""

    def __init__(self):
        self.size = 0
        self.region = make_region("Hub region")
        self.country = make_country("VNM", region=self.region, summary="Summary.")
        self.topic = make_topic("Hub topic")
        self.source = make_source("Hub source", as_of="2013")
        self.organization = make_organization("Hub organization")
        self.mechanism = make_mechanism("Hub mechanism")
        self.agreement = make_agreement("Hub agreement")
        self.meeting = make_meeting("Hub meeting", mechanism=self.mechanism)
        self.project = make_project("Hub project")
        self.outcome = make_outcome(self.meeting, "Hub outcome")
        self.records = (self.mechanism, self.agreement, self.meeting, self.project)

    @property
    def addresses(self):
        """The address of one page of each kind."""
        reference = (self.region, self.country, self.topic, self.organization, self.source)
        return [each.get_absolute_url() for each in (*reference, *self.records)]

    @transaction.atomic  # what follows from the rows is worked out once
    def grow(self):
        """Tie one more of everything to everything."""
        self.size += 1
        country = make_country(region=self.region, numeric=f"{900 + self.size}")
        topic = make_topic(parent=self.topic)
        body = make_organization(country=self.country)
        who = {"countries": [self.country, country], "organizations": [self.organization, body], "topics": [topic]}
        mechanism = make_mechanism(parent=self.mechanism, founded_by=self.agreement, **who)
        agreement = make_agreement(
            meeting=self.meeting, countries=[self.country], organizations=[self.organization], topics=[topic]
        )
        held = {"mechanism": self.mechanism, "host_country": country, "status": MeetingStatus.HELD, **who}
        meeting = make_meeting(part_of_meeting=self.meeting, start="2012", **held)
        numbered = make_meeting(part_of_project=self.project, ordinal=meeting.pk % 30000 + 1, **held)
        make_meeting(start="2999", **(held | {"status": MeetingStatus.CONFIRMED}))
        project = make_project(
            countries=[self.country], topics=[topic], agreement=self.agreement, mechanism=self.mechanism
        )
        for each in (project, self.project):
            make_project_organization(each, self.organization if each is project else body, Role.FUNDING)
            phase = make_phase(each, amount=5, currency="USD", funder=self.organization)
            make_citation(each, phase=phase, field="amount", value="5", source=self.source)
        party = make_party(self.agreement, country=country, signed_by=body)
        make_lineage(self.agreement, agreement)
        make_lineage(make_agreement(), self.agreement)
        make_membership(self.organization, country)
        make_membership(body, self.country)
        made = (mechanism, agreement, meeting, project)
        promise = self._outcome(self.meeting, made, body, topic)
        self._outcome(meeting, self.records, self.organization, topic)
        self._outcome(numbered, (), self.organization, topic)
        make_citation(self.agreement, party=party, source=self.source)
        make_citation(self.meeting, outcome=promise, field="status", value="active", source=self.source)
        for record in (*self.records, *made, self.country, self.region, self.organization):
            make_citation(record, source=self.source, field="topics", value=topic.slug)
        for record in self.records:
            record.topics.add(topic)
            make_document(record)
        for record in (self.mechanism, self.meeting, self.project):
            record.countries.add(country)
        for record in (self.mechanism, self.meeting):
            record.organizations.add(body)

    def _outcome(self, meeting, records, body, topic):
        outcome = make_outcome(
            meeting,
            follows=self.outcome,
            by_countries=[self.country],
            to_organizations=[body],
            topics=[topic],
            kind=OutcomeKind.COMMITMENT,
            status=OutcomeStatus.ACTIVE,
        )
        for record in records:
            name = f"{record._meta.model_name}s"
            getattr(outcome, f"concerns_{name}").add(record)
            getattr(outcome, f"carried_out_by_{name}").add(record)
        return outcome
