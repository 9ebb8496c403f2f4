"""Takes the pictures of the staff's guide, of the demo's data in a real browser: `make guide`.

No test of `make test`, for it writes into `static/`. It fails where the desk is not as the guide says.
"""

import base64
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from cooperation.domain import roles
from cooperation.models import Mechanism
from tests import factories

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "static" / "admin_registry" / "guide"
WIDTH, QUALITY = 1000, 70


@pytest.fixture
def desk(transactional_db, sign_in, page):
    """The desk of a publisher, with the demo's data, in a window of the width of the pictures."""
    for folder in ("reference", "demo"):
        call_command("loaddata", *sorted((ROOT / "fixtures" / folder).glob("*.json")), verbosity=0)
    sign_in(factories.make_user(roles.PUBLISHER, username="you"))
    page.set_viewport_size({"width": WIDTH, "height": 900})
    return page


def take(page, name, height, top=None):
    """Save what the window shows from the element `top` on, so many pixels high."""
    y = 0 if top is None else top.evaluate("each => each.getBoundingClientRect().top + window.scrollY") - 16
    clip = {"x": 0, "y": y, "width": WIDTH, "height": height, "scale": 1}
    asked = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))


def test_the_pictures(desk):
    page = desk
    page.goto("/admin/")
    expect(page.get_by_text("To do")).to_be_visible()
    take(page, "first-page", 560)

    temm = Mechanism.objects.get(slug="temm")
    page.goto(f"/admin/cooperation/mechanism/{temm.pk}/change/")
    page.get_by_role("link", name="Record the next session").click()
    expect(page.locator("#id_slug")).to_have_value("temm-26")
    take(page, "next-session", 620, page.locator("#content h1"))

    page.locator("#id_outcome_lines").fill("Share the data on yellow dust.\nDraw up the next action plan.")
    take(page, "outcomes", 470, page.locator("fieldset", has=page.locator("#id_outcome_lines")).last)

    page.goto("/admin/cooperation/meeting/add/")
    page.locator("#id_title").fill("3rd Korea-Africa Forums")
    expect(page.locator("#alike")).to_contain_text("a similar name")
    take(page, "alike", 300, page.locator("#content h1"))

    page.goto("/admin/cooperation/meeting/")
    for row in range(3):
        page.locator(".action-select").nth(row).check()
    page.locator("select[name=action]").first.select_option("change_status")
    page.get_by_role("button", name="Run").first.click()
    expect(page.get_by_text("The status will be changed for:")).to_be_visible()
    take(page, "several", 430)
