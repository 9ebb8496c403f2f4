"""The description in OpenAPI is valid, complete, and true of whatever is asked."""

import sys
from pathlib import Path

import jsonschema_rs
import pytest
import schemathesis
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from cooperation.exchange.api import parameters
from cooperation.exchange.api.shapes import SHAPES
from cooperation.filters import PARAMETERS
from cooperation.models import Meeting
from tests.cooperation.exchange.api.asking import Answer
from tests.settled import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def description():
    return Answer("/api/v1/openapi.json").value


def test_it_is_valid_openapi_3_1(description):
    assert description["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_it_has_every_endpoint(description):
    for model in SHAPES:
        assert {f"/api/v1/{model.address}", f"/api/v1/{model.address}/{{id}}"} <= description["paths"].keys()


def test_every_parameter_has_a_meaning_and_every_answer_an_example(description):
    for path, methods in description["paths"].items():
        for parameter in methods["get"]["parameters"]:
            assert "$ref" in parameter or parameter["description"], (path, parameter)
        answers = methods["get"]["responses"]
        assert {"200", "304", "400", "406", "429", "500", "503"} <= answers.keys()
        content = answers["200"]["content"]["application/json"]
        assert content["example"]
    for status, answer in description["components"]["responses"].items():
        example = answer["content"]["application/problem+json"]["example"]
        assert (str(example["status"]), bool(example["detail"])) == (status, True)
        assert ("Retry-After" in answer.get("headers", {})) == (status in ("429", "503"))


def test_its_example_of_a_state_can_be_asked_for(description):
    (since, _common) = description["paths"]["/api/v1/changes"]["get"]["parameters"]
    assert Answer(f"/api/v1/changes?since={since['example']}").value["changes"] == []


def test_the_filters_are_those_of_the_pages(description):
    of_meetings = {each.get("name") for each in description["paths"]["/api/v1/meetings"]["get"]["parameters"]}
    assert {"q", "region", "country", "topic", "kind", "status", "mode", "year", "from", "to", "sort"} <= of_meetings
    assert "page" not in of_meetings
    own = {"size", "cursor", "fields", "embed", "facets", None}
    for path, methods in description["paths"].items():
        names = {each.get("name") for each in methods["get"]["parameters"]}
        assert names <= {*PARAMETERS, *own, "id", "since"}, path


def test_text_that_is_refused_as_empty_is_not_allowed():
    schemas = {each.name: each.schema for each in parameters.of_list(Meeting)}
    empty = [char for char in map(chr, range(sys.maxunicode)) if char.isspace()]
    assert len(empty) > 20
    for name in ("q", "cursor"):
        assert [char for char in empty if jsonschema_rs.is_valid(schemas[name], char * 2)] == [], name
        assert jsonschema_rs.is_valid(schemas[name], " 황사")


class Application(BaseHandler):
    """The site as a WSGI application that leaves the connection of the test open."""

    def __init__(self):
        self.load_middleware()

    def __call__(self, environ, start_response):
        response = self.get_response(WSGIRequest(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]


@pytest.fixture
def asked(demo_fixtures):
    settle()
    config = schemathesis.Config.from_path(Path(__file__).parents[4] / "schemathesis.toml")
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", Application(), config=config)
    # Each value of an enumeration is asked for. Two slugs of each kind show as much as hundreds, and each property and
    # link is asked for at the address of one object.
    for name, schema in found.raw_schema["components"]["schemas"].items():
        if name.endswith("Slug"):
            del schema["enum"][2:]
    for path, methods in found.raw_schema["paths"].items():
        for parameter in methods["get"]["parameters"]:
            if parameter.get("name") in ("fields", "embed") and "{id}" not in path:
                del parameter["schema"]["items"]["enum"][2:]
    return found


lazy = schemathesis.pytest.from_fixture("asked")


@lazy.parametrize()
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case):
    case.call_and_validate()
