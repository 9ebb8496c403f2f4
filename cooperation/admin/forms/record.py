"""The forms of records, organizations and topics."""

from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from .dates import WrittenDateForm
from .duplicates import DuplicateCheck


class SlugForm(WrittenDateForm):
    """A new record gets its slug from its title if none is typed, as the browser's script does it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.make_optional("slug", _("Leave empty to make it from the title."))

    def make_optional(self, name, explanation):
        """Make a field optional, and say in its help text what it is if left empty."""
        if field := self.fields.get(name):
            field.required = False
            field.help_text = format_lazy("{} {}", field.help_text, explanation)

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk and "slug" not in self.errors and not cleaned.get("slug"):
            cleaned["slug"] = self.derived_slug(cleaned)
        return cleaned

    def derived_slug(self, cleaned) -> str:
        slug = slugify(cleaned.get("title") or "")[:120].strip("-")
        if not slug:
            self.add_error("slug", self.fields["slug"].error_messages["required"])
        return slug


class RecordForm(DuplicateCheck, SlugForm):
    pass


class NamedForm(DuplicateCheck, WrittenDateForm):
    """The form of an organization or a topic."""
