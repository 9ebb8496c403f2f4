"""The columns that cite a source for the row as a whole."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Citation, Source
from ...models.citation import OWNERS, PARTS
from .columns import Text
from .matching import LEFT_OUT
from .relations import Many

LOCATOR, QUOTATION = "locator", "quotation"


class CitedSource(Many):
    """The source of the row. It adds a citation of the record or part as a whole, and never removes one.

    A value is a set of (id of the source, locator, quotation).
    """

    may_be_empty = False
    label = gettext_lazy("Source")

    def __init__(self, model):
        self.name, self.field = "source", Citation._meta.get_field("source")
        self.example, self.others, self.more = "", (), {}
        self.synonyms = (gettext_lazy("Source address"), gettext_lazy("Source URL"))
        self.what = gettext_lazy("Where the row is from. It is cited for the record or part as a whole.")
        self.hint = gettext_lazy("The slug, the title or the address of a source that is recorded.")
        self.of, self.through, self.is_needed, self.finder = Source, Citation, False, None
        self.owner = model._meta.model_name

    def names(self, cell):
        return {cell.strip()}

    def parse(self, cell, finders):
        text = cell.strip()
        found = finders.find(self, text)
        if found is None:
            finders.note(self, text)
            return finders[Source].find(text)
        return min(pk for _model, pk in found) if found else LEFT_OUT

    def read(self, ids):
        found = {}
        for owner, *cited in self._rows(ids).values_list(f"{self.owner}_id", "source_id", "locator", "quotation"):
            found.setdefault(owner, set()).add(tuple(cited))
        return found

    def _rows(self, ids):
        rows = Citation.objects.filter(**{f"{self.owner}__in": ids}, field="", source__isnull=False).order_by()
        return rows if self.owner in PARTS else rows.filter(**{f"{name}__isnull": True for name in PARTS})

    def merged(self, before, value):
        return (before or frozenset()) | value

    def ids(self, value):
        return set()

    def references(self, value):
        return {Source: {pk for pk, _locator, _quotation in value}}

    def links(self, thing, added) -> list[models.Model]:
        owners = {f"{self.owner}_id": thing.pk}
        if self.owner in PARTS:
            whole = PARTS[self.owner]
            owners[f"{whole}_id"] = getattr(thing, f"{whole}_id")
        return [
            Citation(**owners, source_id=source, locator=locator, quotation=quotation)
            for source, locator, quotation in sorted(added)
        ]

    def show(self, value, finders):
        """Return nothing: one cell has no place for several citations, and an empty one changes nothing."""
        return ""

    def say(self, value, finders):
        return "; ".join(
            ", ".join(filter(None, (finders[Source].name(pk), locator, quotation)))
            for pk, locator, quotation in sorted(value)
        )


class OfCitation(Text):
    """The locator or quotation of the citation that the column "source" adds. It is no field of the row itself."""

    is_of_citation = True
    is_given = False

    def __init__(self, name, synonyms=()):
        super().__init__(name, Citation._meta.get_field(name), synonyms=synonyms)
        self.is_needed = False

    def current(self, row):
        return ""


def columns(model) -> list:
    """Return the columns by which rows of `model` cite their source."""
    if model._meta.model_name not in (*OWNERS, *PARTS):
        return []
    return [CitedSource(model), OfCitation(LOCATOR, (gettext_lazy("Page of the source"),)), OfCitation(QUOTATION)]


def cite(row, source: int | None) -> None:
    """Make one value of what the row says of its source. `source` is that of the whole file."""
    locator, quotation = (row.values.pop(name, "") for name in (LOCATOR, QUOTATION))
    locator, quotation = (text if isinstance(text, str) else "" for text in (locator, quotation))
    own = row.values.pop("source", None)
    source = own if isinstance(own, int) else source
    if any(column in ("source", LOCATOR, QUOTATION) for column, *_rest in row.problems):
        return
    if source:
        row.values["source"] = frozenset({(source, locator, quotation)})
    elif locator or quotation:
        row.refuse("source", _("Name the source of the locator or quotation."))
