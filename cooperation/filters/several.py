"""Multiple-choice parameters: form fields that read a query string and validate it.

They do not depend on models: callers pass in the rows.
"""

import re
from functools import cached_property

from django import forms
from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from regions.fields import AddressField

from ..models.querysets import NO_REGION
from .option import Option, brief, own, printable

_ADDRESS = re.compile(AddressField.pattern).match
_YEAR = re.compile(r"(?!0000)[0-9]{4}\Z").match
MOST = 50  # values of one parameter: the page shows each one, and every link on the page repeats them all


class BoundSeveral(forms.BoundField):
    """A multiple-choice parameter with its submitted data."""

    @cached_property
    def raw(self) -> list[str]:
        """Return the submitted values; of too many only the first ones."""
        return self.field.tidy(self.data)[:MOST]

    @cached_property
    def _found(self) -> dict:
        return self.field.find(self.raw)

    @property
    def values(self) -> list:
        """Return the distinct values, without the invalid ones."""
        return list(dict.fromkeys(self._found.values()))

    @cached_property
    def wrong(self) -> list[Option]:
        """Return the invalid values."""
        return [Option(printable(text), brief(text), True, True) for text in self.raw if text not in self._found]

    @cached_property
    def options(self) -> list[Option]:
        """Return the options to show in a list, invalid values first."""
        return [*self.wrong, *self.field.parameter.short(self.values)]

    @property
    def more(self) -> str:
        """Return the words of the link to all options, "" if the list shows them all."""
        return self.field.parameter.more(self.values)

    @property
    def chosen(self) -> list[Option]:
        return [*self.wrong, *(Option(self.field.code(value), self.field.name(value), True) for value in self.values)]


class SeveralField(forms.Field):
    """A multiple-choice parameter. Cleans to the list of its distinct values.

    `parameter` knows the options to show (multiple_choice.py).
    """

    widget = forms.SelectMultiple  # reads all values of the parameter; the page renders check boxes
    bound_field_class = BoundSeveral
    __deepcopy__ = own
    default_error_messages = {
        "too_many": _("Choose at most %(most)s values. This address has %(number)s."),
        "unknown": _("“%(value)s” is not an option of this filter."),
    }

    def __init__(self, *, parameter, **kwargs):
        super().__init__(**kwargs)
        self.parameter = parameter

    @staticmethod
    def tidy(raw) -> list[str]:
        """Return the submitted values without empty and repeated ones."""
        return list(dict.fromkeys(stripped for text in raw or () if (stripped := text.strip())))

    def clean(self, raw):
        raw = self.tidy(raw)
        if len(raw) > MOST:
            number = formats.number_format(len(raw), force_grouping=True)
            raise ValidationError(self.error_messages["too_many"], "too_many", {"most": MOST, "number": number})
        found = self.find(raw)
        wrong = [text for text in raw if text not in found]
        if wrong:
            message = self.error_messages["unknown"]
            raise ValidationError([ValidationError(message, "unknown", {"value": brief(text)}) for text in wrong])
        return list(dict.fromkeys(found.values()))

    def find(self, raw: list[str]) -> dict:
        raise NotImplementedError

    def code(self, value) -> str:
        return str(value)

    def name(self, value) -> str:
        return str(value)


class CodesField(SeveralField):
    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = choices

    def find(self, raw):
        return {text: self.choices(text) for text in raw if text in self.choices.values}

    def code(self, value):
        return value.value

    def name(self, value):
        return str(value.label)


class YearsField(SeveralField):
    """Years of four digits."""

    default_error_messages = {"unknown": _("“%(value)s” is not a year. Enter four digits, such as 2012.")}

    def find(self, raw):
        return {text: int(text) for text in raw if _YEAR(text)}

    def code(self, value):
        return f"{value:04}"

    def name(self, value):
        return str(value)


class AddressesField(SeveralField):
    """Rows with a public page, by their slug; former slugs are accepted.

    `rows` is the QuerySet of all rows, `visible` takes an id and returns whether readers may see the row.
    `remembered` is a function that returns cached rows by slug, which then need no query.
    """

    def __init__(self, *, rows, visible, remembered, **kwargs):
        super().__init__(**kwargs)
        self.rows = rows
        self.visible = visible
        self.remembered = remembered
        self._known = {}

    def find(self, raw):
        slugs = {text: text.lower() for text in raw}
        asked = {slug for slug in slugs.values() if _ADDRESS(slug)} - self._known.keys()
        if asked:
            self._known |= dict.fromkeys(asked)
            if new := asked - (remembered := self.remembered()).keys():
                remembered |= self._by_slug(new)
            self._known |= {slug: row for slug in asked if (row := remembered.get(slug)) and self.visible(row.pk)}
            self._known |= self._redirected({slug for slug in asked if not self._known[slug]})
        return {text: row for text, slug in slugs.items() if (row := self._known.get(slug))}

    def code(self, value):
        return value.slug

    def name(self, value):
        return value.shown_name()

    def _by_slug(self, slugs):
        return {row.slug: row for row in self.rows.filter(slug__in=slugs) if self.visible(row.pk)}

    def _redirected(self, slugs):
        if not slugs:
            return {}
        paths = {self.rows.model(slug=slug).permanent_path: slug for slug in slugs}
        redirects = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=paths)
        found = redirects.values_list("old_path", "new_path")
        redirected = {paths[old]: new.partition("#")[0] for old, new in found}
        rows = self._by_slug({path.rstrip("/").rpartition("/")[2] for path in redirected.values()})
        rows = {row.permanent_path: row for row in rows.values()}
        return {slug: rows[path] for slug, path in redirected.items() if path in rows}


class RegionsField(AddressesField):
    """Regions by their slug, or NO_REGION."""

    def find(self, raw):
        found = super().find([text for text in raw if text.lower() != NO_REGION.slug])
        return {text: found.get(text, NO_REGION) for text in raw if text in found or text.lower() == NO_REGION.slug}


class CountriesField(AddressesField):
    """Countries, by their slug or their ISO 3166-1 alpha-3 code."""

    def _by_slug(self, slugs):
        codes = [slug.upper() for slug in slugs if len(slug) == 3]
        rows = self.rows.filter(Q(slug__in=slugs) | Q(alpha_3__in=codes))
        return {key: row for row in rows for key in (row.slug, row.alpha_3.lower()) if key in slugs}
