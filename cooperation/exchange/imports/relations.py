"""The columns that name other objects: one, several, or the parties of an agreement."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Country

from ...models import Agreement, Meeting, Organization, Outcome, Project
from .cell_text import COMMA, PARTING, parts, plain
from .columns import Column, Wrong
from .matching import LEFT_OUT, scope_of


class One(Column):
    """One related object, by any of its names."""

    def __post_init__(self):
        super().__post_init__()
        self.of = self.field.related_model
        self.hint = _how(self.of)

    def names(self, cell):
        return {cell.strip()}

    def empty(self):
        """Return None."""

    def parse(self, cell, finders):
        text = plain(cell)
        if not scope_of(self):
            return finders[self.of].find(text)
        found = finders.find(self, text)
        if found is None:
            finders.note(self, text)
            return finders[self.of].find(text)
        if not found:
            return LEFT_OUT
        own = {pk for model, pk in found if model is self.of}
        if len(found) > 1:
            raise Wrong(_("“%(value)s” names several, and this column takes one.") % {"value": text})
        return own.pop() if own else Mixed(None, found)

    def ids(self, value):
        return set() if value is None else {value}

    def show(self, value, finders):
        return "" if value is None else finders[self.of].show(value)

    def say(self, value, finders):
        return "" if value is None else finders[self.of].name(value)


@dataclass
class Many(Column):
    """Several related objects, by any of their names. Each is a row of `through`; `more` gives its other values."""

    more: dict = field(default_factory=dict)
    is_link = True

    def __post_init__(self):
        super().__post_init__()
        self.is_needed = False
        self.of = self.field.related_model
        self.through = self.field.remote_field.through
        self.source = self.through._meta.get_field(self.field.m2m_field_name()).attname
        self.target = self.through._meta.get_field(self.field.m2m_reverse_field_name()).attname
        self.hint = format_lazy(
            "{} {}", gettext_lazy("Separate several with semicolons, commas or line breaks."), _how(self.of)
        )

    @property
    def may_be_empty(self):
        """Return True: there can be no participants, or they can be unknown."""
        return True

    def names(self, cell):
        if scope_of(self):
            return set()
        return {each for text in parts(PARTING, cell) for each in (text, *parts(COMMA, text))}

    def empty(self):
        return frozenset()

    def parse(self, cell, finders):
        found, wrong = set(), []
        for text in sorted(set(parts(PARTING, plain(cell)))):
            pairs, unknown = finders.split(self, text) if scope_of(self) else (set(), [text])
            found |= pairs
            for each in unknown:
                finders.note(self, each)
                try:
                    found |= self._find(each, finders[self.of].find)
                except ValueError as error:
                    wrong.append(str(error))
        if wrong:
            raise ValidationError(wrong)
        return self._value(found)

    def _find(self, text, find):
        """Return the objects that a text names. Try the whole text before a split at commas."""
        try:
            return {(self.of, find(text))}
        except ValueError as error:
            with suppress(ValueError):
                return {(self.of, find(each)) for each in parts(COMMA, text)}
            raise error from None

    def _value(self, found):
        own = frozenset(pk for model, pk in found if model is self.of)
        others = frozenset((model, pk) for model, pk in found if model is not self.of)
        return Mixed(own, others) if others else own

    def current(self, row):
        """Return the ids that the batch has already read for the row."""
        return row.links[self.name]

    def read(self, ids) -> dict[int, set[int]]:
        found = {}
        rows = self.through._base_manager.filter(**{f"{self.source}__in": ids}, **self.more).order_by()
        for source, target in rows.values_list(self.source, self.target):
            found.setdefault(source, set()).add(target)
        return found

    def ids(self, value):
        return set(value)

    def links(self, thing, added) -> list[models.Model]:
        """Return the rows to create that link an object to what was added."""
        return [self.through(**{self.source: thing.pk, self.target: each}, **self.more) for each in sorted(added)]

    def show(self, value, finders):
        return "; ".join(sorted(finders[self.of].show(pk) for pk in value))

    def say(self, value, finders):
        return "; ".join(sorted(finders[self.of].name(pk) for pk in value))


@dataclass
class Mixed:
    """A value with parts that belong in another column: an organization in a column of countries."""

    own: Any
    others: frozenset[tuple[type[models.Model], int]]


class Parties(Many):
    """The parties of an agreement, countries and organizations mixed. It adds those that the agreement does not have.

    A value is a set of pairs: ("country", id) or ("organization", id).
    """

    def __post_init__(self):
        self.is_needed = False
        self.of = Country
        self.through = self.field.related_model
        self.hint = gettext_lazy(
            "Separate several with semicolons, commas or line breaks. Any of their names or codes."
        )

    targets = (Country, Organization)
    may_be_empty = False
    label = gettext_lazy("Parties")

    def _value(self, found):
        return frozenset((model._meta.model_name, pk) for model, pk in found)

    def read(self, ids):
        found = {}
        rows = self.through._base_manager.filter(agreement__in=ids).order_by()
        for agreement, country, organization in rows.values_list("agreement", "country", "organization"):
            found.setdefault(agreement, set()).add(("country", country) if country else ("organization", organization))
        return found

    def merged(self, before, value):
        return (before or frozenset()) | value

    def ids(self, value):
        return set()

    def references(self, value):
        return {model: {pk for name, pk in value if name == model._meta.model_name} for model in self.targets}

    def links(self, thing, added):
        return [self.through(agreement_id=thing.pk, **{f"{name}_id": pk}) for name, pk in added]

    def show(self, value, finders):
        return "; ".join(sorted(self._finder(finders, name).show(pk) for name, pk in value))

    def say(self, value, finders):
        return "; ".join(sorted(self._finder(finders, name).name(pk) for name, pk in value))

    def _finder(self, finders, name):
        return finders[next(model for model in self.targets if model._meta.model_name == name)]


def _how(model):
    if model is Country:
        return gettext_lazy("Any name or code: Korea, Republic of Korea, KOR or KR.")
    if model is Outcome:
        return gettext_lazy("The slug of its meeting and its anchor: temm-14#outcome-3.")
    if model in (Agreement, Meeting, Project):
        return gettext_lazy("Its slug or its reference.")
    return gettext_lazy("Its slug, name, other name or acronym.")
