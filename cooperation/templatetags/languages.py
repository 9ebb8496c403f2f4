"""The languages of texts in Django's templates."""

from django import template

register = template.Library()


@register.filter
def content_language(field) -> str:
    """Return the language of a form field, which may be read-only; "" if it is not a translated text."""
    if not field.is_readonly:
        return field.field.field.widget.attrs.get("lang", "")
    columns = {each.name: each for each in field.form._meta.model._meta.fields}
    return getattr(columns.get(field.field["name"]), "language", "")  # regions.translated sets it
