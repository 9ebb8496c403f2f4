"""A row of a list is fetched and drawn once for each state of the registry, whichever page it stands on."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cooperation.models import Meeting
from cooperation.public import pieces
from tests import factories as f
from tests.cooperation.public.hub import Hub
from tests.reading import read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meetings():
    china, korea, japan = (f.make_country(code) for code in ("CHN", "KOR", "JPN"))
    f.make_meeting("Dust", countries=[china, korea], host_country=japan, start="2012")
    f.make_meeting("Water", countries=[china, japan], host_country=china, start="2013")


def asked(client, address):
    """Whether the page asks for meetings, and the page."""
    with CaptureQueriesContext(connection) as queries:
        page = read(client, address)
    return any('FROM "cooperation_meeting"' in query["sql"] for query in queries), page


def test_another_page_with_the_same_rows_asks_for_none(client, meetings):
    assert asked(client, "/meetings/")[0] is True
    is_asked, page = asked(client, "/meetings/?year=2012")
    assert is_asked is False
    assert "Dust" in page.sections["Results"]
    assert "Water" not in page.sections["Results"]


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (lambda: Meeting.objects.filter(title="Dust").update(title="Yellow dust"), "Yellow dust"),
        (lambda: f.make_country("KOR").__class__.objects.filter(alpha_3="KOR").update(name="Korea, R."), "Korea, R."),
        (
            lambda: f.make_citation(Meeting.objects.get(title="Dust"), field="start", is_disputed=True, note="2011?"),
            "disputed",
        ),
    ],
    ids=["its own", "the name of another", "what is said of it"],
)
def test_what_a_row_shows_is_on_the_next_page(client, meetings, change, now):
    assert now not in read(client, "/meetings/").sections["Results"]
    change()
    assert now in read(client, "/meetings/?country=china").sections["Results"]


def test_a_row_that_is_there_for_its_host_says_so_only_there(client, meetings):
    assert "host only" not in read(client, "/meetings/").sections["Results"]
    assert "host only" in read(client, "/meetings/?country=japan&year=2012").sections["Results"]
    assert "host only" not in read(client, "/meetings/?country=china&year=2012").sections["Results"]


def test_the_store_is_bounded():
    store = pieces.Pieces(most=2)
    for number in range(5):
        assert store.put((number,), str(number)) == str(number)
    assert len(store.kept) <= 2
    assert store.get((4,)) == "4"


def test_a_part_is_kept_for_each_language_and_value():
    template = Template('{% load registry i18n %}{% kept "test of kept" here %}{{ here }} {{ other }}{% endkept %}')
    shown = [template.render(Context({"here": here, "other": other})) for here, other in ["aa", "ab", "bb"]]
    assert shown == ["a a", "a a", "b b"], "what is not among the values is not looked at again"
    with translation.override("ko"):
        assert template.render(Context({"here": "a", "other": "c"})) == "a c"


@pytest.mark.parametrize("name", ["agreements", "meetings", "mechanisms", "projects", "outcomes", "organizations"])
@pytest.mark.parametrize("stays", ["answer", "above the rows", "rows"])
def test_whatever_made_room_is_made_anew(client, settings, name, stays):
    """Each piece may go without the others: another thread has put it there just now, or it was the oldest."""
    settings.PAGE_CACHE = False
    Hub().grow()
    for query in ("", "?country=china", "?size=50&q=dust"):
        whole = client.get(f"/{name}/{query}")
        kept = pieces._last
        kept.parts.kept = {key: part for key, part in kept.parts.kept.items() if key[0] == stays}
        if stays != "rows":
            kept.rows.kept = {}
        again = client.get(f"/{name}/{query}")
        assert (again.status_code, again.content) == (200, whole.content)


def test_what_is_kept_is_bounded_however_often_it_is_put_there():
    kept = pieces.Pieces(most=100)
    for _ in range(50):
        kept.put(("a",), "x" * 30)
    assert (kept.size, kept.get(("a",))) == (30, "x" * 30)
    for number in range(50):
        kept.put((number,), "y" * 30)
    assert (kept.size, list(kept.kept)) == (90, [(47,), (48,), (49,)])
