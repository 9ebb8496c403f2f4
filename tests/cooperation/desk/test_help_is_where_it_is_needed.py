"""Each field says what belongs there, and one page says how the desk is used."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory

from tests import factories

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label in ("cooperation", "regions")]


def forms(model, user):
    """The class of the form of a room and of the rows in it."""
    room = admin.site.get_model_admin(model)
    request = RequestFactory().get("/")
    request.user, request.resolver_match = user, None
    if not room.has_add_permission(request):
        return
    yield model, room.get_form(request)
    for inline in room.get_inline_instances(request):
        yield inline.model, inline.get_formset(request).form


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_each_field_has_a_line_of_help(administrator, model):
    found = {
        (each, name): field
        for each, form in forms(model, administrator.user)
        for name, field in form.base_fields.items()
    }
    without = [f"{each.__name__}.{name}" for (each, name), field in found.items() if not field.help_text]
    assert without == []


def test_the_fields_were_looked_at(administrator):
    looked_at = sum(len(form.base_fields) for model in OURS for _each, form in forms(model, administrator.user))
    assert looked_at > 150


def test_each_of_the_staff_reads_the_guide_and_finds_it_on_every_page(client, editor, publisher, administrator):
    for each in (editor, publisher, administrator):
        assert '<a href="/admin/guide/">Guide</a>' in each.get("/admin/").content.decode()
        assert each.get("/admin/guide/").status_code == 200
    assert client.get("/admin/guide/").status_code == 302


def test_its_pictures_are_there_and_small(editor):
    page = editor.get("/admin/guide/").content.decode()
    names = re.findall(r'<img src="[^"]*/guide/([a-z-]+)(?:\.[0-9a-f]+)?\.webp"', page)
    folder = settings.BASE_DIR / "static" / "admin_registry" / "guide"
    assert sorted(names) == sorted(path.stem for path in folder.iterdir()) != []
    assert all(path.stat().st_size < 60_000 for path in folder.iterdir())


def test_its_links_lead_somewhere(editor):
    page = editor.get("/admin/guide/").content.decode()
    wanted = set(re.findall(r'href="#([^"]+)"', page.partition('class="guide"')[2]))
    assert wanted <= set(re.findall(r'id="([^"]+)"', page))
    assert len(wanted) == 8


def test_the_guide_speaks_of_what_there_is(editor):
    """The buttons and boxes that it names are called so on the desk."""
    guide = editor.get("/admin/guide/").content.decode()
    desk = "".join(
        editor.get(page).content.decode()
        for page in (
            "/admin/",
            "/admin/cooperation/meeting/add/",
            f"/admin/cooperation/mechanism/{factories.make_mechanism().pk}/change/",
        )
    )
    for words in ("Record the next session", "Add the members of a bloc…", "Outcomes, one per line", "Recycle bin"):
        assert words in guide
        assert words in desk
