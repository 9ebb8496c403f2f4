"""The results of a search: the rows, with their dates and places, and the passages that match."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.safestring import SafeString

from regions.models import Country, Region
from regions.translated import LANGUAGES, Text, column_in, text_of, with_hangul_marked

from ... import index, search
from ...domain.hangul import by_script
from ...domain.kinds import RECORDS
from ...filters.names import Name, named
from ...index import Dimension, number
from ...models import Outcome
from ...search.highlight import Highlighter
from . import related_lists
from .relations import attach_links

RELATED = {"outcome": "meeting", "country": "region", "topic": "parent", "organization": "country"}
PLACES = 3  # countries or regions of a result


@dataclass(frozen=True)
class Result:
    """A search result: its kind, its title, and a passage with the keywords marked.

    `places` are the partner countries, or without any the regions, of a record; `more_places` is how many are left out.
    """

    kind: str
    label: str
    row: object
    title: SafeString
    passage: SafeString | str
    places: list[Name]
    more_places: int


def results_of(snapshot, query, hits) -> dict:
    """Return the result of each hit."""
    rows, places = {}, {}
    for kind in dict.fromkeys(hit.kind for hit in hits):
        ids = [hit.id for hit in hits if hit.kind == kind]
        rows |= {(kind, row.pk): row for row in _fetch(snapshot, kind, ids)}
        if kind in (*RECORDS, "outcome"):
            places |= {(kind, pk): found for pk, found in _places(snapshot, kind, ids).items()}
    cited = [
        row.meeting if kind == "outcome" else row for (kind, _pk), row in rows.items() if kind in (*RECORDS, "outcome")
    ]
    related_lists.attach_claims(cited, has_sources=True)
    texts = {key: list(_texts(row)) for key, row in rows.items()}
    marker = Highlighter(query, [text for found in texts.values() for text in found])
    results = {}
    for hit in hits:
        row = rows[hit[:2]]
        title, *rest = texts[hit[:2]]
        passage = _passage(title, rest, marker)
        name = marker.passage(title) if hit.kind == "outcome" else marker.mark(title)
        where = places.get(hit[:2], [])
        results[hit] = Result(
            hit.kind,
            row._meta.verbose_name,
            row,
            in_language(name, title),
            in_language(marker.passage(passage), passage) if passage else "",
            where[:PLACES],
            len(where[PLACES:]),
        )
    return results


def _passage(title: Text, texts: list[Text], marker: Highlighter) -> Text | str:
    """Return the text to show below the title: the first with a keyword, else the first one in the page's language.

    A text in another language is shown only if the keyword is in no other text of the result.
    """
    readable = [text for text in texts if not text.is_foreign]
    marked = [text for text in readable if marker.has_marks(text)]
    if not marked and not marker.has_marks(title):
        marked = [text for text in texts if marker.has_marks(text)]
    return next(iter(marked or readable), "")


def _fetch(snapshot, kind, ids):
    rows = search.KINDS[kind].objects.filter(pk__in=ids)
    if kind in RELATED:
        rows = rows.select_related(RELATED[kind])
    if kind in RECORDS:
        rows = rows.published()
    if kind == "meeting":
        rows = list(rows.prefetch_related(Prefetch("outcomes", Outcome.objects.order_by("position", "key"))))
        for row in rows:
            row.is_presumed_held = related_lists.is_presumed_held(row, snapshot.day)
    if kind in ("meeting", "outcome"):
        rows = list(rows)
        attach_links(snapshot, [row.meeting if kind == "outcome" else row for row in rows], "host_country")
    return rows


def _places(snapshot, kind, ids):
    """Return the partner countries of each row, or its regions if it has none, according to the index."""
    entries, places = snapshot[kind], {pk: [] for pk in ids}
    for model, dimension in ((Country, Dimension.COUNTRY), (Region, Dimension.REGION)):
        without = index.id_set(pk for pk, found in places.items() if not found)
        tagged = {number(of): rows for of in entries.totals(dimension) if (rows := entries.get(of) & without)}
        for place in named(snapshot, model, tagged):
            if place.code != settings.HOME_COUNTRY:
                for pk in tagged[place.id]:
                    places[pk].append(place)
    return places


# The fields with texts that a result may show below its title.
SHOWN_TEXTS = (
    *("summary", "formal_name", "other_names", "policy_directions"),
    *("publisher", "note", "cadence", "signed_at", "usual_city"),
)
LINES = ("other_names", "policy_directions")


def _texts(row) -> Iterator[Text]:
    """Yield the texts of a row that a result may show, its title first, and last those in another language."""
    yield text_of(row, "text") if isinstance(row, Outcome) else row.shown_name()
    others = _in_another_language(row, row.named_by)
    for name in SHOWN_TEXTS:
        if name in row.translated:
            text = text_of(row, name)
            others += _in_another_language(row, name)
        else:
            text = by_script(getattr(row, name, ""))
        if text:
            yield text.with_text(" · ".join(text.splitlines())) if name in LINES else text
    if row._meta.model_name == "meeting":
        for outcome in row.outcomes.all():
            yield text_of(outcome, "text")
            others += _in_another_language(outcome, "text")
    yield from others


def _in_another_language(row, name) -> list[Text]:
    """Return the text in the languages that the page does not show."""
    if name not in row.translated:
        return []
    shown = text_of(row, name).language
    texts = (Text(getattr(row, column_in(each, name)), each) for each in LANGUAGES if each != shown)
    return [text for text in texts if text]


def in_language(html: SafeString, text: Text) -> SafeString:
    """Return the marked text in an element with its language, if that is not the page's."""
    html = html if text.language == "ko" else with_hangul_marked(html)
    return format_html('<span lang="{}">{}</span>', text.language, html) if text.is_foreign else html
