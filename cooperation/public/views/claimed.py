"""The objects that claims name by their codes."""

from django.utils.translation import gettext as _

from regions.models import Country, Region

from ...domain.evidence import codes_in
from ...models import Agreement, Mechanism, Meeting, Organization, Project, Topic

MODELS = {
    model._meta.model_name: model
    for model in (Region, Country, Topic, Organization, Mechanism, Agreement, Meeting, Project)
}


class ClaimedThings(dict):
    """The objects that the values of citations name, by kind and code. Each kind is fetched when it is needed.

    An object that readers may not see is replaced by a text that does not name it.
    """

    def __init__(self, citations):
        self.codes = set().union(*(codes_in(each.value) for each in citations))

    def __missing__(self, kind):
        self[kind] = self._find(MODELS[kind]) if kind in MODELS else {}
        return self[kind]

    def _find(self, model):
        code = "alpha_3" if model is Country else "slug"
        rows = model._base_manager.filter(**{f"{code}__in": self.codes})
        found = dict.fromkeys(rows.values_list(code, flat=True), _("a record that is not public"))
        return found and found | {getattr(row, code): row for row in model.objects.published().filter(pk__in=rows)}
