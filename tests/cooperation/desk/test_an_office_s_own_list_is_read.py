"""A list as an office keeps it, under its own headings: what is meant is read, and what is not is helped along."""

import pytest

from cooperation.domain import roles
from cooperation.exchange.imports.kinds import KINDS
from tests import factories as f
from tests.cooperation.exchange.imports.conftest import preview, problems

from .test_staff_import_in_the_admin import IMPORTS, editor, send, text  # noqa: F401

pytestmark = pytest.mark.django_db
LIST = [
    {
        "No.": "1",
        "Name of agreement": "Rivers",
        "Type": "treaty",
        "Parties": "Korea, Vietnam",
        "Date of signature": "4 May 2012",
        "Entry into force": "2012-06",
        "Valid until": "2022",
    }
]


@pytest.fixture(autouse=True)
def countries():
    f.make_country("KOR", other_names="Korea")
    f.make_country("VNM", name="Vietnam")


def test_ordinary_headings_are_the_columns_that_they_mean(editor):  # noqa: F811
    page = send(editor, LIST)
    upload = page.context["upload"]
    assert upload.columns == ["title", "kind", "parties", "signed_on", "in_force_on", "expires_on"]
    assert upload.rows.get().state == "new"
    assert ["parties", "", "South Korea; Vietnam"] in upload.rows.get().changes
    shown = text(page)
    assert "This column is left out: No." in shown
    assert "Parties come in a second file" in shown
    assert 'href="/admin/imports/#columns-agreements"' in shown


def test_the_list_of_columns_says_under_which_headings_they_are_read():
    column = KINDS["agreements"].by_name["signed_on"]
    assert "Also read: Date of signature, " in column.explanation
    for kind in KINDS.values():
        for each in kind.columns:
            assert kind.column_of(each.name) is each


@pytest.mark.parametrize(
    ("kind", "header", "name"),
    [
        ("agreements", "Signed", "signed_on"),
        ("agreements", "Expiry date", "expires_on"),
        ("meetings", "Date", "start"),
        ("meetings", "Venue", "city"),
        ("meetings", "Participants", "countries"),
        ("outcomes", "Deadline", "due_on"),
        ("phases", "Name", "name"),
    ],
)
def test_headings_of_each_kind(kind, header, name):
    assert KINDS[kind].column_of(header).name == name


def test_for_an_unknown_column_the_likely_one_is_named(editor):  # noqa: F811
    page = send(editor, [{"title": "Rivers", "kind": "treaty", "Date of signatur": "2012", "Colour": "blue"}])
    shown = text(page)
    assert shown.count("Is it ") == 1
    assert "Is it signed_on?" in shown


def test_for_a_misspelled_country_the_likely_one_is_named():
    f.make_country("IDN")
    publisher = f.make_user(roles.PUBLISHER)
    upload = preview("meetings", publisher, [{"title": "A", "kind": "forum", "countries": "Indonezia; Qqqq"}])
    reasons = [reason for *_rest, reason in problems(upload)]
    assert reasons == ["There is no country “Indonezia”. Did you mean Indonesia?", "There is no country “Qqqq”."]


def test_after_the_agreements_went_in_the_parties_are_next(editor):  # noqa: F811
    shown = text(editor.get(IMPORTS))
    assert "Parties: use a second file. Its column “agreement” has the slug, the reference or the title" in shown
    page = send(editor, LIST)
    done = text(editor.post(page.redirect_chain[-1][0], follow=True))
    assert '<a href="/admin/imports/?kind=parties">Next: import the parties</a>' in done
    assert '<option value="parties" selected>' in text(editor.get(f"{IMPORTS}?kind=parties"))


def test_discarding_what_is_left_says_that_what_went_in_stays(editor):  # noqa: F811
    page = send(editor, [*LIST, {"Name of agreement": "Lakes", "Type": "treaty", "Date of signature": "04/05/2012"}])
    here = page.redirect_chain[-1][0]
    assert "already imported are kept" not in text(page)
    left = editor.post(here, follow=True)
    assert "If you discard the file, the rows below are not imported. Rows already imported are kept." in text(left)
    assert "“treaties.csv” was discarded. Rows already imported are kept." in text(
        editor.post(here, {"_discard": "1"}, follow=True)
    )
