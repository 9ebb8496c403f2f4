"""Whoever sends a long file sees that something happens until the answer comes, and what to mend first."""

import re

from playwright.sync_api import expect

from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS


def hold(page):
    """Let the forms of the page be sent, and nothing come of it; `sent` counts."""
    page.evaluate(
        """window.sent = 0; window.addEventListener("submit", (event) => {
          window.sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); })"""
    )


def test_a_file_that_is_read_says_so_and_takes_one_click(page, axe, publisher):
    page.goto("/admin/imports/")
    status = page.get_by_role("status")
    expect(status).to_be_empty()
    hold(page)
    page.get_by_role("button", name="Preview").dblclick()
    expect(status).to_have_text(re.compile(r".* its rows are compared with the registry\..*[1-9] s$"))
    assert page.evaluate("window.sent") == 1
    axe(page)


def test_discarding_a_file_is_not_going_in(page, publisher):
    upload = uploads.preview(KINDS["agreements"], publisher, "treaties.csv", b"title,kind\nRivers,treaty\n")
    page.goto(f"/admin/imports/{upload.pk}/")
    hold(page)
    page.get_by_role("button", name="Discard the file").click()
    assert page.evaluate("window.sent") == 1
    expect(page.get_by_role("status")).to_be_empty()


def test_what_is_wrong_in_many_rows_is_shown_once(page, axe, publisher):
    rows = "title,kind\n" + "".join(f"Treaty {number},pact\n" for number in range(7)) + "Rivers,deal\n"
    upload = uploads.preview(KINDS["agreements"], publisher, "treaties.csv", rows.encode())
    page.goto(f"/admin/imports/{upload.pk}/")
    table = page.get_by_role("region", name="The same problem in several rows")
    expect(table.locator("tbody tr")).to_have_text(re.compile(r"^\s*7\s*Kind\s*pact\s*“pact” is not one of: treaty"))
    axe(page)
