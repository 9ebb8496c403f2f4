"""On a phone nothing of a page lies hidden to the right: tables show their rows as blocks with labels."""

import pytest
from playwright.sync_api import expect

from cooperation.models import RECORDS, Organization, Source, Topic
from regions.models import Country, Region
from tests.browser.test_every_page_kind import ALSO
from tests.cooperation.public.hub import ADDRESSES, Hub
from tests.factories import make_agreement, make_country, make_organization, make_party, make_phase, make_project

LONG = "Ministry of Environment, Water and Agriculture of the Republic"
# Elements that can be scrolled to the side, cut what they hold, or end to the right of the page. Wide drawings may.
HIDDEN = """
() => {
    const page = document.documentElement.clientWidth
    const found = [...document.querySelectorAll('body, body *')]
        .filter(each => !each.closest('.picture .scroll, svg *, .visually-hidden, .skip, input, select'))
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().width > 1)
        .filter(each => each.getBoundingClientRect().right > page + 1
            || (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible'))
    return found.map(each => each.outerHTML.slice(0, 160))
}
"""


def hidden(page, addresses):
    """What lies hidden to the right at 390 and 320 px, with everything unfolded, by address and width."""
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if problems := page.evaluate(HIDDEN):
                found[address, width] = problems[:3]
    return found


@pytest.mark.usefixtures("transactional_db", "demo_fixtures")
def test_nothing_of_the_demo_lies_hidden_to_the_right(page):
    models = (Region, *RECORDS, Topic, Organization, Source)
    things = [each for model in models for each in model.objects.published()[:8]]
    things += Country.objects.exclude(summary="")[:3]
    assert hidden(page, [*ADDRESSES, *ALSO, *(each.get_absolute_url() for each in things)]) == {}


@pytest.mark.usefixtures("transactional_db")
def test_nothing_of_any_kind_of_row_lies_hidden_to_the_right(page):
    hub = Hub()
    hub.grow()
    body = make_organization(LONG)
    agreement = make_agreement(slug="with-dates")
    make_party(agreement, country=make_country("CHN"), signed_by=body, signed_on="2012-05-04", in_force_on="2013-01-01")
    project = make_project(slug="with-phases")
    make_phase(project, LONG, status=LONG, amount="123456789012.50", currency="KRW", funder=body, start="2012-05-04")
    more = [f"{each.get_absolute_url()}?sources=all" for each in (hub.meeting, hub.agreement, hub.project)]
    own = [agreement.get_absolute_url(), project.get_absolute_url()]
    assert hidden(page, [*ADDRESSES, *hub.addresses, *more, *own]) == {}


@pytest.mark.usefixtures("transactional_db")
def test_a_row_of_phases_says_what_each_value_is_and_stays_a_row_of_a_table(page):
    project = make_project(slug="forest")
    make_phase(project, "First", amount=5, currency="USD", funder=make_organization("A fund"), start="2012")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/projects/forest/")
    row = page.locator("#phases ~ table tbody tr")
    for words in ("Dates: 2012", "Amount: USD 5", "Funder: A fund"):
        expect(row.get_by_text(words)).to_be_in_viewport(ratio=1)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = [each["role"]["value"] for each in tree if not each["ignored"]]
    assert {"table", "row", "columnheader", "rowheader", "cell"} <= set(roles)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(row.get_by_text("Amount:")).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Amount")).to_be_visible()


@pytest.mark.usefixtures("transactional_db")
def test_a_list_is_printed_as_a_table_though_paper_is_narrow(page):
    make_project(slug="forest")
    page.set_viewport_size({"width": 680, "height": 900})
    page.goto("/projects/")
    row = page.locator(".rows tbody tr")
    assert row.evaluate("each => getComputedStyle(each).display") == "block"
    page.emulate_media(media="print")
    assert row.evaluate("each => getComputedStyle(each).display") == "table-row"
    expect(page.locator(".rows thead th").first).to_be_in_viewport()
