"""Look up countries, organizations and records by any of their names, once per file."""

import re
import unicodedata
from collections import defaultdict
from difflib import get_close_matches
from functools import cache

from babel import Locale
from django.contrib.redirects.models import Redirect
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.translated import columns, text_of

from ...domain.hangul import DOTS
from ...models import Mechanism, Meeting, Merge, Organization, Outcome, Record, Source, Topic
from ...workflow.merged import Trace, traces
from . import korean

# Also find countries by their Unicode CLDR names in these languages.
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar", "ko", "ja", "de", "pt")
# Limit of suggestions per file: each takes some milliseconds.
MOST_LIKELY = 500
_SMALL_WORDS = {"the", "of", "and", "&"}
_SHORT_WORDS = {"rep": "republic", "dem": "democratic", "fed": "federated", "sts": "states", "st": "saint"}
# Apostrophes, and the middle dots that Unicode counts as letters.
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"} | dict.fromkeys(DOTS, "·"))


class Unknown(ValueError):
    """A text that matches nothing in the registry. Its text is the message for the user."""


class Ambiguous(Unknown):
    """A text that matches more than one object."""


def folded(text: str) -> str:
    """Return `text` normalized: without differences of case, accents, punctuation and whitespace."""
    text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold().replace("'", "")
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", " ".join(re.sub(r"[^\w]+", " ", text).split()))


def header_key(text) -> str:
    """Return the header without anything but letters and digits: "Host country", "host_country" and "HostCountry"."""
    return re.sub(r"[\W_]+", "", folded(str(text)))


def any_order(text: str) -> str:
    """Return the folded words of `text` sorted, so that "Korea, Rep." matches "The Republic of Korea"."""
    return " ".join(sorted({_SHORT_WORDS.get(word, word) for word in folded(text).split()} - _SMALL_WORDS))


class ByName:
    """Finds rows of a small table, which is read at once."""

    def __init__(self, model, in_file: "InFile | None" = None):
        self.model = model
        self.in_file = in_file or InFile()
        self.names, self.likely, self.is_read = {}, {}, False
        self.merged: dict[str, Trace] | None = None
        # Lookup order: codes, names, other names, then the words in any order.
        self.levels = [(fold, defaultdict(set)) for fold in (folded, folded, folded, any_order)]

    def prepare(self, texts: set[str]) -> None:
        """Read all rows, once."""
        if not self.is_read:
            self.is_read = True
            for row in self.model.objects.only(*_NEEDED[self.model]):
                self._add(row)
            self._add_old_slugs()

    def _add_old_slugs(self):
        """Find rows by former slugs too, and by those of what was merged into them."""
        now = {code: pk for pk, (code, _name) in self.names.items()}
        before = f"/{self.model.address}/"
        rows = Redirect.objects.filter(old_path__startswith=before).values_list("old_path", "new_path")
        former = {old: new.partition("#")[0] for old, new in rows}
        if issubclass(self.model, Record):
            gone = dict(self.model._base_manager.filter(merged_into__isnull=False).values_list("pk", "slug"))
            for pk, trace in traces(self.model, gone).items():
                self.levels[0][1][folded(gone[pk])].add(trace.survivor)
        for old, new in former.items():
            if pk := now.get(new.removeprefix(before).rstrip("/")):
                self.levels[0][1][folded(old.removeprefix(before).rstrip("/"))].add(pk)

    def key_of(self, text: str, part: str, key: int) -> int | None:
        """Return the key of a part of what `text` names: if that was merged, the key of the copy, or None."""
        if self.merged is None:
            kind = self.model._meta.model_name
            gone = dict(Merge.objects.filter(kind=kind).values_list("duplicate", "slug"))
            self.merged = {folded(gone[pk]): trace for pk, trace in traces(self.model, gone).items()}
        trace = self.merged.get(folded(text))
        return trace.key(part, key) if trace else key

    def load(self, ids: set[int]) -> None:
        """Read what `show` needs."""
        self.prepare(set())

    def find(self, text: str, with_suggestion: bool = True) -> int:
        self.prepare(set())
        for fold, level in self.levels:
            if found := level.get(fold(text)):
                return self._only(text, found)
        if self.model is Country:
            codes = _names_of_countries().get(folded(text), ())
            if found := {pk for code in codes for pk in self.levels[0][1].get(folded(code), ())}:
                return self._only(text, found)
        if text in self.in_file.numbers:
            return -self.in_file.numbers[text]
        words = _("There is no %(kind)s “%(value)s”.") % {"kind": self.model._meta.verbose_name, "value": text}
        if with_suggestion and (near := self.similar(text)):
            words += " " + _("Did you mean %(name)s?") % {"name": self.name(near)}
        raise Unknown(words)

    def similar(self, text: str) -> int | None:
        """Return what the text probably means, or None. Only the first MOST_LIKELY texts get a suggestion."""
        if "," in text:  # several names, not one misspelled name
            return None
        if text not in self.likely and len(self.likely) < MOST_LIKELY:
            names = {key: found for _fold, level in self.levels[1:3] for key, found in level.items()}
            near = get_close_matches(folded(text), names, n=1, cutoff=0.8)
            self.likely[text] = min(names[near[0]]) if near else None
        return self.likely.get(text)

    def within(self, text: str) -> int | None:
        """Return what has its longest name within the words of the text, or None: Africa in "Western Africa"."""
        self.prepare(set())
        words = set(any_order(text).split())
        names = {name: pks for name, pks in self.levels[3][1].items() if set(name.split()) <= words}
        return min(names[max(names, key=len)]) if names else None

    def key(self, pk: int) -> str:
        """Return the key of an object: "country:KOR"."""
        return f"{self.model._meta.model_name}:{self.show(pk)}"

    def show(self, pk: int) -> str:
        return self.in_file.texts[pk] if pk < 0 else self.names[pk][0]

    def name(self, pk: int) -> str:
        return self.in_file.texts[pk] if pk < 0 else self.names[pk][1]

    def _only(self, text, found):
        if len(found) == 1:
            return next(iter(found))
        names = get_text_list(sorted(self.name(pk) for pk in found), _("or"))
        raise Ambiguous(_("“%(value)s” may be %(names)s.") % {"value": text, "names": names})

    def _add(self, row):
        names = [text for name in columns(row.named_by) if (text := getattr(row, name))]
        name = str(text_of(row, row.named_by))
        code = row.alpha_3 if self.model is Country else row.slug
        self.names[row.pk] = (code, name)
        acronym = getattr(row, "acronym", "")
        codes = [row.slug, getattr(row, "reference", "")]
        if self.model is Country:
            codes += [row.alpha_2, row.alpha_3, row.numeric, row.numeric.lstrip("0")]
        formal = [getattr(row, each, "") for each in columns("formal_name")]
        others = [acronym, *formal, *row.other_names.splitlines()]
        known = [*names, *(f"{name} ({acronym})" for name in names if acronym)]
        for (fold, level), texts in zip(self.levels, (codes, known, others, [*names, *others]), strict=True):
            for text in texts:
                if key := fold(text or ""):
                    level[key].add(row.pk)


_NEEDED = {
    Country: ("slug", *columns("name"), *columns("formal_name"), "other_names", "alpha_2", "alpha_3", "numeric"),
    Organization: ("slug", *columns("name"), "other_names", "acronym"),
    Topic: ("slug", *columns("name"), "other_names"),
    Region: ("slug", *columns("name"), "other_names"),
    Mechanism: ("slug", *columns("title"), "other_names", "acronym", "reference"),
}


@cache
def _names_of_countries() -> dict[str, set[str]]:
    found = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[folded(name)].add(code)
    for code, names in korean.COUNTRIES.items():
        for name in names.split():
            found[folded(name)].add(code)
    return found


class InFile:
    """The rows of the file, by the texts that other rows can use for them. Row 7 has the id -7 until it is saved."""

    def __init__(self):
        self.numbers = {}
        self.texts = {}

    def add(self, number: int, *texts: str) -> None:
        """Register row `number` under these texts. The first one is displayed."""
        for text in texts:
            if text:
                self.numbers.setdefault(text, number)
                self.texts.setdefault(-number, text)


class ByReference:
    """Finds records of a large table by slug, reference or title, with one query per batch."""

    def __init__(self, model, in_file: InFile | None = None):
        self.model = model
        self.in_file = in_file or InFile()
        self.ids = [{}, {}, defaultdict(set)]
        self.names = {}
        self.asked = set()
        self.merged: dict[str, Trace] = {}

    def prepare(self, texts: set[str]) -> None:
        """Read the records that `texts` name."""
        texts = texts - self.asked
        self.asked |= texts
        if not texts:
            return
        self._find_merged(texts)
        titles = columns("title")
        rows = self.model.objects.order_by("pk").values_list("pk", "slug", "reference", *titles)
        for pk, slug, reference, *_titles in rows.filter(Q(slug__in=texts) | Q(reference__in=texts)):
            self.names[pk] = slug
            self.ids[0][slug] = pk
            if reference:
                self.ids[1][reference] = pk
        by_title = {text for text in texts if text not in self.ids[0] and text not in self.ids[1]}
        if by_title:
            has_title = Q(*((f"{title}__in", by_title) for title in titles), _connector=Q.OR)
            for pk, slug, _reference, *found in rows.filter(has_title):
                self.names[pk] = slug
                for title in filter(None, found):
                    self.ids[2][title].add(pk)

    def _find_merged(self, texts):
        """Find the survivors of merged records by the slug or the reference of the merged one."""
        named = self.model._base_manager.filter(Q(slug__in=texts) | Q(reference__in=texts - {""}))
        rows = list(named.filter(merged_into__isnull=False).values_list("pk", "slug", "reference"))
        found = traces(self.model, [pk for pk, _slug, _reference in rows])
        for pk, *words in rows:
            self.merged |= {text: found[pk] for text in words if text and pk in found}
        for text, trace in self.merged.items():
            self.ids[0].setdefault(text, trace.survivor)
        self.load({trace.survivor for trace in found.values()})

    def key_of(self, text: str, part: str, key: int) -> int | None:
        """Return the key of a part of the record that `text` names: if that was merged, the key of the copy, or None if
        it had no such part.
        """
        trace = self.merged.get(text)
        return trace.key(part, key) if trace else key

    def load(self, ids: set[int]) -> None:
        """Read what `show` needs."""
        missing = ids - self.names.keys()
        if missing:
            self.names |= dict(self.model._base_manager.filter(pk__in=missing).values_list("pk", "slug"))

    def find(self, text: str) -> int:
        for known in (self.ids[0], self.ids[1]):
            if text in known:
                return known[text]
        if text in self.in_file.numbers:
            return -self.in_file.numbers[text]
        found = self.ids[2].get(text, ())
        if len(found) == 1:
            return next(iter(found))
        values = {"kind": self.model._meta.verbose_name, "value": text}
        if found:
            raise Unknown(_("Several have the title “%(value)s”: write the slug or the reference.") % values)
        raise Unknown(_("There is no %(kind)s with the slug, reference or title “%(value)s”.") % values)

    def show(self, pk: int) -> str:
        return self.in_file.texts[pk] if pk < 0 else self.names[pk]

    name = show


class ByMeeting:
    """Finds outcomes by the slug of their meeting and their key: "temm-14#outcome-3"."""

    pattern = re.compile(r"([a-z0-9-]+)#outcome-([1-9][0-9]{0,8})")
    model = Outcome

    def __init__(self, in_file: InFile | None = None):
        self.in_file = in_file or InFile()
        self.ids, self.names, self.places, self.asked = {}, {}, {}, set()

    def prepare(self, texts: set[str]) -> None:
        """Read the outcomes of the meetings that `texts` name."""
        slugs = {match[1] for text in texts if (match := self.pattern.fullmatch(text))} - self.asked
        self.asked |= slugs
        if slugs:
            self._read(Q(meeting__slug__in=slugs))
            self._find_merged(slugs)

    def load(self, ids: set[int]) -> None:
        """Read what `show` needs."""
        if missing := ids - self.names.keys():
            self._read(Q(pk__in=missing))

    def _find_merged(self, slugs):
        """Find the copies of the outcomes of merged meetings, by their old keys."""
        rows = dict(Meeting._base_manager.filter(slug__in=slugs, merged_into__isnull=False).values_list("pk", "slug"))
        found = traces(Meeting, rows)
        self._read(Q(meeting__in={trace.survivor for trace in found.values()}))
        copies = {(meeting, key): pk for pk, (meeting, key) in self.places.items()}
        for old, trace in found.items():
            for key in trace.merges[0].keys.get("outcome", ()):
                if pk := copies.get((trace.survivor, trace.key("outcome", key))):
                    self.ids[f"{rows[old]}#outcome-{key}"] = pk

    def _read(self, condition):
        rows = Outcome.objects.filter(condition).order_by().values_list("pk", "meeting", "meeting__slug", "key")
        for pk, meeting, slug, key in rows:
            self.places[pk] = (meeting, key)
            text = f"{slug}#outcome-{key}"
            self.ids[text], self.names[pk] = pk, text

    def find(self, text: str) -> int:
        if text in self.ids:
            return self.ids[text]
        if text in self.in_file.numbers:
            return -self.in_file.numbers[text]
        if not self.pattern.fullmatch(text):
            raise Unknown(_("“%(value)s” does not name an outcome. Write it like temm-14#outcome-3.") % {"value": text})
        raise Unknown(_("There is no outcome “%(value)s”.") % {"value": text})

    def show(self, pk: int) -> str:
        return self.in_file.texts[pk] if pk < 0 else self.names[pk]

    name = show


class BySource:
    """Finds sources by slug, address or title, with one query per batch."""

    def __init__(self):
        self.ids = [{}, defaultdict(set), defaultdict(set)]
        self.names, self.slugs, self.asked = {}, {}, set()

    def prepare(self, texts: set[str]) -> None:
        """Read the sources that `texts` name."""
        texts = texts - self.asked
        self.asked |= texts
        rows = Source.objects.filter(Q(slug__in=texts) | Q(url__in=texts) | Q(title__in=texts)) if texts else ()
        for row in rows:
            self.names[row.pk], self.slugs[row.pk] = row.title, row.slug
            self.ids[0][row.slug] = {row.pk}
            self.ids[1][row.url].add(row.pk)
            self.ids[2][row.title].add(row.pk)

    def load(self, ids: set[int]) -> None:
        """Read what `name` and `show` need."""
        if missing := ids - self.names.keys():
            for pk, title, slug in Source.objects.filter(pk__in=missing).values_list("pk", "title", "slug"):
                self.names[pk], self.slugs[pk] = title, slug

    def find(self, text: str, with_suggestion: bool = True) -> int:
        for known in self.ids:
            if found := known.get(text):
                if len(found) == 1:
                    return next(iter(found))
                raise Ambiguous(_("Several sources have this address or title. Write the slug of one."))
        words = _("There is no source with the slug, address or title “%(value)s”. Add it first.")
        raise Unknown(words % {"value": text})

    def name(self, pk: int) -> str:
        return self.names[pk]

    def show(self, pk: int) -> str:
        return self.slugs[pk]

    def key(self, pk: int) -> str:
        """Return the key of a source that was found: "source:treaty-list"."""
        return f"source:{self.show(pk)}"

    def similar(self, text: str) -> None:
        """Return None: titles of sources are often alike."""
