"""The objects that claims name by their codes. Public output names only public objects."""

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _

from regions.models import Country, Region

from ...domain.evidence import codes_in, kinds_named_by, replace_codes
from ...models import RECORDS, Organization, Topic

MODELS = {model._meta.model_name: model for model in (Region, Country, Topic, Organization, *RECORDS)}


class ClaimedThings(dict):
    """The objects that the values of citations name, by kind and code. Each kind is fetched when it is needed.

    An object that is not public is replaced by a text that does not name it. So is a code without an object in an
    earlier version of a record: it may be that of a draft that was renamed or deleted since.
    """

    def __init__(self, citations, is_earlier=False):
        self.is_earlier = is_earlier
        self.codes = set().union(*(codes_in(each.value) for each in citations))

    def __missing__(self, kind):
        self[kind] = self._find(MODELS[kind]) if kind in MODELS else {}
        return self[kind]

    def _find(self, model):
        rows = _named(model, self.codes)
        codes = self.codes if self.is_earlier else rows.values_list(_code(model), flat=True)
        found = dict.fromkeys(codes, _not_public())
        public = model.objects.published().filter(pk__in=rows)
        return found and found | {getattr(row, _code(model)): row for row in public}


def public_values(claims: Sequence[tuple[type[Model], str, str]]) -> list[str]:
    """Return the value of each claim, with a text instead of the codes of objects that are not public.

    Each claim is the model that it is about, the field and the value.
    """
    named = [_kinds(model, field) if value else () for model, field, value in claims]
    codes = defaultdict(set)
    for kinds, (_model, _field, value) in zip(named, claims, strict=True):
        for kind in kinds:
            codes[kind] |= codes_in(value)
    hidden = {kind: dict.fromkeys(_hidden(MODELS[kind], codes[kind]), _not_public()) for kind in codes}
    values = []
    for kinds, (_model, _field, value) in zip(named, claims, strict=True):
        names = {code: text for kind in kinds for code, text in hidden[kind].items()}
        values.append("".join(replace_codes(value, names)) if names else value)
    return values


def _kinds(model, field):
    """Return the kinds of objects that the values of the field name by their codes."""
    try:
        relation = model._meta.get_field(field) if field else None
    except FieldDoesNotExist:
        return ()
    kinds = kinds_named_by(relation) if relation is not None and relation.is_relation else ()
    return [kind for kind in kinds if kind in MODELS]


def _hidden(model, codes):
    found = dict(_named(model, codes).values_list("pk", _code(model)))
    public = set(model.objects.published().filter(pk__in=list(found)).values_list("pk", flat=True)) if found else ()
    return [code for pk, code in found.items() if pk not in public]


def _named(model, codes):
    return model._base_manager.filter(**{f"{_code(model)}__in": codes})


def _code(model):
    return "alpha_3" if model is Country else "slug"


def _not_public():
    return _("a record that is not public")
