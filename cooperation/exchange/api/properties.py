"""The properties of the objects in the API, built from the fields of the models.

A value that is not recorded is null, and a list without entries is empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from regions.fields import LinesField
from regions.translated import columns, first_text, is_first

from ...domain.dates import PartialDate, PartialDateField
from ..exports.columns import in_any
from ..exports.rows import Row
from .addresses import Addresses

TEXT, NUMBER, BOOLEAN = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
LINES = {"type": "array", "items": TEXT}
DATE = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
ADDRESS = {"type": "string", "format": "uri"}
AMOUNT = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"}


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def array_of(schema: dict) -> dict:
    return {"type": "array", "items": schema}


def or_null(schema: dict) -> dict:
    return {"anyOf": [schema, {"type": "null"}]}


@dataclass(frozen=True)
class Property:
    """One property: its JSON schema, and how its value is read from a Row.

    `names` are the fields, lookups and annotations that `read` needs of the row. If the value is a list of parts,
    `part` is the relation to them and `within` has the properties of each.
    """

    name: str
    what: str | Promise
    schema: dict
    read: Callable[[Row, Addresses], Any]
    names: tuple[str, ...] = ()
    part: str = ""
    within: tuple["Property", ...] = ()
    is_link: bool = False


def of_field(field: models.Field) -> Property:
    """Return the property of a model field."""
    name, what = field.name, capfirst(field.verbose_name)
    schema, value, is_link = _kind_of(field)
    if field.choices:
        codes = ", ".join(str(code) for code, label in field.flatchoices if code)
        what = format_lazy("{what}: {codes}", what=what, codes=codes)
    if is_first(field):
        return _in_any_language(field, what, value)
    return Property(name, what, schema, lambda row, to: value(getattr(row, name), to), (name,), is_link=is_link)


def _in_any_language(field, what, value):
    """Return the property of a translated text: what English pages show."""
    name, is_needed = field.name, field.model.translated[field.name]
    schema = LINES if isinstance(field, LinesField) else TEXT if is_needed else or_null(TEXT)
    what = in_any(what)
    return Property(name, what, schema, lambda row, to: value(str(first_text(row, name)), to), columns(name))


def of_part(model, *owners: str) -> tuple[Property, ...]:
    """Return the properties of a part, such as a phase: its id and its fields, without the relations to its owners.

    Parts are in the order of their position.
    """
    fields = [field for field in model._meta.fields if field.name not in ("id", "position", *owners)]
    identity = Property("id", _("Its permanent number"), NUMBER, lambda row, to: row.pk)
    return (identity, *map(of_field, fields))


def parts(relation: str, what: str, schema: str, within: tuple[Property, ...]) -> Property:
    """Return the property with the parts of a row, each an object with the properties `within`."""

    def read(row, to):
        return [{each.name: each.read(part, to) for each in within} for part in getattr(row, relation)]

    return Property(relation, what, array_of(ref(schema)), read, part=relation, within=within)


def date_value(value: PartialDate | None) -> dict | None:
    """Return a partial date as recorded, with the first and the last day that it can mean."""
    if not value:
        return None
    return {"text": str(value), "first": value.first.isoformat(), "last": value.last.isoformat()}


def time_value(value) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _kind_of(field):
    """Return the schema of a field's values, the function to convert it, and whether it is a link."""
    if field.many_to_many:
        return array_of(ref("Link")), lambda found, to: [to.link(type(each), each.pk) for each in found], True
    if field.is_relation:
        return or_null(ref("Link")), lambda found, to: to.link(type(found[0]), found[0].pk) if found else None, True
    if isinstance(field, PartialDateField):
        return or_null(ref("PartialDate")), lambda value, to: date_value(value), False
    if isinstance(field, LinesField):
        return LINES, lambda value, to: value.splitlines(), False
    if isinstance(field, models.DateTimeField):
        return TIME, lambda value, to: time_value(value), False
    if isinstance(field, models.DecimalField):
        return or_null(AMOUNT), lambda value, to: None if value is None else f"{value:.2f}", False
    if isinstance(field, models.BooleanField):
        return BOOLEAN, lambda value, to: value, False
    if isinstance(field, models.IntegerField):
        return or_null(NUMBER) if field.null else NUMBER, lambda value, to: value, False
    if field.choices:
        schema = {"type": "string", "enum": [str(code) for code, _label in field.flatchoices if code]}
    else:
        schema = TEXT
    return or_null(schema) if field.blank or field.null else schema, lambda value, to: value or None, False
