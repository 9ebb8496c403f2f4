"""The query parameters of each endpoint, with their descriptions and schemas."""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ...domain.dates import PATTERN
from ...filters import FILTERS
from ...filters.codes import Codes, Years
from ...filters.multiple_choice import MultipleChoice
from ...filters.parameters import Day, On
from ...models import Mechanism, Organization, Topic
from ...models.querysets import NO_REGION
from ...search.tokens import LONGEST
from .objects import embeddable, names_of
from .properties import DATE, NUMBER, TEXT, array_of, ref

# Parameters of the pages that the API has under another name, or that have no meaning in it.
OF_PAGES = ("size", "page", "options", "find")
MOST_SLUGS = 1000  # in the description of the API
SIZE, LARGEST = 25, 100  # objects in a part: default, maximum
DAY = PATTERN.replace(r"\A", "^").replace(r"\Z", "$")
SLUG = {"type": "string", "pattern": "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"}
STATE = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(\.[0-9]{1,18})?$"
# \s in a JSON schema lacks these control characters, which str.strip() removes too.
NOT_EMPTY = r"[^\s\u001c-\u001f\u0085]"
YEAR = {"type": "string", "pattern": "^(?!0000)[0-9]{4}$"}


@dataclass(frozen=True)
class Parameter:
    """One parameter: what it means and its JSON schema.

    The values of an array are separated by commas if `is_list`; else the parameter is repeated.
    """

    name: str
    what: str | Promise
    schema: dict
    example: str | int | list | None = None
    is_list: bool = False


def of_changes() -> tuple[Parameter, ...]:
    return (
        Parameter(
            "since",
            _("“state” from the previous response, or from the full download. Without it, you get the current state."),
            TEXT | {"pattern": STATE},
        ),
    )


@cache
def of_list(model) -> tuple[Parameter, ...]:
    """Return the parameters of a list: the filters of its page, paging, and what the response contains."""
    found = [_of_filter(model, name, each) for name, each in filters_of(model).items()]
    choices = facets_of(model)
    found.append(
        Parameter(
            "size",
            _("The number of objects in one response, from 1 to 100."),
            NUMBER | {"minimum": 1, "maximum": LARGEST, "default": SIZE},
            50,
        )
    )
    found.append(
        Parameter(
            "cursor",
            _("Where to continue: “next” from the previous response. Each object is shown once."),
            TEXT | {"pattern": NOT_EMPTY},
        )
    )
    if choices:
        found.append(
            Parameter(
                "facets",
                _("Filters whose values are counted, separated by commas. A count ignores the filter’s own values."),
                several({"type": "string", "enum": choices}),
                choices[:1],
                is_list=True,
            )
        )
    return (*found, *of_detail(model))


@cache
def of_detail(model) -> tuple[Parameter, ...]:
    """Return the parameters that choose what an object contains."""
    fields = names_of(model)
    paths = embeddable(model)
    name = next(each for each in ("title", "name", "text") if each in fields)
    found = [
        Parameter(
            "fields",
            _("Only these properties, separated by commas; id, type and api always come with them."),
            several({"type": "string", "enum": fields}),
            [name],
            is_list=True,
        )
    ]
    if paths:
        found.append(
            Parameter(
                "embed",
                _("Links to replace by the objects that they lead to, separated by commas."),
                several({"type": "string", "enum": paths}),
                paths[:1],
                is_list=True,
            )
        )
    return tuple(found)


@cache
def filters_of(model) -> dict:
    """Return the filters of the list's page that the API has too."""
    if model not in FILTERS:
        return {}
    return {name: each for name, each in FILTERS[model].get_filters().items() if name not in OF_PAGES}


@cache
def facets_of(model) -> list[str]:
    return [name for name, each in filters_of(model).items() if isinstance(each, MultipleChoice)]


def _of_filter(model, name, each) -> Parameter:
    if name == "q":
        what = _("Words that the search finds in the object. Then the best matches come first, unless “sort” is given.")
        return Parameter(name, what, TEXT | {"pattern": NOT_EMPTY, "maxLength": LONGEST}, "water")
    if name == "sort":
        codes = list(FILTERS[model].orders)
        return Parameter(name, _("The order"), {"type": "string", "enum": codes}, codes[0])
    if isinstance(each, Day):
        what = _("The end of a period") if each.is_end else _("The start of a period")
        what = format_lazy(_("{what}: a year, a month or a day"), what=what)
        return Parameter(name, what, TEXT | {"pattern": DAY}, "2012-05")
    if isinstance(each, On):
        return Parameter(name, format_lazy("{label}: {help}", label=each.label, help=each.note), DATE, "2012-05-31")
    if isinstance(each, Codes):
        codes = list(each.choices.values)
        return Parameter(name, each.label, several({"type": "string", "enum": codes}), codes[:1])
    if isinstance(each, Years):
        return Parameter(name, each.label, several(YEAR), ["2012"])
    what = _("{label}: the last part of the address of its page, as in “slug”")
    return Parameter(name, format_lazy(what, label=each.label), several(ref(slug_name(each.referred))))


def several(schema: dict) -> dict:
    return array_of(schema) | {"minItems": 1}


def slug_name(model) -> str:
    """Return the name of the schema of the model's slugs."""
    return f"{model.__name__}Slug"


def slugs() -> dict[str, dict]:
    """Return the schemas of the slugs that filters accept: enums, unless there are too many."""
    found = {}
    for model in (Region, Country, Topic, Mechanism, Organization):
        known = list(model.objects.published().order_by("slug").values_list("slug", flat=True)[: MOST_SLUGS + 1])
        known += [NO_REGION.slug] if model is Region else []
        is_listed = 0 < len(known) <= MOST_SLUGS
        found[slug_name(model)] = {"type": "string", "enum": known} if is_listed else SLUG
    return found
