"""Sources: the texts that facts come from, and the facts cited from each."""

from collections import defaultdict
from functools import reduce
from itertools import groupby
from operator import or_

from django.core.paginator import InvalidPage, Paginator
from django.db import connection
from django.db.models import Case, IntegerField, Q, When
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regions.translated import FIRST

from ...domain.evidence import Evidence
from ...exchange.exports.claimed import ClaimedThings
from ...models import Citation, Source
from ...models.citation import OWNERS, PARTS
from ...models.querysets import CITED
from .record_page import ReferredDetail, UnpaginatedList

# The objects that cite a source, in the order of the page: by kind, then in the order of entry. `before` is the number
# of citations of the objects before.
OBJECTS = f"""
SELECT kind, id, before FROM (
    SELECT kind, id, number, (sum(number) OVER (ORDER BY array_position(%(kinds)s::text[], kind), id) - number)::bigint
    AS before {CITED.format(source="%(source)s")}
) AS objects WHERE before < %(stop)s AND before + number > %(start)s
"""  # noqa: S608


class Citations:
    """The published citations of a source, object by object, for a paginator. Only those of one page are fetched."""

    def __init__(self, source, total: int):
        self.source = source
        self.total = total

    def __len__(self):
        return self.total

    def __getitem__(self, part: slice) -> list[Citation]:
        wanted = {"source": self.source.pk, "kinds": list(OWNERS), "start": part.start, "stop": part.stop}
        with connection.cursor() as cursor:
            cursor.execute(OBJECTS, wanted)
            objects = cursor.fetchall()
        if not objects:
            return []
        ids = defaultdict(list)
        for kind, pk, _before in objects:
            ids[kind].append(pk)
        rows = Citation.objects.filter(reduce(or_, (Q((f"{kind}__in", each)) for kind, each in ids.items())))
        rows = rows.filter(source=self.source).select_related("source", *related_to(ids))
        rows = sorted(rows, key=_place)
        skipped = part.start - min(before for _kind, _pk, before in objects)
        return rows[skipped : skipped + part.stop - part.start]


def related_to(kinds):
    """Return the relations of citations of objects of these kinds: joining all tables takes several times as long."""
    parts = [part for part, owner in PARTS.items() if owner in kinds]
    return *kinds, *parts, *(("party__country", "party__organization") if "party" in parts else ())


def _place(citation):
    return OWNERS.index(citation.owner_name), _owner(citation).pk, citation.position, citation.key


class SourceList(UnpaginatedList):
    """The sources that public objects cite, the ministry's own first, in pages."""

    model = Source
    shown = 100

    @cached_property
    def page(self):
        """Return the requested page; if it does not exist, the first or the last one."""
        return Paginator(self.get_queryset(), self.shown).get_page(self.request.GET.get("page"))

    @cached_property
    def rows(self):
        return list(self.page)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "pages": self.page.paginator.get_elided_page_range(self.page.number),
        }

    def get_queryset(self):
        """Return the ministry's own sources first, then those in the reader's language, unless that is the first."""
        own, rows = get_language(), Source.objects.cited().with_citation_count()
        others = () if own == FIRST else (Case(When(language=own, then=0), default=1, output_field=IntegerField()),)
        return rows.order_by("-origin", *others, "title", "slug")


class SourceDetail(ReferredDetail):
    """One source: its type, how current it is, and the facts cited from it, object by object."""

    model = Source
    has_evidence = False
    is_citable = False  # the reference would name the owner of the registry as the author of the source
    shown = 100

    def is_public(self, source):
        """Return whether a public object cites the source. The numbers are updated at the end of a change."""
        return Source.objects.cited().filter(pk=source.pk).exists() or super().is_public(source)

    def get_context_data(self, **kwargs):
        """Add one page of the citations, grouped by their object."""
        number = Source.objects.with_citation_count().values_list("citation_count", flat=True).get(pk=self.object.pk)
        paginator = Paginator(Citations(self.object, number or 0), self.shown)
        wanted, message = self.request.GET.get("page", "1"), ""
        try:
            page = paginator.page(wanted)
        except InvalidPage:
            page = paginator.page(1)
            message = _("Page “%(page)s” does not exist. This is page 1 of %(pages)s.") % {
                "page": wanted,
                "pages": paginator.num_pages,
            }
        rows = list(page)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "elsewhere": paginator.count - len(rows),
            "pages": paginator.get_elided_page_range(page.number),
            "page_message": message,
            "taken": taken(rows, ClaimedThings(rows)),
        }


def taken(citations, names):
    found = []
    for (owner_name, _pk), rows in groupby(citations, key=lambda each: (each.owner_name, _owner(each).pk)):
        rows = list(rows)
        owner = _owner(rows[0])
        evidence = Evidence(owner, rows, names=names)
        parts = {}
        for row in rows:
            for name in PARTS:
                if part := getattr(row, name):
                    setattr(part, owner_name, owner)
                    parts[name, part.pk] = part
        found.append((owner, evidence.rest, [(part, evidence.part(part).rest) for part in parts.values()]))
    return found


def _owner(citation):
    return getattr(citation, citation.owner_name)
