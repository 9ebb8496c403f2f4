"""The forms of records, organizations and topics."""

from django.contrib import messages
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...workflow.slugs import free_slug, named_in, slug_of_name
from .dates import WrittenDateForm
from .duplicates import DuplicateCheck


class FreeSlugForm(WrittenDateForm):
    """If the slug of a new object is taken, a number is appended.

    `taken_slug` is the slug that was taken, or "".
    """

    taken_slug = ""

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk and (slug := cleaned.get("slug")):
            cleaned["slug"] = free_slug(self._meta.model, slug)
            self.taken_slug = slug if cleaned["slug"] != slug else ""
        return cleaned


def show_other_slug(model_admin, request, form, formsets, change):
    """Tell the user that the new object did not get the slug that was typed or filled in."""
    if getattr(form, "taken_slug", ""):  # a row of a list has no slug
        words = gettext("“%(taken)s” is the address of another page. This one has the address “%(slug)s”.")
        messages.info(request, words % {"taken": form.taken_slug, "slug": form.instance.slug})


class SlugForm(FreeSlugForm):
    """Derives an empty slug of a new object from its title or name, like the script in the browser."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            words = _("Leave empty to make it from the title.")
            if named_in(self._meta.model)[0] == "name":
                words = _("Leave empty to make it from the name.")
            self.make_optional("slug", words)

    def make_optional(self, name, explanation):
        """Make a field optional; `explanation` says what happens if it is empty."""
        if field := self.fields.get(name):
            field.required = False
            field.help_text = format_lazy("{} {}", field.help_text, explanation)

    def clean(self):
        cleaned = self.cleaned_data
        if not self.instance.pk and "slug" not in self.errors and not cleaned.get("slug"):
            cleaned["slug"] = self.derived_slug(cleaned)
        return super().clean()

    def derived_slug(self, cleaned) -> str:
        names = [cleaned.get(name) or "" for name in named_in(self._meta.model)]
        slug = slug_of_name(names)
        if any(names) and not slug:
            self.add_error("slug", self.fields["slug"].error_messages["required"])
        return slug


class RecordForm(DuplicateCheck, SlugForm):
    pass


class NamedForm(DuplicateCheck, SlugForm):
    """The form of an organization or a topic."""
