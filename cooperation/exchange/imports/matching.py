"""What the values of a file mean: found by name, or chosen by the user for all rows of the file."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.db.models import Model, Q

from regions.models import Country, Region

from ...models import Mechanism, Organization, RememberedChoice, Source, Topic, Upload, UploadedValue
from ...search.korean import initials
from .lookups import Ambiguous, Unknown, folded
from .proposing import propose

# Models whose unknown names the user can match.
MATCHED = {model._meta.model_name: model for model in (Country, Organization, Region, Topic, Mechanism, Source)}
LONGEST = 300  # characters of a value that can be matched
MOST = 5000  # unknown values of a file that are listed
LEFT_OUT = object()
LEAVE_OUT = "-"  # as a proposal: it was left out of an earlier file
# "한국, 중국 및 일본", "한국과 중국": 과 and 와 are part of the word before them.
_SEPARATOR = re.compile(r"\s*(?:[,/·・ㆍ、，]|&|\band\b)\s*|\s+및\s+|(?<=[가-힣])[과와]\s+", re.IGNORECASE)
_WITHOUT_AND = re.compile(r"\s*[,/、，]\s*")
_BETWEEN = re.compile(r"[\s·・ㆍ,/-]+")
_MOST_PIECES = 8  # of one name: "Korea, Republic of" has two


def scope_of(column) -> str:
    """Return the scope of a column's values, or "" if unknown ones cannot be matched."""
    if model := getattr(column, "of", None):
        return model._meta.model_name if model in MATCHED.values() else ""
    if getattr(column, "is_code", False):
        return f"{column.field.model._meta.model_name}.{column.field.name}"
    return ""


def key_of(text: str) -> str:
    """Return the text by which values are the same."""
    return folded(text) or text.strip()


@dataclass
class Choices:
    """What the user chose about a file: the meaning of values by scope and text, the order of dates, one source."""

    meanings: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    source: str = ""  # its slug

    @classmethod
    def of(cls, upload: Upload) -> "Choices":
        """Return what was chosen on the page of the upload."""
        rows = UploadedValue.objects.filter(upload=upload, is_decided=True)
        return cls(_by_place(rows), upload.choices.get("orders", {}), upload.choices.get("source", ""))

    def with_remembered(self) -> "Choices":
        """Return these choices, and for all other values those of earlier files."""
        remembered = _by_place(_remembered().exclude(meaning=[]))
        return Choices({**remembered, **self.meanings}, self.orders, self.source)


def _remembered():
    return RememberedChoice.objects.filter(Q(scope__in=MATCHED) | Q(scope__contains="."))


def _by_place(rows):
    values = rows.order_by().values_list("scope", "text", "meaning")
    return {(scope, key_of(text)): meaning for scope, text, meaning in values}


class Finders(dict):
    """The finders by model, with what the user chose. Collects the values that nothing is found for."""

    def __init__(self, finders: dict, choices: Choices, today: date):
        super().__init__(finders)
        self.choices, self.today = choices, today
        if Source in self:
            keys = [key for meaning in choices.meanings.values() for key in meaning]
            self[Source].prepare({key.partition(":")[2] for key in keys if key.startswith("source:")})
        self.known = {}
        # By scope and key: how the value is written, its columns, the number of rows, and the last of them.
        self.noted = {}
        self.number = 0  # of the row that is being read

    def chosen(self, column, text: str) -> list[str] | None:
        """Return the keys that the user chose for a value, or None. Notes that the value occurs."""
        meaning = self.choices.meanings.get((scope_of(column), key_of(text)))
        if meaning is not None:
            self.note(column, text)
        return meaning

    def find(self, column, text: str) -> frozenset[tuple[type[Model], int]] | None:
        """Return what one text names, as pairs of model and id; nothing if it is left out. None if it is not known."""
        place = (column.name, text)
        if place not in self.known:
            self.known[place] = self._by_name(column, text)
        if self.known[place] is not None:
            return self.known[place]
        if (keys := self.chosen(column, text)) is None:
            return None
        pairs = [self._target(key) for key in keys]
        return frozenset(pairs) if all(pairs) else None

    def _by_name(self, column, text):
        for model in column.targets:
            try:
                return frozenset({(model, self[model].find(text, with_suggestion=False))})
            except Ambiguous:
                return None
            except Unknown:
                continue
        return None

    def _target(self, key):
        name, _colon, code = key.partition(":")
        model = MATCHED.get(name)
        try:
            return (model, self[model].find(code)) if model else None
        except Unknown:  # it was deleted or renamed since
            return None

    def is_recorded(self, scope: str, meaning: list[str]) -> bool:
        """Return whether everything that a value means is still there."""
        return scope not in MATCHED or all(map(self._target, meaning))

    def split(self, column, text: str) -> tuple[set[tuple[type[Model], int]], list[str]]:
        """Return what the names in a text mean, and the names that are not known.

        The whole text comes first, as "Korea, Republic of" is one name; then the longest names between commas,
        slashes and the word "and". "Ministry of Environment and Water" is one unknown organization, even if there is a
        "Ministry of Environment", and "East Asia and Pacific" is one unknown region.
        """
        if (found := self.find(column, text)) is not None:
            return set(found), []
        if found := self._by_initials(column, text):
            return found, []
        found, unknown = self._cut(column, text, _SEPARATOR)
        return (
            self._cut(column, text, _WITHOUT_AND)
            if unknown and column.targets[0] in (Organization, Region)
            else (found, unknown)
        )

    def _by_initials(self, column, text):
        """Return the countries that their initials name: "한중일" or "한·중·일"."""
        codes = initials(_BETWEEN.sub("", text)) if Country in column.targets else ()
        found = [self.find(column, code) for code in codes]
        return {each for one in found for each in one} if found and all(found) else set()

    def _cut(self, column, text, separator):
        cuts = [(0, 0), *(match.span() for match in separator.finditer(text)), (len(text), len(text))]
        pieces = [(end, start) for (_, end), (start, _) in pairwise(cuts) if end < start]
        found, unknown, place = set(), [], 0
        while place < len(pieces):
            for last in range(min(len(pieces), place + _MOST_PIECES), place, -1):
                named = self.find(column, text[pieces[place][0] : pieces[last - 1][1]])
                if named is not None:
                    found |= named
                    unknown.append(None)
                    place = last
                    break
            else:
                start, end = pieces[place]
                before = unknown[-1] if unknown else None
                if before and "," not in text[before[1] : start]:
                    unknown[-1] = (before[0], end)
                else:
                    unknown.append((start, end))
                place += 1
        if None not in unknown:
            return set(), [text]
        return found, [text[each[0] : each[1]] for each in unknown if each]

    def note(self, column, text: str) -> None:
        """Note a value of the current row that no name fits: the user says what it means."""
        scope = scope_of(column)
        if not scope or len(text) > LONGEST:
            return
        place = (scope, key_of(text))
        if place not in self.noted:
            if len(self.noted) < MOST:
                self.noted[place] = [text, {column.name}, 1, self.number]
            return
        found = self.noted[place]
        found[1].add(column.name)
        if found[3] != self.number:
            found[2:] = [found[2] + 1, self.number]


def begin(upload: Upload) -> None:
    """Count the values of a file from nothing. What was chosen for them stays."""
    UploadedValue.objects.filter(upload=upload).update(rows=0)


def store(upload: Upload, finders: Finders) -> None:
    """Store the values that no name fits, each with what was chosen or is proposed for it. Adds the numbers of rows."""
    places = {(each.scope, key_of(each.text)): each for each in UploadedValue.objects.filter(upload=upload)}
    known, new = [], []
    for place, (text, columns, rows, _last) in finders.noted.items():
        if value := places.get(place):
            value.rows += rows
            value.columns = sorted({*value.columns, *columns})
            known.append(value)
        else:
            value = UploadedValue(upload=upload, scope=place[0], text=text, columns=sorted(columns), rows=rows)
            meaning = finders.choices.meanings.get(place)
            if meaning is not None and finders.is_recorded(place[0], meaning):
                value.is_decided, value.meaning = True, meaning
            new.append(value)
    undecided = [each for each in new if not each.is_decided]
    propose(undecided, finders)
    left_out = _by_place(_remembered().filter(meaning=[])) if undecided else {}
    for value in undecided:
        if (value.scope, key_of(value.text)) in left_out:
            value.proposal = [LEAVE_OUT]
    UploadedValue.objects.bulk_update(known, ["rows", "columns"], batch_size=1000)
    UploadedValue.objects.bulk_create(new, batch_size=1000)
    finders.noted.clear()


def remember(values: list[UploadedValue]) -> None:
    """Store what values mean for the next file. What is left out is only proposed then, so that nothing is lost."""
    places = {(each.scope, key_of(each.text)): each for each in values}
    forgotten = Q()
    for (scope, text), value in places.items():
        if not value.is_decided:
            forgotten |= Q(scope=scope, text=text)
    if forgotten:
        RememberedChoice.objects.filter(forgotten).delete()
    RememberedChoice.objects.bulk_create(
        [
            RememberedChoice(scope=scope, text=text, meaning=value.meaning)
            for (scope, text), value in places.items()
            if value.is_decided
        ],
        update_conflicts=True,
        unique_fields=["scope", "text"],
        update_fields=["meaning"],
    )
