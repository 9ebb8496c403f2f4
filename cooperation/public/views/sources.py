"""Sources: the texts that facts come from, and the facts cited from each."""

from itertools import groupby

from django.core.paginator import InvalidPage, Paginator
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ...domain.evidence import PARTS, Evidence
from ...models import Citation, Source
from ...models.citation import OWNERS
from .claimed import ClaimedThings
from .record_page import ReferredDetail, UnpaginatedList

# Kinds of objects in the order of the site, each with all facts cited about them.
ORDER = (
    *("region__position", "region__slug", "country__slug", "organization__slug", "mechanism__slug"),
    *("agreement__slug", "meeting__slug", "project__slug", "position", "key"),
)


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
        """Add the page."""
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "pages": self.page.paginator.get_elided_page_range(self.page.number),
        }

    def get_queryset(self):
        cited = Q(citations__in=Citation.objects.published().values("pk"))
        sources = Source.objects.published().annotate(citation_count=Count("citations", filter=cited))
        return sources.order_by("-origin", "title", "slug")


class SourceDetail(ReferredDetail):
    """One source: its type, how current it is, and the facts cited from it, object by object."""

    model = Source
    has_evidence = False
    shown = 100

    def get_context_data(self, **kwargs):
        """Add one page of the citations, grouped by their object."""
        citations = (
            Citation.objects.published()
            .filter(source=self.object)
            .select_related("source", *OWNERS, *PARTS, "party__country", "party__organization")
            .order_by(*ORDER)
        )
        paginator = Paginator(citations, self.shown)
        wanted, message = self.request.GET.get("page", "1"), ""
        try:
            page = paginator.page(wanted)
        except InvalidPage:
            page = paginator.page(1)
            message = _("There is no page “%(page)s”; this is the first of %(pages)s.") % {
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
