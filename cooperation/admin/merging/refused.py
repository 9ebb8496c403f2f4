"""The form of a record that was merged into another one while the form was open."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..forms.state import state_of

_INITIAL, _ID = re.compile(r".+-INITIAL_FORMS"), re.compile(r".+-\d+-id")


def refuse(request, record) -> None:
    """Show the form again with the input and the reason, without saving.

    The record's rows no longer exist. Those of the form become new rows: Django shows no others.
    """
    sent = request.POST.copy()
    for name in list(sent):
        if _INITIAL.fullmatch(name):
            sent[name] = "0"
        elif _ID.fullmatch(name):
            sent[name] = ""
    request.POST = sent
    state = state_of(request)
    state.is_merged = state.is_compared = True
    words = _("“%(name)s” was merged into “%(survivor)s” and is not saved. Copy your changes to that record.")
    state.refusal = ValidationError(words % {"name": record, "survivor": record.merged_into})
