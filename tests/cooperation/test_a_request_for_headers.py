"""HEAD gets the headers of a download. Its content, which nobody would see, is not made."""

import contextlib

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from cooperation.exchange.api import objects
from cooperation.exchange.exports import table
from cooperation.exchange.feeds import calendar
from cooperation.exchange.package import archive
from tests.cooperation.exchange.test_projects_in_iati import make_complete
from tests.factories import make_meeting
from tests.settled import settle

pytestmark = pytest.mark.django_db(transaction=True)


def asked(method, address):
    """The status, headers and content that the server gets from Django, without the id of the request."""
    started = []
    environ = RequestFactory().generic(method, address).environ
    response = WSGIHandler()(environ, lambda status, headers: started.append((status, dict(headers))))
    with contextlib.closing(response):
        content = b"".join(response)
    [(status, headers)] = started
    assert headers.pop("X-Request-ID")
    return status, headers, content


@pytest.mark.parametrize("address", ["/meetings.csv", "/meetings.xlsx", "/meetings.json", "/meetings.ics?inexact=1"])
def test_no_row_is_read(address, monkeypatch):
    make_meeting(start="2012-05-03")
    settle()
    status, headers, content = asked("GET", address)
    assert content
    for module in (table, objects, calendar):
        monkeypatch.setattr(module, "chunks_of", lambda ids: pytest.fail("A row was read."))
    assert asked("HEAD", address) == (status, headers, b"")
    assert headers["Content-Disposition"]


def test_a_wrong_parameter_is_refused_as_with_get():
    assert asked("HEAD", "/meetings.csv?countri=china")[0] == "400 Bad Request"


def test_files_of_everything(tmp_path, settings):
    settings.EXPORT_FOLDER, settings.IATI_ORGANISATION = tmp_path, "XM-DAC-99999"
    make_complete()
    settle()
    archive.write(tmp_path, "https://registry.example")
    size = (tmp_path / archive.NAME).stat().st_size
    assert asked("HEAD", "/data/registry.zip")[1]["Content-Length"] == str(size)
    for address in ("/data/registry.zip", "/data/iati.xml"):
        status, headers, content = asked("GET", address)
        assert (status, bool(content)) == ("200 OK", True), address
        assert asked("HEAD", address) == (status, headers, b""), address
