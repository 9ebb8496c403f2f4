"""The rows and pages of a list."""

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from regions.translated import sorted_text

from ... import staff_search
from ...models import Change
from ...models.in_order import position_in
from .filters import is_long


class BoundedPaginator(Paginator):
    """Shows and counts only the first COUNTED rows of a longer list; filters find the rest."""

    COUNTED = 1000

    @cached_property
    def ids(self):
        return staff_search.first_ids(self.object_list, self.COUNTED)

    @cached_property
    def count(self):
        return len(self.ids)

    def rows(self, first: int, last: int):
        """Return these rows, counted from 0, in the order of the list."""
        ids = self.ids[first:last]
        return self.object_list.filter(pk__in=ids).order_by(position_in(ids), "pk")

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return self._get_page(self.rows(first, first + self.per_page), number, self)


class RowList(ChangeList):
    """The rows of a list, with the related objects of their columns; a long list has no facet counts."""

    def get_results(self, request):
        super().get_results(request)
        if not self.multi_page or (self.show_all and self.can_show_all):
            self.result_list = self.paginator.rows(0, self.result_count)
        self.add_facets = self.add_facets and not is_long(request, self.model)

    def get_ordering_field(self, field_name):
        """Return the sort expression of a column: titles and names ignore case, the user's language comes first."""
        field = super().get_ordering_field(field_name)
        if field in getattr(self.model, "translated", ()):
            return sorted_text(field)
        return Lower(field) if field in ("title", "name") else field

    def get_queryset(self, request, exclude_parameters=None):
        is_off = exclude_parameters and not set(exclude_parameters) & set(self.params)
        if is_off and self.result_count < self.paginator.COUNTED:
            # An inactive filter counts the rows of the list, whose ids are all known.
            return self.root_queryset.filter(pk__in=self.paginator.ids)
        queryset = super().get_queryset(request, exclude_parameters)
        return queryset.prefetch_related(*self.model_admin.list_prefetch)


class RecordRowList(RowList):
    """The rows of a list of records, each with its last change, read in one statement."""

    def get_results(self, request):
        super().get_results(request)
        changes = Change.objects.filter(kind=self.opts.model_name, record=OuterRef("pk")).order_by("-pk")
        self.result_list = self.result_list.annotate(last_change=Subquery(changes.values("pk")[:1]))
