"""The lists of the API, in parts: the rows that the page has for the same parameters."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import index
from ...filters import FILTERS, NoSuchPage
from ...filters.option import brief
from ...filters.orders import ColumnOrder
from ...filters.pages import Part
from ...models import Source
from . import choices
from .parameters import LARGEST, SIZE, facets_of, filters_of
from .problems import Problem, Wrong, refusal, repeated

# Codes of filter errors for well-formed values: only common words, and a period without a day.
CONFLICTS = ("words", "period")
# Only the registry can sign a cursor, so its content needs no other check.
SIGNER = Signer(salt="cursor of the API", sep=".")


@dataclass
class List:
    """A list of one kind of object, without filters. Sorted by the last part of the page's address."""

    model: type
    parameters: QueryDict
    snapshot: index.Snapshot

    sort = "slug"

    @cached_property
    def order(self):
        rows = Source.objects.cited() if self.model is Source else self.model.objects.published().current()
        return ColumnOrder(rows.order_by("slug"))

    @property
    def count(self) -> int:
        return len(self.order)

    @property
    def day(self) -> date:
        """Return the day for which values are computed."""
        return self.snapshot.day

    @property
    def page(self) -> str:
        """Return the path of the page that shows the same list."""
        return reverse(f"{self.model._meta.model_name}_list")

    def check(self) -> list[Wrong]:
        """Return the wrong parameters."""
        return []

    def part(self) -> Part:
        """Return the ids of this part and the place of the next; raise Problem for an invalid cursor."""
        cursor = self.parameters.get("cursor")
        try:
            return self.order.part(self._place(cursor) if cursor else None, self.size)
        except BadSignature:
            detail = _("This cursor is not valid for this list and order. Use “next” from the previous response.")
        except NoSuchPage:
            detail = _("The object at this cursor is no longer in the list. Start again without a cursor.")
        raise Problem(404, wrong=(Wrong("cursor", detail),))

    @property
    def size(self) -> int:
        """Return the number of objects in one response. Raises ValueError if it is not a number in the range."""
        text = self.parameters.get("size", str(SIZE))
        size = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
        if not 1 <= size <= LARGEST:
            raise ValueError(text)
        return size

    def cursor(self, place: list) -> str:
        return SIGNER.sign_object([self.model._meta.model_name, self.sort, place])

    def _place(self, cursor):
        kind, sort, place = SIGNER.unsign_object(cursor)
        if (kind, sort) != (self.model._meta.model_name, self.sort):
            raise BadSignature
        return place

    def facets(self, names: list[str]) -> dict:
        """Return the values of each filter with their numbers of rows: none here."""
        return {}


class FilteredList(List):
    """A list with the filters and the orders of its page."""

    @cached_property
    def filterset(self):
        own = QueryDict(mutable=True)
        for name in filters_of(self.model):
            own.setlist(name, self.parameters.getlist(name))
        found = FILTERS[self.model](own, today=self.snapshot.day)
        found.snapshot = self.snapshot
        return found

    @property
    def sort(self):
        return self.filterset.form.cleaned_data.get("sort") or next(iter(self.filterset.offered_orders))

    @property
    def order(self):
        return self.filterset.ids

    @property
    def count(self):
        return self.filterset.count()

    @property
    def day(self):
        return self.filterset.on or super().day

    @property
    def page(self):
        query = self.filterset.query()
        return f"{super().page}{query and '?'}{query}"

    def check(self):
        return [
            Wrong(name, message, is_conflict=error.code in CONFLICTS)
            for name, errors in self.filterset.form.errors.as_data().items()
            for error in errors
            for message in error.messages
        ]

    def facets(self, names):
        """Return the values of each filter with their numbers of rows when all other filters apply.

        If there are many, it has those with the most rows, and how many are left out.
        """
        return {name: self._facet(name) for name in names}

    def _facet(self, name):
        options = self.filterset.filters[name].all(self.filterset.form[name].values, "")
        shown = [*options.selected, *(each for each in options.rest if each.count)]
        return {
            "values": [{"value": each.value, "label": each.label, "count": each.count} for each in shown],
            "left_out": options.left_out,
        }


def list_of(model, parameters: QueryDict, snapshot: index.Snapshot) -> List:
    return (FilteredList if model in FILTERS else List)(model, parameters, snapshot)


def answer(found: List, address: str) -> tuple[dict, list[int], dict]:
    """Return the metadata of the list, the ids of its objects, and the options for `objects()`.

    `address` is that of the list in the API, without parameters. Raises Problem with all errors.
    """
    wrong, options = [*found.check(), *repeated(found.parameters, "size", "cursor")], {}
    try:
        size = found.size
    except ValueError as error:
        message = _("“%(value)s” is not a number from 1 to %(most)s.")
        wrong.append(Wrong("size", message % {"value": brief(str(error)), "most": LARGEST}))
    try:
        options = choices.of([found.model], found.parameters)
        facets = choices.facets(found.parameters, facets_of(found.model))
    except choices.Unknown as error:
        wrong.append(Wrong(error.parameter, str(error)))
    if wrong:
        raise refusal(*wrong)
    part = found.part()
    about = {"count": found.count, "size": size, "next": None, "page": found.page}
    if part.place:
        following = found.parameters.copy()
        following["cursor"] = found.cursor(part.place)
        about["next"] = f"{address}?{following.urlencode()}"
    if facets:
        about["facets"] = found.facets(facets)
    return about, part.ids, options
