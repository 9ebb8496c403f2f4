"""Form fields: short text boxes for dates, autocomplete for relations, large text boxes for long texts."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import TextField
from django.forms import Textarea
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regions.fields import LinesField, TextFormField
from regions.translated import FIRST, LANGUAGES, columns
from regions.translated import NEEDED as MISSING

from ...domain.dates import PartialDateField
from .autocomplete import AutocompleteChoice, AutocompleteChoices
from .dates import BOX, DateInput, WrittenDateField, WrittenDateForm

WIDGETS = {
    TextField: {
        "form_class": TextFormField,
        "widget": Textarea(attrs={"class": "vLargeTextField", "rows": 4, "cols": 40}),
    },
    PartialDateField: {"form_class": WrittenDateField, "widget": DateInput(attrs=BOX)},
    LinesField: {"widget": Textarea(attrs={"class": "vLargeTextField", "rows": 3, "cols": 40})},
}


NEEDED = _("Required in at least one language.")


def with_columns(model, fields) -> tuple:
    """Return the fields, with the columns of all languages in place of a translated text."""
    translated = getattr(model, "translated", {})
    return tuple(column for name in fields for column in (columns(name) if name in translated else (name,)))


def in_lines(model, fields, lines) -> tuple:
    """Return the fields in order; those on one line are a tuple at the position of its first field.

    The languages of a text have a line of their own.
    """
    languages = [columns(name) for name in getattr(model, "translated", {})]
    alone = {name for line in languages for name in line}
    lines = [*languages, *([name for name in line if name not in alone] for line in lines)]
    lines = [tuple(name for name in line if name in fields) for line in lines]
    line_of = {name: line for line in lines if len(line) > 1 for name in line}
    return tuple(dict.fromkeys(line_of.get(name, name) for name in fields))


class FormFields:
    """The form fields of a ModelAdmin or an inline.

    Relations have links to add and change an object, but none to delete or view one.
    """

    form = WrittenDateForm
    formfield_overrides = WIDGETS

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteChoice(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteChoices(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and (language := getattr(db_field, "language", "")):
            field.widget.attrs["lang"] = language
            if language == FIRST:
                field.label = format_lazy("{name} ({language})", name=field.label, language=LANGUAGES[language])
            if any(is_needed and db_field.name in columns(name) for name, is_needed in self.model.translated.items()):
                field.help_text = format_lazy("{} {}", field.help_text, NEEDED)
                field.error_messages["required"] = MISSING
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field
