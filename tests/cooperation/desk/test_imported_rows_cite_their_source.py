"""A row cites its own source, or the source of the file, once: the same file again changes nothing."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from cooperation.exchange.imports import entering, uploads
from cooperation.models import Agreement, Citation, Source
from tests import factories as f
from tests.cooperation.exchange.imports.conftest import as_csv, preview, problems, states

from .test_staff_import_in_the_admin import editor, here, publisher, send, text  # noqa: F401

pytestmark = pytest.mark.django_db
NEW = {
    "source-title": "Treaty list of 2012",
    "source-publisher": "Treaty office",
    "source-origin": "external",
    "source-url": "https://treaties.example/list",
    "source-as_of": "28 March 2017",
}


@pytest.fixture
def user():
    return f.make_user("Publisher")


@pytest.fixture
def listed():
    return f.make_source("Treaty list", slug="treaty-list", url="https://treaties.example/")


def cited():
    return sorted((str(each.source), each.locator, each.quotation) for each in Citation.objects.all())


def enter(kind, user, rows):
    upload = preview(kind, user, rows)
    assert problems(upload) == []
    uploads.enter(upload, user)


@pytest.mark.parametrize("name", ["treaty-list", "Treaty list", "https://treaties.example/"])
def test_a_row_cites_its_source_by_slug_title_or_address(user, listed, name):
    rows = [{"title": "Rivers", "kind": "treaty", "source": name, "locator": "page 3", "quotation": "“On rivers”"}]
    enter("agreements", user, rows)
    assert cited() == [("Treaty list", "page 3", "“On rivers”")]
    citation = Citation.objects.get()
    assert (citation.agreement.title, citation.field, citation.basis) == ("Rivers", "", "stated")
    assert states(preview("agreements", user, rows)) == {2: "unchanged"}
    enter("agreements", user, [{**rows[0], "locator": "page 4"}])
    assert len(cited()) == 2, "another place in the source is another citation"


def test_the_preview_says_what_is_cited(user, listed):
    rows = [{"title": "Rivers", "kind": "treaty", "source": "treaty-list", "locator": "page 3"}]
    changes = preview("agreements", user, rows).rows.get().changes
    assert ["source", "", "Treaty list, page 3"] in changes
    assert not [name for name, *_rest in changes if name == "locator"]


@pytest.mark.parametrize(
    ("kind", "row", "about"),
    [
        ("parties", {"agreement": "rivers", "country": "KOR"}, "party"),
        ("outcomes", {"meeting": "temm", "kind": "review", "text": "Dust"}, "outcome"),
        ("phases", {"project": "forest", "name": "Stage 1"}, "phase"),
    ],
)
def test_a_part_is_cited_as_a_part(user, listed, kind, row, about):
    f.make_country("KOR")
    f.make_agreement("Rivers", slug="rivers")
    f.make_meeting("TEMM", slug="temm")
    f.make_project("Forest", slug="forest")
    rows = [{**row, "source": "treaty-list"}]
    enter(kind, user, rows)
    citation = Citation.objects.get()
    assert getattr(citation, about) is not None
    assert citation.owner_name in row
    assert states(preview(kind, user, rows)) == {2: "unchanged"}


def test_a_source_that_is_not_recorded_is_a_problem_of_the_row(user, listed):
    f.make_source("Treaty list", slug="treaty-list-2")
    rows = [
        {"title": "A", "kind": "treaty", "source": "Nowhere", "locator": ""},
        {"title": "B", "kind": "treaty", "source": "Treaty list", "locator": ""},
        {"title": "C", "kind": "treaty", "source": "", "locator": "page 1"},
        {"title": "D", "kind": "treaty", "source": "", "locator": ""},
    ]
    upload = preview("agreements", user, rows)
    assert [(number, column, why) for number, column, _value, why in problems(upload)] == [
        (2, "source", "There is no source with the slug, address or title “Nowhere”. Add it first."),
        (3, "source", "Several sources have this address or title. Write the slug of one."),
        (4, "source", "Name the source of the locator or quotation."),
    ]


def test_one_source_for_the_file_is_chosen_or_added_on_its_page(editor, listed):  # noqa: F811
    rows = [{"title": f"Treaty {n}", "kind": "treaty", "locator": f"no. {n}", "source": ""} for n in range(3)]
    page = send(editor, [*rows, {**rows[0], "title": "Other", "source": "treaty-list"}])
    assert 'Source of all rows <span class="quiet">(none)' in text(page)
    page = editor.post(here(page), {"_source": "1", "source-source": "", **NEW}, follow=True)
    source = Source.objects.get(slug="treaty-list-of-2012")
    assert (source.publisher, source.as_of, source.url) == ("Treaty office", "2017-03-28", NEW["source-url"])
    assert "(Treaty list of 2012)" in text(page)
    assert "Import 4 rows" in text(page)
    editor.post(here(page))
    assert cited() == [
        ("Treaty list", "no. 0", ""),
        *[("Treaty list of 2012", f"no. {n}", "") for n in range(3)],
    ]
    page = send(editor, rows)
    page = editor.post(here(page), {"_source": "1", "source-source": "Treaty list of 2012"}, follow=True)
    assert "Finish: nothing to change" in text(page)


def test_what_is_wrong_about_the_source_is_said_beside_its_field(editor):  # noqa: F811
    page = send(editor, [{"title": "A", "kind": "treaty"}])
    sent = {**NEW, "source-title": "", "source-url": "no address", "source-as_of": "soon"}
    shown = text(editor.post(here(page), {"_source": "1", "source-source": "Nowhere", **sent}))
    for words in (
        "There is no source with the slug, address or title “Nowhere”.",
        "Enter a valid URL",
        "“soon” is not",
    ):
        assert words in shown
    for kept in ("Nowhere", "no address", "soon", "Treaty office"):
        assert f'value="{kept}"' in shown
    assert not Source.objects.exists()
    both = text(editor.post(here(page), {"_source": "1", "source-source": "x", **NEW}))
    assert "There is no source" in both


def test_who_may_not_add_a_source_is_not_offered_it(listed):
    client, user = Client(), f.make_user()
    names = ["add_agreement", "change_agreement", "view_agreement"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    page = send(client, [{"title": "A", "kind": "treaty"}])
    assert "Add a new source" not in text(page)
    client.post(here(page), {"_source": "1", "source-source": "", **NEW})
    assert Source.objects.count() == 1


def test_an_editor_cites_no_source_for_what_is_public(editor, listed):  # noqa: F811
    f.make_agreement("Rivers", slug="rivers", published=True)
    page = send(editor, [{"slug": "rivers", "source": "treaty-list"}])
    assert "Only a publisher can change it" in text(page)


def test_the_statements_do_not_depend_on_the_rows(user, listed, django_assert_max_num_queries):
    rows = [{"title": f"Treaty {n}", "kind": "treaty", "source": "treaty-list"} for n in range(300)]
    data = as_csv(rows)
    with django_assert_max_num_queries(50):
        upload = uploads.preview(uploads.KINDS["agreements"], user, "file.csv", data)
    with django_assert_max_num_queries(50):
        entering.enter(upload, user)  # a hundred rows
    uploads.enter(upload, user)
    assert Citation.objects.count() == Agreement.objects.count() == 300
