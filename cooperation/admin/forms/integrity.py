"""What the database refuses comes back as words in the form, and nothing that was typed is lost.

Forms check every rule beforehand; what is left are races: two people take one slug, a thing is deleted while another
person refers to it, a record is published while a draft of it is being saved.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from ...database.errors import in_words


class _Refused:
    """A form that was valid, and that the database refused all the same."""

    refusal = None

    def clean(self):
        cleaned = super().clean()
        own = hasattr(self.refusal, "error_dict") and self.refusal.error_dict.keys() <= self.fields.keys()
        self.add_error(None, self.refusal if own else ValidationError(self.refusal.messages))
        return cleaned


class IntegrityErrorMessages:
    """Lets a ModelAdmin show the database's refusal in the form: the form is read again, with the refusal in it."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Return the form, the way back to the list, or the form with what the database has against it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, DataError) as error:
            request.refusal = in_words(error)
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
            messages.error(
                request, _("It was not deleted. %(reason)s") % {"reason": " ".join(in_words(error).messages)}
            )
        return HttpResponseRedirect("../change/")

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except (IntegrityError, DataError) as error:
            messages.error(request, " ".join(in_words(error).messages))
        return HttpResponseRedirect(request.get_full_path())
