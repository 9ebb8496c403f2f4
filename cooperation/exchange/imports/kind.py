"""One kind of import row with its columns, and the columns that follow from a model."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain

from django.utils.translation import gettext_lazy as _

from regions.models import Region
from regions.translated import FIRST

from ...models import Citation
from ...models.record import STAFF
from . import citing, korean
from .columns import Column
from .lookups import header_key
from .model_columns import column

WRONG = "what_is_wrong"


@dataclass
class Kind:
    """One kind of row. A part has an `owner`: the column that names its record. `parts` come in a second file."""

    name: str
    model: type
    columns: list[Column]
    owner: Column | None = None
    parts: "Kind | None" = None
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
    def parts_in_words(self) -> str:
        """Return a sentence that explains the second file."""
        words = _("Put %(parts)s into a second file. Its column “%(owner)s” has the slug, the reference or the title.")
        return words % {"parts": self.parts.label, "owner": self.parts.owner.name}

    def column_of(self, text: str) -> Column | None:
        key = header_key(text)
        return self.headers.get(key) or self.marked.get(key)


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


def plain(model, examples: dict[str, str], *names: str) -> list[Column]:
    """Return the columns of fields of a model, each with its example."""
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


def fields_of(model) -> list[str]:
    return [name for _title, names in model.groups for name in names]


def of_record(model, examples: dict[str, str], *own: Column) -> list[Column]:
    """Return the columns of a kind of record: its fields, its `own` columns, and last the fields for staff only."""
    fields = [name for name in fields_of(model) if name not in STAFF[1]]
    return [*plain(model, examples, *fields), *own, *plain(model, {}, *STAFF[1])]
