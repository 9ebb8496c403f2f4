"""The filters of the lists. An unknown value is an error."""

from django.contrib.admin import ChoicesFieldListFilter, RelatedOnlyFieldListFilter, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from regions.models import Region

from ... import staff_search
from ...domain.roles import may_see_import
from ...models import ImportedFile
from ...models.querysets import NO_REGION
from ...workflow.todo import of_kind
from ..forms.numbers import number

MANY = 10_000  # rows of a list
MOST = 100  # objects that a filter offers


def once_per_request(request, key, ask):
    """Return the result of `ask` as a list, cached in the request, because each facet count needs it again."""
    answers = request.__dict__.setdefault("answers_of_filters", {})
    if key not in answers:
        answers[key] = list(ask())
    return answers[key]


def is_long(request, model) -> bool:
    """Return whether the list has too many rows to count or scan."""
    return once_per_request(request, "is long", lambda: [model._base_manager.values("pk")[MANY : MANY + 1].exists()])[0]


class KnownValueFilter(SimpleListFilter):
    """A filter that accepts only its own values."""

    def has_output(self):
        """Return whether there is a choice, or a value was given."""
        return super().has_output() or self.value() is not None

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        if value not in {str(key) for key, _title in self.lookup_choices}:
            raise IncorrectLookupParameters(f"{self.parameter_name}={value!r}")
        return self.chosen(queryset, value)

    def chosen(self, queryset, value):
        return queryset.filter(self.condition(queryset.model, value))

    def condition(self, model, value) -> Q:
        raise NotImplementedError

    def get_facet_counts(self, pk_attname, filtered_qs):
        """Return the count of each value, by the filter's own condition."""
        return {
            f"{number}__c": Count(pk_attname, filter=self.condition(filtered_qs.model, value))
            for number, (value, _title) in enumerate(self.lookup_choices)
        }


class TagFilter(KnownValueFilter):
    """A filter by tags of the staff search rows, all counted in one query."""

    def get_facet_queryset(self, changelist):
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        totals = staff_search.tag_totals(rows)
        return {
            f"{number}__c": sum(totals.get(tag, 0) for tag in self.condition(changelist.model, value).tags)
            for number, (value, _title) in enumerate(self.lookup_choices)
        }


class PublicationFilter(TagFilter):
    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return (("draft", _("draft")), ("published", _("published")), ("withdrawn", _("withdrawn")))

    def condition(self, model, value):
        return staff_search.has_state(self.parameter_name, value)


class YearFilter(KnownValueFilter):
    """The year of the date that the list is sorted by."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        """Return the years of the rows, the latest first; for a long list, all from the latest to the earliest."""
        ask = self._year_range if is_long(request, model_admin.model) else self._existing_years
        years = once_per_request(request, "years", lambda: ask(model_admin.model))
        return [(str(year), str(year)) for year in sorted(years, reverse=True)]

    @staticmethod
    def _existing_years(model):
        dated = model.objects.filter(date__isnull=False).order_by()
        return map(int, dated.annotate(year=Left("date", 4)).values_list("year", flat=True).distinct())

    @staticmethod
    def _year_range(model):
        # Both ends of an index. Read backwards, the index has nulls first.
        dates = model.objects.filter(date__isnull=False).values_list("date", flat=True)
        ends = (F("date").desc(nulls_last=True), "-pk"), (F("date").asc(nulls_first=True), "pk")
        latest, earliest = (int(str(date)[:4]) for order in ends for date in dates.order_by(*order)[:1])
        return range(earliest, latest + 1)

    def chosen(self, queryset, value):
        return queryset.filter(staff_search.dated(f"{int(value):04}", f"{int(value):04}-12-31"))

    def get_facet_counts(self, pk_attname, filtered_qs):
        return {
            f"{number}__c": Count(pk_attname, filter=Q(date__startswith=f"{int(value):04}"))
            for number, (value, _title) in enumerate(self.lookup_choices)
        }


class RegionFilter(TagFilter):
    """The regions of a record, then "no region"."""

    title = _("region")
    parameter_name = "region"

    def lookups(self, request, model_admin):
        regions = [*once_per_request(request, "regions", Region.objects.all), NO_REGION]
        self.regions = {region.slug: region for region in regions}
        return [(slug, str(region)) for slug, region in self.regions.items()]

    def condition(self, model, value):
        return staff_search.in_regions(self.regions[value].pk)


class ImportFilter(KnownValueFilter):
    """The records of an imported file: all of them, or only those that it created or changed ("12", "12-new").

    The latest files are offered. Addresses may name any file that the user may see.
    """

    title = _("import")
    parameter_name = "import"
    OFFERED = 5
    ONLY = {"new": (True, _("new in %(file)s")), "changed": (False, _("changed by %(file)s"))}

    def lookups(self, request, model_admin):
        number_, _dash, only = self.used_parameters.get(self.parameter_name, "").partition("-")
        chosen = number(number_)
        is_seen = Q() if model_admin.has_publish_permission(request) else Q(owner=request.user)
        seen = ImportedFile.objects.filter(is_seen, about=model_admin.opts.model_name)
        files = once_per_request(request, "imports", lambda: seen[: self.OFFERED])
        if chosen and chosen not in {file.pk for file in files}:
            found = ImportedFile.objects.filter(pk=chosen).first()
            files = [*files, *([found] if found and may_see_import(request.user, found) else [])]
        values = []
        for file in files:
            name = f"{file.name}, {date_format(localtime(file.imported_at), 'DATETIME_FORMAT')}"
            values.append((str(file.pk), name))
            if file.pk == chosen and only in self.ONLY:
                values.append((f"{chosen}-{only}", self.ONLY[only][1] % {"file": name}))
        return values

    def condition(self, model, value):
        file, _dash, only = value.partition("-")
        return staff_search.imported_from(model, int(file), self.ONLY[only][0] if only else None)


class NeedsFilter(KnownValueFilter):
    """The lines of the to-do list."""

    def lookups(self, request, model_admin):
        return [(need.key, need.label) for need in of_kind(model_admin.model, self.parameter_name)]

    def condition(self, model, value):
        need = next(each for each in of_kind(model, self.parameter_name) if each.key == value)
        return need.condition(model, self.request.user, localdate())


class QualityFilter(NeedsFilter):
    """The rules of data quality."""

    title = _("data quality")
    parameter_name = "quality"

    def get_facet_queryset(self, changelist):
        """Count all rules in one statement, except those that depend on the day."""
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        totals = staff_search.tag_totals(rows)
        needs = of_kind(changelist.model, self.parameter_name)
        return {
            f"{number}__c": self.chosen(rows, need.key).count()
            if need.rule.is_daily
            else totals.get(need.rule.staff_tag, 0)
            for number, need in enumerate(needs)
        }


class DeskFilter(NeedsFilter):
    """The counts on the index page of the admin; they are not counted here again."""

    title = _("my work")
    parameter_name = "desk"

    def choices(self, changelist):
        value = self.value()
        everything = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": value is None, "query_string": everything, "display": _("All")}
        for key, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: key})
            yield {"selected": value == key, "query_string": query, "display": label}


class ChoicesFilter(ChoicesFieldListFilter):
    """The choices of a field."""

    def queryset(self, request, queryset):
        known = {str(key) for key, _label in self.field.flatchoices}
        if any(value not in known for value in self.lookup_val or ()):
            raise IncorrectLookupParameters(f"{self.lookup_kwarg}={self.lookup_val!r}")
        if self.lookup_val and self.field.name in getattr(queryset.model, "staff_choices", ()):
            return queryset.filter(staff_search.has_state(self.field.name, *self.lookup_val))
        return super().queryset(request, queryset)


class RelatedFilter(RelatedOnlyFieldListFilter):
    """The related objects that any row of the list refers to; for a long list all of them.

    If there are more than MOST, none is offered: the search of the list also finds rows by their names.
    """

    def queryset(self, request, queryset):
        ids = [number(value) for value in self.lookup_val or ()]
        if ids and None not in ids and self.field.name in queryset.model.staff_search:
            return queryset.filter(staff_search.related_to(self.field.related_model, *ids))
        return super().queryset(request, queryset)

    def field_choices(self, field, request, model_admin):
        return once_per_request(request, field.name, lambda: self._related(field, request, model_admin))

    def _related(self, field, request, model_admin):
        if not is_long(request, model_admin.model):
            return super().field_choices(field, request, model_admin)
        things = field.remote_field.model._default_manager.all()[: MOST + 1]
        return [(thing.pk, str(thing)) for thing in things] if len(things) <= MOST else []


class NullsLast(F):
    """A column to sort by, with nulls last in both directions."""

    def asc(self, **kwargs):
        return super().asc(nulls_last=True)

    def desc(self, **kwargs):
        return super().desc(nulls_last=True)
