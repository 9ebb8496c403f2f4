"""Headers, caches, errors and other sites: how the API answers whatever is asked."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cooperation.models import Meeting
from tests.factories import make_meeting, make_user

LIST = "/api/v1/meetings"


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    value = json.loads(response.content)
    assert value["type"] == "about:blank"
    assert value["status"] == response.status_code
    return value


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_kept_until_something_public_changes(client):
    meeting = make_meeting("TEMM 14")
    for address in (LIST, f"{LIST}/{meeting.pk}", "/api/v1/openapi.json"):
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache"
        with CaptureQueriesContext(connection) as queries:
            again = client.get(address)
            current = client.get(address, headers={"if-none-match": first["ETag"]})
        assert len(queries) == 2
        assert again.content == first.content
        assert (current.status_code, current.content) == (304, b"")
        assert current["Access-Control-Allow-Origin"] == "*"
    before = client.get(LIST)["ETag"]
    Meeting.objects.update(title="TEMM XIV")
    after = client.get(LIST, headers={"if-none-match": before})
    assert after.status_code == 200
    assert after.json()["results"][0]["title"] == "TEMM XIV"


@pytest.mark.django_db(transaction=True)
def test_an_unknown_parameter_is_refused_even_if_the_answer_is_kept(client):
    assert client.get(LIST).status_code == 200
    response = client.get(f"{LIST}?colour=blue")
    assert response.status_code == 400
    assert problem(response)["errors"] == [
        {"parameter": "colour", "detail": "“colour” is not a parameter of this address."}
    ]


@pytest.mark.django_db
def test_scripts_of_other_sites_may_read_it():
    meeting = make_meeting()
    for address in (LIST, f"{LIST}/{meeting.pk}", f"{LIST}/0", "/api/v1/nothing", "/meetings.csv", "/meetings.json"):
        response = Client().get(address, headers={"origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*", address
        assert not response.has_header("Access-Control-Allow-Credentials")
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response["Link"].endswith('rel="license"')
    for address in ("/meetings/", "/admin/login/"):
        assert not Client().get(address).has_header("Access-Control-Allow-Origin")


def test_a_browser_may_ask_first():
    headers = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    response = Client().options(LIST, headers=headers)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1/meetings/1/2", "/api/v2/meetings", "/api/v1/x.json"])
def test_an_unknown_address_is_a_problem(client, address):
    value = problem(client.get(address))
    assert value["title"] == "Not Found"
    assert "http://testserver/api/v1/" in value["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?size=1&country=china"])
@pytest.mark.parametrize(
    "address", ["/api/v1/meetings", "/api/v1/meetings/12", "/api/v1/changes", "/api/v1/openapi.json"]
)
def test_a_slash_at_the_end_leads_to_the_address_without_it(client, address, query):
    response = client.get(f"{address}/{query}")
    assert (response.status_code, response["Location"]) == (308, f"{address}{query}")


@pytest.mark.django_db
def test_a_slash_after_an_unknown_address_leads_nowhere(client):
    for address in ("/api/v1/nothing/", "/api/v1/meetings//", "/api/v2/"):
        assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_it_is_only_read(client, method):
    response = getattr(client, method)(LIST)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}
    assert problem(response)["detail"] == "The API can only be read, with GET or HEAD."


@pytest.mark.django_db
def test_a_large_body_is_a_problem(client):
    response = client.post(LIST, data=b"x" * 100_000, content_type="application/octet-stream")
    assert response.status_code == 413
    problem(response)


@pytest.mark.django_db
def test_it_answers_in_json_only(client):
    for accepted in ("application/json", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/*"):
        assert client.get(LIST, headers={"accept": accepted}).status_code == 200
    response = client.get(LIST, headers={"accept": "text/csv"})
    assert response.status_code == 406
    problem(response)


@pytest.mark.django_db
def test_an_unknown_host_is_a_problem(client):
    response = client.get(LIST, headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    problem(response)


@pytest.mark.django_db
def test_an_error_of_the_registry_is_a_problem(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret of the server")

    monkeypatch.setattr("cooperation.exchange.api.endpoints.objects", fail)
    response = Client(raise_request_exception=False).get(LIST)
    assert response.status_code == 500
    assert problem(response)["detail"] == "An internal error occurred. It has been logged."
    assert b"secret" not in response.content


@pytest.mark.django_db
def test_nobody_is_recognised(client):
    make_meeting("Secret talks", published=False)
    client.force_login(make_user(is_superuser=True))
    response = client.get(LIST)
    assert response.json()["count"] == 0
    assert not response.cookies


@pytest.mark.django_db
def test_too_many_parameters_are_refused(client, settings):
    response = client.get(f"{LIST}?{'&'.join(['year=2012'] * 30_000)}")
    assert response.status_code == 400
    problem(response)
