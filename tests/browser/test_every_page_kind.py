"""Every kind of public page in a real browser, wide and narrow, in light and dark: accessible, light, and still."""

import re
from gzip import compress
from itertools import batched

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WCAG
from tests.cooperation.public.hub import ADDRESSES, EMBEDDED, Hub
from tests.factories import make_citation, make_country, make_mechanism, make_meeting

EVERYTHING = [*WCAG, "best-practice"]
ALSO = ("/?shade=agreements", "/search/", "/search/?q=meeting", "/search/?q=xyzzy")
STOPS = """
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(each => each.tabIndex >= 0 && each.type !== 'hidden' && each.checkVisibility())
"""
SMALL = """
    return stops.filter(each => !each.classList.contains('skip'))
        .filter(each => { const box = each.getBoundingClientRect(); return box.width < 24 || box.height < 23.5 })
        .map(each => each.outerHTML.slice(0, 120))
"""
# Those that look no different with the focus: no outline, and within a drawing no line or surface that changes.
UNSEEN = """
    const look = each => [each, ...each.querySelectorAll('*')].map(one => getComputedStyle(one))
        .map(style => [style.outlineStyle, style.outlineWidth, style.stroke, style.strokeWidth, style.fillOpacity])
        .join()
    return stops.filter(each => {
        const before = look(each)
        each.focus({focusVisible: true})
        return document.activeElement !== each || look(each) === before
    }).map(each => each.outerHTML.slice(0, 120))
"""
OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"
SHIFT = """
    () => new Promise(done => {
        let sum = 0
        new PerformanceObserver(list => list.getEntries().forEach(each => { sum += each.value }))
            .observe({type: 'layout-shift', buffered: true})
        requestAnimationFrame(() => requestAnimationFrame(() => done(sum)))
    })
"""


@pytest.fixture
def hub(transactional_db):
    hub = Hub()
    for _ in range(2):
        hub.grow()
    return hub


@pytest.fixture
def addresses(hub):
    """One page of each kind, with rows of every kind on it."""
    china = make_country("CHN")
    day = make_meeting("On a day", start="2012-05-04", end="2012-05-05", countries=[china], host_country=china)
    make_meeting("In a month", start="2012-05", countries=[china, make_country("SGP")], status="held")
    make_country("FJI")  # the shortest of names
    make_meeting("Second", mechanism=make_mechanism("Other mechanism"), ordinal=2, mode="online", start="2012")
    make_citation(day, field="start", is_disputed=True, note="They differ.")
    return [*ADDRESSES, *EMBEDDED, *ALSO, "/mechanisms/compare/?a=hub-mechanism&b=other-mechanism", *hub.addresses]


@pytest.fixture
def more_addresses(hub):
    """Records of a past day and of an earlier version, a version that there is not, and a record that was withdrawn."""
    days = [f"{each.get_absolute_url()}?on=2012-05-31" for each in (hub.agreement, hub.mechanism, hub.organization)]
    versions = [f"{record.get_absolute_url()}?version=1" for record in hub.records]
    refused = f"{hub.meeting.get_absolute_url()}?version=99"
    return [*days, *versions, refused, make_meeting(withdrawn=True).get_absolute_url()]


def test_a_narrow_page_is_accessible_in_light_and_dark_nothing_moves_hangs_over_or_hides_the_focus(
    page, addresses, more_addresses, axe, axe_in_the_dark, console_errors
):
    for address in [*addresses, *more_addresses]:
        page.set_viewport_size({"width": 320, "height": 900})  # 1280 px at 400%
        page.goto(address)
        assert page.evaluate(SHIFT) == 0, address
        page.set_viewport_size({"width": 390, "height": 900})
        axe(page, runOnly=EVERYTHING)
        page.evaluate(OPEN)
        axe_in_the_dark(page)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        check_stops(page, console_errors)


def test_a_wide_page_with_all_its_claims_open_is_accessible_and_nothing_moves_hangs_over_or_hides_the_focus(
    page, addresses, more_addresses, axe, console_errors
):
    page.set_viewport_size({"width": 1280, "height": 900})
    for address in [*addresses, *more_addresses]:
        page.goto(address)
        assert page.evaluate(SHIFT) == 0, address
        page.evaluate(OPEN)
        axe(page, runOnly=EVERYTHING)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address
        check_stops(page, console_errors)


def check_stops(page, console_errors):
    """Check that what has the focus is large enough and looks different with it."""
    assert page.evaluate(f"() => {{{STOPS}{SMALL}}}") == [], page.url
    assert page.evaluate(f"() => {{{STOPS}{UNSEEN}}}") == [], page.url
    # What was withdrawn answers 410, what is no version 404: Chromium notes both as failed resources.
    answers = "410 (Gone)", "404 (Not Found)"
    console_errors[:] = [error for error in console_errors if not any(each in error for each in answers)]


def test_a_korean_page_is_accessible_and_fits_a_phone(page, addresses, axe):
    page.set_viewport_size({"width": 390, "height": 900})
    for address in addresses:
        page.goto(f"/ko{address}")
        axe(page, runOnly=EVERYTHING, rules={"color-contrast": {"enabled": False}})  # the colours are the same
        page.evaluate(OPEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_a_cold_page_is_light_and_takes_eight_requests_all_of_them_ours(browser, browser_context_args, addresses):
    for some in batched(addresses, 8):  # at once: each is watched for half a second after its last request
        pages = []
        for address in some:
            requests = []
            page = browser.new_context(**browser_context_args).new_page()
            page.on("request", lambda request, found=requests: found.append(request))
            page.goto(address)
            pages.append((address, page, requests))
        for address, page, requests in pages:
            page.wait_for_load_state("networkidle")
            assert 1 < len(requests) <= 8, requests
            assert all(each.url.startswith(browser_context_args["base_url"]) for each in requests)
            weight = sum(len(compress(each.response().body())) for each in requests)
            assert weight <= (120_000 if address.startswith("/?") or address == "/" else 60_000), address
            page.context.close()


def test_the_first_stop_leads_to_the_content(page, addresses):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_map_is_walked_by_keyboard_and_each_country_is_named(page, addresses):
    page.goto("/?shade=meetings")
    page.get_by_role("link", name="The same figures as a table").focus()
    page.keyboard.press("Tab")
    names = []
    while page.evaluate("document.activeElement.closest('.map svg') !== null"):
        names.append(page.evaluate("document.activeElement.querySelector('title').textContent"))
        ring = page.evaluate(
            "getComputedStyle([...document.activeElement.querySelectorAll('path, .ring')].at(-1)).stroke"
        )
        assert ring not in ("none", "rgba(0, 0, 0, 0)"), names[-1]
        page.keyboard.press("Tab")
    assert "China: 2 meetings" in names
    assert "Singapore: 1 meeting" in names
    page.get_by_role("link", name="China: 2 meetings").press("Enter")
    expect(page.get_by_role("heading", name="China", level=1)).to_be_visible()


def test_filters_are_opened_and_checked_by_keyboard(page, addresses):
    page.goto("/meetings/")
    page.locator("#filter-country summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#filter-country input:checked")).to_have_count(1)
    expect(page).to_have_url(re.compile("country="))


def test_who_wants_no_motion_has_none(page, addresses):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/meetings/")
    moving = (
        "[...document.querySelectorAll('*')].filter(each => getComputedStyle(each).transitionDuration !== '0s').length"
    )
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_forced_colours_keep_what_colours_said(page, addresses, axe):
    page.emulate_media(forced_colors="active")
    for address in ("/?shade=agreements", "/meetings/"):
        page.goto(address)
        axe(page)
        chosen = page.locator("[aria-current].switch, .switch [aria-current]").first
        assert chosen.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    page.goto("/")
    shades = page.evaluate("getComputedStyle(document.querySelector('.map a path')).stroke")
    assert shades != "none"
