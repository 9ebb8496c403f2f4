"""The columns of each export, in the order of the models' groups. What is for staff only is in none of them."""

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ...domain.choices import MeetingStatus
from ...domain.money import totals
from ...models import (
    Agreement,
    Citation,
    Mechanism,
    Meeting,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    Source,
    Topic,
)
from .columns import Column, Table, countries, day, days, lines, plain, thing, things


def _claims():
    return Prefetch("citations", Citation.objects.published())


def _published(**models):
    return [Prefetch(path, model.objects.published()) for path, model in models.items()]


def _record(model):
    return [*plain(model, "slug", "title"), *lines(model, "other_names"), *plain(model, "reference")]


def _content(model):
    return [
        *plain(model, "summary"),
        *things("topic", _("Topics"), lambda row: row.topics.all(), "topics"),
        *_regions(),
        *plain(model, "updated_at"),
    ]


def _regions():
    return things("region", _("Regions stated on it"), lambda row: row.regions.all(), "regions")


def _who(model):
    return [
        *countries("country", _("Countries"), lambda row: row.countries.all(), "countries"),
        *things("organization", _("Organizations"), lambda row: row.organizations.all(), "organizations"),
    ]


def _host(row):
    return [row.host_country] if row.host_country else []


AGREEMENTS = Table(
    [
        *_record(Agreement),
        *plain(Agreement, "kind", "binding"),
        *day("date", _("The first known of signature, adoption and entry into force")),
        Column("date_field", _("Which of them it is"), lambda row: row.date_field and row.date_field.name),
        *days(Agreement, "adopted_on", "signed_on"),
        *plain(Agreement, "signed_at"),
        *days(Agreement, "in_force_on", "expires_on"),
        *plain(Agreement, "renewal"),
        *days(Agreement, "terminated_on"),
        Column("in_force", _("Computed: in force on the day of the export: yes, no, not-known"), lambda row: row.force),
        thing("meeting", _("The meeting that adopted or signed it")),
        *countries(
            "country",
            _("Parties that are countries"),
            lambda row: [party.country for party in row.parties.all() if party.country],
            "parties",
        ),
        *things(
            "organization",
            _("Parties that are organizations"),
            lambda row: [party.organization for party in row.parties.all() if party.organization],
            "parties",
        ),
        *lines(Agreement, "authentic_languages"),
        *plain(Agreement, "depositary"),
        *_content(Agreement),
    ],
    lambda rows, today: rows.with_force(today).prefetch_related(
        Prefetch("parties", Party.objects.select_related("country", "organization")),
        *_published(meeting=Meeting),
        "topics",
        "regions",
        _claims(),
    ),
)

MEETINGS = Table(
    [
        *_record(Meeting),
        thing("mechanism", _("Mechanism")),
        *plain(Meeting, "ordinal", "kind"),
        thing("part_of_meeting", _("The meeting that it was part of")),
        thing("part_of_project", _("The project that it was part of")),
        *days(Meeting, "start", "end"),
        *plain(Meeting, "status"),
        Column(
            "is_presumed_held",
            _("Computed: whether it was confirmed and is over on the day of the export: yes, no"),
            lambda row: row.is_presumed_held,
        ),
        *plain(Meeting, "mode", "city"),
        *countries("host_country", _("Host country, not always a participant"), _host, "host_country"),
        *_who(Meeting),
        *lines(Meeting, "heads_of_delegation"),
        *plain(Meeting, "participant_count", "is_participant_count_approximate"),
        *_content(Meeting),
    ],
    lambda rows, today: (
        rows.annotate(
            is_presumed_held=Exists(
                Meeting.objects.held(today).filter(pk=OuterRef("pk"), status=MeetingStatus.CONFIRMED)
            )
        )
        .select_related("host_country")
        .prefetch_related(
            *_published(mechanism=Mechanism, part_of_meeting=Meeting, part_of_project=Project),
            "countries",
            "organizations",
            "topics",
            "regions",
            _claims(),
        )
    ),
)

MECHANISMS = Table(
    [
        *_record(Mechanism),
        *plain(Mechanism, "acronym", "level", "cadence"),
        *days(Mechanism, "established_on", "ended_on"),
        thing("founded_by", _("The agreement that founded it")),
        thing("parent", _("The mechanism that it is part of")),
        *_who(Mechanism),
        *_content(Mechanism),
    ],
    lambda rows, today: rows.prefetch_related(
        *_published(founded_by=Agreement, parent=Mechanism),
        "countries",
        "organizations",
        "topics",
        "regions",
        _claims(),
    ),
)


def _in_role(row):
    return [f"{part.role}: {part.organization.slug}" for part in row.project_organizations.all()]


def _totals(row):
    return totals(row.phases.all(), row.evidence.part)


def _sums(row):
    return [f"{total.amount} {total.currency}" for total in _totals(row)]


PROJECTS = Table(
    [
        *_record(Project),
        *plain(Project, "status"),
        *days(Project, "planned_start", "planned_end", "actual_start", "actual_end"),
        *countries("country", _("Countries"), lambda row: row.countries.all(), "countries"),
        Column(
            "organization_roles",
            _("Organizations, each as role: slug, separated by semicolons"),
            _in_role,
            ("organizations", "project_organizations"),
        ),
        thing("mechanism", _("The framework that it belongs to")),
        thing("agreement", _("The agreement that it rests on")),
        Column("phase_count", _("The number of its phases on file"), lambda row: len(row.phases.all())),
        Column(
            "amounts",
            _("Computed: the sum of the phases’ amounts, one for each ISO 4217 currency, separated by semicolons"),
            _sums,
            bearers=_totals,
        ),
        *_content(Project),
    ],
    lambda rows, today: rows.prefetch_related(
        Prefetch("project_organizations", ProjectOrganization.objects.select_related("organization")),
        Prefetch("phases", Phase.objects.published()),
        *_published(mechanism=Mechanism, agreement=Agreement),
        "countries",
        "topics",
        "regions",
        _claims(),
    ),
)

KINDS = {"agreements": Agreement, "projects": Project, "mechanisms": Mechanism, "meetings": Meeting}
LINKS = {f"{verb}_{kind}": model for verb in ("concerns", "carried_out_by") for kind, model in KINDS.items()}


def _links(name):
    what = Outcome._meta.get_field(name).verbose_name.capitalize()
    return things(name, what, lambda row: getattr(row, name).all(), name)[0]


def _follows(row):
    return f"{row.follows.meeting.slug}#outcome-{row.follows.key}" if row.follows else None


OUTCOMES = Table(
    [
        thing("meeting", _("The meeting")),
        Column("meeting_title", _("Its title"), lambda row: row.meeting.title),
        *day("date", _("When the meeting began")),
        *plain(Outcome, "key", "kind", "text"),
        *countries("by_country", _("By countries"), lambda row: row.by_countries.all(), "by_countries"),
        *things("by_organization", _("By organizations"), lambda row: row.by_organizations.all(), "by_organizations"),
        *countries("to_country", _("To countries"), lambda row: row.to_countries.all(), "to_countries"),
        *things("to_organization", _("To organizations"), lambda row: row.to_organizations.all(), "to_organizations"),
        *days(Outcome, "due_on"),
        *plain(Outcome, "status"),
        *things("topic", _("Topics"), lambda row: row.topics.all(), "topics"),
        *(_links(name) for name in (*LINKS, "concerns_organizations")),
        Column("follows", _("The earlier outcome that it takes up: its meeting and anchor"), _follows, ("follows",)),
    ],
    lambda rows, today: (
        rows.dated()
        .select_related("meeting")
        .prefetch_related(
            *(
                "by_countries",
                "by_organizations",
                "to_countries",
                "to_organizations",
                "topics",
                "concerns_organizations",
            ),
            *_published(**LINKS),
            Prefetch("follows", Outcome.objects.published().select_related("meeting")),
            _claims(),
        )
    ),
)


def _home(row):
    return [row.country] if row.country else []


ORGANIZATIONS = Table(
    [
        *plain(Organization, "slug", "name", "acronym"),
        *lines(Organization, "other_names"),
        *plain(Organization, "kind"),
        *countries(
            "country", _("Of a national body: its country"), lambda row: [row.country] if row.country else [], "country"
        ),
        *_regions(),
        *plain(Organization, "website", "summary", "updated_at"),
    ],
    lambda rows, today: rows.select_related("country").prefetch_related("regions", _claims()),
)


REGIONS = Table(
    [
        *plain(Region, "slug", "name"),
        *lines(Region, "other_names"),
        *plain(Region, "summary"),
        *lines(Region, "policy_directions"),
        *plain(Region, "updated_at"),
    ],
    lambda rows, today: rows.prefetch_related(_claims()),
)

COUNTRIES = Table(
    [
        *plain(Country, "slug", "name", "alpha_2", "alpha_3", "numeric"),
        *lines(Country, "other_names"),
        thing("region", _("The ministry's region")),
        *plain(Country, "m49_region", "m49_subregion", "summary", "updated_at"),
    ],
    lambda rows, today: rows.select_related("region").prefetch_related(_claims()),
)

TOPICS = Table(
    [
        *plain(Topic, "slug", "name"),
        thing("parent", _("The broader topic")),
        *lines(Topic, "other_names"),
        *plain(Topic, "updated_at"),
    ],
    lambda rows, today: rows.select_related("parent"),
    is_cited=False,
)

SOURCES = Table(
    [
        *plain(Source, "slug", "title", "publisher", "origin"),
        # "url" is the page's own address, as in every export.
        Column("address", _("The address of the source itself"), lambda row: row.url),
        *days(Source, "as_of", "retrieved_on"),
        *plain(Source, "note", "updated_at"),
    ],
    lambda rows, today: rows,
    is_cited=False,
)
