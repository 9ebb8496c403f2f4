"""The download links of a page."""

from dataclasses import dataclass

from django.urls import reverse

from ...exchange.exports import FORMATS, SUBSCRIBED, TABULAR
from ...exchange.exports.selection import COLUMNS
from ...exchange.exports.table import Table

SHORT = f"{COLUMNS}=short"


@dataclass(frozen=True)
class Download:
    """A link to a file; `media_type` is its media type without parameters.

    `short` is the address of the file with the columns of the page, "" if there is none.
    """

    ending: str
    label: str
    address: str
    media_type: str
    short: str = ""

    @property
    def is_tabular(self) -> bool:
        return self.ending in TABULAR

    @property
    def is_in_one_language(self) -> bool:
        return self.ending in SUBSCRIBED


def downloads(name: str, table, *args, query: str = "") -> list[Download]:
    """Return a link for each format that can write the table. `name` is a URL name; the ending is its last argument."""
    found = []
    for ending, form in FORMATS.items():
        if form.writes(table):
            address, short = reverse(name, args=[*args, ending]), ""
            if ending in TABULAR and isinstance(table, Table):
                short = _with_query(address, f"{query}&{SHORT}" if query else SHORT)
            found.append(download(ending, _with_query(address, query), short))
    return found


def download(ending: str, address: str, short: str = "") -> Download:
    form = FORMATS[ending]
    return Download(ending, form.LABEL, address, form.CONTENT_TYPE.partition(";")[0], short)


def _with_query(address, query):
    return f"{address}?{query}" if query else address
