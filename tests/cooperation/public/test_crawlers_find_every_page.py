"""robots.txt names the sitemap. The sitemap has the address of every page that readers see, and no other."""

from xml.etree import ElementTree

import pytest

from cooperation.public.views import crawlers
from tests.cooperation.public.hub import Hub
from tests.factories import make_meeting, make_topic
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HOST = "http://testserver"


def entries(client, path="/sitemap.xml"):
    """Return {path: lastmod} of a file, and the name of its root element."""
    settle()
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    root = ElementTree.fromstring(response.content)  # noqa: S314  our own file
    found = {each.findtext("loc", None, NAMES): each.findtext("lastmod", None, NAMES) for each in root}
    assert all(address.startswith(HOST) for address in found)
    assert len(found) == len(root), "an address is there twice"
    return root.tag.partition("}")[2], {address.removeprefix(HOST): at for address, at in found.items()}


def test_robots_txt_names_the_sitemap_and_closes_what_is_not_for_readers(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /rating/\nDisallow: /ko/rating/\n"
        "Disallow: /search/suggest/\nDisallow: /ko/search/suggest/\n\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )


def test_every_address_opens_and_may_be_indexed(client):
    Hub().grow()
    root, found = entries(client)
    assert root == "urlset"
    assert {"/", "/meetings/", "/meetings/calendar/", "/about/", "/about/figures/", "/sources/", "/data/"} <= set(found)
    for address in found:
        page = read(client, address)
        assert page.status == 200, address
        assert page.canonical == f"{HOST}{address}"
        assert 'name="robots"' not in page.source, address


def test_it_has_the_records_that_readers_see_with_their_last_change(client):
    broad = make_topic("Air")
    meeting = make_meeting("Talks", topics=[make_topic("Smog", parent=broad)])
    make_topic("Noise")
    make_meeting("Draft", published=False)
    make_meeting("Gone", withdrawn=True)
    _root, found = entries(client)
    meetings = [address for address in found if address.startswith("/meetings/") and found[address]]
    assert meetings == [meeting.get_absolute_url()]
    meeting.refresh_from_db()
    assert found[meeting.get_absolute_url()] == meeting.updated_at.isoformat(timespec="seconds")
    assert {address for address in found if address.startswith("/topics/")} == {
        "/topics/",
        "/topics/air/",
        "/topics/smog/",
    }


def test_many_addresses_are_split_into_files(client, monkeypatch, django_assert_num_queries):
    for number in range(5):
        make_meeting(f"Talks {number}")
    _root, whole = entries(client)
    monkeypatch.setattr(crawlers, "MOST", 2)
    root, files = entries(client)
    assert root == "sitemapindex"
    assert "/sitemap-meeting-3.xml" in files
    parts = {}
    for file in files:
        root, found = entries(client, file)
        assert root == "urlset"
        assert "/" in found or 1 <= len(found) <= 4  # each page in both languages
        assert not parts.keys() & found.keys()
        parts |= found
    assert parts == whole
    with django_assert_num_queries(2):  # the index, and the rows of the file
        client.get("/sitemap-meeting-1.xml")


@pytest.mark.parametrize("name", ["meeting-0", "meeting-9", "outcome-1", "user-1", "pages-2"])
def test_a_file_that_does_not_exist_is_not_found(client, name):
    make_meeting()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


@pytest.mark.parametrize(
    "address", ["/meetings/?year=2012", "/meetings/?sort=title", "/meetings/?page=x", "/search/?q=a"]
)
def test_filtered_lists_and_searches_are_not_indexed(client, address):
    assert '<meta name="robots" content="noindex">' in read(client, address).source


def test_options_and_calendars_of_a_month_are_not_indexed(client):
    make_meeting(start="2012-05-04")
    for address in ("/meetings/?options=year", "/meetings/calendar/?month=2012-05"):
        page = read(client, address)
        assert '<meta name="robots" content="noindex">' in page.source, address


def test_a_later_page_of_a_list_is_indexed_at_its_own_address(client):
    for number in range(26):
        make_meeting(f"Talks {number}")
    page = read(client, "/meetings/?page=2")
    assert page.status == 200
    assert page.canonical == f"{HOST}/meetings/?page=2"
    assert 'name="robots"' not in page.source


def test_a_page_is_shared_with_its_title_description_and_address(client):
    page = read(client, make_meeting("Talks & more", summary="About water & air."))
    assert '<meta property="og:title" content="Talks &amp; more · Meeting">' in page.source
    assert '<meta property="og:description" content="About water &amp; air.">' in page.source
    assert f'<meta property="og:url" content="{page.canonical}">' in page.source


@pytest.mark.parametrize(("address", "title"), [("/", "Cooperation registry"), ("/about/", "About this registry")])
def test_a_page_without_an_object_is_shared_with_its_title(client, address, title):
    assert f'<meta property="og:title" content="{title}">' in read(client, address).source


@pytest.mark.parametrize(
    ("address", "mark"),
    [
        ("/meetings/", '<li><a href="/meetings/" aria-current="page">'),
        ("/meetings/talks/", '<li><a href="/meetings/" aria-current="true">'),
        ("/meetings/calendar/", '<li><a href="/meetings/" aria-current="true">'),
        ("/about/figures/", None),
        ("/", None),
    ],
)
def test_the_navigation_marks_the_current_section(client, address, mark):
    make_meeting("Talks")
    source = read(client, address).source
    menu = source[source.index("<header") : source.index("</header>")]
    assert menu.count("aria-current") == bool(mark)
    assert not mark or mark in menu


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/regions/",
            "/countries/",
            "/meetings/",
            "/meetings/talks/",
            "/meetings/calendar/",
            "/meetings/?options=year",
        ),
        *("/topics/", "/sources/", "/about/", "/accessibility/", "/about/figures/", "/search/", "/data/"),
        "/data/columns/",
    ],
)
def test_every_page_below_the_home_page_has_breadcrumbs(client, address):
    make_meeting("Talks", start="2012")
    assert '<nav class="breadcrumb" aria-label="You are here">' in read(client, address).source
