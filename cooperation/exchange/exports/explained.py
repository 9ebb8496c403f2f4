"""The description in a downloaded file: its list, filters, date, publisher, licence and columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from regions.translated import LANGUAGES

from ..citations import publisher
from .selection import Selection


@dataclass(frozen=True)
class Explained:
    """The facts about a file with `number` rows of the selection, and the description of each column."""

    selection: Selection
    table: object
    number: int

    @property
    def facts(self) -> Iterator[tuple[str, object]]:
        """Yield each fact with its name."""
        now = timezone.localtime()
        by, site = publisher()
        yield _("List"), self.selection.title
        for name, values in self.selection.filters:
            yield _("Filter: %(name)s") % {"name": name}, _(" or ").join(values)
        if not self.selection.filters:
            yield _("Filters"), _("none: all published records")
        yield _("Number of rows"), self.number
        yield _("Date and time (%(zone)s)") % {"zone": settings.TIME_ZONE}, now
        yield _("Address"), f"{self.selection.origin}{self.selection.page}"
        yield _("Publisher"), f"{by}, {site}"
        yield _("Licence of data and text"), settings.DATA_LICENCE.name
        yield _("Text of the licence"), settings.DATA_LICENCE.url

    @property
    def columns(self) -> Iterator[list[str]]:
        """Yield the name of each column, and its description in each language."""
        for column in self.table.columns:
            yield [str(column.name), *(_description_in(language, column) for language in LANGUAGES)]

    @property
    def header(self) -> list[str]:
        """Return the header above the columns."""
        words = []
        for language in LANGUAGES:
            with override(language):
                words.append(_("What it holds"))
        return [_("Column"), *words]


def _description_in(language, column):
    with override(language):
        codes = "; ".join(f"{code}: {label}" for code, label in column.codes)
        what = capfirst(str(column.what))
        return f"{what} ({codes})" if codes else what
