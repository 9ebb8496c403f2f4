"""What the database refuses is shown as a message in the form, and nothing that was typed is lost.

Forms check every rule beforehand. What is left are races: two people choose the same slug, an object is deleted while
another person refers to it, a record is published while a draft of it is being saved.
"""

from django.core.exceptions import ValidationError
from django.db import connection


class _RefusedForm:
    """A form whose fields are valid and that is refused all the same, for the reason in `refusal`."""

    refusal = None

    def clean(self):
        cleaned = super().clean()
        own = hasattr(self.refusal, "error_dict") and self.refusal.error_dict.keys() <= self.fields.keys()
        self.add_error(None, self.refusal if own else ValidationError(self.refusal.messages))
        return cleaned


def refused(form: type, refusal: ValidationError) -> type:
    """Return the form class, made to show the refusal instead of being saved."""
    return type(form.__name__, (_RefusedForm, form), {"refusal": refusal})


def check_constraints(model_admin, request, form, formsets, change):
    """Let the database check now what it would check at the end of the transaction, so that the form can show it."""
    connection.check_constraints()
