"""Files as people make them, and what becomes of them."""

import csv
import io
import zipfile

import pytest

from cooperation.domain import roles
from cooperation.exchange.imports import delimited, templates, uploads
from cooperation.exchange.imports.kinds import KINDS
from tests import factories as f


@pytest.fixture
def publisher(db):
    return f.make_user(roles.PUBLISHER)


@pytest.fixture
def editor(db):
    return f.make_user(roles.EDITOR)


def as_csv(rows, delimiter=",", encoding="utf-8"):
    """The bytes of a CSV file of these rows; dictionaries have their keys as header."""
    rows = list(rows)
    if isinstance(rows[0], dict):
        names = list(dict.fromkeys(name for row in rows for name in row))
        rows = [names, *([row.get(name, "") for name in names] for row in rows)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def packed(parts):
    """The bytes of a zip file, which an XLSX is, of these parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def preview(kind, user, rows, **options):
    """The upload of these rows."""
    data = rows if isinstance(rows, bytes) else as_csv(rows, **options)
    return uploads.preview(KINDS[kind], user, "file.csv", data)


def states(upload):
    """The state of each row, by its number in the file."""
    return dict(upload.rows.values_list("number", "state"))


def problems(upload):
    """What is wrong: (row, column, value, reason)."""
    return [(row.number, *problem) for row in upload.rows for problem in row.problems]


def warnings(upload):
    """What looks wrong: (row, column, value, reason)."""
    return [(row.number, *warning) for row in upload.rows for warning in row.warnings]


def exported(kind, user, queryset=None):
    """The bytes of what the registry holds of a kind, as CSV."""
    kind = KINDS[kind]
    queryset = templates.all_of(kind) if queryset is None else queryset
    return b"".join(delimited.write(templates.rows(kind, queryset, user)))
