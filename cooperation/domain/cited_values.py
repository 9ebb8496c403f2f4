"""The value of a citation: as people write it, and as it is stored, in the format of the field that it is about."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .dates import PartialDateField
from .written_dates import NotUnderstood, read_date

# A longer text is not repeated as the value of a citation.
LONGEST = 200
_GROUPING = str.maketrans("", "", " \u00a0\u202f,")


def stored(field, text: str) -> str:
    """Return what is stored for a text about the model field: 2017-03-28 for "28 March 2017", "held" for "Held".

    Raises ValidationError if the field takes no such value. The value of a relation is kept as it is.
    """
    text = text.strip()
    if not text or field.is_relation:
        return text
    if isinstance(field, PartialDateField):
        try:
            return str(read_date(text))
        except NotUnderstood as error:
            raise ValidationError(str(error), code="partial_date") from None
    if field.choices:
        labels = {slugify(str(label)): str(value) for value, label in field.flatchoices}
        return labels.get(slugify(text), text)
    if isinstance(field, models.BooleanField):
        return {_("yes"): "True", _("no"): "False"}.get(text.casefold(), text)
    if isinstance(field, (models.DecimalField, models.IntegerField)):
        return text.translate(_GROUPING)
    return text


def written(field, value) -> str:
    """Return a field's value as people write it; "" for a relation, a long text or no value."""
    if field.is_relation or value in (None, ""):
        return ""
    if isinstance(field, PartialDateField):
        return value.words
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    text = str(value)
    return text if len(text) <= LONGEST else ""
