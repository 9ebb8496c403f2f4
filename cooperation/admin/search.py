"""Search by name: its own, its other names, and those of the countries and bodies it belongs with, accents or not."""

from django.contrib import messages
from django.db.models import Case, Q, Value, When
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _

MOST_WORDS = 10


def words(text: str) -> list[str]:
    """Return the words of a search; what stands in quotes is one word."""
    found = []
    for word in smart_split(text.replace("\x00", " ")):
        is_quoted = len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]
        found.append(unescape_string_literal(word) if is_quoted else word)
    return [word for word in found if word]


def named(fields, word: str) -> Q:
    """Return the condition that the word stands in one of the fields, whatever its case and its accents."""
    return _any(fields, "icontains", word)


def _any(fields, lookup, word):
    condition = Q(pk__in=[])
    for field in fields:
        condition |= Q(**{f"{field}__unaccent__{lookup}": word})
    return condition


class ByName:
    """Lets a ModelAdmin search `search_fields`, and the names of what stands at the paths in `search_through`.

    Every word must be found somewhere. Through subqueries, so that no row is found twice.
    """

    search_through = ()
    # The names and codes by which people call a thing: in a box, what is called so stands first. "CN" is no Vatican.
    called = ()

    def get_search_results(self, request, queryset, search_term):
        """Return the rows that every word is found in, and False: none is there twice."""
        for word in words(search_term)[:MOST_WORDS]:
            queryset = queryset.filter(self.found(word))
        text = search_term.strip().replace("\x00", "")
        if text and self.called and request.resolver_match and request.resolver_match.url_name == "autocomplete":
            exact, begun = _any(self.called, "iexact", text), _any(self.called, "istartswith", text)
            closeness = Case(When(exact, then=Value(0)), When(begun, then=Value(1)), default=Value(2))
            queryset = queryset.order_by(closeness, *(queryset.query.order_by or self.opts.ordering))
        return queryset, False

    def found(self, word: str) -> Q:
        """Return the condition that the word names the row or what it belongs with."""
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
