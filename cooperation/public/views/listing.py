"""What every list does: a query string, the rows that it leaves page by page, and the same rows as CSV."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ... import index
from ...domain.evidence import attach
from ...exchange.exports import FORMATS, tables
from ...filters import NoSuchPage, offer
from ...filters.option import grouped
from ...models.in_order import ids_of, in_order
from .. import markup
from .record_page import SnapshotMixin
from .relations import attach_links

TITLED = 4  # of the values that narrow a list, in the title of its page


@dataclass(frozen=True)
class Problem:
    """What is wrong with one parameter: its name for the address, its label, and the sentence."""

    name: str
    label: str
    message: str


@dataclass(frozen=True)
class Way:
    """A way to the same list in another shape, or to a part of it with so many rows.

    `current` is what the present one is, as aria-current has it.
    """

    label: str
    address: str
    current: str = ""
    number: int | None = None

    @property
    def shown(self) -> str:
        """Return the number as people write it: "1,024"; empty where there is none."""
        return "" if self.number is None else grouped(self.number, get_language())


class RegistryList(SnapshotMixin, TemplateView):
    """One list of the registry.

    `filterset_class` says what it asks, `columns` are the heads of its table, `counted` how its rows are counted in
    words (a lazy ngettext over `number` that prints `shown`), `fetch`, `links` and `complete` what a page shows of
    each, `ways_label` what its `ways` are for.
    """

    template_name = "cooperation/list.html"
    filterset_class = None
    columns = ()
    ways_label = ""
    table = None
    title = ""
    description = ""
    counted = None
    links = ()
    evidence_within = None

    @classmethod
    def get_name(cls):
        """Return the name of the kind, as addresses and templates have it."""
        return cls.filterset_class.rows.model._meta.model_name

    @cached_property
    def filterset(self):
        asked = self.filterset_class(self.request.GET, today=self.today)
        asked.snapshot = self.snapshot
        return asked

    @classmethod
    def words(cls, number: int) -> str:
        """Return the number of rows in words: "1,024 meetings"."""
        return cls.counted % {"number": number, "shown": formats.number_format(number, force_grouping=True)}

    def fetch(self, rows):
        """Return the rows with all that a page shows of them but what they link to."""
        raise NotImplementedError

    def link(self, rows):
        """Find what the rows link to."""
        attach_links(self.filterset.snapshot, rows, *self.links)

    def complete(self, row):
        """Add to a row of the page what its own columns do not say."""

    def get_context_data(self, **kwargs):
        """Add the rows of the page, or what is wrong with the question."""
        answer = self._answer()
        return super().get_context_data(**kwargs) | {
            "title": self.title,
            "list_description": self.description,
            "filterset": lambda: self.filterset,
            "today": self.today,
            "columns": self.columns,
            "asked": self.asked,
            "ways": self.ways,
            "ways_label": self.ways_label,
            "csv_url": self.csv_url,
            "list_url": self.list_url,
            "whole_url": self.whole_url,
            "corrected_url": self.corrected_url,
            "offers": self.offers,
            "updated_at": self.modified,
            **answer,
            "rows": self._rows(answer["page"].ids, answer["look"]) if "page" in answer else "",
            "parts": self.parts if "page" in answer else None,
        }

    def _answer(self):
        """Return what is found, as it was once found in the state that is shown; the rows are drawn piece by piece."""
        key = ("answer", type(self), self.asked, tuple(self.request.GET.getlist("page")))
        if (kept := self.parts.get(key)) is not None:
            return kept
        answer = self._results()
        answer |= {
            "page_title": self.page_title(answer.get("page")),
            "problems": self._problems(),
            "canonical_query": self._canonical_query(),
        }
        return self.parts.put(key, answer) if "page" in answer else answer

    # What only depends on the question is asked by the template, if that part of the page was not drawn before.

    @cached_property
    def asked(self):
        """Return the question as it was typed, all but the page."""
        return tuple((name, *values) for name, values in self.request.GET.lists() if name != "page")

    def ways(self):
        return []

    def csv_url(self):
        return self._address(f"{self.get_name()}_export", self.filterset.query(without=("page", "size")), "csv")

    def list_url(self):
        return self._address(f"{self.get_name()}_list", self.filterset.query(without=("page",)))

    def whole_url(self):
        """Return the address of the list without filters."""
        return self._address(f"{self.get_name()}_list", self.filterset.unfiltered)

    def corrected_url(self):
        """Return the address of the page with the words without their typing errors."""
        return f"{self.request.path}?{self.filterset.corrected_query}"

    def offers(self):
        """Return the list with the filter that the words mean, where they mean one: a list of one, or of none."""
        given = QueryDict(self.filterset.query(without=("page", "q", "sort")))
        offered = offer(self.filterset_class, self.filterset.words, given, self.today)
        return [offered] if offered else []

    def page_title(self, page):
        """Return the title of the page: the list, what narrows it, the page's number."""
        title = str(self.title)
        if labels := [chip.label for chip in self.filterset.chips]:
            title += f": {', '.join(labels[:TITLED])}{' …' if len(labels) > TITLED else ''}"
        if page and page.number and page.number > 1:
            title += ", " + _("page %(number)s") % {"number": page.number}
        return title

    def _address(self, name, query, *args):
        address = reverse(name, args=args)
        return f"{address}?{query}" if query else address

    def _results(self):
        filterset = self.filterset
        if not filterset.is_valid():
            return {}
        results = {"words": self.words(filterset.count())}
        try:
            page = filterset.slice(int(filterset.form.cleaned_data["size"]))
        except NoSuchPage as error:
            filterset.form.add_error("page", self._no_such_page(error.pages))
            return results
        return results | {"page": page, "pages": self._page_numbers(page), "look": self.look()}

    def _rows(self, ids, look):
        """Return the rows of the page, one after the other; those are fetched that were not drawn before."""
        drawn = self.pieces.each((self.get_name(), look), ids, self._draw)
        return markup.html("".join(drawn.values()))

    def _draw(self, ids):
        """Yield the rows as they are drawn, with the id of each."""
        rows = attach(self.fetch(in_order(self.filterset.rows.published(), ids)), within=self.evidence_within)
        self.link(rows)
        for row in rows:
            self.complete(row)
            yield row.pk, markup.ROWS[self.get_name()](row)

    def look(self):
        """Return what of the question, beside the row itself, decides how a row looks."""

    def modified(self):
        return self.kept((self.get_name(), "modified"), self.last_modified)

    def last_modified(self):
        """Ask the tables for it."""
        return self.filterset.rows.published().aggregate(at=Max("updated_at"))["at"]

    @staticmethod
    def _page_numbers(page):
        if page.number is None or page.pages == 1:
            return []
        paginator = Paginator(range(page.total), page.size)
        return list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))

    def _no_such_page(self, pages):
        if pages is None:
            return _("There is no such page. In this order pages follow one another, from the first.")
        return ngettext(
            "There is no such page: the list has %(pages)s page.",
            "There is no such page: the list has %(pages)s pages.",
            pages,
        ) % {"pages": pages}

    def _problems(self):
        form = self.filterset.form
        rest = [Problem("", _("Address"), message) for message in form.non_field_errors()]
        return [*(Problem(field.name, str(field.label), text) for field in form for text in field.errors), *rest]

    def _canonical_query(self):
        return self.filterset.query(without=()) if self.filterset.is_valid() else ""


class Export(View):
    """A list in another format: every row that the same query string leaves, in the same order.

    Without a `list_view` the list has no filters: the export has all rows of `model` that readers may see.
    """

    model = None
    list_view = None

    def get(self, request, ending):
        """Stream the rows, or say in plain words what is wrong (400)."""
        snapshot = index.now()
        if self.list_view is None:
            rows = self.model.objects.published()
            return self._download(ending, in_order(rows, ids_of(rows)), snapshot.day)
        filterset = self.list_view.filterset_class(request.GET, today=snapshot.day)
        filterset.snapshot = snapshot
        if not filterset.is_valid():
            return self._refuse(filterset.form)
        return self._download(ending, filterset.qs, snapshot.day)

    def _download(self, ending, rows, today):
        table, form = tables.TABLES[self.model], FORMATS[ending]
        parts = form.stream(table, table.rows(rows, today), self.request.build_absolute_uri("/"))
        response = StreamingHttpResponse(parts, content_type=form.CONTENT_TYPE)
        name = f"{self.model.address}-{today.isoformat()}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _refuse(self, form):
        problems = [f"{field.label}: {message}" for field in form for message in field.errors]
        text = "\n".join([_("The list was not exported."), *problems, *form.non_field_errors()])
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")
