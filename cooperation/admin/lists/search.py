"""Search by name: own names, other names, names of related countries and bodies; case and accents do not matter.

Each typed word matches the beginning of a word in a name.
"""

from django.conf import settings
from django.contrib import messages
from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Concat, Lower
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _

from regions.models import Country
from regions.translated import columns

from ... import staff_search
from ...models import Record
from ..forms.fields import with_columns

MOST_WORDS = 10
# Rows that autocomplete sorts.
MOST_ORDERED = 1000


def words(text: str) -> list[str]:
    """Return the words of a search; a text in quotes is one word."""
    found = []
    for word in smart_split(text.replace("\x00", " ")):
        is_quoted = len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]
        found.append(unescape_string_literal(word) if is_quoted else word)
    return [word for word in found if word]


def likeliest_first(queryset, fields, text: str):
    """Return the autocomplete suggestions, the likeliest first; `fields` hold names and codes.

    First the home country, if each word of the text begins a word of one of its names; then exact names and codes,
    then those that begin with it, then the rest; each in the usual order.
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
    """Return the ids of the rows to sort. Not all are sorted, because comparing 100,000 names takes 12 seconds.

    They are the first MOST_ORDERED of the rows found, in the usual order. If more rows were found, also any with this
    code or with a title that begins with the text: an index finds those.
    """
    ids = staff_search.first_ids(found, MOST_ORDERED)
    if len(ids) == MOST_ORDERED and issubclass(found.model, Record):
        whole = " ".join(words(text))
        rows = found.model._base_manager.order_by()
        ids += rows.filter(Q(slug=whole.lower()) | Q(reference=whole)).values_list("pk", flat=True)
        near = rows.alias(lower=Lower("title")).filter(lower__gte=whole.lower()).order_by("lower", "pk")
        titles = near.values_list("pk", "title")[:MOST_ORDERED]
        ids += [pk for pk, title in titles if title.lower().startswith(whole.lower())]
        for column in columns("title")[1:]:
            ids += rows.filter(**{f"{column}__startswith": whole}).values_list("pk", flat=True)[:MOST_ORDERED]
    return ids


def results(model_admin, request, queryset, text: str):
    """Return the rows that match every word or prefix; suggestions are sorted by likelihood."""
    if not (typed := words(text)[:MOST_WORDS]):
        return queryset
    conditions = staff_search.has_words(queryset.model, typed)
    found = queryset.filter(*conditions) if conditions else queryset.none()
    if request.resolver_match and request.resolver_match.url_name == "autocomplete":
        rows = queryset.filter(pk__in=to_be_ordered(found, text))
        found = likeliest_first(rows, with_columns(queryset.model, model_admin.name_fields), text)
    return found


def warn_of_limit(request, text: str) -> None:
    if len(words(text)) > MOST_WORDS:
        messages.warning(request, _("Only the first %(number)s words were used.") % {"number": MOST_WORDS})
