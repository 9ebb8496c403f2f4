"""What all lists share: filters from the query string, and pages of rows."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from ...exchange.exports import tables
from ...filters import FILTERS, NoSuchPage, offer
from ...filters.option import grouped
from .all_options import AllOptionsMixin
from .downloads import downloads
from .embeds import LIST, Embed
from .record_page import SnapshotMixin
from .related_lists import attach_claims
from .relations import attach_links

TITLED = 4  # filter values in the title of the page


@dataclass(frozen=True)
class Problem:
    """An error in one parameter: its name in the query string, its label, and the message."""

    name: str
    label: str
    message: str


@dataclass(frozen=True)
class Way:
    """A link to the same list in another view, or to a part of it, with its number of rows.

    `current` is the value of aria-current for the current one.
    """

    label: str
    address: str
    current: str = ""
    number: int | None = None

    @property
    def shown(self) -> str:
        """Return the formatted number, such as "1,024", or "" if there is none."""
        return "" if self.number is None else grouped(self.number)


class RegistryList(AllOptionsMixin, SnapshotMixin, TemplateView):
    """One list of the registry.

    FILTERS has the filters of its `model`. `columns` are its table headings, `counted` the text for the number of rows
    (a lazy ngettext over `number` that prints `shown`). `fetch`, `links` and `complete` define what a page shows of
    each row. `ways_label` is the label of its `ways`.
    """

    template_name = "cooperation/list.html"
    model = None
    columns = ()
    ways_label = ""
    description = ""
    counted = None
    links = ()

    @classmethod
    def get_name(cls):
        """Return the name of the kind, as used in addresses and templates."""
        return cls.model._meta.model_name

    @property
    def title(self):
        return capfirst(self.model._meta.verbose_name_plural)

    @cached_property
    def filterset(self):
        asked = FILTERS[self.model](self.request.GET, today=self.today)
        asked.snapshot = self.snapshot
        return asked

    @classmethod
    def words(cls, number: int) -> str:
        """Return the number of rows as text: "1,024 meetings"."""
        return cls.counted % {"number": number, "shown": formats.number_format(number, force_grouping=True)}

    def fetch(self, rows):
        """Return the rows with their evidence, and all that a page shows of them except the objects they link to."""
        return attach_claims(rows)

    def link(self, rows):
        """Attach the objects that the rows link to."""
        attach_links(self.filterset.snapshot, rows, *self.links)

    def complete(self, row):
        """Add what a row of the page shows besides its own columns."""

    def get_context_data(self, **kwargs):
        """Add the rows of the page, or the errors in the query."""
        filterset, results = self.filterset, self._results()
        is_valid, page, query = filterset.is_valid(), results["page"], self.get_query()
        return super().get_context_data(**kwargs) | {
            "title": self.title,
            "page_title": self.page_title(page),
            "list_description": self.description,
            "kind": self.get_name(),
            "filterset": filterset,
            "problems": self._problems(),
            "columns": self.columns,
            "ways": self.ways() if is_valid else [],
            "ways_label": self.ways_label,
            "offers": self.offers() if is_valid and filterset.words else [],
            "downloads": self.downloads() if is_valid else [],
            "embeds": self.embeds() if is_valid else [],
            "list_url": self.list_url(),
            "whole_url": self.whole_url(),
            "corrected_url": self.corrected_url() if is_valid and filterset.words else "",
            "canonical_query": self._canonical_query(),
            "query": query,
            "is_not_indexed": not is_valid or bool(query),
            "trail": [],
            "typed_month": "",
            "rows": self._rows(page.ids) if page else [],
            **results,
        }

    def ways(self):
        return []

    def downloads(self):
        table, query = tables.TABLES[self.model], self.filterset.query(without=("page", "size"))
        return downloads(f"{self.get_name()}_export", table, query=query)

    def embeds(self):
        """Return the embeds of the page: the list with its filters."""
        query = self.filterset.query(without=("page",))
        path = self._address(f"{self.get_name()}_embed", query)
        return [Embed(LIST, self.page_title(None), _("HTML of this list"), path, self.list_url())]

    def list_url(self):
        return self._address(f"{self.get_name()}_list", self.filterset.query(without=("page",)))

    def whole_url(self):
        """Return the address of the list without filters."""
        return self._address(f"{self.get_name()}_list", self.filterset.unfiltered)

    def get_query(self, *without: str) -> QueryDict:
        """Return the parameters that links and forms of the page keep."""
        return QueryDict(self.filterset.query(without=("page", *without)), mutable=True)

    def corrected_url(self):
        """Return the address of the page with the keywords' spelling corrected."""
        return f"{self.request.path}?{self.filterset.corrected_query}"

    def offers(self):
        """Return the filter that the keywords match, if any, in a list."""
        given = QueryDict(self.filterset.query(without=("page", "q", "sort")))
        offered = offer(FILTERS[self.model], self.filterset.words, given, self.filterset.snapshot)
        return [offered] if offered else []

    def page_title(self, page):
        """Return the title of the page: the list, the active filters, the page number."""
        title = str(self.title)
        if labels := [chip.words for chip in self.filterset.chips]:
            title += f": {', '.join(labels[:TITLED])}{' …' if len(labels) > TITLED else ''}"
        if page and page.number and page.number > 1:
            title += ", " + _("page %(number)s") % {"number": page.number}
        return title

    def _address(self, name, query):
        address = reverse(name)
        return f"{address}?{query}" if query else address

    def _results(self):
        """Return the page and its links; without a page, the list is empty or the query has errors."""
        filterset, results = self.filterset, {"counted": "", "page": None, "pages": [], "updated_at": None}
        if not filterset.is_valid():
            return results
        results["counted"] = self.words(filterset.count())
        try:
            page = filterset.slice(int(filterset.form.cleaned_data["size"]))
        except NoSuchPage as error:
            filterset.form.add_error("page", self._no_such_page(error.pages))
            return results
        return results | {"page": page, "pages": self._page_numbers(page), "updated_at": self.last_modified()}

    def _rows(self, ids):
        # Sorted here: Django takes as long for ORDER BY (it compares all columns) as for the rows.
        found = {row.pk: row for row in self.fetch(self.filterset.rows.published().filter(pk__in=ids).order_by())}
        rows = [found[pk] for pk in ids if pk in found]
        self.link(rows)
        for row in rows:
            self.complete(row)
        return rows

    def last_modified(self):
        """Return when a row of the list was last modified, whatever the filters."""
        return self.filterset.rows.last_modified()

    @staticmethod
    def _page_numbers(page):
        if page.number is None or page.pages == 1:
            return []
        paginator = Paginator(range(page.total), page.size)
        return list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))

    def _no_such_page(self, pages):
        if pages is None:
            return _("This page does not exist. In this sort order, start from the first page.")
        return ngettext(
            "This page does not exist. The list has %(pages)s page.",
            "This page does not exist. The list has %(pages)s pages.",
            pages,
        ) % {"pages": pages}

    def _problems(self):
        form = self.filterset.form
        rest = [Problem("", _("Address"), message) for message in form.non_field_errors()]
        return [*(Problem(field.name, str(field.label), text) for field in form for text in field.errors), *rest]

    def _canonical_query(self):
        return self.filterset.query(without=()) if self.filterset.is_valid() else ""
