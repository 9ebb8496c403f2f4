"""The object of a detail page as JSON-LD, in the vocabulary of schema.org.

Dates keep their precision, as ISO 8601 text. Values that are not recorded, or for which the vocabulary has no property,
are left out: a country is not an Organization, so it is neither organizer nor attendee of an Event.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regions.translated import Text, text_of

from ..domain.choices import InForce, MeetingMode, MeetingStatus, OrganizationKind, Role
from ..domain.languages import in_language
from ..domain.site import owner, owner_url, site_name
from ..domain.treaty_status import may_bind
from ..filters.names import Name
from ..index import Dimension, tag

MOST = 25  # linked objects per property
SCHEMA = "https://schema.org"
# "Scheduled" also means that an event took place as scheduled. A tentative meeting is not scheduled yet.
EVENT_STATUS = {
    MeetingStatus.CONFIRMED: f"{SCHEMA}/EventScheduled",
    MeetingStatus.HELD: f"{SCHEMA}/EventScheduled",
    MeetingStatus.POSTPONED: f"{SCHEMA}/EventPostponed",
    MeetingStatus.CANCELLED: f"{SCHEMA}/EventCancelled",
}
ATTENDANCE = {
    MeetingMode.IN_PERSON: f"{SCHEMA}/OfflineEventAttendanceMode",
    MeetingMode.ONLINE: f"{SCHEMA}/OnlineEventAttendanceMode",
    MeetingMode.HYBRID: f"{SCHEMA}/MixedEventAttendanceMode",
}
# HTML is not decoded in a script element: JSON escapes keep a text from ending it.
ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
LEGAL_FORCE = {InForce.YES: f"{SCHEMA}/InForce", InForce.NO: f"{SCHEMA}/NotInForce"}


def node(kind: str, **properties) -> dict:
    """Return an object of the vocabulary, without the properties that have no value."""
    return {"@type": kind} | {name: value for name, value in properties.items() if value}


def value_of(text: str) -> str | dict:
    """Return a text, with its language if that is not the page's (JSON-LD 1.1, 4.2.4)."""
    if isinstance(text, Text) and text.is_foreign:
        return {"@value": str(text), "@language": text.language}
    return str(text)


def name_of(thing) -> Text | str:
    """Return the name of a thing, without the acronym that its page adds."""
    if getattr(thing, "translated", None):
        return text_of(thing, thing.named_by)
    return thing.shown_name() if hasattr(thing, "shown_name") else str(thing)


@dataclass(frozen=True)
class Describer:
    """Describes objects of one page, by the method with the name of their model.

    `absolute` turns a path into an address, `snapshot` is the index.
    """

    absolute: callable
    snapshot: object

    def describe(self, thing) -> dict | None:
        """Return the object that the page is about; None if the vocabulary has no type for it."""
        describe = getattr(self, type(thing)._meta.model_name, None)
        return describe(thing) if describe else None

    def link(self, kind, thing):
        return node(
            kind,
            name=value_of(thing.label if isinstance(thing, Name) else thing.shown_name()),
            url=self.absolute(thing.get_absolute_url()),
        )

    def links(self, kind, things):
        return [self.link(kind, each) for each in things[:MOST]]

    def common(self, thing, **more):
        """Return the properties that every kind has."""
        names = [getattr(thing, "acronym", ""), self.text(thing, "formal_name")]
        names += getattr(thing, "other_names", "").splitlines()
        return {
            "name": value_of(name_of(thing)),
            "alternateName": [value_of(name) for name in names if name][:MOST],
            "identifier": getattr(thing, "reference", ""),
            "description": value_of(self.text(thing, "summary")),
            "url": self.absolute(thing.get_absolute_url()),
            **more,
        }

    def text(self, thing, name):
        """Return a translated text of a thing, "" if it has none."""
        return text_of(thing, name) if name in getattr(thing, "translated", ()) else ""

    def topics(self, record):
        return self.links("DefinedTerm", record.linked["topics"])

    def meeting(self, meeting):
        """An Event, with its EventSeries and the Event that it is part of."""
        linked = meeting.linked
        above = self.links("EventSeries", linked["mechanism"]) + self.links("Event", linked["part_of_meeting"])
        return node(
            "Event",
            **self.common(meeting),
            startDate=meeting.start,
            endDate=meeting.end,
            eventStatus=EVENT_STATUS.get(meeting.status),
            eventAttendanceMode=ATTENDANCE.get(meeting.mode),
            location=None if meeting.mode == MeetingMode.ONLINE else self._place(meeting),
            superEvent=above,
            attendee=self.links("Organization", linked["organizations"]),
            about=self.topics(meeting),
        )

    def _place(self, meeting):
        hosts = meeting.linked["host_country"]
        city = value_of(text_of(meeting, "city"))
        if not city:
            return self.links("Country", hosts)
        address = node("PostalAddress", addressLocality=city, addressCountry=self.links("Country", hosts))
        return node("Place", name=city, address=address)

    def agreement(self, agreement):
        """Legislation if it is binding, otherwise a creative work."""
        date = agreement.signed_on or agreement.adopted_on
        common = self.common(agreement, about=self.topics(agreement))
        common["inLanguage"] = [node("Language", name=name) for name in agreement.authentic_languages.splitlines()]
        if not may_bind(agreement):
            return node("CreativeWork", **common, genre=agreement.get_kind_display(), dateCreated=date)
        countries = [party.country for party in agreement.parties.all() if party.country]
        return node(
            "Legislation",
            **common,
            legislationType=agreement.get_kind_display(),
            legislationDate=date,
            legislationIdentifier=agreement.reference,
            legislationJurisdiction=self.links("Country", countries),
            legislationLegalForce=LEGAL_FORCE.get(agreement.force),
            legislationDateOfApplicability=agreement.in_force_on,
        )

    def project(self, project):
        """A project, which is an organization in this vocabulary."""
        parts = project.project_organizations.all()
        return node(
            "Project",
            **self.common(project),
            foundingDate=project.actual_start,
            dissolutionDate=project.actual_end,
            areaServed=self.links("Country", project.linked["countries"]),
            funder=self.links("Organization", [part.organization for part in parts if part.role == Role.FUNDING]),
            keywords=self.topics(project),
        )

    def mechanism(self, mechanism):
        """A series of events; a framework without meetings has no type of its own."""
        if not self.snapshot["meeting"].total(tag(Dimension.MECHANISM, mechanism.pk)):
            return None
        return node("EventSeries", **self.common(mechanism), about=self.topics(mechanism))

    def organization(self, organization):
        kind = "GovernmentOrganization" if organization.kind == OrganizationKind.MINISTRY else "Organization"
        country = organization.country
        return node(
            kind,
            **self.common(organization),
            sameAs=organization.website,
            address=node("PostalAddress", addressCountry=self.link("Country", country)) if country else None,
        )

    def country(self, country):
        codes = {"alpha-2": country.alpha_2, "alpha-3": country.alpha_3, "numeric": country.numeric}
        standard = "ISO 3166-1" if country.last_year is None else "ISO 3166-3"
        identifiers = [
            node("PropertyValue", propertyID=f"{standard} {name}", value=code) for name, code in codes.items() if code
        ]
        above = self.link("Place", country.region)
        return node("Country", **self.common(country, identifier=identifiers), containedInPlace=above)

    def region(self, region):
        return node("Place", **self.common(region))

    def topic(self, topic):
        return node("DefinedTerm", **self.common(topic))

    def source(self, source):
        """A creative work, at its own address if that is known."""
        publisher = node("Organization", name=source.publisher) if source.publisher else None
        address = source.url or self.absolute(source.get_absolute_url())
        return node("CreativeWork", **self.common(source, url=address), publisher=publisher)


def structured_data(request, thing, trail, snapshot) -> SafeString:
    """Return the JSON-LD of the page of `thing`: the object, its breadcrumbs, and the page with its licence."""
    absolute = request.build_absolute_uri
    address = absolute(thing.get_absolute_url())
    main = f"{absolute(in_language(thing.get_absolute_url(), settings.LANGUAGE_CODE))}#main"  # whatever the language
    about = Describer(absolute, snapshot).describe(thing)
    graph = [{**about, "@id": main}] if about else []
    steps = [(_("Home"), reverse("home")), *trail, (thing.shown_name(), thing.get_absolute_url())]
    items = [
        node("ListItem", position=number, name=value_of(label), item=absolute(path))
        for number, (label, path) in enumerate(steps, 1)
    ]
    graph.append(node("BreadcrumbList", itemListElement=items))
    publisher = node("GovernmentOrganization", name=value_of(owner()), url=owner_url())
    graph.append(
        node(
            "WebPage",
            name=value_of(thing.shown_name()),
            url=address,
            inLanguage=get_language(),
            dateModified=thing.updated_at.isoformat(timespec="seconds"),
            license=settings.DATA_LICENCE.url,
            publisher=None if settings.DEMONSTRATION else publisher,
            isPartOf=node("WebSite", name=value_of(site_name()), url=absolute(reverse("home"))),
            mainEntity={"@id": main} if about else None,
        )
    )
    text = json.dumps({"@context": SCHEMA, "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  every "<" is escaped
