"""The form of a record: what can be told from the rest may be left empty."""

from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from .dates import WrittenForm


class RecordForm(WrittenForm):
    """The form of a record. A new one gets its slug from its title where none is typed, as the browser does it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.leave_open("slug", _("Left empty, it follows from the title."))

    def leave_open(self, name, words):
        """Let a field be empty, and say beside it what it is then."""
        if field := self.fields.get(name):
            field.required = False
            field.help_text = format_lazy("{} {}", field.help_text, words)

    def clean(self):
        """Return what was typed, with what follows from it."""
        cleaned = super().clean()
        if not self.instance.pk and "slug" not in self.errors and not cleaned.get("slug"):
            cleaned["slug"] = self.own_slug(cleaned)
        return cleaned

    def own_slug(self, cleaned) -> str:
        slug = slugify(cleaned.get("title") or "")[:120].strip("-")
        if not slug:
            self.add_error("slug", self.fields["slug"].error_messages["required"])
        return slug
