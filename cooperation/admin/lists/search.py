"""Search by name: its own, its other names, and those of the countries and bodies it belongs with, accents or not."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Concat, Lower
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _

from regions.models import Country

from ...models import Record

MOST_WORDS = 10
# Rows that a box puts in order.
MOST_ORDERED = 1000


def words(text: str) -> list[str]:
    """Return the words of a search; what stands in quotes is one word."""
    found = []
    for word in smart_split(text.replace("\x00", " ")):
        is_quoted = len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]
        found.append(unescape_string_literal(word) if is_quoted else word)
    return [word for word in found if word]


def named(fields, word: str) -> Q:
    """Return the condition that the word stands in one of the fields, whatever its case and its accents."""
    condition = Q(pk__in=[])
    for field in fields:
        condition |= Q(**{f"{field}__unaccent__icontains": word})
    return condition


def likeliest_first(queryset, fields, text: str):
    """Return the suggestions for what was typed, in the order of every box; `fields` hold names and codes.

    First the home country, where each word of the text begins a word of one of its names; then an exact name or code,
    then those that begin so, then the rest; the usual order within each.
    """
    # All names and codes of a row, each on a line of its own.
    lines = [part for field in fields for part in (Value("\n"), field)]
    queryset = queryset.alias(names=Concat(*lines, Value("\n"), output_field=TextField()))
    whole = " ".join(words(text))
    places = [When(_in_names(f"\n{whole}\n"), then=1), When(_in_names(f"\n{whole}"), then=2)]
    if queryset.model is Country:
        is_home = Q(alpha_3=settings.HOME_COUNTRY)
        for word in words(text):
            is_home &= _in_names(f"\n{word}") | _in_names(f" {word}")
        places.insert(0, When(is_home, then=0))
    usual = queryset.query.order_by or queryset.model._meta.ordering
    return queryset.order_by(Case(*places, default=3), *usual)


def _in_names(text):
    return Q(names__unaccent__icontains=text)


def to_be_ordered(found, text: str) -> list[int]:
    """Return the ids of the rows that a box puts in order: not all, for to compare 100,000 names takes 12 seconds.

    They are the first MOST_ORDERED, in the usual order, of those that were found. Of records, where more were found,
    also any with this code or with a title that begins so: those are found by an index.
    """
    ids = list(found.values_list("pk", flat=True)[:MOST_ORDERED])
    if len(ids) == MOST_ORDERED and issubclass(found.model, Record):
        whole = " ".join(words(text))
        rows = found.model._base_manager.order_by()
        ids += rows.filter(Q(slug=whole.lower()) | Q(reference=whole)).values_list("pk", flat=True)
        near = rows.alias(lower=Lower("title")).filter(lower__gte=whole.lower()).order_by("lower", "pk")
        titles = near.values_list("pk", "title")[:MOST_ORDERED]
        ids += [pk for pk, title in titles if title.lower().startswith(whole.lower())]
    return ids


class ByName:
    """Lets a ModelAdmin search `search_fields`, and the names of what stands at the paths in `search_through`.

    Every word must be found somewhere. Through subqueries, so that no row is found twice.
    """

    search_through = ()
    # The fields that hold names and codes: what suggestions are ordered by.
    called = ()

    def get_search_results(self, request, queryset, search_term):
        """Return the rows that every word is found in, and False: none is there twice."""
        found = queryset
        for word in words(search_term)[:MOST_WORDS]:
            found = found.filter(self.found(word))
        is_box = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        if is_box and words(search_term):
            rows = queryset.filter(pk__in=to_be_ordered(found, search_term))
            found = likeliest_first(rows, self.called, search_term)
        return found, False

    def found(self, word: str) -> Q:
        condition = named(self.search_fields, word)
        for path in self.search_through:
            related = self._related(path)
            rows = related._base_manager.filter(named(self.admin_site.get_model_admin(related).search_fields, word))
            condition |= Q(pk__in=self.model._base_manager.filter(**{f"{path}__in": rows}).values("pk"))
        return condition

    def _related(self, path):
        model = self.model
        for name in path.split("__"):
            model = model._meta.get_field(name).related_model
        return model

    def tell_limit(self, request, text: str) -> None:
        """Say so where a search has more words than are looked for."""
        if len(words(text)) > MOST_WORDS:
            messages.warning(request, _("Only the first %(number)s words were looked for.") % {"number": MOST_WORDS})
