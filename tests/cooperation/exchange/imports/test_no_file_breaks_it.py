"""Whatever stands in a file, each of its rows is new, changed, unchanged or wrong; nothing answers with a failure."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.exchange.imports.sheet import Unreadable
from tests import factories as f

from .conftest import as_csv

pytestmark = pytest.mark.django_db

CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "0", "1", "99999999999", "-1", "owner", "CHN", "KOR; CHN", "treaty", "2012", "4-6 May 2012"]
    ),
    st.sampled_from(
        ["owner#outcome-1", "yes", "1,5", "=1+1", "'", '"', "a" * 5000, "\U0001f30d", "a\x00b", "\ufeff", "a\x01"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
QUICKLY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def publisher():
    f.make_country("CHN")
    f.make_country("KOR")
    for make in (f.make_agreement, f.make_project):
        make("Owner", slug="owner")
    f.make_outcome(f.make_meeting("Owner", slug="owner"))
    return f.make_user(roles.PUBLISHER)


@pytest.mark.parametrize("kind", KINDS)
@QUICKLY
@given(data=st.data())
def test_any_cells(publisher, kind, data):
    names = [each.name for each in KINDS[kind].columns]
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    rows = data.draw(st.lists(row, min_size=1, max_size=4, unique_by=tuple))
    try:
        upload = uploads.preview(KINDS[kind], publisher, "file.csv", as_csv([names, *rows]))
    except Unreadable:
        return
    good = upload.rows.exclude(state="wrong").count()
    assert sum(uploads.enter(upload, publisher).values()) == good
    assert upload.rows.count() == len([row for row in rows if any(cell.strip() for cell in row)]) - good
    list(uploads.wrong_rows(upload))


@QUICKLY
@given(data=st.binary(max_size=200))
@example(data=b"title\x00,kind\x00,\x00\nA,treaty,b\n")
@example(data=b"title,no\x00thing\nA,treaty\n")
@example(data=b"no\x00thing\nA\n")
def test_any_bytes(publisher, data):
    for head in (b"", b"title,kind\n", b"PK\x03\x04"):
        try:
            upload = uploads.preview(KINDS["agreements"], publisher, "file.csv", head + data)
        except Unreadable as refusal:
            told = str(refusal)
        else:
            told = uploads.counts(upload)
        assert told
