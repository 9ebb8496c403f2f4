"""The column of a model field."""

from django.db import models

from regions.fields import AddressField, CodeField, LinesField

from ...domain.dates import PartialDateField
from .columns import Amount, Code, Column, Date, Lines, Text, Whole, YesNo
from .relations import Many, One

_TYPES = (
    (AddressField, Text),
    (LinesField, Lines),
    (CodeField, Code),
    (PartialDateField, Date),
    (models.BooleanField, YesNo),
    (models.DecimalField, Amount),
    (models.IntegerField, Whole),
    (models.ForeignKey, One),
    (models.ManyToManyField, Many),
    (models.Field, Text),
)


def column(model, name: str, example: str = "", **options) -> Column:
    """Return the column of a model field. Pass `field` if the column's name differs from the field's."""
    model_field = model._meta.get_field(options.pop("field", name))
    kind = next(kind for cls, kind in _TYPES if isinstance(model_field, cls))
    return kind(name, model_field, example, **options)
