"""Every page names the site and its owner, and gives the contact and the licence in the same place of its footer."""

import json
import re

import pytest
from django.test import RequestFactory

from config import errors
from config.licences import LICENCES
from tests.factories import make_country, make_meeting
from tests.reading import Page, read
from tests.settled import settle

pytestmark = pytest.mark.django_db

FOOTER = """\
Cooperation registry · Ministry of Examples
Contact: registry@ministry.example · Licence of data and text: CC BY 4.0
"""


def meta(page, name):
    return re.search(f'<meta (?:property|name)="{name}" content="([^"]*)">', page.source)[1]


def footer(source):
    """Return the HTML of the two lines on the publisher."""
    return re.search(r"<footer.*?(<p><strong>.*?</p>\s*<p>.*?</p>)", source, re.DOTALL)[1].split()


@pytest.mark.parametrize(
    "address", ["/", "/meetings/", "/meetings/calendar/", "/countries/", "/about/", "/search/?q=water", "/nowhere/"]
)
def test_a_page_names_the_site_and_its_owner(client, address):
    page = read(client, address)
    assert page.title.endswith("Cooperation registry · Ministry of Examples")
    assert page.text.count("Ministry of Examples") >= 2, "in the header and in the footer"
    assert FOOTER in page.text
    assert 'href="mailto:registry@ministry.example"' in page.source
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>' in page.source
    assert meta(page, "og:site_name") == "Cooperation registry · Ministry of Examples"


@pytest.mark.parametrize("answer", [errors.server_error, errors.busy, errors.csrf_failure])
def test_an_error_page_has_the_same_footer_and_asks_no_database(client, django_assert_num_queries, answer):
    expected = footer(client.get("/about/").content.decode())
    with django_assert_num_queries(0):
        response = answer(RequestFactory().get("/admin/"))
    page = Page(response)
    assert footer(page.source) == expected
    assert page.title.endswith(" · Cooperation registry · Ministry of Examples")
    assert page.problems == []


def test_a_refused_request_has_the_same_footer(client):
    expected = footer(client.get("/about/").content.decode())
    response = client.get("/about/", headers={"host": "other.example"})
    assert response.status_code == 400
    assert footer(response.content.decode()) == expected


def test_the_about_page_gives_the_licence_of_data_and_text(client, settings):
    settings.DATA_LICENCE = LICENCES["KOGL-1"]
    page = read(client, "/about/")
    assert "Data and text of this registry: KOGL Type 1." in page.sections["Licence and credits"]


def test_the_preview_image_is_the_neutral_one_or_that_of_the_settings(client, settings):
    page = read(client, "/")
    assert meta(page, "og:image") == "http://testserver/static/img/preview.png"
    assert meta(page, "og:image:width") == "1200"
    settings.PREVIEW_IMAGE = "https://ministry.example/preview.png"
    page = read(client, "/")
    assert meta(page, "og:image") == "https://ministry.example/preview.png"
    assert "og:image:width" not in page.source
    settings.PREVIEW_IMAGE = "/static/own.png"
    assert meta(read(client, "/"), "og:image") == "http://testserver/static/own.png"


DEMONSTRATION = "This is a demonstration made from public sources. It is not the ministry's own site."


def test_a_demonstration_says_so_on_every_page(client, settings):
    meeting = make_meeting("Forum", countries=[make_country("CHN")])
    addresses = ["/", "/meetings/", meeting.get_absolute_url(), "/about/", "/nowhere/", "/admin/login/"]
    assert not any(DEMONSTRATION in read(client, address).text for address in addresses)
    settings.DEMONSTRATION = True
    assert all(DEMONSTRATION in read(client, address).text for address in addresses)
    assert DEMONSTRATION in Page(errors.busy(RequestFactory().get("/"))).text


def test_a_demonstration_is_not_cited_as_the_owner_s(client, settings):
    def named():
        return read(client, "/about/").sections["Licence and credits"]

    assert "Please name “Ministry of Examples, Cooperation registry” and the source" in named()
    settings.DEMONSTRATION = True
    settle()
    not_theirs = "Cooperation registry, Demonstration, not a publication of the Ministry of Examples"
    assert f"Please name “{not_theirs}” and the source" in named()
    found = client.get("/oembed", {"url": "http://testserver/meetings/"}).json()
    assert found["provider_name"] == not_theirs
    assert client.get("/api/v1/openapi.json").json()["info"]["contact"] == {
        "name": "Cooperation registry",
        "email": "registry@ministry.example",
    }


def test_the_admin_has_the_name_of_the_site(client):
    page = read(client, "/admin/login/")
    assert page.title == "Sign in | Cooperation registry"


def test_the_owner_is_not_cited_as_the_author_of_a_demonstration(client, settings):
    meeting = make_meeting("Forum")
    settle()
    address = f"{meeting.get_absolute_url().rstrip('/')}.csl.json"
    [item] = json.loads(client.get(address).content)
    assert item["author"] == [{"literal": "Ministry of Examples"}]
    assert '"publisher":' in client.get(meeting.get_absolute_url()).content.decode()
    settings.DEMONSTRATION = True
    [item] = json.loads(client.get(address).content)
    assert item["author"] == [{"literal": "Cooperation registry"}]
    assert item["container-title"] == "Demonstration, not a publication of the Ministry of Examples"
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert item["container-title"] in page
    assert '"publisher":' not in page
