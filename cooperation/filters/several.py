"""Parameters that may be given several times: form fields that read a query string and say what is wrong with it.

The same fields know which options a page offers, so that a value that was accepted is always among them. They know no
model: who declares one hands it its rows, and what is counted of them.
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
MOST = 50  # values of one parameter: each is shown on the page, and every link of the page repeats them all


class BoundSeveral(forms.BoundField):
    """A parameter together with what was given for it."""

    @cached_property
    def raw(self) -> list[str]:
        """Return what was given; of too many values the first."""
        return self.field.tidy(self.data)[:MOST]

    @cached_property
    def options(self) -> list[Option]:
        """Return what the page offers: first what was typed and is no value, then what is chosen, then the rest.

        Options that stand below others keep their place.
        """
        raw = self.raw
        chosen = self.field.find(raw)
        wrong = [Option(printable(text), brief(text), True, True) for text in raw if text not in chosen]
        offered = self.field.offer(set(chosen.values()))
        if chosen and not any(option.depth for option in offered):
            offered.sort(key=lambda option: not option.is_chosen)
        return [*wrong, *offered]

    @cached_property
    def chosen(self) -> list[Option]:
        raw = self.raw
        found = self.field.find(raw)
        wrong = [Option(printable(text), brief(text), True, True) for text in raw if text not in found]
        values = dict.fromkeys(found.values())
        return [*wrong, *(Option(self.field.code(value), self.field.name(value), True) for value in values)]


class SeveralField(forms.Field):
    """A parameter that may be given several times. Cleans to the list of its values, each once."""

    widget = forms.SelectMultiple  # reads every value of the parameter; the page draws check boxes
    bound_field_class = BoundSeveral
    __deepcopy__ = own
    default_error_messages = {
        "too_many": _("Choose at most %(most)s values. This address has %(number)s."),
        "unknown": _("“%(value)s” is not among the values that the list knows."),
    }

    @staticmethod
    def tidy(raw) -> list[str]:
        """Return what was given, without what is empty or repeated."""
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

    def offer(self, chosen: set) -> list[Option]:
        """Return the options: the values that rows would have, and those that are chosen."""
        raise NotImplementedError

    def code(self, value) -> str:
        return str(value)

    def name(self, value) -> str:
        return str(value)


class CodesField(SeveralField):
    """Codes of `choices`. `counts` is a function that returns how many rows each has."""

    def __init__(self, *, choices, counts, **kwargs):
        super().__init__(**kwargs)
        self.choices = choices
        self.counts = counts

    def find(self, raw):
        return {text: self.choices(text) for text in raw if text in self.choices.values}

    def offer(self, chosen):
        counts = self.counts()
        return [
            Option(each.value, each.label, each in chosen, count=counts.get(each, 0))
            for each in self.choices
            if each in counts or each in chosen
        ]

    def code(self, value):
        return value.value

    def name(self, value):
        return str(value.label)


class YearsField(SeveralField):
    """Years of four digits. `counts` is a function that returns how many rows each has."""

    default_error_messages = {"unknown": _("“%(value)s” is no year. Write four digits, such as 2012.")}

    def __init__(self, *, counts, **kwargs):
        super().__init__(**kwargs)
        self.counts = counts

    def find(self, raw):
        return {text: int(text) for text in raw if _YEAR(text)}

    def offer(self, chosen):
        """Return the years, the latest first."""
        counts = self.counts()
        years = sorted({*counts, *chosen}, reverse=True)
        return [Option(self.code(year), self.code(year), year in chosen, count=counts.get(year, 0)) for year in years]

    def code(self, value):
        return f"{value:04}"

    def name(self, value):
        return str(value)


class AddressesField(SeveralField):
    """Rows with a public page, by their slug; a slug that they once had is accepted.

    `rows` is the QuerySet of them all, `visible` tells of an id whether readers may see the row; `options` is a
    function of the chosen rows that returns the names to offer, in their order, each with how many rows it has.
    `remembered` is one that returns rows by slug, those that need not be asked for again.
    """

    def __init__(self, *, rows, visible, options, remembered, **kwargs):
        super().__init__(**kwargs)
        self.rows = rows
        self.visible = visible
        self.options = options
        self.remembered = remembered
        self._known = {}

    def find(self, raw):
        slugs = {text: text.lower() for text in raw}
        asked = {slug for slug in slugs.values() if _ADDRESS(slug)} - self._known.keys()
        if asked:
            self._known |= dict.fromkeys(asked)
            if new := asked - (remembered := self.remembered()).keys():
                remembered |= self._now(new)
            self._known |= {slug: row for slug in asked if (row := remembered.get(slug)) and self.visible(row.pk)}
            self._known |= self._once({slug for slug in asked if not self._known[slug]})
        return {text: row for text, slug in slugs.items() if (row := self._known.get(slug))}

    def offer(self, chosen):
        ids = {row.pk for row in chosen}
        return [
            Option(name.slug, name.label, name.id in ids, False, name.depth, count)
            for name, count in self.options(chosen)
        ]

    def code(self, value):
        return value.slug

    def _now(self, slugs):
        return {row.slug: row for row in self.rows.filter(slug__in=slugs) if self.visible(row.pk)}

    def _once(self, slugs):
        if not slugs:
            return {}
        paths = {self.rows.model(slug=slug).get_absolute_url(): slug for slug in slugs}
        redirects = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=paths)
        led = {paths[old]: new for old, new in redirects.values_list("old_path", "new_path")}
        rows = self._now({path.rstrip("/").rpartition("/")[2] for path in led.values()})
        rows = {row.get_absolute_url(): row for row in rows.values()}
        return {slug: rows[path] for slug, path in led.items() if path in rows}


class RegionsField(AddressesField):
    """Regions by their slug, or NO_REGION."""

    def find(self, raw):
        found = super().find([text for text in raw if text.lower() != NO_REGION.slug])
        return {text: found.get(text, NO_REGION) for text in raw if text in found or text.lower() == NO_REGION.slug}


class CountriesField(AddressesField):
    """Countries, by their slug or their ISO 3166-1 alpha-3 code."""

    def _now(self, slugs):
        codes = [slug.upper() for slug in slugs if len(slug) == 3]
        rows = self.rows.filter(Q(slug__in=slugs) | Q(alpha_3__in=codes))
        return {key: row for row in rows for key in (row.slug, row.alpha_3.lower()) if key in slugs}
