"""The kinds of import row and their columns. Templates, imports, previews and exports all use them."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from regions.models import Region
from regions.translated import FIRST, columns

from ...domain.choices import LineageKind, Role
from ...domain.kinds import RECORDS
from ...models import Agreement, Citation, Mechanism, Meeting, Organization, Outcome, Party, Phase, Project
from ...models.record import STAFF
from . import cited, citing, korean
from .columns import Column
from .lookups import header_key
from .model_columns import column
from .relations import Many, Parties

WRONG = "what_is_wrong"


@dataclass
class Kind:
    """One kind of row. A part has an `owner`: the column that names its record."""

    name: str
    model: type
    columns: list[Column]
    owner: Column | None = None
    by_name: dict = field(init=False)
    headers: dict = field(init=False)
    own_label: str = ""

    def __post_init__(self):
        self.columns += citing.columns(self.model)
        self.by_name = {each.name: each for each in self.columns}
        self.headers, own = {}, {}
        for one in self.columns:
            own[one.name] = one.headers
            for header in one.headers:
                # A column's own name takes precedence over another column's synonym.
                if header not in self.headers or header == header_key(one.name):
                    self.headers[header] = one
        for synonyms in zip(*(one.header_synonyms for one in self.columns), strict=True):
            for one, texts in zip(self.columns, synonyms, strict=True):
                for header in texts:
                    self.headers.setdefault(header, one)
        # Headers that name the language of their texts: "영문 제목", "회의명(국문)", "Title (English)".
        self.marked = dict(self._marked(own))
        # The columns by which a row is told from others.
        self.title = "title" if "title" in self.by_name else "name"
        self.titles = self.by_name[self.title].texts if self.title in self.by_name else ()
        names = (self.owner.name,) if self.owner else ("slug", "reference", *self.titles)
        self.identities = tuple(name for name in names if name in self.by_name)
        self.links = [each for each in self.columns if each.is_link]
        self.plain = [each for each in self.columns if not each.is_link and not each.is_of_citation]
        self.record = self.owner.of if self.owner else self.model

    @property
    def label(self):
        return self.own_label or self.model._meta.verbose_name_plural

    def may_name_rows(self, names) -> bool:
        """Return whether a cell in one of these columns can name another row of the file."""
        columns = (self.by_name[name] for name in names)
        return any(each is not self.owner and getattr(each, "of", None) is self.model for each in columns)

    @property
    def advice(self) -> list[str]:
        found = [
            _("A column that the file does not have is left as it is. An empty cell empties the field."),
            _(
                "NA, n/a, null or a dash, a date in the year 9999 (no end), and 1 January or 31 December of a year "
                "from 2200 on (no date) are read as empty cells."
            ),
            _("A date more than 60 years ahead is refused."),
            _("For dates of two meanings, such as 04/05/2012, the preview asks whether the day or the month is first."),
            _(
                "Headers, choices, countries, dates, yes and no are read in English and Korean. If a header names no "
                "language and the file has no column for the other one, a text in Hangul is read as Korean."
            ),
        ]
        if self.owner is None:
            found.insert(0, _("A row whose slug or reference is known changes that record; otherwise it is a new one."))
            found.insert(1, _("If neither is given, the title (or name) and the date tell which record it is."))
        elif self.model is Citation:
            found.insert(
                0, _("A row with the key of a citation changes it. Without a key, a citation that is recorded is left.")
            )
        elif "key" in self.by_name:
            found.insert(
                0, _("A row whose record and key are known changes that row. Without a key, the text identifies it.")
            )
        else:
            found.insert(0, _("A row whose agreement and country or organization are known changes that row."))
        return found

    def _marked(self, own):
        """Yield the headers of the columns of each language that say which language it is, folded."""
        for one in self.columns:
            if not one.language:
                continue
            first = self.by_name[one.texts[0]]
            for mark in korean.MARKS.get(one.language, ()):
                for key in dict.fromkeys((*own[first.name], *chain(*first.header_synonyms))):
                    yield mark + key, one
                    yield key + mark, one
            if one.language != FIRST:
                yield from ((key, one) for key in own[one.name])

    def names_language(self, text: str) -> bool:
        """Return whether a header says in which language its texts are."""
        return header_key(text) in self.marked

    def shown(self, name: str) -> str:
        """Return a column as a preview shows it: by its label."""
        return str(self.by_name[name].label) if name in self.by_name else name

    def knows(self, text: str) -> bool:
        return self.column_of(text) is not None

    def is_own_name(self, name: str, text: str) -> bool:
        """Return whether a header is the name of the column itself, not a synonym."""
        return header_key(text) in self.by_name[name].headers

    def counterpart(self, one: Column, model) -> Column | None:
        """Return the column beside `one` that takes objects of `model`: organizations or regions beside countries."""
        if model is Region:
            return self.by_name.get("regions") if one.name == "countries" else None
        for mine, its in (("countries", "organizations"), ("country", "organization")):
            if one.name.endswith((mine, its)):
                names = [one.name.replace(mine, its), f"{its}_not_recorded"]
                if one.name.endswith(its):
                    names = [one.name.replace(its, mine)]
                return next((self.by_name[each] for each in names if self._takes(each, model)), None)
        return None

    def _takes(self, name, model):
        return name in self.by_name and getattr(self.by_name[name], "of", None) is model

    def likely(self, text: str) -> Column | None:
        """Return the column that an unknown header probably means, or None."""
        if "reference" in self.by_name and re.search(r"(^|[\W_])id$", text.strip(), re.IGNORECASE):
            return self.by_name["reference"]
        near = get_close_matches(header_key(text), self.headers, n=1, cutoff=0.8)
        return self.headers[near[0]] if near else None

    @property
    def parts(self) -> "Kind | None":
        """Return the kind of the parts, which come in a second file."""
        kinds = (each for each in KINDS.values() if each.owner and each.model is not Citation)
        return next((each for each in kinds if each.record is self.model), None)

    @property
    def parts_in_words(self) -> str:
        """Return a sentence that explains the second file."""
        words = _("%(parts)s: use a second file. Its column “%(owner)s” has the slug, the reference or the title.")
        return words % {"parts": capfirst(str(self.parts.label)), "owner": self.parts.owner.name}

    def column_of(self, text: str) -> Column | None:
        key = header_key(text)
        return self.headers.get(key) or self.marked.get(key)


def _plain(model, examples: dict[str, str], *names: str) -> list[Column]:
    return [
        column(
            model,
            name,
            examples.get(name, ""),
            others=(f"{name}_codes", f"{name}_slugs", *_SINGULAR.get(name, ())),
            synonyms=_SYNONYMS.get(name, ()),
        )
        for name in names
    ]


# Headers that offices use. A running number ("No.") is not one: as a reference it would match other records.
_SYNONYMS = {
    "title": (
        *(_("Name"), _("Name of agreement"), _("Name of meeting"), _("Name of project")),
        *(_("Agreement name"), _("Treaty name"), _("Meeting name"), _("Project name"), _("Project title")),
    ),
    "name": (_("Title"),),
    "kind": (_("Type"), _("Type of agreement"), _("Category")),
    "reference": (_("File number"), _("Treaty number"), _("Registration number"), _("Reference number")),
    "signed_on": (_("Date of signature"), _("Signature date"), _("Date signed"), _("Signed"), _("Signed on")),
    "signed_at": (_("Place"), _("Place of conclusion"), _("Signed at")),
    "adopted_on": (_("Date of adoption"), _("Adopted"), _("Adopted on")),
    "in_force_on": (
        _("Entry into force"),
        _("Date of entry into force"),
        _("In force since"),
        _("In force on"),
        _("Effective date"),
    ),
    "expires_on": (_("Valid until"), _("Expiry date"), _("Date of expiry"), _("Expires"), _("Expires on")),
    "mechanism": (_("Series"), _("Series of meetings"), _("Framework")),
    "ordinal": (_("Session"), _("Number of session"), _("Edition")),
    "start": (_("Date"), _("Start date"), _("Begins")),
    "end": (_("End date"), _("Ends")),
    "actual_start": (_("Start date"), _("Start"), _("Begins")),
    "actual_end": (_("End date"), _("End"), _("Closing date"), _("Completion date")),
    "city": (_("Place"), _("Venue")),
    "host_country": (_("Host"), _("Hosted by")),
    "countries": (_("Country"), _("Participants"), _("Participating countries")),
    "due_on": (_("Deadline"), _("Due date")),
    "summary": (_("Description"),),
}

# What the public exports call these columns.
_SINGULAR = {
    "countries": ("country_codes",),
    "organizations": ("organization_slugs",),
    "topics": ("topic_slugs",),
    "regions": ("region_slugs",),
    "by_countries": ("by_country_codes",),
    "to_countries": ("to_country_codes",),
    "by_organizations": ("by_organization_slugs",),
    "to_organizations": ("to_organization_slugs",),
    "key": (_("number"),),
}


def _fields(model) -> list[str]:
    return [name for _title, names in model.groups for name in names]


def _staff_last(names):
    return [*(name for name in names if name not in STAFF[1]), *(name for name in names if name in STAFF[1])]


def _lineage():
    words = {
        LineageKind.IMPLEMENTS: _("The earlier agreements that it implements."),
        LineageKind.AMENDS: _("The earlier agreements that it amends."),
        LineageKind.SUPERSEDES: _("The earlier agreements that it supersedes."),
    }
    descends_from = Agreement._meta.get_field("descends_from")
    return [
        Many(str(kind), descends_from, what=what, more={"kind": str(kind)}, called=kind.label)
        for kind, what in words.items()
    ]


def _in_role():
    organizations = Project._meta.get_field("organizations")
    return [
        Many(
            f"organizations_{role}".replace("-", "_"),
            organizations,
            example="united-nations-environment-programme" if role == Role.FUNDING else "",
            what=format_lazy(_("The organizations with the role: {role}."), role=role.label),
            more={"role": str(role)},
            called=format_lazy(_("organizations: {role}"), role=role.label),
        )
        for role in Role
    ]


_TEMM = {
    "title": "14th Tripartite Environment Ministers Meeting (example)",
    "title_ko": "제14차 한·중·일 환경장관회의 (예시)",
    "slug": "example-temm-14",
    "other_names": "TEMM 14; 14th TEMM",
    "reference": "EXAMPLE-2012-14",
    "ordinal": "14",
    "kind": "session",
    "start": "2012-05-03",
    "end": "2012-05-04",
    "status": "held",
    "mode": "in-person",
    "city": "Beijing",
    "city_ko": "베이징",
    "host_country": "China",
    "countries": "KOR; China; Japan",
    "participant_count": "45",
    "is_participant_count_approximate": "no",
    "summary": "The ministers agreed on priorities for five years.",
}
_MOU = {
    "title": "Memorandum of Understanding on Environmental Cooperation (example)",
    "title_ko": "환경협력에 관한 양해각서 (예시)",
    "slug": "example-mou-2012",
    "other_names": "MOU with Vietnam; Environmental MOU",
    "reference": "EXAMPLE-2012-07",
    "kind": "mou",
    "binding": "non-binding",
    "signed_on": "May 2012",
    "signed_at": "Hanoi",
    "in_force_on": "2012-05-04",
    "expires_on": "2017",
    "renewal": "automatic",
    "authentic_languages": "Korean; Vietnamese; English",
    "summary": "Both ministries exchange experts and hold a meeting every year.",
}
_PROJECT = {
    "title": "Restoration of the coastal forest (example)",
    "title_ko": "해안림 복원사업 (예시)",
    "slug": "example-coastal-forest",
    "reference": "EXAMPLE-P-1",
    "status": "implementation",
    "planned_start": "2012",
    "planned_end": "2014",
    "actual_start": "4 May 2012",
    "countries": "Korea, Republic of; Vietnam",
    "agreement": "example-mou-2012",
    "summary": "Trees are planted along the coast.",
}

_TEMMS = {
    "title": "Ministers Meeting on Rivers (example)",
    "title_ko": "하천 장관회의 (예시)",
    "acronym": "MMR",
    "slug": "example-ministers-on-rivers",
    "level": "ministerial",
    "cadence": "every year",
    "established_on": "1999",
    "countries": "KOR; China; Japan",
}
_RIVER_BOARD = {
    "name": "Board of the Rivers (example)",
    "name_ko": "하천위원회 (예시)",
    "acronym": "BR",
    "slug": "example-board-of-the-rivers",
    "other_names": "Rivers Board",
    "kind": "international",
    "website": "https://example.org/",
}

AGREEMENTS = Kind(
    "agreements",
    Agreement,
    [
        *_plain(Agreement, _MOU, *[name for name in _fields(Agreement) if name not in STAFF[1]]),
        Parties(
            "parties",
            Agreement._meta.get_field("parties"),
            "Korea, Republic of; Viet Nam",
            synonyms=(_("Party"), _("Participants"), _("Contracting parties"), _("Signatories"), _("Countries")),
            what=_(
                "Countries and organizations. Those that are not recorded yet are added; none is removed. "
                "Their own dates come in a second file."
            ),
        ),
        *_lineage(),
        *_plain(Agreement, {}, *STAFF[1]),
    ],
)

_party = _plain(
    Party,
    {
        "agreement": "EXAMPLE-2012-07",
        "country": "Viet Nam",
        "signed_on": "2012-05-04",
        "consent": "ratification",
        "consent_on": "2012-06",
    },
    *("agreement", "country", "organization", "signed_by", "signed_on", "consent", "consent_on", "in_force_on"),
    "withdrawn_on",
)
PARTIES = Kind("parties", Party, _party, owner=_party[0])

MEETINGS = Kind("meetings", Meeting, _plain(Meeting, _TEMM, *_staff_last(_fields(Meeting))))

_outcome = _plain(
    Outcome,
    {
        "meeting": "example-temm-14",
        "key": "1",
        "kind": "commitment",
        "text": "The three countries share their data on yellow dust.",
        "by_countries": "KOR; CHN; JPN",
        "due_on": "2013",
        "status": "active",
        "position": "1",
    },
    *("meeting", "key"),
    *_fields(Outcome),
)
OUTCOMES = Kind("outcomes", Outcome, _outcome, owner=_outcome[0])

MECHANISMS = Kind("mechanisms", Mechanism, _plain(Mechanism, _TEMMS, *_staff_last(_fields(Mechanism))))

ORGANIZATIONS = Kind("organizations", Organization, _plain(Organization, _RIVER_BOARD, *_fields(Organization)))

PROJECTS = Kind(
    "projects",
    Project,
    [
        *_plain(Project, _PROJECT, *[name for name in _fields(Project) if name not in STAFF[1]]),
        *_in_role(),
        *_plain(Project, {}, *STAFF[1]),
    ],
)

_phase = _plain(
    Phase,
    {
        "project": "example-coastal-forest",
        "key": "1",
        "name": "Stage 1",
        "start": "2012-05",
        "end": "2013-04",
        "status": "successfully completed",
        "amount": "300000",
        "currency": "USD",
        "position": "1",
    },
    *("project", "key", *columns("name"), "start", "end", "status", "amount", "currency", "funder", "position"),
)
PHASES = Kind("phases", Phase, _phase, owner=_phase[0])

_CITED = {
    "agreement": "example-mou-2012",
    "meeting": "example-temm-14",
    "project": "example-coastal-forest",
    "mechanism": "example-ministers-on-rivers",
    "organization": "example-board-of-the-rivers",
    "country": "KOR",
    "region": "africa",
    "source": "https://example.org/list",
    "locator": "page 12",
    "quotation": "The text was agreed in Hanoi.",
    "basis": "stated",
}


def _citations(owner: str) -> Kind:
    """Return the kind of the citations of one kind of object."""
    columns = cited.columns(owner, _CITED)
    plural = Citation._meta.get_field(owner).related_model._meta.verbose_name_plural
    label = format_lazy(_("citations of {objects}"), objects=plural)
    names = {"country": "countries"}
    name = f"cited_{names.get(owner, f'{owner}s')}"
    return Kind(name, Citation, columns, owner=columns[0], own_label=label)


CITATIONS = tuple(map(_citations, (*RECORDS, "organization", "country", "region")))

_ALL = (AGREEMENTS, PARTIES, MEETINGS, OUTCOMES, PROJECTS, PHASES, MECHANISMS, ORGANIZATIONS, *CITATIONS)
KINDS = {each.name: each for each in _ALL}
