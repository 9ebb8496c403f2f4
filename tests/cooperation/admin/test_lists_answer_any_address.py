"""No address makes a list fail, and what it does not know is told, not ignored."""

import random
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin

from cooperation.models import Meeting
from tests import factories

from .conftest import address, form_at, messages

pytestmark = pytest.mark.django_db
UNKNOWN = [
    "year=abc",
    "year=2012-05",
    "year=999999999999999999999",
    "year=%00",
    "publication=secret",
    "publication=%00",
    "quality=nothing",
    "region=atlantis",
    "status__exact=abc",
    "status__exact=%00",
    "kind__exact=session&kind__exact=x",
    "mechanism__id__exact=abc",
    "mechanism__id__exact=%00",
    "start__gte=2012",
    "title__regex=(",
    "published_at__isnull=True",
    "internal_note__contains=a",
    "nothing=1",
    "topics__name__icontains=a",
    "id__in=1,a",
    "p=999",
    "e=1",
    "e=1&year=abc",
]
NAMES = [
    "year",
    "publication",
    "quality",
    "region",
    "status__exact",
    "mechanism__id__exact",
    "q",
    "p",
    "o",
    "all",
    "e",
    "id",
]
NAMES += [
    "_popup",
    "_facets",
    "_changelist_filters",
    "title__regex",
    "pk__in",
    "slug",
    "x\x00y",
    "__",
    "published_at__lt",
]
VALUES = [
    "",
    "abc",
    "1",
    "-1",
    "2012",
    "\x00",
    "'",
    '"',
    "\\",
    "%",
    "🙂",
    "2" * 30,
    "1.2.-3",
    "(",
    "a b " * 200,
    "draft",
]


@pytest.fixture
def meetings():
    series = factories.make_mechanism()
    return [factories.make_meeting(start="2012", mechanism=series) for _ in range(51)]


@pytest.mark.parametrize("query", UNKNOWN)
def test_what_a_list_does_not_know_leads_to_the_whole_list_with_a_word(editor, meetings, query):
    response = editor.get(f"{address(Meeting, 'changelist')}?{query}", follow=True)
    assert response.status_code == 200
    assert "The whole list is shown." in messages(response)
    assert response.context["cl"].result_count == 51


def test_random_addresses_of_every_list(administrator, meetings):
    chance = random.Random(26)  # noqa: S311
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    for number in range(150):
        pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randint(1, 3))]
        query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
        response = administrator.get(f"{lists[number % len(lists)]}?{query}", follow=True)
        assert response.status_code in {200, 400}, query


def test_too_many_words_are_told(editor, meetings):
    response = editor.get(address(Meeting, "changelist"), {"q": "a " * 50})
    assert "Only the first 10 words were used." in messages(response)


@pytest.mark.parametrize("value", ["abc", "\x00", "9" * 30, "1,abc", "-1", ""])
def test_a_form_that_is_to_be_filled_in_with_what_is_no_id(editor, value):
    names = ("mechanism", "countries", "title", "start", "ordinal", "nothing", "outcomes")
    for name in names:
        assert form_at(editor, f"{address(Meeting, 'add')}?{urlencode({name: value})}")
    assert editor.get(address(Meeting, "add"), dict.fromkeys(names, value)).status_code == 200


@pytest.mark.parametrize("key", ["abc", "0", "9" * 30, "%00", "1_5B"])
@pytest.mark.parametrize("page", ["change", "delete", "history", "withdraw"])
def test_a_thing_that_is_not_there(publisher, key, page):
    response = publisher.get(f"/admin/cooperation/meeting/{key}/{page}/", follow=True)
    assert response.status_code == 200
    assert "Perhaps it was deleted?" in messages(response)


@pytest.mark.parametrize("term", ["\x00", "'", '"', "a " * 300, "🙂", "%", "\\"])
def test_an_autocomplete_box_takes_anything(editor, meetings, term):
    asked = {"app_label": "cooperation", "model_name": "meeting", "term": term}
    for field in ("countries", "mechanism", "part_of_meeting", "topics", "organizations", "part_of_project"):
        assert editor.get("/admin/autocomplete/", {**asked, "field_name": field}).status_code == 200
    assert editor.get("/admin/autocomplete/", {**asked, "field_name": "title"}).status_code == 403
    assert editor.get("/admin/autocomplete/", {**asked, "field_name": "topics", "page": "x"}).status_code == 404
