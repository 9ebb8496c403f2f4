"""A form that cannot be saved because somebody has locked the record: the browser keeps what was typed."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from cooperation.models import Meeting
from tests import factories
from tests.cooperation.admin.conftest import address
from tests.serving import served

pytestmark = pytest.mark.xdist_group("workers")


def test_what_was_typed_is_offered_back_and_saved(page, console_errors, live_server, axe, django_user_model):
    meeting = factories.make_meeting("TEMM 26")
    chief = django_user_model.objects.create_superuser("chief")
    with served(WORKERS="1", DJANGO_SETTINGS_MODULE="tests.settings_with_static_files") as server:
        server.sign_in(chief)
        home = f"http://localhost:{server.port}"
        page.context.add_cookies([{"name": "sessionid", "value": server.cookies["sessionid"], "url": home}])
        page.goto(home + address(meeting))
        page.locator("#id_summary").fill("Typed, and to be kept.")
        with transaction.atomic():
            Meeting.objects.select_for_update().get(pk=meeting.pk)
            page.get_by_role("button", name="Save and continue editing").first.click()
            expect(page.get_by_text("The registry is busy. Try again in a moment.")).to_be_visible(timeout=15_000)
            assert [text for text in console_errors if "503" not in text] == []
            console_errors.clear()
            axe(page)
            page.get_by_role("link", name="Back to the form").click()
            page.get_by_role("button", name="Restore it").click()
        page.get_by_role("button", name="Save and continue editing").first.click()
        expect(page.locator(".messagelist .success")).to_be_visible()
    meeting.refresh_from_db()
    assert meeting.summary == "Typed, and to be kept."
