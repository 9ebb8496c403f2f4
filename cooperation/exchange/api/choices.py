"""The parameters that choose what a response contains: "fields", "embed" and "facets".

Each is a list of names separated by commas, and may be repeated.
"""

from django.http import QueryDict
from django.utils.translation import gettext as _

from ...filters.option import brief
from .objects import embeddable, names_of


class Unknown(Exception):
    """A parameter has an unknown value. `parameter` is its name; the message is a sentence for the reader."""

    def __init__(self, parameter: str, message: str):
        super().__init__(message)
        self.parameter = parameter


def names(parameters: QueryDict, name: str) -> list[str]:
    """Return the names that a parameter has, each once."""
    given = [text.strip() for value in parameters.getlist(name) for text in value.split(",")]
    return list(dict.fromkeys(filter(None, given)))


def fields(models, parameters: QueryDict) -> list[str] | None:
    """Return the names of the properties to show, None for all. Raise Unknown if no object has one of them."""
    chosen = names(parameters, "fields")
    _check("fields", chosen, [name for model in models for name in names_of(model)])
    return chosen or None


def embed(models, parameters: QueryDict) -> list[str]:
    """Return the paths to embed. Raise Unknown if one is not a link."""
    paths = names(parameters, "embed")
    _check("embed", paths, [path for model in models for path in embeddable(model)])
    return paths


def of(models, parameters: QueryDict) -> dict:
    """Return the options of `objects()` for the parameters. Raise Unknown as above."""
    chosen, paths = fields(models, parameters), embed(models, parameters)
    if chosen is not None:
        chosen += [path.partition(".")[0] for path in paths]
    return {"fields": chosen, "embed": paths}


def facets(parameters: QueryDict, known: list[str]) -> list[str]:
    """Return the names of the filters whose values are counted. Raise Unknown if there is no such filter."""
    chosen = names(parameters, "facets")
    _check("facets", chosen, known)
    return chosen


def _check(parameter, chosen, known):
    for name in chosen:
        if name not in known:
            message = _("“%(value)s” is not one of the names that “%(parameter)s” accepts.")
            raise Unknown(parameter, message % {"value": brief(name), "parameter": parameter})
