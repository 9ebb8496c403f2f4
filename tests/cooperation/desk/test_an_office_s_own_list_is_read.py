"""A list as an office keeps it, under its own headings: what is meant is read, and what is not is helped along."""

import pytest

from cooperation.domain import roles
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import UploadedValue
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
    assert "Put parties into a second file" in shown
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
    assert "Is it Signed?" in shown


def test_for_a_misspelled_country_the_likely_one_is_named():
    f.make_country("IDN")
    publisher = f.make_user(roles.PUBLISHER)
    upload = preview("meetings", publisher, [{"title": "A", "kind": "forum", "countries": "Indonezia; Qqqq"}])
    reasons = [reason for *_rest, reason in problems(upload)]
    assert reasons == ["There is no country “Indonezia”. Did you mean Indonesia?", "There is no country “Qqqq”."]


def test_after_the_agreements_went_in_the_parties_are_next(editor):  # noqa: F811
    shown = text(editor.get(IMPORTS))
    assert "Put parties into a second file. Its column “agreement” has the slug, the reference or the title" in shown
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


OFFICE = "\n".join(
    (
        "Sequence|Instrument|Class|Parties|Date of signing|In force on|Place of conclusion",
        "1|Agreement on rivers &amp; lakes|Agreement|KOREA REPUBLIC OF / Viet Nam|03/04/2012|25/04/2012|Hanoi",
        "2|Plan for the C&ocirc;te d&#039;Ivoire|Plan of Action|Republic of Korea (the) and Côte d'Ivoire"
        "|17-Nov-10|0000-00-00|Abidjan",
        "3|Notes on dust|Exchange of Notes (bilateral)|Korea, Republic of, China and Japan|1998-00-00||Seoul",
        "4|Charter of the northern forest|Charter|European\u00a0Union; JAPAN|19980412|2999-05-04|",
        "5|On sea water|Memorandum of Understanding (MOU)|Bosnia and Herzegovina, Japan|04/05/2002||Tokyo",
        "6|On marsh water|Memorandum of Understanding (MOU)|Côte d’Ivoire;Japan;China|04/05/2003|2003-12|Tokyo",
    )
)


def test_a_file_of_a_treaty_office_needs_three_answers(editor):  # noqa: F811
    """Its only row that is refused is wrong in the file."""
    for code, name in (("CHN", "China"), ("JPN", "Japan"), ("CIV", "Côte d’Ivoire"), ("BIH", "Bosnia and Herzegovina")):
        f.make_country(code, name=name)
    f.make_country("KOR").__class__.objects.filter(alpha_3="KOR").update(other_names="Korea\nRepublic of Korea")
    f.make_organization("European Union", slug="european-union")
    page = send(editor, OFFICE.encode())
    here = page.redirect_chain[-1][0]
    upload = page.context["upload"]
    assert upload.columns == ["parties", "in_force_on", "signed_at"]
    names = {"Instrument": "title", "Class": "kind", "Date of signing": "signed_on", "Sequence": "reference"}
    columns = {f"column-{place}": names.get(each["text"], each["column"]) for place, each in enumerate(upload.headers)}
    editor.post(here, {"_columns": "1", **columns})
    page = editor.post(here, {"_orders": "1", "order-signed_on": "day"}, follow=True)
    for scope, sent in {"agreement.kind": {"Charter": "convention"}, "country": {}}.items():
        values = UploadedValue.objects.filter(upload=upload, scope=scope)
        actions = {f"action-{each.pk}": sent.get(each.text) or each.proposal[0] for each in values}
        page = editor.post(here, {"_values": "1", "of": scope, **actions}, follow=True)
    assert [(row.number, row.problems[0][:2]) for row in upload.rows.filter(state="wrong")] == [
        (5, ["in_force_on", "2999-05-04"])
    ]
    told = {row.label: {name: after for name, _before, after in row.changes} for row in upload.rows.exclude(number=5)}
    assert [each["parties"] for each in told.values()] == [
        "South Korea; Vietnam",
        "Côte d’Ivoire; South Korea",
        "China; Japan; South Korea",
        "Bosnia and Herzegovina; Japan",
        "China; Côte d’Ivoire; Japan",
    ]
    assert [each["signed_on"] for each in told.values()] == [
        *("3 April 2012", "17 November 2010", "1998", "4 May 2002", "4 May 2003"),
    ]
    assert list(told)[:2] == [
        "Agreement on rivers & lakes",
        "Plan for the Côte d'Ivoire",
    ]
    kinds = [each["kind"] for each in told.values()]
    assert kinds == ["agreement", "action plan", "exchange of notes", *["memorandum of understanding"] * 2]
    assert "Import 5 rows" in text(page)
