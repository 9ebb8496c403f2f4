"""The claims of sources about values in the registry.

Does not use models or the database: the caller passes citations and has already fetched their sources.
"""

import re
from collections import defaultdict
from itertools import chain
from operator import attrgetter

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regions.translated import Text, column_in, preferred

from .choices import Basis, Origin
from .dates import PartialDateField
from .hangul import by_script

PARTS = ("party", "outcome", "phase")
# The models that link countries or organizations to an object, and their fields: claims name the country or
# organization.
TIES = {"party": ("country", "organization"), "projectorganization": ("organization",), "membership": ("country",)}
# The kinds of objects that a claim about a relation names; for `lineage`, the other agreement.
NAMED_BY = TIES | {"lineage": ("agreement",)}
_CODE = re.compile(r"[A-Za-z0-9]+(?:-[a-z0-9]+)*")


def codes_in(value: str) -> set[str]:
    return set(_CODE.findall(value))


def replace_codes(value: str, names: dict) -> list:
    """Return the parts of a value in order: texts, with the codes in `names` replaced by what they name."""
    pieces, at = [], 0
    for code in _CODE.finditer(value):
        pieces += [value[at : code.start()], names.get(code[0], code[0])]
        at = code.end()
    return [*pieces, value[at:]]


def kinds_named_by(relation) -> tuple[str, ...]:
    """Return the kinds of objects that a claim about the relation names."""
    kind = relation.related_model._meta.model_name
    return NAMED_BY.get(kind, (kind,))


class Claim:
    """What one source states, or the editors infer from it, about one field."""

    def __init__(self, citation, field, names=None):
        """`names` are the objects that the value of a relation may name, by code."""
        self.citation = citation
        self.field = field
        self.names = names or {}

    @property
    def is_inferred(self) -> bool:
        """Return whether the editors inferred it and the source does not state it."""
        return self.citation.basis == Basis.INFERRED

    @property
    def pieces(self) -> list:
        """Return the claimed value of a relation, in order: texts, with codes replaced by the objects they name."""
        return replace_codes(self.citation.value, self.names)

    @property
    def words(self) -> str:
        """Return the claimed value formatted for display; empty if the claim confirms the registry's value."""
        value, field = self.citation.value, self.field
        if not value or field is None:
            return value
        if field.is_relation:
            return "".join(map(str, self.pieces))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        try:
            value = field.to_python(value)
        except ValidationError:
            return value
        if isinstance(field, PartialDateField):
            return value.words
        if isinstance(field, models.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, (models.DecimalField, models.IntegerField)):
            return formats.number_format(value, force_grouping=True)
        return str(value)

    @property
    def shown(self) -> Text:
        """Return the words with their language."""
        language = getattr(self.field, "language", "")
        return Text(self.words, language) if language else by_script(self.words)

    def gives(self, held) -> bool:
        """Return whether the claim states a value and it equals `held`; for a relation, `held` is a set of codes."""
        if not self.citation.value or self.field is None:
            return False
        if self.field.is_relation:
            return held == codes_in(self.citation.value)
        try:
            return self.field.to_python(self.citation.value) == held
        except ValidationError:
            return False


class Claims:
    """The claims about one field of one object, and the marks shown next to its value."""

    def __init__(self, field: str, label: str, claims=(), held=None):
        """`field` is "" for the object as a whole."""
        self.field = field
        self.label = label
        self.claims = list(claims)
        self.held = held

    def __iter__(self):
        return iter(self.claims)

    def __len__(self):
        return len(self.claims)

    @property
    def supporting(self) -> list[Claim]:
        """Return the claims that support the value: those that state it, else those that state no other value."""
        giving = [claim for claim in self.claims if claim.gives(self.held)]
        silent = [claim for claim in self.claims if not claim.citation.value]
        return [*giving, *silent] or self.claims

    @property
    def is_inferred(self) -> bool:
        return bool(self.claims) and all(claim.is_inferred for claim in self.supporting)

    @property
    def is_disputed(self) -> bool:
        return any(claim.citation.is_disputed for claim in self.claims)

    @property
    def contradicting(self) -> list[Claim]:
        """Return the disputed claims of another value."""
        return [each for each in self.claims if each.citation.is_disputed and each.words and not each.gives(self.held)]

    @property
    def dispute_note(self) -> str:
        """Return why the claims are disputed, as the first of them says."""
        return next((each.citation.note for each in self.claims if each.citation.is_disputed), "")

    @property
    def is_incomplete(self) -> bool:
        """Return whether a source that supports the value names only part of a list."""
        return any(claim.citation.is_incomplete for claim in self.supporting)


class Evidence:
    """The citations of a record, or of one part of it, by field and part."""

    def __init__(self, thing, citations, within: "Evidence | None" = None, names=None):
        """`names` are other objects that claims may name, by kind and code."""
        self.thing = thing
        self.within = within
        self.names = defaultdict(dict) if names is None else names
        self._fields = defaultdict(list)
        self._parts = defaultdict(list)
        self._shown = set()
        self._facts = {}
        own = self._key(thing) if thing._meta.model_name in PARTS else None
        for citation in citations:
            part = next(
                ((name, pk) for name in PARTS if (pk := getattr(citation, f"{name}_id", None)) is not None), None
            )
            if part == own:
                self._fields[citation.field].append(citation)
            else:
                self._parts[part].append(citation)

    @staticmethod
    def _key(thing):
        return thing._meta.model_name, thing.pk

    def of(self, field: str) -> Claims:
        """Return the claims about `field`; "" is the object as a whole."""
        return self._claims(self._column(field))

    def about(self, *fields: str) -> list[Claims]:
        """Return the claims about those of the `fields` that have any."""
        if not self._fields:
            return []
        return [self._claims(field) for field in map(self._column, fields) if field in self._fields]

    def show(self, *fields: str) -> list[Claims]:
        """Return the claims about the `fields` for display, and leave them out of `rest`."""
        fields = [self._column(field) for field in fields]
        self._shown.update(fields)
        return [self._claims(field) for field in fields]

    def fact(self, *fields: str, label: str | None = None) -> list[Claims]:
        """Return the claims about the `fields` of one fact, whose marks the page shows beside it.

        `label` is the fact's name on the page, if it is not the name of the first field.
        """
        label = label or self._claims(fields[0]).label
        fields = [self._column(field) for field in fields]
        self._facts |= dict.fromkeys(fields, label)
        return [self._claims(field) for field in fields]

    def facts(self) -> list[Claims]:
        """Return the claims about the facts that the page has shown, in its order, and leave them out of `rest`."""
        return self.show(*[field for field in self._facts if field in self._fields and field not in self._shown])

    @property
    def rest(self) -> list[Claims]:
        """Return the claims that the page has not shown yet, so that none is missed.

        Those about the whole object come first, then those about facts in the order of the page.
        """
        order = {field: place for place, field in enumerate(("", *self._facts))}
        fields = sorted(self._fields.keys() - self._shown, key=lambda field: (order.get(field, len(order)), field))
        return [self._claims(field) for field in fields]

    @property
    def is_disputed(self) -> bool:
        rows = [*self._fields.values(), *self._parts.values()]
        return any(citation.is_disputed for citations in rows for citation in citations)

    @property
    def source_ids(self) -> list[int]:
        """Return the ids of the sources that are cited, each once; for a part, also those of the record around it."""
        citations = chain(*self._fields.values(), *self._parts.values())
        own = dict.fromkeys(each.source_id for each in citations if each.source_id)
        return list(own | dict.fromkeys(self.within.source_ids if self.within else ()))

    def part(self, part) -> "Evidence":
        return Evidence(part, self._parts.get(self._key(part), ()), within=self, names=self.names)

    def as_of(self, field: str):
        """Return the date for which the value of `field` is valid: the date of its source, or None.

        If several sources state the value, it is the latest date. Without a claim about the field, the sources of the
        part apply, then those of the record: the ministry's first, and of several the earliest date, because no source
        confirms a later one.
        """
        claims = self._claims(self._column(field))
        if dates := _dates(claim for claim in claims if claim.gives(claims.held)):
            return max(dates)
        for found in (claims.supporting, self._claims(""), self.within and self.within._claims("")):
            sources = [claim.citation.source for claim in found or () if claim.citation.source]
            dated = [source for source in sources if source.as_of]
            if dated:
                return min(dated, key=lambda source: (source.origin != Origin.OWN, source.as_of)).as_of
        return None

    def is_reported_after(self, day, field: str) -> bool:
        return any(date > day for date in _dates(self._claims(field)))

    def _column(self, name):
        """Return the column that a page shows for a field: of a translated text, the one in the reader's language."""
        if name in getattr(self.thing._meta.model, "translated", ()):
            columns = (column_in(language, name) for language in preferred())
            return next((column for column in columns if getattr(self.thing, column, "")), name)
        return name

    def _claims(self, name):
        try:
            field = self.thing._meta.get_field(name) if name else None
        except FieldDoesNotExist:
            field = None
        found, held, names = self._fields.get(name, ()), None, {}
        if field and not field.is_relation:
            held = getattr(self.thing, name)
        elif field and found:
            names = self._related(field)
            held = names.keys()
            if any(codes_in(citation.value) - held for citation in found):
                names = self._others(field) | names
        label = self._facts.get(name) or _label(name, field)
        return Claims(name, label, [Claim(each, field, names) for each in found], held)

    def _related(self, field) -> dict:
        """Return the related rows that are already fetched, by slug, alpha-3 code or key."""
        name = field.name if field.many_to_one or isinstance(field, models.Field) else field.get_accessor_name()
        linked = getattr(self.thing, "linked", {})
        if name in linked:
            rows = linked[name]
        elif field.many_to_one:
            rows = [self.thing._state.fields_cache.get(name)]
        else:
            rows = getattr(self.thing, "_prefetched_objects_cache", {}).get(name, ())
        if ties := TIES.get(_kind(field)):
            rows = [_tied(row, ties) for row in rows]
        return {_code_of(row): row for row in rows if row is not None}

    def _others(self, field) -> dict:
        """Return the other objects that a claim about the field may name, by code."""
        found = [pair for kind in kinds_named_by(field) for pair in self.names[kind].items()]
        # Texts stand for objects that are not public. They come first: an object with the same code replaces them.
        return dict(sorted(found, key=lambda pair: not isinstance(pair[1], str)))


def open_as_of(outcome):
    """Return the date for which it is known that an outcome is open: that of its source, else of its meeting, or None.

    Its evidence must be attached.
    """
    return outcome.evidence.as_of("status") or outcome.meeting.end or outcome.meeting.start


def marks_of(groups) -> list[str]:
    """Return the marks of several Claims together: "disputed", "inferred", "incomplete"."""
    marks = ("disputed", "inferred", "incomplete")
    return [mark for mark in marks if any(getattr(claims, f"is_{mark}") for claims in groups)]


def _dates(claims) -> list:
    """Return the dates of the sources of the claims, if they have any."""
    sources = [claim.citation.source for claim in claims]
    return [source.as_of for source in sources if source and source.as_of]


def _kind(field) -> str:
    return field.related_model._meta.model_name


def _tied(row, kinds):
    """Return the country or the organization that a row links to an object; None if it is not fetched."""
    linked = getattr(row, "linked", None)
    if linked is not None:
        return next((thing for kind in kinds for thing in linked[kind]), None)
    return next((thing for kind in kinds if (thing := row._state.fields_cache.get(kind))), None)


def _code_of(row) -> str:
    """Return the identifier of a row in claims: its key, else its code, else its slug."""
    if not hasattr(row, "natural_key"):
        return row.code
    return str(next(key for key in reversed(row.natural_key()) if key))


def _label(name, field) -> str:
    if not name:
        return _("General")
    if isinstance(field, models.Field):
        return capfirst(field.verbose_name)
    return capfirst(field.related_model._meta.verbose_name_plural if field else name.replace("_", " "))


def attach(things, within=None):
    """Set `evidence` on each of `things`, whose citations must be fetched; return them as a list.

    `within` is the name of the attribute for the record of a part. The record's citations must be fetched; it gets
    `evidence` too.
    """
    things = list(things)
    for thing in things:
        around = None
        if within:
            record = getattr(thing, within)
            around = record.evidence = Evidence(record, in_order_of_entry(record.citations.all()))
        thing.evidence = Evidence(thing, in_order_of_entry(thing.citations.all()), within=around)
    return things


def in_order_of_entry(citations) -> list:
    """Return the citations of one record or part in the order of entry.

    For ORDER BY, Django compares each column with the order, which costs more than sorting them here.
    """
    return sorted(citations, key=attrgetter("position", "key"))
