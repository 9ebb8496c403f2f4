"""Propose what an unknown value of a file means."""

from contextlib import suppress
from difflib import get_close_matches

from django.apps import apps

from ...domain.hangul import has_hangul
from ...domain.languages import in_each_language
from ...models import UploadedValue
from .codes import codes_by_label
from .lookups import Unknown, any_order, folded, header_key

MOST = 500  # proposals a file: each takes some milliseconds
# Words of other offices for a code.
OTHER_WORDS = {
    "online": {"virtual", "virtually", "remote", "video", "videoconference"},
    "implementation": {"active", "implementation", "ongoing", "running"},
    "finalisation": {"finalisation"},
    "closed": {"closed", "finished", "ended"},
    "cancelled": {"dropped", "abandoned"},
    "pipeline": {"pipeline", "proposed"},
}


def propose(values: list[UploadedValue], finders) -> None:
    """Set the proposals of values that nobody decided: a list of keys, empty if nothing is similar."""
    for value in values[:MOST]:
        value.proposal = _code(value) if "." in value.scope else _name(value, finders)


def _code(value):
    """Return the code with the longest label that has only words of the value: "Plan of Action" is an action plan.

    Labels of every language count. A Korean one may be a part of a longer word: "환경양해각서".
    """
    model, _dot, name = value.scope.partition(".")
    field = apps.get_model("cooperation", model)._meta.get_field(name)
    choices = [(code, text) for code, label in field.flatchoices if code for text in in_each_language(label)]
    words = set(any_order(value.text).split())
    labels = [(set(any_order(text).split()), code) for code, text in choices]
    if found := [(len(label), code) for label, code in labels if label <= words]:
        return [max(found)[1]]
    key = header_key(value.text)
    parts = [(len(label), code) for label, code in codes_by_label(field).items() if len(label) > 1 and label in key]
    if found := [each for each in parts if has_hangul(key)]:
        return [max(found)[1]]
    if found := [code for code, _label in choices if words & OTHER_WORDS.get(code, set())]:
        return found[:1]
    labels = {folded(text): code for code, text in choices}
    near = get_close_matches(folded(value.text), labels, n=1, cutoff=0.8)
    return [labels[near[0]]] if near else []


def _name(value, finders):
    by_name = {model._meta.model_name: finder for model, finder in finders.items()}
    for other in {"country": ("organization", "region"), "organization": ("country",)}.get(value.scope, ()):
        with suppress(Unknown):
            return [by_name[other].key(by_name[other].find(value.text, with_suggestion=False))]
    finder = by_name[value.scope]
    found = (value.scope == "region" and finder.within(value.text)) or finder.similar(value.text)
    return [finder.key(found)] if found else []
