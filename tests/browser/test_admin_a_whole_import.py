"""A long import shows its progress, is stopped and continued, and is published and undone as a whole."""

import re

import pytest
from playwright.sync_api import expect

from cooperation.exchange.imports import batches, checking, uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement

ROWS = 9
FILE = "title,kind\n" + "".join(f"Treaty {number},treaty\n" for number in range(ROWS))


@pytest.fixture
def small(monkeypatch):
    """Batches of two."""
    monkeypatch.setattr(batches, "SECONDS", 0)
    monkeypatch.setattr(batches, "LEAST", 2)
    monkeypatch.setattr(batches, "MOST", 2)
    monkeypatch.setattr(checking, "CHUNK", 2)


def hold(page, path):
    """Let the first two batches through. Return a function that lets the others through."""
    seen, held = [], []

    def wait(route):
        seen.append(route)
        if len(seen) == 3:
            held.append(route)
        else:
            route.continue_()

    page.route(path, wait)

    def go_on():
        held.pop().continue_()

    return go_on


def test_a_file_is_checked_stopped_and_imported(small, page, axe, axe_in_the_dark, publisher):
    page.goto("/admin/imports/")
    page.locator("#id_file").set_input_files([{"name": "t.csv", "mimeType": "text/csv", "buffer": FILE.encode()}])
    go_on = hold(page, re.compile(r"/check/$"))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Checked 6 of 9 rows.").first).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 6)
    axe(page)
    axe_in_the_dark(page)
    go_on()
    begin = page.get_by_role("button", name="Import 9 rows")
    expect(begin).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    go_on = hold(page, re.compile(r"/imports/\d+/$"))
    begin.click()
    expect(page.locator("[data-batches-words]")).to_have_text("Imported 4 of 9 rows.")
    expect(page.get_by_role("status")).to_have_text("Imported 4 of 9 rows.")
    expect(begin).to_be_hidden()
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_focused()
    axe(page)
    stop.click()
    go_on()
    expect(page.get_by_text("Imported 6 of 9 rows. Stopped. Completed changes are kept.")).to_be_visible()
    begin = page.get_by_role("button", name="Import 3 rows")
    expect(begin).to_be_focused()
    assert Agreement.objects.count() == 6
    axe(page)
    begin.click()
    expect(page.get_by_text("9 added, 0 changed")).to_be_visible()
    assert Agreement.objects.count() == ROWS
    axe(page)
    axe_in_the_dark(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_import_is_published_and_undone_in_the_browser(small, page, axe, axe_in_the_dark, publisher, console_errors):
    upload = uploads.preview(KINDS["agreements"], publisher, "t.csv", FILE.encode())
    uploads.enter(upload, publisher)
    page.goto("/admin/imports/")
    axe(page)
    page.get_by_role("link", name="t.csv", exact=True).last.click()
    page.get_by_role("link", name="Publish…").click()
    expect(page.get_by_text("9 drafts will be visible to readers.")).to_be_visible()
    axe(page)
    page.get_by_label("Publish records with serious gaps too").check()
    go_on = hold(page, re.compile(r"/continue/$"))
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("[data-batches-words]")).to_have_text("4 of 9 drafts published.")
    axe(page)
    axe_in_the_dark(page)
    page.get_by_role("button", name="Stop").click()
    go_on()
    expect(page.get_by_text("6 of 9 drafts published. Stopped. Completed changes are kept.")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    assert Agreement.objects.published().count() == 6  # loading the page again does not go on
    # A server that does not answer: what is done is kept, and the next click goes on.
    page.clock.install()
    page.route(re.compile(r"/continue/$"), lambda route: route.abort())
    page.get_by_role("button", name="Continue").click()
    for _ in range(3):
        page.wait_for_timeout(100)
        page.clock.run_for(2500)
    expect(page.get_by_role("status")).to_contain_text("Interrupted.")
    console_errors.clear()
    page.unroute(re.compile(r"/continue/$"))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("listitem").filter(has_text="9 of 9 drafts published.")).to_be_visible()
    page.get_by_role("link", name="Undo the import…").click()
    expect(page.get_by_text("9 records that have been published stay.")).to_be_visible()
    page.get_by_role("button", name="Undo the import").click()
    table = page.get_by_role("region", name="Left out")
    expect(table.locator("tbody tr")).to_have_count(ROWS)
    expect(table).to_contain_text("Withdraw it instead.")
    axe(page)
    axe_in_the_dark(page)
