"""The value of a citation: as people write it, and as it is stored in the format of its field."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from .dates import PartialDateField
from .languages import in_each_language
from .written_dates import NotUnderstood, read_date_of

# A longer text is not repeated as the value of a citation.
LONGEST = 200
YES, NO = gettext_lazy("yes"), gettext_lazy("no")
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
            return str(read_date_of(field.name, text))
        except NotUnderstood as error:
            raise ValidationError(str(error), code="partial_date") from None
    if field.choices:
        codes = {_key(each): str(code) for code, label in field.flatchoices for each in in_each_language(label)}
        return codes.get(_key(text), text)
    if isinstance(field, models.BooleanField):
        signs = dict.fromkeys(in_each_language(YES), "True") | dict.fromkeys(in_each_language(NO), "False")
        return signs.get(text.casefold(), text)
    if isinstance(field, (models.DecimalField, models.IntegerField)):
        return text.translate(_GROUPING)
    return text


def _key(label):
    return slugify(label, allow_unicode=True)


def written(field, value) -> str:
    """Return a field's value as people write it; "" for a relation, a long text or no value."""
    if field.is_relation or value in (None, ""):
        return ""
    if isinstance(field, PartialDateField):
        return value.words
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return str(YES if value else NO)
    text = str(value)
    return text if len(text) <= LONGEST else ""
