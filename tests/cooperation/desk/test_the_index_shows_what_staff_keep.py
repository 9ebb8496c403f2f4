"""The index: what staff keep, in the order in which they need it, and the way to the public pages."""

import re

import pytest
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site

from cooperation.models import Rating
from tests import factories
from tests.cooperation.admin.conftest import address

pytestmark = pytest.mark.django_db
KEPT = ["Meetings", "Agreements", "Projects", "Mechanisms", "Organizations", "Topics", "Sources"]
LOOKED_AT = ["Regions", "Countries", "Ratings"]


def rows(client):
    page = client.get("/admin/").content.decode()
    return re.findall(r'<th scope="row"[^>]*>\s*<a[^>]*>([^<]+)</a>', page)


def test_an_editor_sees_records_first(editor):
    assert rows(editor) == KEPT + LOOKED_AT


def test_an_administrator_sees_the_accounts_too(administrator):
    assert rows(administrator) == [*KEPT, *LOOKED_AT, "Redirects", "Users"]


def test_it_bears_the_registrys_name_and_leads_to_the_public_pages(editor):
    page = editor.get("/admin/").content.decode()
    assert "<title>Home | Cooperation registry</title>" in page
    assert '<a href="/">View site</a>' in page
    assert "Django" not in page


def test_the_page_of_an_app_does_not_say_that_nothing_needs_anybody(editor):
    factories.make_meeting(start="2012")
    assert "without outcomes" in editor.get("/admin/").content.decode()
    page = editor.get("/admin/cooperation/").content.decode()
    assert "Nothing to do." not in page
    assert "To do" not in page


@pytest.mark.parametrize("app", ["cooperation", "regions"])
def test_each_app_has_its_own_page(editor, app):
    assert editor.get(f"/admin/{app}/").status_code == 200


def test_ratings_and_redirects_are_looked_at_only(administrator):
    rating = Rating.objects.create(page="/meetings/", day="2026-11-24", score=4)
    redirect = Redirect.objects.create(site=Site.objects.get(), old_path="/meetings/a/", new_path="/meetings/b/")
    for thing in (rating, redirect):
        assert administrator.get(address(type(thing), "changelist")).status_code == 200
        page = administrator.get(address(thing))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert administrator.post(address(thing), {"score": "1"}).status_code == 403
        assert administrator.get(address(type(thing), "add")).status_code == 403
        assert administrator.post(address(thing, "delete"), {"post": "yes"}).status_code == 403
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_ratings_are_filtered_by_score(editor):
    for page, score in (("/meetings/", 1), ("/meetings/", 5), ("/", 5)):
        Rating.objects.create(page=page, day="2026-11-24", score=score)
    page = editor.get(address(Rating, "changelist"), {"score": "5"})
    assert page.context["cl"].result_count == 2
    assert "5 (2)" in page.content.decode()


def test_averages_of_ratings_stand_by_page_and_by_month(editor):
    for page, day, score, answers in (
        ("/meetings/", "2026-10-30", 1, 1),
        ("/meetings/", "2026-11-24", 5, 3),
        ("/", "2026-11-02", 2, 2),
    ):
        Rating.objects.create(page=page, day=day, score=score, answers=answers)
    context = editor.get(address(Rating, "changelist")).context
    by_page = [(row["by"], row["total"], row["average"]) for row in context["by_page"]]
    assert by_page == [("/meetings/", 4, 4), ("/", 2, 2)]
    assert [(str(row["by"]), row["total"], row["average"]) for row in context["by_month"]] == [
        ("2026-11-01", 5, 3.8),
        ("2026-10-01", 1, 1),
    ]
    narrowed = editor.get(address(Rating, "changelist"), {"q": "meetings"})
    assert [row["by"] for row in narrowed.context["by_page"]] == ["/meetings/"]
    assert "Averages by month" in narrowed.content.decode()


def test_what_is_recent_is_named_by_its_title(editor):
    draft = factories.make_meeting("TEMM 26", published=False)
    editor.post(address(draft, "delete"), {"post": "yes"})
    assert "TEMM 26" in editor.get("/admin/").content.decode()
