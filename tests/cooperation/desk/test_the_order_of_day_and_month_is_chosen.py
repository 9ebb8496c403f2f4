"""Dates such as 03/04/2012: the page says what the other dates of the column prove, and the user chooses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.exchange.imports.date_order import DAY, MONTH, Orders, written

from .test_staff_import_in_the_admin import editor, here, send, text  # noqa: F401

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def treaties(*dates, **more):
    return [{"title": f"Treaty {n}", "kind": "treaty", "signed_on": day, **more} for n, day in enumerate(dates)]


def choose(client, page, **orders):
    sent = {f"order-{name}": order for name, order in orders.items()}
    return client.post(here(page), {"_orders": "1", **sent}, follow=True)


def dates(page, name="signed_on"):
    """The dates of the rows that can be imported, by the number of the row."""
    found = {}
    for row in page.context["upload"].rows.exclude(state="wrong"):
        for column, _before, after in row.changes:
            if column == name:
                found[row.number] = after
    return found


def test_without_a_choice_such_dates_are_refused(editor):  # noqa: F811
    page = send(editor, treaties("03/04/2012", "2012"))
    assert dates(page) == {3: "2012"}
    shown = text(page)
    assert '<label for="order-signed_on"><strong>Signed</strong></label>' in shown
    assert "1 date can be read in two ways: 03/04/2012." in shown
    assert "No date in the file proves the order." in shown
    assert '<option value="day" selected>' not in shown
    assert '<option value="month" selected>' not in shown


@pytest.mark.parametrize(
    ("proof", "order", "words", "day"),
    [
        (
            "25/04/2012",
            "day",
            "25/04/2012 in row 3 proves that the day is first (dates that prove it: 1).",
            "3 April 2012",
        ),
        (
            "04/25/2012",
            "month",
            "04/25/2012 in row 3 proves that the month is first (dates that prove it: 1).",
            "4 March 2012",
        ),
    ],
)
def test_a_date_that_proves_the_order_proposes_it(editor, proof, order, words, day):  # noqa: F811
    page = send(editor, treaties("03/04/2012", proof, "03.04.2012"))
    shown = text(page)
    assert words in shown
    assert f'<option value="{order}" selected>' in shown
    assert list(dates(page)) == [3], "proposed, not applied"
    page = choose(editor, page, signed_on=order)
    assert dates(page) == {2: day, 3: "25 April 2012", 4: day}
    assert editor.post(here(page), follow=True).status_code == 200
    assert not page.context["upload"].rows.exists()


def test_the_dates_of_another_column_prove_it_too(editor):  # noqa: F811
    page = send(editor, treaties("03/04/2012", in_force_on="25/04/2012"))
    assert "The other columns of the file prove the order." in text(page)
    assert '<option value="day" selected>' in text(page)


def test_proofs_of_both_orders_are_listed_and_nothing_is_proposed(editor):  # noqa: F811
    page = send(editor, treaties("03/04/2012", "25/04/2012", "04/25/2012"))
    shown = text(page)
    assert "Other dates in this column prove both orders: 25/04/2012 (row 3) have the day first;" in shown
    assert "04/25/2012 (row 4) have the month first. (1 and 1 in all.)" in shown
    assert "selected> Day first" not in shown
    page = choose(editor, page, signed_on="day")
    assert dates(page) == {2: "3 April 2012", 3: "25 April 2012", 4: "25 April 2012"}


def test_each_column_has_its_own_order_and_a_period_is_read_too(editor):  # noqa: F811
    rows = [{"title": "Forum", "kind": "forum", "start": "03/04/2012-05/04/2012"}]
    page = choose(editor, send(editor, rows, kind="meetings"), start="day")
    assert (dates(page, "start"), dates(page, "end")) == ({2: "3 April 2012"}, {2: "5 April 2012"})


@pytest.mark.parametrize(
    ("cell", "order", "read", "warning"),
    [
        ("0000-00-00", "", "", "Read as: not recorded."),
        ("00/00/0000", "", "", "Read as: not recorded."),
        ("1998-00-00", "", "1998", ""),
        ("1998-04-00", "", "1998-04", ""),
        ("00/04/1998", "", "1998-04", ""),
        ("1998-00-05", "", "1998-00-05", ""),
        ("19980412", "", "19980412", ""),
        ("17-Nov-10", "", "17 Nov 2010", "The year has two digits. It is read as 2010."),
        ("17 November 98", "", "17 November 1998", "The year has two digits. It is read as 1998."),
        ("03/04/12", "", "03/04/12", ""),
        ("03/04/12", DAY, "2012-04-03", "The year has two digits. It is read as 2012."),
        ("03/04/99", MONTH, "1999-03-04", "The year has two digits. It is read as 1999."),
        ("03/04/2012", DAY, "2012-04-03", ""),
        ("03/04/2012", MONTH, "2012-03-04", ""),
        ("13/04/2012", MONTH, "2012-04-13", ""),
        ("13/14/2012", DAY, "13/14/2012", ""),
        ("2012-05-04", MONTH, "2012-05-04", ""),
        ("2012.05.04", MONTH, "2012.05.04", ""),
        ("4 May 2012", MONTH, "4 May 2012", ""),
    ],
)
def test_dates_of_other_programs(cell, order, read, warning):
    assert written(cell, order, TODAY) == (read, warning)


def test_zeros_are_no_date_and_a_day_of_2999_is_refused(editor):  # noqa: F811
    page = send(editor, treaties("0000-00-00", "1998-00-00", "19980412", "17-Nov-10", "2999-05-04"))
    assert dates(page) == {3: "1998", 4: "12 April 1998", 5: "17 November 2010"}
    upload = page.context["upload"]
    assert upload.rows.get(number=2).warnings == [["signed_on", "0000-00-00", "Read as: not recorded."]]
    assert upload.rows.get(number=2).state == "new"
    assert "more than 60 years ahead" in upload.rows.get(number=6).problems[0][2]


@given(st.text(alphabet="0123456789-/. ~", max_size=24), st.sampled_from(["", DAY, MONTH]))
def test_no_cell_breaks_it(cell, order):
    orders = Orders()
    orders.see(2, cell)
    assert isinstance(written(cell, order, TODAY)[0], str)
