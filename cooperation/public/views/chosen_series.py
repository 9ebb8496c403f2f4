"""A series that a reader chooses in a query string: by its slug, a former slug, or one of its names."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from regions.translated import text_of

from ... import index
from ...filters.names import Name, named
from ...filters.option import brief
from ...filters.several import AddressesField
from ...models import Mechanism
from ...search.suggestions import ids_named

OFFERED = 10  # series to choose from if several have the typed name
LONGEST = 200  # characters that are read


@dataclass
class ChosenSeries:
    """The text typed in the field `name`, and the public series that it matches, if it is exactly one."""

    name: str
    label: str
    typed: str
    snapshot: index.Snapshot
    problem: str = ""

    def __post_init__(self):
        self.typed = self.typed.replace("\x00", "").strip()[:LONGEST]
        if self.typed and not self.series:
            several = _("Several series match “%(typed)s”. Choose one:")
            words = several if self.matching else _("No series matches “%(typed)s”.")
            self.problem = words % {"typed": brief(self.typed)}

    @cached_property
    def series(self) -> Mechanism | None:
        field = AddressesField(
            parameter=None, rows=Mechanism.objects.all(), visible=self._public.__contains__, remembered=dict
        )
        if found := field.find([self.typed]):
            return found[self.typed]
        typed = self.typed.casefold()
        same = [each for each in self.matching if typed in (each.short.casefold(), each.label.casefold())]
        only = same if len(same) == 1 else self.matching
        return Mechanism.objects.get(pk=only[0].id) if len(only) == 1 else None

    @cached_property
    def matching(self) -> list[Name]:
        """Return the public series with a name that contains the typed text from the start of a word."""
        if not any(character.isalnum() for character in self.typed):  # every name contains such a text
            return []
        return named(self.snapshot, Mechanism, self._public & index.id_set(ids_named(self.typed, "mechanism")))

    @property
    def offered(self) -> list[Name]:
        return self.matching[:OFFERED] if self.problem else []

    @property
    def shown(self) -> str:
        """Return the text of the field."""
        return (self.series.acronym or str(text_of(self.series, "title"))) if self.series else self.typed

    @property
    def _public(self):
        return self.snapshot["mechanism"].whole
