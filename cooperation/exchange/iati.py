"""Projects as activities in the IATI Activity Standard 2.03, for a ministry that reports to IATI.

Values that are not recorded are left out. A project without a value that the standard requires (LACKS) is not in the
file. The amounts of phases are left out too: no source says whether one is a commitment, a payment or a budget, and the
standard has no other amounts. So are percentages of countries and OECD sectors.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regions.translated import FIRST, LANGUAGES, column_in, columns, in_any_language, name_in

from ..domain.choices import OrganizationKind, ProjectStatus, Role
from ..models import Organization, Phase, Project, ProjectOrganization
from .exports.rows import add_parts, one_of, read
from .exports.table import address, chunks_of
from .xml import allowed

VERSION = "2.03"
CONTENT_TYPE = "application/xml; charset=utf-8"
# Code lists of the standard: ActivityStatus, OrganisationRole, OrganisationType and ActivityDateType.
STATUSES = {
    ProjectStatus.PIPELINE: "1",
    ProjectStatus.IMPLEMENTATION: "2",
    ProjectStatus.FINALISATION: "3",
    ProjectStatus.CLOSED: "4",
    ProjectStatus.CANCELLED: "5",
    ProjectStatus.SUSPENDED: "6",
}
ROLES = {Role.FUNDING: "1", Role.ACCOUNTABLE: "2", Role.EXTENDING: "3", Role.IMPLEMENTING: "4"}
GOVERNMENT = "10"
# The code of other kinds of organizations is not certain.
TYPES = {OrganizationKind.MINISTRY: GOVERNMENT, OrganizationKind.INTERNATIONAL: "40", OrganizationKind.COMPANY: "70"}
DATES = {"planned_start": "1", "actual_start": "2", "planned_end": "3", "actual_end": "4"}
WEB_PAGE = "A12"  # DocumentCategory: the web page of an activity
OTHER_IDENTIFIER = "A9"  # OtherIdentifierType
OWN_VOCABULARY = "99"  # TagVocabulary: the reporting organization's own
NAMES = (
    *columns("title"),
    *columns("summary"),
    "reference",
    "slug",
    "status",
    "updated_at",
    *DATES,
    "countries",
    "topics",
)
PARTS = {"project_organizations": ("role", "organization"), "phases": ("funder",)}
DAY = r"^.{10}$"  # a partial date that is a day

# What projects lack that the standard requires: the reason in words, and the condition.
LACKS = {
    "description": (_("The registry has no summary of the project."), ~in_any_language("summary")),
    "organization": (
        _("No organization is recorded with its role."),
        ~Exists(ProjectOrganization.objects.filter(project=OuterRef("pk"), role__in=ROLES))
        & ~Exists(Phase.objects.filter(project=OuterRef("pk"), funder__isnull=False)),
    ),
    "status": (_("Its status is not recorded."), ~Q(status__in=STATUSES)),
    "date": (
        _("Its planned or actual start is not known to the day."),
        ~(Q(planned_start__regex=DAY) | Q(actual_start__regex=DAY)),
    ),
}


def complete() -> QuerySet:
    """Return the public projects that have what the standard requires."""
    found = Project.objects.published()
    for _reason, condition in LACKS.values():
        found = found.exclude(condition)
    return found


def is_offered() -> bool:
    """Return whether there is a file: the owner reports to IATI, and a project is in it. An empty one is not valid."""
    return bool(settings.IATI_ORGANISATION) and complete().exists()


def left_out() -> tuple[int, dict[str, int]]:
    """Return the number of public projects that are not in the file, and the number that lack each of LACKS."""
    public = Project.objects.published()
    counts = {name: Count("pk", filter=condition) for name, (_reason, condition) in LACKS.items()}
    return public.count() - complete().count(), public.aggregate(**counts)


def stream(ids: Iterable[int], at: datetime, origin: str) -> Iterator[bytes]:
    """Yield the file with these projects, without those that are no longer public or complete.

    `at` is the time of the file, and `origin` the scheme and host of addresses.
    """
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<iati-activities version="{VERSION}" generated-datetime="{at.isoformat(timespec="seconds")}">\n'
    ).encode()
    for chunk in chunks_of(ids):
        rows = read(complete().filter(one_of("pk", chunk)).order_by(), NAMES)
        add_parts(rows, Project, PARTS)
        bodies = _bodies(rows.values())
        yield b"".join(_activity(rows[pk], bodies, origin.rstrip("/")) for pk in chunk if pk in rows)
    yield b"</iati-activities>\n"


def _bodies(projects) -> dict[int, Organization]:
    """Return the organizations of the projects by id, with the fields of the file."""
    ids = {body for project in projects for _role, body in _participants(project)}
    return Organization.objects.only(*columns("name"), "acronym", "kind").in_bulk(ids)


def _activity(row, bodies, origin) -> bytes:
    activity = Element("iati-activity", {"last-updated-datetime": row.updated_at.isoformat(timespec="seconds")})
    activity.set("xml:lang", FIRST)
    _add(activity, "iati-identifier").text = f"{settings.IATI_ORGANISATION}-{row.pk}"
    _owner(_add(activity, "reporting-org", ref=settings.IATI_ORGANISATION, type=GOVERNMENT))
    _add_texts(_add(activity, "title"), row, "title")
    _add_texts(_add(activity, "description", type="1"), row, "summary")
    for role, body in _participants(row):
        kind = {"type": TYPES[bodies[body].kind]} if bodies[body].kind in TYPES else {}
        _add_names(_add(activity, "participating-org", role=role, **kind), bodies[body])
    if row.reference:
        _add(activity, "other-identifier", ref=allowed(row.reference), type=OTHER_IDENTIFIER)
    _add(activity, "activity-status", code=STATUSES[row.status])
    for name, code in DATES.items():
        if (day := getattr(row, name)) and day.precision == "day":
            _add(activity, "activity-date", {"iso-date": day}, type=code)
    _contact(_add(activity, "contact-info"))
    for country in row.countries:
        # Former countries have no code. The home country takes part; whether it also receives something is not known.
        if country.alpha_2 and country.alpha_3 != settings.HOME_COUNTRY:
            _add(activity, "recipient-country", code=country.alpha_2)
    for topic in row.topics:
        own = {"vocabulary-uri": f"{origin}{reverse('topic_list')}"}
        tag = _add(activity, "tag", own, code=topic.slug, vocabulary=OWN_VOCABULARY)
        _add_names(tag, topic)
    page = _add(activity, "document-link", url=f"{origin}{address('project', row.slug)}", format="text/html")
    _add_texts(_add(page, "title"), row, "title")
    _add(page, "category", code=WEB_PAGE)
    return tostring(activity, encoding="utf-8") + b"\n"


def _participants(row) -> list[tuple[str, int]]:
    """Return the codes of known roles, each with the id of the organization that has it.

    The funder of a phase funds the project.
    """
    known = [link for link in row.project_organizations if link.role in ROLES]
    found = [(ROLES[link.role], body.pk) for link in known for body in link.organization]
    found += [(ROLES[Role.FUNDING], body.pk) for phase in row.phases for body in phase.funder]
    return list(dict.fromkeys(found))


def _contact(contact):
    _owner(_add(contact, "organisation"))
    is_page = settings.CONTACT.startswith("https:")
    _add(contact, "website" if is_page else "email").text = settings.CONTACT


def _add(parent, name, attributes=None, **more) -> Element:
    return SubElement(parent, name, attributes or {}, **more)


def _owner(element):
    _add_narrative(element, settings.OWNER, FIRST)
    if settings.OWNER_KO:
        _add_narrative(element, settings.OWNER_KO, "ko")


def _add_texts(element, row, name):
    """Add the text of the row to the element in each language."""
    for language in LANGUAGES:
        if text := getattr(row, column_in(language, name)):
            _add_narrative(element, text, language)


def _add_names(element, row):
    """Add the name of the row to the element in each language."""
    for language in LANGUAGES:
        if getattr(row, column_in(language, row.named_by)):
            _add_narrative(element, name_in(row, language), language)


def _add_narrative(element, text, language):
    """Add a text to the element. Its language is by default that of the activity."""
    more = {} if language == FIRST else {"xml:lang": language}
    SubElement(element, "narrative", more).text = allowed(text)
