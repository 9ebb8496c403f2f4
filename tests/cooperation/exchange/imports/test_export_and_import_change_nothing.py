"""What the registry writes as a template it reads back, and finds every row unchanged."""

from cooperation.exchange.imports import templates, uploads, workbook
from cooperation.exchange.imports.kinds import KINDS

from .conftest import exported, preview, problems, warnings


def test_the_demo_comes_back_unchanged(demo_fixtures, publisher):
    for name, kind in KINDS.items():
        upload = preview(name, publisher, exported(name, publisher))
        assert problems(upload) == [], name
        assert [(row.number, row.changes) for row in upload.rows if row.changes] == [], name
        count = templates.all_of(kind).count()
        assert count > 1, name
        assert uploads.counts(upload) == {
            **dict.fromkeys(("new", "changed", "wrong", "newer"), 0),
            "unchanged": count,
            "warnings": len({number for number, *_rest in warnings(upload)}),
        }, name


def test_the_demo_comes_back_unchanged_from_a_workbook(demo_fixtures, publisher):
    for name, kind in KINDS.items():
        rows = list(templates.rows(kind, templates.all_of(kind), publisher))
        data = workbook.write("rows", rows, [20], templates.explained(kind))
        upload = uploads.preview(kind, publisher, "rows.xlsx", data)
        assert {row.state for row in upload.rows} == {"unchanged"}, name
        assert upload.rows.count() == len(rows) - 1, name
