"""Database errors are shown as messages in the form, which keeps what was typed.

Forms check every rule first. The remaining errors are race conditions: two people choose the same slug, an object is
deleted while another person refers to it, a record is published while a draft of it is being saved.
"""

from django.core.exceptions import ValidationError
from django.db import connection


class _RefusedForm:
    """A form whose fields are valid but that is refused for the reason in `refusal`."""

    refusal = None

    def clean(self):
        cleaned = super().clean()
        own = hasattr(self.refusal, "error_dict") and self.refusal.error_dict.keys() <= self.fields.keys()
        self.add_error(None, self.refusal if own else ValidationError(self.refusal.messages))
        return cleaned


def refused(form: type, refusal: ValidationError) -> type:
    """Return a form class that shows the refusal instead of being saved."""
    return type(form.__name__, (_RefusedForm, form), {"refusal": refusal})


def check_constraints(model_admin, request, form, formsets, change):
    """Check deferred constraints now instead of at commit, so that the form can show their errors."""
    connection.check_constraints()
