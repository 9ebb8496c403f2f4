"""Dates in forms, as people write them. A period in the box of a start fills in the end too."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..dates import PartialDateFormField
from ..written_dates import NotUnderstood, Period, read, read_date

# The end that a period in the box of a start fills in.
ENDS = {
    "start": "end",
    "planned_start": "planned_end",
    "actual_start": "actual_end",
    "established_on": "ended_on",
    "joined_on": "left_on",
}
BOX = {"class": "vDateText", "size": 18, "autocomplete": "off"}


class WrittenDateField(PartialDateFormField):
    """A text box for a date as people write it. One that `takes_period` gives a Period too, for the form to divide."""

    takes_period = False

    def to_python(self, value):
        """Return a PartialDate, a Period or None."""
        text = forms.CharField.to_python(self, value)
        if text is None:
            return None
        try:
            return read(text) if self.takes_period else read_date(text)
        except NotUnderstood as error:
            raise ValidationError(str(error), code="partial_date") from None


class WrittenForm(forms.ModelForm):
    """A form whose dates are written as people write them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for start in ENDS:
            field = self.fields.get(start)
            if isinstance(field, WrittenDateField) and ENDS[start] in self.fields:
                field.takes_period = True
                field.widget.attrs["data-end"] = ENDS[start]
                field.help_text = format_lazy(
                    "{} {}", field.help_text, gettext_lazy("“4-6 May 2012” fills in the end too.")
                )

    def clean(self):
        """Return what was typed, with each period divided into its start and its end."""
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for start, end in ENDS.items():
            period = cleaned.get(start)
            if not isinstance(period, Period):
                continue
            cleaned[start] = period.start
            if end in self.errors:
                continue
            if cleaned.get(end) and cleaned[end] != period.end:
                words = _("The start says that it ends on %(end)s. Correct one of the two.")
                self.add_error(end, words % {"end": period.end.words})
            else:
                cleaned[end] = period.end
        return cleaned
