"""Pages show the reader's language, else the other one: each text in another language is in an element that says so."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps

from cooperation.models import Citation, Outcome
from regions.translated import columns
from tests import factories as f
from tests.reading import VOID
from tests.settled import settle

from .hub import ADDRESSES, EMBEDDED, Hub

# A word of every English text of a record: it is in no text of the pages themselves.
ENGLISH = "Zorblat"
HANGUL = re.compile("[\uac00-\ud7a3]")
# Within svg, a title can have a language. Code has the data of both.
WITHOUT_MARKUP = {"title", "textarea", "script", "style", "code"}
ALSO = (
    *("/search/", "/search/?q=zorblat", "/search/?q=한글", "/search/?q=hub", "/search/?q=없는말", "/nowhere/"),
    *("/meetings/?topic=hub-topic&mechanism=hub-mechanism", "/outcomes/?sort=modified", "/organizations/?sort=title"),
    *("/meetings/?country=vietnam&q=없는말", "/meetings/?country=한국", "/?shade=agreements"),
    "/mechanisms/compare/?a=hub-mechanism&b=other-mechanism",
)


class Reader(HTMLParser):
    """Collects the texts of a page, each with the nearest lang around it, and its attributes."""

    def __init__(self, source):
        super().__init__()
        self.open, self.texts, self.attributes, self.titles = [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append((tag, attributes.get("lang", self.language)))

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tags = [tag for tag, _language in self.open]
        if not data.strip():
            return
        if WITHOUT_MARKUP & set(tags) and "svg" not in tags:
            self.titles.append(data)
        else:
            self.texts.append((data, self.language))

    @property
    def language(self):
        return self.open[-1][1] if self.open else ""


def translate(shift):
    """Give the rows a text in both languages, only in English or only in Korean, in turn."""
    for model in (*apps.get_app_config("regions").get_models(), *apps.get_app_config("cooperation").get_models()):
        for row in model._base_manager.all() if hasattr(model, "translated") else ():
            turn = (row.pk + shift) % 3
            for name in model.translated:
                english, korean = columns(name)
                lines = "\n" if name == "policy_directions" else " "
                texts = {
                    english: "" if turn == 2 else f"{ENGLISH}{lines}{name} {row.pk}",
                    korean: "" if turn == 1 else f"한글{lines}{name} {row.pk}",
                }
                for column, text in texts.items():
                    setattr(row, column, text)
            if hasattr(row, "other_names"):
                row.other_names = "다른 이름\nAnother name"
            row.save()
    for citation in Citation.objects.all():
        citation.quotation, citation.note = ("A quotation.", "쪽지") if citation.pk % 2 else ("인용문", "A note.")
        citation.save()


@pytest.fixture(params=[0, 1, 2])
def addresses(request, db):
    hub = Hub()
    for _ in range(2):
        hub.grow()
    f.make_meeting("Second", mechanism=f.make_mechanism("Other mechanism"), ordinal=2, start="2012", city="Zorblat")
    f.make_meeting("On a day", start="2012-05-04", countries=[f.make_country("CHN")], host_country=hub.country)
    f.make_citation(hub.meeting, field="title", is_disputed=True, note="다름")
    translate(request.param)
    outcomes = [each.meeting.get_absolute_url() for each in Outcome.objects.select_related("meeting")[:3]]
    withdrawn = f.make_meeting(withdrawn=True, withdrawal_reason="잘못 등록함").get_absolute_url()
    pages = [*ADDRESSES, *EMBEDDED, *ALSO, *outcomes, withdrawn, *hub.addresses]
    return [*pages, *(f"{address}?sources=all" for address in hub.addresses)]


def flaws(source, language):
    """Return the texts of a page that are not in an element with their language, and markup where none may be."""
    reader = Reader(source)
    for text, nearest in reader.texts:
        if language == "en" and HANGUL.search(text) and nearest != "ko":
            yield f"Korean in {nearest}: {text.strip()[:80]}"
        if ENGLISH in text and nearest != "en":
            yield f"English in {nearest}: {text.strip()[:80]}"
    for tag, name, value in reader.attributes:
        if "<" in value or not re.fullmatch(r"[A-Za-z][\w:-]*", name):
            yield f"markup in {tag} {name}={value[:80]}"
    yield from (f"markup in a title: {text[:80]}" for text in reader.titles if "<span" in text)


def test_every_text_is_in_its_language(client, addresses):
    settle()
    found = {}
    for address, language in [(each, language) for each in addresses for language in ("en", "ko")]:
        response = client.get(f"/ko{address}" if language == "ko" else address)
        assert response.status_code in (200, 404, 410), address
        if wrong := sorted(set(flaws(response.content.decode(), language))):
            found[address, language] = wrong[:5]
    assert found == {}
