"""Dates in forms, as people write them. A period typed into a start field fills in the end field too.

A year far ahead is probably a mistake, or another program's value for no date: a checkbox confirms it.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...domain.dates import YEARS_AHEAD, PartialDate, PartialDateFormField, is_far_ahead
from ...domain.written_dates import ENDS, NotUnderstood, Period, read, read_date
from .relations import RelationsForm

BOX = {"class": "vDateText", "size": 18, "autocomplete": "off"}
# Suffix of the name of the checkbox that confirms a year. Its value is the year.
TICK = "-year"


class YearTick:
    """Adds a checkbox with which the user confirms the `year` that the form asks about."""

    year, is_ticked = "", False

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, attrs, renderer)
        if not self.year:
            return box
        tick = '{} <label class="year-tick"><input type="checkbox" name="{}" value="{}"{}> {}</label>'
        words = _("This year is correct: %(year)s") % {"year": self.year}
        return format_html(tick, box, name + TICK, self.year, " checked" if self.is_ticked else "", words)


class DateInput(YearTick, forms.TextInput):
    pass


class ValueInput(YearTick, forms.Textarea):
    """For a citation's value, which may be a date."""


class WrittenDateField(PartialDateFormField):
    """A date as people write it. If it `takes_period` its value may be a Period, which the form splits."""

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


class WrittenDateForm(RelationsForm):
    """A form with dates as people write them; a newly entered year far ahead must be confirmed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for start in ENDS:
            field = self.fields.get(start)
            if isinstance(field, WrittenDateField) and ENDS[start] in self.fields:
                field.takes_period = True
                field.widget.attrs["data-end"] = ENDS[start]
                field.help_text = format_lazy(
                    "{} {}", field.help_text, gettext_lazy("A period, such as “4-6 May 2012”, fills in the end too.")
                )

    def clean(self):
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
                words = _(
                    "The period in the start field ends on %(end)s, but the end field differs. Correct one of them."
                )
                self.add_error(end, words % {"end": period.end.words})
            else:
                cleaned[end] = period.end
        self._ask_about_years(cleaned)
        return cleaned

    def dates(self, cleaned):
        """Yield (name, value) of each field that may hold a date."""
        for name, field in self.fields.items():
            if isinstance(field, WrittenDateField):
                yield name, cleaned.get(name)

    def _ask_about_years(self, cleaned):
        today = localdate()
        for name, when in list(self.dates(cleaned)):
            if not isinstance(when, PartialDate) or when == self.initial.get(name) or not is_far_ahead(when, today):
                continue
            box = self.fields[name].widget
            box.year = when[:4]
            box.is_ticked = self.data.get(self.add_prefix(name) + TICK) == box.year
            if not box.is_ticked:
                words = _("%(date)s is more than %(years)s years ahead. Correct it, or tick that the year is correct.")
                self.add_error(name, words % {"date": when.words, "years": YEARS_AHEAD})
