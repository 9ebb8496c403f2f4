"""A list is handed out as a table for people: the rows that it shows, in its order, with a link to each."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook

from cooperation.models import RECORDS, Agreement
from tests import factories as f

from .conftest import address

pytestmark = pytest.mark.django_db


def ahead(days):
    return (localdate() + timedelta(days=days)).isoformat()


def lines(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_expiring_agreements_come_in_the_order_of_their_expiry(editor):
    china = f.make_country("CHN")
    f.make_agreement("Late", expires_on=ahead(300), signed_on="2012-05", in_force_on="2013", countries=[china])
    f.make_agreement("Soon", expires_on=ahead(30), published=False)
    f.make_agreement("Not at all")
    way = f"{address(Agreement, 'changelist')}?desk=expiring"
    page = editor.get(way)
    assert [str(row) for row in page.context["cl"].result_list] == ["Soon", "Late"]
    assert 'href="/admin/cooperation/agreement/list.csv?desk=expiring"' in page.content.decode()
    soon, late = lines(editor.get("/admin/cooperation/agreement/list.csv?desk=expiring"))
    assert (soon["Title"], soon["Publication"]) == ("Soon", "draft")
    assert late == {
        "Title": "Late",
        "Signed": "2012-05",
        "Adopted": "",
        "Entry into force": "2013",
        "Expiry": ahead(300),
        "Terminated": "",
        "Parties or participants": "China",
        "Status": "in force",
        "Publication": "published",
        "Address": "http://testserver/agreements/late/",
    }


def test_it_holds_what_search_and_filters_leave_and_all_pages(editor):
    for number in range(60):
        f.make_meeting(f"Forum {number}", start="2012", status="held")
    f.make_meeting("Other", start="2012")
    found = lines(editor.get("/admin/cooperation/meeting/list.csv?q=Forum"))
    assert len(found) == 60
    assert {(row["Start"], row["Status"]) for row in found} == {("2012", "held")}


@pytest.mark.parametrize("kind", RECORDS)
def test_each_kind_is_handed_out_as_a_workbook(editor, kind):
    name = kind._meta.model_name
    getattr(f, f"make_{name}")("=1+1 is a title", slug="a-title")
    response = editor.get(f"/admin/cooperation/{name}/list.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    header, row = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    assert header[0] == "Title"
    assert (row[0], row[-2], row[-1]) == (
        "=1+1 is a title",
        "published",
        f"http://testserver{kind.objects.get().get_absolute_url()}",
    )


def test_who_does_not_see_the_list_gets_no_file(client, editor):
    assert client.get("/admin/cooperation/meeting/list.csv").status_code == 302
    client.force_login(f.make_user())
    assert client.get("/admin/cooperation/meeting/list.csv").status_code in (302, 403)
    assert editor.get("/admin/cooperation/meeting/list.pdf").status_code == 404
    assert editor.get("/admin/cooperation/meeting/list.csv?desk=expiring").status_code == 302


def test_statements_do_not_grow_with_the_rows(editor, django_assert_max_num_queries):
    china = f.make_country("CHN")

    def make():
        f.make_meeting(countries=[china], organizations=[f.make_organization()])
        f.make_agreement(countries=[china], organizations=[f.make_organization()])

    make()
    for name in ("meeting", "agreement"):
        with django_assert_max_num_queries(40) as few:
            lines(editor.get(f"/admin/cooperation/{name}/list.csv"))
        most = len(few)
        for _ in range(5):
            make()
        with django_assert_max_num_queries(most):
            lines(editor.get(f"/admin/cooperation/{name}/list.csv"))
