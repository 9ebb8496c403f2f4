"""The page about the API, built from its OpenAPI description."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.generic import TemplateView

from ...domain.addresses import origin_of
from ...exchange.api.addresses import ROOT
from ...exchange.api.endpoints import document
from ...models import Meeting

MOST_CODES = 25  # values of one parameter on the page


@dataclass(frozen=True)
class Line:
    """A parameter or a property: its name, the type of its value in words, what it means, and its codes."""

    name: str
    type: str
    what: str
    codes: list[str]


@dataclass(frozen=True)
class Endpoint:
    """One path of the API, with the parameters that not every list has."""

    path: str
    summary: str
    parameters: list[Line]


@dataclass(frozen=True)
class Example:
    """An example response."""

    path: str
    example: str


@dataclass(frozen=True)
class Section:
    """The endpoints of one kind of object, and its properties."""

    name: str
    title: str
    endpoints: list[Endpoint]
    properties: list[Line]


class Api(TemplateView):
    """How to use the API: its addresses, parameters, objects and errors."""

    template_name = "cooperation/api.html"

    def get_context_data(self, **kwargs):
        """Add the endpoints, objects, parts and errors of the description."""
        origin = origin_of(self.request)
        with override(settings.LANGUAGE_CODE):  # the description is English, like the names that it explains
            reader = Reader(document(origin))
            described = {
                "sections": reader.sections,
                "example": reader.example(f"/{ROOT}{Meeting.address}"),
                "common": reader.common,
                "parts": reader.parts,
                "errors": reader.errors,
            }
        return super().get_context_data(**kwargs) | {"origin": origin, **described}


class Reader:
    """Converts the OpenAPI description for the page."""

    def __init__(self, description: dict):
        self.description = description
        self.schemas = description["components"]["schemas"]
        self.operations = {path: methods["get"] for path, methods in description["paths"].items()}
        names = [
            {each["name"] for each in operation["parameters"] if "name" in each}
            for path, operation in self.operations.items()
            if self._schema_name(operation).endswith("List")
        ]
        self.common_names = set.intersection(*names)

    @property
    def sections(self) -> list[Section]:
        return [self._section(tag["name"], tag["description"]) for tag in self.description["tags"]]

    @property
    def common(self) -> list[Line]:
        """Return the parameters that every list has."""
        operation = next(iter(self.operations.values()))
        return [self._parameter(each) for each in operation["parameters"] if each.get("name") in self.common_names]

    @property
    def parts(self) -> list[tuple[str, str, list[Line]]]:
        """Return the name, the meaning and the properties of each schema that no endpoint returns."""
        shown = {self._schema_name(operation).removesuffix("List") for operation in self.operations.values()}
        return [
            (name, schema["description"], self._properties(name))
            for name, schema in self.schemas.items()
            if schema.get("type") == "object" and name.removesuffix("List") not in shown
        ]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Return the status, its name and an example of each error."""
        answers = self.description["components"]["responses"].items()
        return [(status, each["description"], _text(_example(each))) for status, each in answers]

    def example(self, path) -> Example:
        return Example(path, _text(_example(self.operations[path]["responses"][200])))

    def _section(self, name, title):
        found = {path: each for path, each in self.operations.items() if name in each["tags"]}
        endpoints = [
            Endpoint(
                path,
                each["summary"],
                [
                    self._parameter(parameter)
                    for parameter in each["parameters"]
                    if parameter.get("name", "id") not in {*self.common_names, "id"}
                ],
            )
            for path, each in found.items()
        ]
        return Section(name, title, endpoints, self._properties(self._schema_name([*found.values()][-1])))

    @staticmethod
    def _schema_name(operation) -> str:
        """Return the name of the schema of the response."""
        return operation["responses"][200]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]

    def _parameter(self, each) -> Line:
        schema = each["schema"]
        return Line(each["name"], self._type(schema), each["description"], self._codes(schema))

    def _properties(self, name) -> list[Line]:
        properties = self.schemas[name]["properties"].items()
        return [Line(each, self._type(schema), schema.get("description", ""), []) for each, schema in properties]

    def _codes(self, schema) -> list[str]:
        values = schema.get("items", schema).get("enum", ())
        return list(values) if len(values) <= MOST_CODES else []

    def _type(self, schema) -> str:
        """Return the type of a value in words; a schema by its name."""
        if "anyOf" in schema:
            first, *others = schema["anyOf"]
            is_nullable = {"type": "null"} in others
            return _("{type} or null").format(type=self._type(first)) if is_nullable else _("object")
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return pgettext("type of values", "text") if self.schemas[name].get("type") == "string" else name
        if schema.get("type") == "array":
            return _("list of {type}").format(type=self._type(schema["items"]))
        if schema.get("format") in ("date", "date-time"):
            return pgettext("type of values", "day") if schema["format"] == "date" else _("time")
        types = {"integer": pgettext("type of values", "number"), "boolean": _("true or false"), "object": _("object")}
        return types.get(schema.get("type"), pgettext("type of values", "text"))


def _example(answer):
    return next(iter(answer["content"].values()))["example"]


def _text(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
