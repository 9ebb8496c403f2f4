"""Rows that are citations: what a source states about one field of a record, of one of its parts, or of an object."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Country

from ...domain.cited_values import stored
from ...domain.dates import PartialDateField
from ...models import Citation, Organization
from ...models.citation import PARTS
from .columns import Column, Wrong
from .lookups import Unknown
from .model_columns import column

FIELDS = (
    *("key", "field", "source", "locator", "quotation", "value", "basis", "is_incomplete", "is_disputed"),
    "note",
)
_HOW = {
    "party": gettext_lazy("The country or organization, by any of its names or codes."),
    "outcome": gettext_lazy("The number of the outcome: 3."),
    "phase": gettext_lazy("The number of the phase: 3."),
}


class PartOf(Column):
    """The part that a citation is about: a party by its name, an outcome or phase by its key."""

    def __init__(self, name):
        super().__init__(name, Citation._meta.get_field(name))
        self.of, self.hint = self.field.related_model, _HOW[name]

    @property
    def targets(self):
        return (Country, Organization)

    def empty(self):
        """Return None: the citation is about the record."""

    def parse(self, cell, finders):
        """Return the key, or the model and id of the party."""
        text = cell.strip()
        if self.name == "party":
            if found := finders.find(self, text):
                return next(iter(found))
            raise Unknown(_("There is no country or organization “%(value)s”.") % {"value": text})
        key = text.rpartition("-")[2]
        if not key.isdecimal():
            raise Wrong(_("“%(value)s” is not a whole number. Write only digits: 14.") % {"value": text})
        return int(key)

    def ids(self, value):
        return set() if value is None else {value}

    def show(self, value, finders):
        return "" if value is None else finders[self.of].show(value)


class ByPart:
    """The names of parts as the column of a citation has them: the key, or the code of a party."""

    def __init__(self, model):
        self.model, self.names = model, {}

    def load(self, ids: set[int]) -> None:
        """Read what `show` needs."""
        rows = self.model._base_manager.filter(pk__in=ids - self.names.keys())
        if self.model._meta.model_name == "party":
            rows = rows.select_related("country", "organization")
        self.names |= {row.pk: name_of(row) for row in rows}

    def show(self, pk: int) -> str:
        return self.names[pk]


def name_of(part) -> str:
    if hasattr(part, "key"):
        return str(part.key)
    return part.country.alpha_3 if part.country_id else part.organization.slug


def columns(owner: str, examples: dict[str, str]) -> list[Column]:
    """Return the columns of citations of one kind of object: "agreement"."""
    model = Citation._meta.get_field(owner).related_model
    first = column(Citation, owner, examples.get(owner, ""), called=model._meta.verbose_name)
    first.is_needed = True
    parts = [PartOf(name) for name, whole in PARTS.items() if whole == owner]
    return [first, *parts, *(column(Citation, name, examples.get(name, "")) for name in FIELDS)]


class Parts:
    """The parts of the records in a batch, by record and by what the column of a citation says."""

    def __init__(self, owner: str, records):
        self.names = [name for name, whole in PARTS.items() if whole == owner]
        self.found = {}
        for name in self.names:
            model = Citation._meta.get_field(name).related_model
            for part in model._base_manager.filter(**{f"{owner}__in": records}):
                self.found[name, getattr(part, f"{owner}_id"), _identity(part)] = part.pk

    def settle(self, row, record: int) -> bool:
        """Put the id of the part into the row. Return False if there is no such part."""
        for name in self.names:
            value = row.values.get(name)
            if isinstance(value, (int, tuple)):
                pk = self.found.get((name, record, value))
                if pk is None:
                    row.refuse(name, _("The record has no such part."))
                    return False
                row.values[name] = pk
        return True


def _identity(part):
    if hasattr(part, "key"):
        return part.key
    return (Country, part.country_id) if part.country_id else (Organization, part.organization_id)


def identity(values, names) -> tuple:
    """Return what tells citations of one record apart where no key is given."""
    return tuple(values(name) or "" for name in (*names, "field", "source", "locator", "quotation", "value"))


def settle_value(row, owner: str) -> bool:
    """Write the value of a date in the form of the field: "28 March 2017" is 2017-03-28. Return False if it is none."""
    about = next((name for name in PARTS if isinstance(row.values.get(name), int)), owner)
    model = Citation._meta.get_field(about).related_model
    name, value = row.values.get("field"), row.values.get("value")
    field = next((each for each in model._meta.get_fields() if each.name == name), None)
    if isinstance(field, PartialDateField) and isinstance(value, str):
        try:
            row.values["value"] = stored(field, value)
        except ValidationError as error:
            row.refuse("value", " ".join(error.messages))
            return False
    return True


def check(row) -> None:
    """Refuse a citation of a field that does not exist, or with a value that the field cannot have."""
    citation = row.thing
    if not citation.field or not (model := citation.subject_model):
        return
    try:
        citation._clean_value(model)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            row.refuse(name, " ".join(texts))


def values_of(citation: models.Model):
    """Return a function from the name of a column to the citation's value."""
    return lambda name: getattr(citation, citation._meta.get_field(name).attname)
