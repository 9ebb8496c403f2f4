"""Exports of the lists, and of everything about one object. Each format is a module with

- LABEL, what readers call it, and CONTENT_TYPE;
- IS_FILE, whether a browser saves it instead of showing it;
- READS, its own parameters of the query string;
- `writes(table)`, whether it can write this Table or Everything; and
- `stream(selection)`, which returns an iterator of bytes, or for a short file a list, which the page cache stores.
  It raises Refused at once if it cannot write them.
"""

from . import atom, csv, ics, json, xlsx

FORMATS = {"csv": csv, "xlsx": xlsx, "json": json, "atom": atom, "ics": ics}  # by file extension
TABULAR = ("csv", "xlsx")  # the formats with columns: the parameter "columns" chooses which (selection.py)
SUBSCRIBED = ("atom", "ics")  # the formats in the reader's language; files of the others have all languages
