"""The FilterSet that all lists derive from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from .. import index
from ..models.in_order import in_order
from . import facets
from .multiple_choice import AllOptions, MultipleChoice
from .orders import by_relevance
from .pages import Slice
from .parameters import Day, Find, Keyword, On, OptionsOf, Page, Size, Sort

OPTIONS = ("options", "find")  # parameters of the page with all options of one filter
# All parameters, in the order in which pages show them. Each list has those that apply to its rows.
PARAMETERS = ("q", *facets.names(), "year", "from", "to", "on", "sort", "size", "page", *OPTIONS)
SINGLE = ("q", "from", "to", "on", "sort", "size", "page", *OPTIONS)
MOST_CHIPS = 20


@dataclass(frozen=True)
class Order:
    """A sort order: its label in the form, the sentence that describes it, and its ids for a FilterSet."""

    label: str
    sentence: str
    ids: Callable[["RegistryFilter"], Sequence[int]]


RELEVANCE = Order(_("best match first"), _("Sorted by best match."), by_relevance)


@dataclass(frozen=True)
class Chip:
    """An active filter value, and the query string without it."""

    parameter: str
    label: str
    is_wrong: bool
    rest: str
    is_date: bool = False

    @property
    def words(self) -> str:
        """Return the value as page titles show it: "China", "from 2010"."""
        return f"{self.parameter.lower()} {self.label}" if self.is_date and not self.is_wrong else self.label


@dataclass(frozen=True)
class Loosened:
    """The list with one parameter removed."""

    parameter: str
    labels: list[str]
    count: int
    rest: str


class ListForm(forms.Form):
    """The form of a list; `fields` maps the parameters' names to fields. Validates the parameters together."""

    def __init__(self, data: QueryDict, fields: dict):
        super().__init__(data)
        self.fields = fields

    def clean(self):
        """Reject parameters that do not apply, repeated single-value parameters, and a period that ends before it
        starts.
        """
        for name in PARAMETERS:
            if name not in self.fields and any(text.strip() for text in self.data.getlist(name)):
                message = _("“%(name)s” is not a filter of this list. Remove it from the address.")
                self.add_error(None, forms.ValidationError(message, "inapplicable", {"name": name}))
        for name in SINGLE:
            if name in self.fields and len({text.strip() for text in self.data.getlist(name)} - {""}) > 1:
                self.add_error(name, _("This is given more than once. Enter only one value."))
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first.first > last.last:
            self.add_error("to", forms.ValidationError(_("The period ends before it starts."), "period"))


class RegistryFilter(FilterSet):
    """The published rows of a list that match its query string, sorted.

    Invalid values are form errors, and the list is then empty, so that nobody mistakes an unfiltered list for a
    filtered one. The index gives the matching rows: `ids` has their ids in order, and `qs` reads them
    (models/in_order.py). `date_help` tells readers by which date the list is sorted and filtered.
    """

    rows = None
    orders = {}
    date_help = ""

    q = Keyword()
    from_ = Day(is_end=False, label=_("From"))
    to = Day(is_end=True, label=_("To"))
    sort = Sort(label=_("Sort by"))
    size = Size(label=_("Results per page"))
    page = Page(label=_("Page"))
    options = OptionsOf(label=_("Options"))
    find = Find(label=_("Search these options"))

    def __init__(self, data: QueryDict, *, today: date):
        super().__init__(data, self.rows)
        self.today = today
        self._found = {}
        self._ids_by_parameter = {}

    @cached_property
    def form(self) -> ListForm:
        """Return the validated form. Its fields depend on this list; django-filter would create a form class."""
        form = ListForm(self.data, {name: parameter.field for name, parameter in self.filters.items()})
        form.full_clean()
        return form

    @cached_property
    def kind(self) -> str:
        """Return the kind of the list's rows, as the index names it."""
        return self.rows.model._meta.model_name

    @cached_property
    def snapshot(self) -> index.Snapshot:
        """Return the snapshot of the index at the first access, so that all counts are consistent."""
        return index.now()

    @property
    def entries(self) -> index.Entries:
        return self.snapshot[self.kind]

    def found(self, *, without: tuple = ()):
        """Return the ids of the rows that match all parameters except those named in `without`; None means all rows."""
        if without not in self._found:
            found = None if self.is_valid() or without else index.NONE
            for name, parameter in self.filters.items():
                value = self.form.cleaned_data.get(name)
                if value and name not in without and (ids := self._ids(name, parameter, value)) is not None:
                    found = ids if found is None else found & ids
            self._found[without] = found
        return self._found[without]

    def _ids(self, name, parameter, value):
        """Return the ids that match one parameter; None means all. Cached: every count needs them."""
        if name not in self._ids_by_parameter:
            self._ids_by_parameter[name] = parameter.ids(self.entries, value)
        return self._ids_by_parameter[name]

    def count(self, *, without: tuple = ()) -> int:
        found = self.found(without=without)
        return len(self.entries if found is None else found)

    def candidates(self) -> tuple:
        """Return rows for the database to sort, and the ids of those among them that match; None means all."""
        return self.rows.published(), self.found()

    @cached_property
    def ids(self) -> Sequence[int]:
        """Return the sorted ids of the rows. Lazy."""
        return self.order.ids(self)

    def slice(self, size: int) -> Slice:
        return self.ids.page(self.form.cleaned_data["page"], size)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return in_order(queryset.published(), self.ids)

    @classmethod
    def get_filters(cls):
        """Return the parameters in display order; `from_` is named "from", which is a Python keyword."""
        found = facets.parameters_of(cls.rows.model) if cls.rows else {}
        found |= {name.rstrip("_"): parameter for name, parameter in super().get_filters().items()}
        return {name: found[name] for name in PARAMETERS if name in found}

    @cached_property
    def offered_orders(self) -> dict[str, Order]:
        """Return the available sort orders; with a keyword, relevance comes first."""
        typed = "".join(self.data.getlist("q")).strip()
        return {"relevance": RELEVANCE, **self.orders} if typed else self.orders

    @property
    def order(self) -> Order:
        return self.offered_orders[self.form.cleaned_data.get("sort") or next(iter(self.offered_orders))]

    @property
    def words(self):
        """Return the search.Query of the keyword, or None."""
        return self.form.cleaned_data.get("q")

    @property
    def on(self) -> date | None:
        """Return the day whose state the list shows, if one is given."""
        return self.form.cleaned_data.get("on")

    @property
    def multiple_choice(self) -> list[str]:
        """Return the names of the multiple-choice parameters."""
        return [name for name, parameter in self.filters.items() if isinstance(parameter, MultipleChoice)]

    @cached_property
    def all_options(self) -> AllOptions | None:
        """Return all options of the parameter that "options" names; None if the page shows the list."""
        if not (self.is_valid() and (name := self.form.cleaned_data["options"])):
            return None
        return self.filters[name].all(self.form[name].values, self.form.cleaned_data["find"])

    @cached_property
    def given(self) -> dict:
        """Return the parameters that change the list, each with its options, including invalid ones."""
        names = [name for name in self.filters if name not in OPTIONS]
        return {name: chosen for name in names if (chosen := self.form[name].chosen)}

    def query(self, *, without: tuple = ("page",), less: tuple | None = None) -> str:
        """Return the query string of the list, without the parameters `without` and without the one value `less`."""
        params = QueryDict(mutable=True)
        for name, options in self.given.items():
            if name not in without:
                params.setlist(name, sorted(each.value for each in options if (name, each.value) != less))
        return params.urlencode()

    @property
    def corrected_query(self) -> str:
        """Return the query string of the list with the corrected keyword, for when the original has no results."""
        params = QueryDict(self.query(), mutable=True)
        params["q"] = self.words.corrected
        return params.urlencode()

    @property
    def narrowing(self) -> list[str]:
        return [name for name in self.given if name not in ("sort", "size", "page")]

    @cached_property
    def chips(self) -> list[Chip]:
        """Return the active filters, one for each value; of many values only the first ones."""
        values = ((name, each) for name in self.narrowing for each in self.given[name])
        return [
            Chip(
                str(self.form[name].label),
                each.label,
                each.is_wrong,
                self.query(less=(name, each.value)),
                isinstance(self.filters[name], (Day, On)),
            )
            for name, each in islice(values, MOST_CHIPS)
        ]

    @property
    def chip_count(self) -> int:
        return sum(len(self.given[name]) for name in self.narrowing)

    @property
    def chips_left_out(self) -> int:
        return self.chip_count - len(self.chips)

    @property
    def unfiltered(self) -> str:
        """Return the query string of the unfiltered list, in its current order if that is valid."""
        wrong = [name for name in ("sort", "size") if self.form[name].errors]
        return self.query(without=("page", *wrong, *self.narrowing))

    @property
    def loosened(self) -> list[Loosened]:
        """Return the number of results without each of the parameters, largest first: those with results, if any."""
        found = [
            Loosened(
                str(self.form[name].label),
                [each.label for each in self.given[name]],
                self.count(without=(name,)),
                self.query(without=("page", name)),
            )
            for name in self.narrowing
        ]
        return sorted([each for each in found if each.count] or found, key=lambda each: -each.count)
