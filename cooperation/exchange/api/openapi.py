"""The OpenAPI 3.1 description of the API: its parameters, responses and errors, each with an example."""

from dataclasses import replace
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ..citations import publisher
from . import parameters, problems
from .addresses import ROOT
from .examples import ORIGIN, example
from .problems import Problem, Wrong
from .properties import TEXT, ref
from .schemas import schemas
from .shapes import SHAPES
from .states import State

VERSION = "1"
ERRORS = {
    "list": (400, 404, 406, 409, 429, 500, 503),
    "detail": (400, 404, 406, 410, 429, 500, 503),
    "changes": (400, 406, 410, 429, 500, 503),
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": gettext_lazy("The ETag of a response that you have. If it is still current, the response is 304."),
    "schema": TEXT,
    "example": 'W/"0123456789abcdef0123456789abcdef"',
}


@override("en")
def list_operation(model) -> dict:
    """Return the operation that lists a kind."""
    name = f"{model.__name__}List"
    return {
        "tags": [model.address],
        "summary": str(capfirst(model._meta.verbose_name_plural)),
        "parameters": [*map(_parameter, parameters.of_list(model)), _component("parameters", "IfNoneMatch")],
        "responses": {200: _response(_("A part of the list"), name), **_other_responses("list")},
    }


@override("en")
def detail_operation(model) -> dict:
    """Return the operation that returns one object."""
    pk = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": _("The number of the object. The last part of the address of its page leads to it too."),
        "schema": {"type": "integer", "minimum": 1},
        "example": 12,
    }
    moved = {
        "description": _(
            "It was merged into another object (301), or you gave the last part of its page’s address (302)"
        ),
        "headers": {"Location": {"description": _("Its address in the API"), "schema": TEXT}},
    }
    return {
        "tags": [model.address],
        "summary": _("One object: {kind}").format(kind=model._meta.verbose_name),
        "parameters": [pk, *map(_parameter, parameters.of_detail(model)), _component("parameters", "IfNoneMatch")],
        "responses": {
            200: _response(_("The object"), model.__name__),
            301: moved,
            302: moved,
            **_other_responses("detail"),
        },
    }


@override("en")
def changes_operation() -> dict:
    """Return the operation that lists changes since a state. The example is the current state."""
    (since,) = parameters.of_changes()
    return {
        "tags": ["changes"],
        "summary": _("Changes since a state"),
        "parameters": [_parameter(replace(since, example=str(State.now()))), _component("parameters", "IfNoneMatch")],
        "responses": {200: _response(_("In the order of their commits"), "Changes"), **_other_responses("changes")},
    }


@override("en")
def complete(document: dict, origin: str) -> dict:
    """Return the document with its info, tags, server and components."""
    document["info"] = {
        "title": settings.SITE_NAME,
        "version": VERSION,
        "summary": _("Read-only access to the public records of the registry"),
        "description": _("Everything that the pages of the registry show, as JSON. No key and no account is needed."),
        "contact": {
            "name": publisher()[0],
            "url" if settings.CONTACT.startswith("https:") else "email": settings.CONTACT,
        },
        "license": {"name": settings.DATA_LICENCE.name, "url": settings.DATA_LICENCE.url},
    }
    document["tags"] = [
        {"name": model.address, "description": str(capfirst(model._meta.verbose_name_plural))} for model in SHAPES
    ]
    document["tags"].append({"name": "changes", "description": _("Changes, for keeping a copy of all objects")})
    document["servers"] = [{"url": origin}]
    document["components"] = {
        "schemas": _schemas() | parameters.slugs(),
        "headers": {"ETag": {"description": _("Names the state that the response shows"), "schema": TEXT}},
        "parameters": {"IfNoneMatch": IF_NONE_MATCH | {"description": str(IF_NONE_MATCH["description"])}},
        "responses": {str(status): _problem(status) for status in sorted({*ERRORS["list"], *ERRORS["detail"]})},
    }
    return document


@cache
@override("en")
def _schemas():
    """Return the schemas, with English texts."""
    return schemas()


def _component(section, name):
    return {"$ref": f"#/components/{section}/{name}"}


def _parameter(each: parameters.Parameter) -> dict:
    found = {
        "name": each.name,
        "in": "query",
        "required": False,
        "description": str(each.what),
        "schema": each.schema,
    }
    if each.schema.get("type") == "array":
        found |= {"style": "form", "explode": not each.is_list}
    return found if each.example is None else found | {"example": each.example}


def _response(what, name) -> dict:
    content = {"schema": ref(name), "example": example(ref(name), _schemas())}
    return {
        "description": what,
        "headers": {"ETag": _component("headers", "ETag")},
        "content": {"application/json": content},
    }


def _other_responses(of):
    """Return the other responses: 304 and errors."""
    current = {304: {"description": _("The response that If-None-Match names is still current")}}
    return current | {status: _component("responses", str(status)) for status in ERRORS[of]}


def _problem(status) -> dict:
    wrong = {
        400: (Wrong("year", _("“abc” is not a year. Enter four digits, such as 2012.")),),
        409: (Wrong("to", _("The period ends before it starts."), is_conflict=True),),
    }
    value = problems.value_of(Problem(status, wrong=wrong.get(status, ())), f"{ORIGIN}/{ROOT}")
    content = {problems.CONTENT_TYPE: {"schema": ref("Problem"), "example": value}}
    found = {"description": HTTPStatus(status).phrase, "content": content}
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"description": _("Seconds to wait"), "schema": {"type": "integer"}}}
    return found
