"""What the database refuses comes back as words in the form, and nothing that was typed is lost.

Forms check every rule beforehand; what is left are races: two people take one slug, a thing is deleted while another
person refers to it, a record is published while a draft of it is being saved.
"""

import re

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, connection
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What the triggers say (cooperation/migrations/0002_rules.py), by the end of the name they give.
TRIGGERS = {
    "_was_public": gettext_lazy("It is public by now, and what was once public is withdrawn, never deleted."),
    "_stays": gettext_lazy("This row stays with its record. Enter it anew on the other one."),
    "_address_is_free": gettext_lazy("This address once led to another page and still does."),
    "topic_two_levels": gettext_lazy("Topics have two levels at most."),
}
FOREIGN_KEY, UNIQUE = "23503", "23505"


def words(error) -> ValidationError:
    """Return what the database's refusal means, for the form: of one field where it is about one."""
    said = getattr(error.__cause__, "diag", None)
    name = (said and said.constraint_name) or ""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return ValidationError(constraint.get_violation_error_message())
    for end, sentence in TRIGGERS.items():
        if name.endswith(end):
            return ValidationError(sentence)
    if said and said.sqlstate == UNIQUE and (field := _only_field(said)):
        return ValidationError({field.name: field.model().unique_error_message(field.model, (field.name,))})
    if said and said.sqlstate == FOREIGN_KEY:
        return ValidationError(_("Something that this refers to was deleted a moment ago. Choose it anew."))
    return ValidationError(
        _("The database refuses this: %(reason)s") % {"reason": (said and said.message_primary) or error}
    )


def _only_field(said):
    model = next((model for model in apps.get_models() if model._meta.db_table == said.table_name), None)
    column = re.match(r"Key \(([^,)]+)\)=", said.message_detail or "")
    try:
        return model._meta.get_field(column[1]) if model and column else None
    except FieldDoesNotExist:
        return None


class _Refused:
    """A form that was valid, and that the database refused all the same."""

    refusal = None

    def clean(self):
        cleaned = super().clean()
        own = hasattr(self.refusal, "error_dict") and self.refusal.error_dict.keys() <= self.fields.keys()
        self.add_error(None, self.refusal if own else ValidationError(self.refusal.messages))
        return cleaned


class TellRefusals:
    """Lets a ModelAdmin show the database's refusal in the form: the form is read again, with the refusal in it."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Return the form, the way back to the list, or the form with what the database has against it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, DataError) as error:
            request.refusal = words(error)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form, made to refuse what the database refused."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if refusal := getattr(request, "refusal", None):
            form = type(form.__name__, (_Refused, form), {"refusal": refusal})
        return form

    def save_related(self, request, form, formsets, change):
        """Save the rest, and let the database check now what it would check at the end of the transaction."""
        super().save_related(request, form, formsets, change)
        connection.check_constraints()

    def delete_view(self, request, object_id, extra_context=None):
        """Delete, or go back to the thing with the reason why it stays."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (IntegrityError, DataError) as error:
            messages.error(request, _("It was not deleted. %(reason)s") % {"reason": " ".join(words(error).messages)})
        return HttpResponseRedirect("../change/")

    def changelist_view(self, request, extra_context=None):
        """Return the list, or say what the database has against an action on it."""
        try:
            return super().changelist_view(request, extra_context)
        except (IntegrityError, DataError) as error:
            messages.error(request, " ".join(words(error).messages))
        return HttpResponseRedirect(request.get_full_path())
