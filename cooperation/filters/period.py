"""The period that narrows the table of everything with a country, a region or a mechanism."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..index import Entries
from .base import ListForm
from .parameters import Day

PARAMETERS = {"from": Day(is_end=False, label=_("From")), "to": Day(is_end=True, label=_("To"))}


def period_form(query: QueryDict) -> ListForm:
    """Return the validated form with the parameters "from" and "to"; the other parameters of lists are errors."""
    form = ListForm(query, {name: parameter.field for name, parameter in PARAMETERS.items()})
    form.full_clean()
    return form


def within(form: ListForm, entries: Entries, found):
    """Return those of the ids `found` that the valid form selects, as the lists do."""
    for name, parameter in PARAMETERS.items():
        if value := form.cleaned_data.get(name):
            found = found & parameter.ids(entries, value)
    return found
