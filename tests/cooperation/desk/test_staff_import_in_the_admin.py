"""The pages of the import, as staff use them: a template, an upload, a look, a decision."""

import io
import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cooperation.domain import roles
from cooperation.exchange.imports import sheet
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement, Meeting, Party, Upload
from tests import factories as f
from tests.cooperation.exchange.imports.conftest import as_csv

pytestmark = pytest.mark.django_db

IMPORTS = "/admin/imports/"
ROWS = [
    {"title": "Rivers", "kind": "treaty", "reference": "K-1", "signed_on": "May 2012"},
    {"title": "Lakes", "kind": "treaty", "reference": "K-2", "signed_on": "04/05/2012"},
]


def signed_in(role):
    client = Client()
    client.user = f.make_user(role)
    client.force_login(client.user)
    return client


@pytest.fixture
def publisher():
    return signed_in(roles.PUBLISHER)


@pytest.fixture
def editor():
    return signed_in(roles.EDITOR)


def send(client, rows, kind="agreements", name="treaties.csv", **fields):
    data = rows if isinstance(rows, bytes) else as_csv(rows)
    return client.post(
        IMPORTS, {"kind": kind, "file": SimpleUploadedFile(name, data), "encoding": "", **fields}, follow=True
    )


def text(response):
    return " ".join(response.content.decode().split())


def here(response):
    return response.redirect_chain[-1][0]


def click_on(client, page):
    """Import the file of this page as a browser without scripts does: each click checks or imports a batch."""
    while (action := re.search(r'action="(/admin/imports/\d+/(?:check/)?)"[^>]* data-batches', text(page))) is not None:
        page = client.post(action[1], {"_start": "1"}, follow=True)
    return page


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_from_the_file_to_the_records(editor):
    page = send(editor, ROWS)
    assert "Read as UTF-8. Separator: comma." in text(page)
    assert "may be 5 April 2012 or 4 May 2012" in text(page)  # the wrong rows come first
    assert "Import 1 row" in text(page)
    assert not Agreement.objects.exists()
    new = editor.get(f"{here(page)}?show=new")
    assert "<dd>May 2012</dd>" in text(new)
    done = editor.post(here(page), follow=True)
    assert "1 added, 0 changed, 0 unchanged." in told(done)
    assert "So far 1 entered" in text(done)
    assert not Agreement.objects.get().was_public
    wrong = b"".join(editor.get(f"{here(page)}wrong.csv").streaming_content).decode("utf-8-sig")
    assert wrong.splitlines()[0] == "title,reference,kind,signed_on,what_is_wrong"
    corrected = send(editor, wrong.replace("04/05/2012,", "4 May 2012,").encode())
    assert "unknown" not in text(corrected)
    done = editor.post(here(corrected), follow=True)
    assert "/imports/files/" in here(done)
    assert dict(Agreement.objects.values_list("reference", "signed_on")) == {"K-1": "2012-05", "K-2": "2012-05-04"}
    assert Upload.objects.count() == 1  # the wrong row, until it is discarded
    again = send(editor, ROWS[:1])
    assert "Finish: nothing to change" in text(again)
    assert "1 unchanged" in told(editor.post(here(again), follow=True))


def test_a_changed_row_is_shown_as_a_difference(publisher):
    agreement = f.make_agreement("Rivers", reference="K-1", kind="treaty", signed_on="2011")
    page = send(publisher, ROWS[:1])
    assert "<del>2011</del>" in text(page)
    assert "<ins>May 2012</ins>" in text(page)
    assert f"/admin/cooperation/agreement/{agreement.pk}/change/" in text(page)


def test_what_cannot_be_read_is_said_beside_the_file(editor, monkeypatch):
    assert "The file has no columns that the registry knows. Its first row is: a." in text(send(editor, b"a\n1\n"))
    assert "Choose a file." in text(editor.post(IMPORTS, {"kind": "agreements"}))
    assert "The file is empty." in text(send(editor, b""))
    assert "The file is damaged, or it is not XLSX." in text(send(editor, b"PK nothing", name="a.xlsx"))
    assert "The first line of the file is “sep=:”." in text(send(editor, b"sep=:\ntitle:kind\nA:mou\n"))
    assert "Select a valid choice" in text(send(editor, ROWS, kind="nothing"))
    monkeypatch.setattr("cooperation.desk.imports.MOST_BYTES", 10)
    assert "MB. Split the file." in text(send(editor, ROWS))
    assert not Upload.objects.exists()


def test_a_file_is_its_owner_s(editor, publisher):
    page = send(editor, ROWS)
    assert "treaties.csv" in text(editor.get(IMPORTS))
    assert "treaties.csv" not in text(publisher.get(IMPORTS))
    for answer in (publisher.get(here(page), follow=True), publisher.post(here(page), follow=True)):
        assert "This file is no longer available" in told(answer)
    assert publisher.get(f"{here(page)}wrong.csv").status_code == 404
    assert not Agreement.objects.exists()


def test_a_file_may_be_discarded(editor):
    page = send(editor, ROWS)
    assert "“treaties.csv” was discarded." in told(editor.post(here(page), {"_discard": "1"}, follow=True))
    assert not Upload.objects.exists()
    assert "no longer available" in told(editor.get(here(page), follow=True))


def test_who_enters_nothing_finds_no_import():
    stranger = signed_in(None)
    assert stranger.get(IMPORTS).status_code == 403
    assert stranger.get(f"{IMPORTS}agreements/all.csv").status_code == 403
    assert IMPORTS not in text(stranger.get("/admin/"))
    assert "/admin/login/" in Client().get(IMPORTS)["Location"]
    looks = signed_in(roles.EDITOR)
    page = send(looks, ROWS)
    looks.user.groups.remove(Group.objects.get(name=roles.EDITOR))
    looks.force_login(looks.user)  # a change of the role ends the sessions
    assert looks.post(here(page)).status_code == 403


def test_an_editor_s_file_leaves_what_is_public(editor):
    f.make_agreement("Rivers", reference="K-1", kind="treaty", signed_on="2011")
    page = send(editor, ROWS[:1])
    assert "Only a publisher can change it" in text(page)
    assert "Import 1 row" not in text(page)
    editor.post(here(page))
    assert Agreement.objects.get().signed_on == "2011"


def test_the_way_to_it_stands_on_the_index_and_on_the_lists(editor):
    assert 'href="/admin/imports/"' in text(editor.get("/admin/"))
    assert 'href="/admin/imports/?kind=meetings"' in text(editor.get("/admin/cooperation/meeting/"))
    assert "imports" not in text(editor.get("/admin/cooperation/topic/")).partition("<main")[2]
    assert '<option value="meetings" selected>' in text(editor.get(f"{IMPORTS}?kind=meetings"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_explained_and_goes_in_without_its_example(kind):
    editor = signed_in(roles.ADMINISTRATOR if kind in ("cited_countries", "cited_regions") else roles.EDITOR)
    answer = editor.get(f"{IMPORTS}{kind}/template.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    data, columns = book.worksheets
    header, example = ([cell.value for cell in row] for row in data.iter_rows(max_row=2))
    assert header == [each.name for each in KINDS[kind].columns]
    explained = {row[0].value: row for row in columns.iter_rows(min_row=2) if row[0].value}
    assert set(explained) == set(header)
    for each in KINDS[kind].columns:
        assert len(explained[each.name][2].value) > len(each.label) + 2 or each.name in ("city", "mode"), each.name
        needed = "in one language" if each.is_needed_in_a_language else "yes" if each.is_needed else None
        assert explained[each.name][1].value == needed, each.name
    assert any(example)
    assert "The file has no rows below its header." in text(send(editor, answer.content, kind=kind, name="a.xlsx"))
    plain = b"".join(editor.get(f"{IMPORTS}{kind}/template.csv").streaming_content)
    assert "The file has no rows below its header." in text(send(editor, plain, kind=kind))
    # The page documents the same columns.
    page = text(editor.get(IMPORTS))
    assert all(f"<dt>{name}" in page for name in header)


@pytest.mark.parametrize("kind", ["agreements", "meetings", "projects", "mechanisms", "organizations"])
def test_the_example_means_something(publisher, kind):
    """Whoever begins from the example begins from a row that goes in."""
    for code, name in (("KOR", None), ("CHN", None), ("JPN", None), ("VNM", None)):
        f.make_country(code, **({"name": name} if name else {}))
    f.make_country("KOR").__class__.objects.filter(alpha_3="KOR").update(other_names="Korea, Republic of")
    f.make_agreement("MOU", slug="example-mou-2012")
    f.make_organization("United Nations Environment Programme")
    example = {each.name: each.example for each in KINDS[kind].columns if each.example}
    page = send(publisher, [{**example, KINDS[kind].title: "Mine", "slug": "mine"}], kind=kind)
    assert "Import 1 row" in text(page)


def test_everything_goes_out_in_the_form_of_the_template(editor):
    f.make_agreement("Rivers", reference="K-1", countries=[f.make_country("CHN")], published=False)
    for suffix in ("xlsx", "csv"):
        for kind in ("agreements", "parties"):
            answer = editor.get(f"{IMPORTS}{kind}/all.{suffix}")
            assert f'filename="{kind}.{suffix}"' in answer["Content-Disposition"]
            page = send(editor, b"".join(answer), kind=kind, name=f"{kind}.{suffix}")
            assert "Finish: nothing to change" in text(page)
    assert editor.get(f"{IMPORTS}agreements/all.ods").status_code == 404
    assert editor.get(f"{IMPORTS}nothing/all.csv").status_code == 404
    assert editor.get(f"{IMPORTS}nothing/template.csv").status_code == 404


def test_a_list_exports_what_is_selected(editor):
    china, japan = f.make_country("CHN"), f.make_country("JPN")
    chosen = f.make_agreement("Rivers", slug="rivers", countries=[china])
    f.make_agreement("Lakes", slug="lakes", countries=[japan])
    list_ = reverse("admin:cooperation_agreement_changelist")
    sent = {"action": "export_agreements_csv", "_selected_action": [chosen.pk]}
    lines = b"".join(editor.post(list_, sent)).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["title", "Rivers"]
    sent["action"] = "export_parties_csv"
    lines = b"".join(editor.post(list_, sent)).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["rivers,CHN" + "," * 10]
    sent |= {"action": "export_agreements_xlsx", "select_across": "1"}
    book = load_workbook(io.BytesIO(b"".join(editor.post(list_, sent))))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == ["Rivers", "Lakes"]
    page = text(editor.get(list_))
    assert "Export parties of the selection as XLSX" in page
    f.make_meeting()
    assert "Export outcomes of the selection as CSV" in text(editor.get("/admin/cooperation/meeting/"))
    f.make_topic()
    assert "Export" not in text(editor.get("/admin/cooperation/topic/"))


def test_pages_of_a_long_preview(editor):
    rows = [{"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}"} for number in range(120)]
    page = send(editor, rows)
    assert "Rows 1 to 50 of 120" in text(page)
    assert "Rows 101 to 120 of 120" in text(editor.get(f"{here(page)}?show=new&p=3"))
    assert "This page does not exist." in text(editor.get(f"{here(page)}?show=new&p=9"))
    assert "Rows 1 to 50 of 120" in text(editor.get(f"{here(page)}?show=nonsense&p=1"))


def test_the_statements_of_a_preview_do_not_depend_on_its_rows(editor, django_assert_max_num_queries):
    def statements(count):
        rows = [{"title": f"Treaty {number}", "kind": "treaty"} for number in range(count)]
        address = here(send(editor, rows))
        with django_assert_max_num_queries(40) as captured:
            editor.get(address)
        return len(captured)

    assert statements(2) == statements(40)


def test_what_is_written_in_a_cell_is_shown_as_text(editor):
    page = send(editor, [{"title": "<script>alert(1)</script>", "kind": "<b>", "reference": "K-1"}])
    assert "<script>alert" not in text(page)
    assert "&lt;b&gt;" in text(page)


def test_thousands_of_rows_go_in(publisher):
    countries = [f.make_country().alpha_3 for _ in range(20)]
    agreements = [
        {"title": f"Treaty on rivers {number // 2}", "kind": "treaty", "reference": f"K-{number}", "signed_on": "2012"}
        for number in range(600)
    ]
    parties = [{"agreement": f"K-{number % 150}", "country": countries[number // 150]} for number in range(3000)]
    for _ in range(2):
        click_on(publisher, send(publisher, agreements))
        click_on(publisher, send(publisher, parties, kind="parties"))
        assert (Agreement.objects.count(), Party.objects.count()) == (600, 3000)
    assert not Meeting.objects.exists()
    assert sheet.MOST_ROWS >= 30_000
