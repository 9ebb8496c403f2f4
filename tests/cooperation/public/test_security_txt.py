"""/.well-known/security.txt says where to report a vulnerability (RFC 9116)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


def fields(response):
    lines = response.content.decode().splitlines()
    return [tuple(line.split(": ", 1)) for line in lines if line and not line.startswith("#")]


def test_it_has_the_contact_an_end_within_a_year_and_its_own_address(client, settings):
    settings.SITE_ADDRESS = "https://registry.ministry.example"
    response = client.get(ADDRESS)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    contact, expires, canonical = fields(response)
    assert contact == ("Contact", "mailto:registry@ministry.example")
    assert canonical == ("Canonical", f"https://registry.ministry.example{ADDRESS}")
    assert expires[0] == "Expires"
    left = datetime.strptime(expires[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - timezone.now()
    assert timedelta(days=30) < left < timedelta(days=365), "the RFC asks for less than a year"


def test_the_contact_may_be_a_form(client, settings):
    settings.CONTACT = "https://ministry.example/form"
    assert fields(client.get(ADDRESS))[0] == ("Contact", "https://ministry.example/form")


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:8000"])
def test_without_an_https_address_it_has_no_canonical_address(client, settings, address):
    """A copy on another host must not pass for the one of this host; the RFC allows only https."""
    settings.SITE_ADDRESS = address
    assert [name for name, _value in fields(client.get(ADDRESS))] == ["Contact", "Expires"]


def test_it_sets_no_cookie_and_is_only_read(client):
    response = client.get(ADDRESS)
    assert not response.cookies
    assert not response.has_header("Vary")
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405
