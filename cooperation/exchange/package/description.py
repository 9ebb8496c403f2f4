"""The description of the package: datapackage.json of the Data Package standard 2.0, with its Table Schemas."""

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ...domain.choices import Origin
from ...models import Source
from ..citations import publisher
from ..exports.columns import Column
from .resources import Resource, name_of
from .state import PublicState

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SOURCES = 50  # the ministry's own sources that the description names; the table of sources has all
# The field of a Table Schema for each type of value.
FIELDS = {
    "text": {"type": "string"},
    "list": {"type": "string"},
    "whole number": {"type": "integer"},
    "number": {"type": "number"},
    "yes or no": {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    "day": {"type": "date"},
    "partial date": {"type": "string", "constraints": {"pattern": "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}},
    "time": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
}


def description(members, state: PublicState, origin: str) -> dict:
    """Return the description of a zip with these members."""
    origin = origin.rstrip("/")
    return {
        "$schema": PROFILE,
        "name": slugify(settings.SITE_NAME) or "registry",
        "id": f"{origin}{reverse('data')}",
        "title": settings.SITE_NAME,
        "description": _(
            "Everything that the registry publishes, of one state: a CSV file for each kind of object, each kind of "
            "part and each kind of link, and the objects of the API as JSON lines. A cell that begins with = + - or @ "
            "has an apostrophe before it, so that spreadsheet programs do not treat it as a formula."
        ),
        "homepage": f"{origin}{reverse('home')}",
        "version": str(state.number),
        "created": state.at.isoformat(timespec="seconds"),
        "state": {"number": state.number, "token": state.token, "day": state.day.isoformat()},
        "licenses": [{"title": settings.DATA_LICENCE.name, "path": settings.DATA_LICENCE.url}],
        "contributors": [{"title": publisher()[0], "roles": ["publisher"]}],
        "sources": _sources(origin),
        "resources": [_table(each) if isinstance(each.of, Resource) else _objects(each) for each in members],
    }


def _sources(origin):
    own = Source.objects.published().filter(origin=Origin.OWN).order_by("slug")[:SOURCES]
    return [{"title": each.title, "path": each.url or f"{origin}{each.get_absolute_url()}"} for each in own]


def _file(member, name, title, form, media_type) -> dict:
    return {
        "name": name,
        "path": member.path,
        "title": title,
        "format": form,
        "mediatype": media_type,
        "encoding": "utf-8",
        "bytes": member.bytes,
        "hash": member.hash,
    }


def _table(member) -> dict:
    resource = member.of
    return {
        **_file(member, resource.name, str(resource.title), "csv", "text/csv"),
        "type": "table",
        "rows": member.rows,
        "description": str(resource.what),
        "schema": table_schema(resource),
    }


def _objects(member) -> dict:
    title = _("%(kind)s as objects of the API, one in each line") % {"kind": member.of._meta.verbose_name_plural}
    # "jsonl" would mean a table, but these objects are nested.
    file = _file(member, f"{name_of(member.of)}-json", title, "json-lines", "application/x-ndjson")
    return {**file, "objects": member.rows}


def table_schema(resource: Resource) -> dict:
    """Return the Table Schema of a resource: its fields, primary key and foreign keys."""
    schema = {
        "fields": [_field(column, column.name in resource.key) for column in resource.table.columns],
        "primaryKey": resource.key,
    }
    if resource.references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": "" if name == resource.name else name, "fields": [target]}}
            for column, name, target in resource.references
        ]
    return schema


def _field(column: Column, is_key):
    field = {"name": column.name, **FIELDS[column.type], "description": str(column.what)}
    if is_key:
        field["constraints"] = {"required": True}
    if column.codes:
        field["constraints"] = {"enum": [code for code, _label in column.codes]}
        field["categories"] = [{"value": code, "label": str(label)} for code, label in column.codes]
    return field
