"""gunicorn behind a proxy that it trusts: of what the proxy passes on, only X-Forwarded-Proto is believed."""

import http.client

import pytest

from tests import factories as f
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]


@pytest.fixture
def proxy():
    """proxy(path, header=value) asks the server as its proxy does: with headers as they are, underscores too."""
    with served(WORKERS="1", TRUSTED_PROXIES="127.0.0.1", HTTPS_REDIRECT="on") as server:

        def ask(path, **headers):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("GET", path, headers={"X-Forwarded-Proto": "https", **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, text

        yield ask


def test_no_header_puts_another_page_at_an_address(proxy):
    f.make_meeting("TEMM 14")
    attacks = [
        {"SCRIPT_NAME": "/meetings"},
        {"SCRIPT_NAME": "/elsewhere"},
        {"PATH_INFO": "/"},
        {"REMOTE_USER": "root"},
        {"Script-Name": "/meetings"},
    ]
    attacked = [proxy("/meetings/", **headers) for headers in attacks]
    status, page = proxy("/meetings/")
    assert status == 200
    assert "TEMM 14" in page
    assert 'href="/meetings/temm-14/"' in page
    assert attacked == [(200, page)] * len(attacks)
    assert "/meetings/meetings/" not in proxy("/")[1]


def test_the_scheme_is_believed_and_only_in_one_header(proxy):
    assert proxy("/about/")[0] == 200
    assert proxy("/about/", **{"X-Forwarded-Proto": "http"})[0] == 301
    for header in ("X-Forwarded-Ssl", "X-Forwarded-Protocol"):
        assert proxy("/about/", **{"X-Forwarded-Proto": "http", header: "on"})[0] == 301
