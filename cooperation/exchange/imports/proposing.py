"""Propose what an unknown value of a file means."""

from contextlib import suppress
from difflib import get_close_matches

from django.apps import apps

from ...models import Organization, UploadedValue
from .lookups import Unknown, any_order, folded

MOST = 500  # proposals a file: each takes some milliseconds


def propose(values: list[UploadedValue], finders) -> None:
    """Set the proposals of values that nobody decided: a list of keys, empty if nothing is similar."""
    for value in values[:MOST]:
        value.proposal = _code(value) if "." in value.scope else _name(value, finders)


def _code(value):
    """Return the code with the longest label that has only words of the value: "Plan of Action" is an action plan."""
    model, _dot, name = value.scope.partition(".")
    choices = apps.get_model("cooperation", model)._meta.get_field(name).flatchoices
    words = set(any_order(value.text).split())
    labels = [(set(any_order(str(text)).split()), code) for code, text in choices if code]
    if found := [(len(label), code) for label, code in labels if label <= words]:
        return [max(found)[1]]
    labels = {folded(str(text)): code for code, text in choices if code}
    near = get_close_matches(folded(value.text), labels, n=1, cutoff=0.8)
    return [labels[near[0]]] if near else []


def _name(value, finders):
    by_name = {model._meta.model_name: finder for model, finder in finders.items()}
    other = {"country": Organization._meta.model_name, "organization": "country"}.get(value.scope)
    if other:
        with suppress(Unknown):
            return [by_name[other].key(by_name[other].find(value.text, with_suggestion=False))]
    found = by_name[value.scope].similar(value.text)
    return [by_name[value.scope].key(found)] if found else []
