"""The staff's rooms on a desk and on a telephone: axe finds nothing to say, and nothing hangs over the edge."""

import pytest
from playwright.sync_api import expect

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.workflow import audit, review
from tests import factories

COUNTS = ("TOTAL", "INITIAL")
ROOMS = {
    "index": "/admin/",
    "section": "/admin/cooperation/",
    "guide": "/admin/guide/",
    "news": "/admin/news/",
    "who did what": "/admin/activity/",
    "who did what: wrong": "/admin/activity/?from=2026-02-02&to=2026-02-01",
    "who did what: nothing": "/admin/activity/?to=1999-01-01",
    "system checks": "/admin/system/",
    "accounts": "/admin/auth/user/",
    "account: new": "/admin/auth/user/add/",
    "account": "/admin/auth/user/{editor}/change/",
    "account: password": "/admin/auth/user/{editor}/password/",
    "account: sessions": "/admin/auth/user/{editor}/sessions/",
    "sessions": "/admin/sessions/",
    "submissions": "/admin/submissions/",
    "deletion refused": "/admin/regions/country/{china}/delete/",
    "bin": "/admin/bin/",
    "list": "/admin/cooperation/meeting/",
    "new": "/admin/cooperation/meeting/add/",
    "draft": "/admin/cooperation/meeting/{draft}/change/",
    "withdrawal": "/admin/cooperation/meeting/{public}/withdraw/",
    "plan": "/admin/cooperation/meeting/{draft}/plan/",
    "desk": "/admin/review/",
    "proposal": "/admin/cooperation/meeting/{public}/change/?proposal={proposal}",
    "return": "/admin/review/{proposal}/return/",
    "imports": "/admin/imports/",
    "import: new": "/admin/imports/{upload}/?show=new",
    "import: wrong": "/admin/imports/{upload}/?show=wrong",
    "import: warnings": "/admin/imports/{upload}/?show=warnings",
    "imported file": "/admin/imports/files/{file}/",
    "publish an import": "/admin/imports/files/{file}/publish/",
    "undo an import": "/admin/imports/files/{file}/undo/",
}


@pytest.fixture
def rooms(transactional_db, django_user_model, sign_in):
    """The addresses of the rooms, for somebody who is signed in."""
    user = django_user_model.objects.create_superuser("root")
    china = factories.make_country("CHN")
    public = factories.make_meeting("TEMM 12", start="2010-05", countries=[china])
    draft = factories.make_meeting("TEMM 26", start="2026-05", published=False, countries=[china])
    factories.make_outcome(draft, by_countries=[china])
    factories.make_citation(draft)
    factories.make_document(draft)
    editor = factories.make_user(roles.EDITOR, username="editor")
    review.submit(draft, editor, "Before Monday, please.")
    form = [["title", "TEMM 12"], ["slug", public.slug], ["city", "Beijing"]]
    form += [[f"{name}-{count}_FORMS", "0"] for name in ("outcomes", "documents", "citations") for count in COUNTS]
    proposal = review.propose(public, editor, form)
    rows = "title,kind,signed_on\nTreaty on rivers &amp; lakes,treaty,May 2012\nOther treaty,none,04/05/2012\n"
    upload = uploads.preview(KINDS["agreements"], user, "treaties.csv", rows.encode())
    file = factories.make_importedfile(owner=user, action="publish", is_finished=False)
    factories.make_importedrecord(file, state="failed", reason="Known gaps: no source")
    factories.make_importedrecord(file, state="waiting")
    sign_in(user)
    audit.sign_in_failed("root")
    ids = {"editor": editor.pk, "china": china.pk}
    ids |= {"draft": draft.pk, "public": public.pk, "proposal": proposal.pk, "upload": upload.pk}
    ids["file"] = file.pk
    return {name: path.format(**ids) for name, path in ROOMS.items()}


CUT = """
    [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea, main .help')]
        .filter(each => each.checkVisibility() && each.closest('.form-row') && !each.closest('.select2'))
        .filter(each => !each.classList.contains('select2-hidden-accessible'))
        .filter(each => each.getBoundingClientRect().right > each.closest('.form-row').getBoundingClientRect().right)
        .map(each => each.id || each.className)
"""


def test_each_room_is_accessible_and_fits_a_telephone(page, axe, axe_in_the_dark, rooms):
    for name, address in rooms.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        axe(page)
        axe_in_the_dark(page)
        page.set_viewport_size({"width": 390, "height": 800})
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        assert page.evaluate(CUT) == [], name


def test_a_refusal_is_accessible_and_fits_a_telephone(page, axe, axe_in_the_dark, editor, console_errors):
    page.goto("/admin/review/")
    axe(page)
    axe_in_the_dark(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Go to the first page").click()
    page.get_by_role("heading", name="My work").wait_for()
    console_errors.clear()  # the browser says that the answer was 403


def test_a_plan_that_lacks_something_is_accessible(page, axe, axe_in_the_dark, publisher):
    draft = factories.make_meeting("TEMM 26", published=False)
    page.goto(f"/admin/cooperation/meeting/{draft.pk}/plan/")
    page.get_by_label("Date and time").fill("2030-12-01T09:00")
    page.get_by_role("button", name="Plan publication").click()
    axe(page)
    axe_in_the_dark(page)
    page.get_by_role("button", name="Plan anyway").click()
    page.get_by_text("It will be published on 1 December 2030, 09:00").wait_for()


@pytest.mark.parametrize("kind", ["agreement", "meeting", "mechanism", "project"])
def test_a_list_shows_all_its_columns_on_a_desk(page, rooms, kind):
    title = "Implementation Agreement concerning Purification and the Improvement of the Relevant Legal System"
    who = {"countries": [factories.make_country(code) for code in ("KOR", "USA", "JPN")]}
    dates = {
        "agreement": {"kind": "implementing-arrangement", "in_force_on": "2012-03-15", "signed_on": "2012-01-23"},
        "meeting": {"start": "2012-01-30", "end": "2012-02-03", "status": "not-recorded"},
        "mechanism": {"established_on": "2012-01-23", "ended_on": "2013-02-03"},
        "project": {"actual_start": "2012-01-30", "actual_end": "2013-02-03", "status": "implementation"},
    }
    getattr(factories, f"make_{kind}")(title, **dates[kind], **who)
    for width in (1280, 1024, 768):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/admin/cooperation/{kind}/")
        beyond = page.locator(".results").evaluate("each => each.scrollWidth - each.clientWidth")
        assert beyond == 0, width
        assert page.locator("#searchbar").bounding_box()["width"] > 200, width
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_filters_open_beside_the_list_in_a_narrow_window(page, axe, axe_in_the_dark, rooms):
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto(rooms["list"])
    filters = page.get_by_role("search").filter(has_text="By publication")
    expect(filters).to_be_hidden()
    page.get_by_role("button", name="Filters").press("Enter")
    expect(filters).to_be_visible()
    axe(page)
    axe_in_the_dark(page)
    page.keyboard.press("Escape")
    expect(filters).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    filters.get_by_role("link", name="draft (1)").click()
    expect(page.get_by_role("link", name="TEMM 26")).to_be_visible()
    expect(page.get_by_role("link", name="TEMM 12")).to_have_count(0)
    page.get_by_role("link", name="Clear all filters").first.click()
    expect(page.get_by_role("link", name="TEMM 12")).to_be_visible()


def test_a_long_filter_is_folded_and_searched(page, axe, rooms):
    for year in range(1990, 2010):
        factories.make_meeting(f"TEMM of {year}", start=str(year))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(rooms["list"])
    years = page.locator("details[data-filter-title=year]")
    expect(years.get_by_role("link").first).to_be_hidden()
    years.locator("summary").press("Enter")
    years.get_by_role("searchbox").fill("1997")
    expect(years.get_by_role("listitem")).to_have_text(["All", "1997 (1)"])
    axe(page)
    years.get_by_role("link", name="1997 (1)").click()
    expect(page.get_by_role("link", name="TEMM of 1997")).to_be_visible()
    expect(page.get_by_role("link", name="TEMM of 1998")).to_have_count(0)


OVERLAPPING = """[...document.querySelectorAll('.form-multiline > .fieldBox, .form-multiline > div > .fieldBox')]
        .filter(box => box.checkVisibility()).flatMap(box => {
          const edge = box.getBoundingClientRect().right, row = box.closest('.form-row').getBoundingClientRect().right;
          const boxes = [box, ...box.querySelectorAll('input:not([type=hidden]), textarea, select, .select2, .help')];
          return boxes.filter(each => each.checkVisibility() && !each.closest('[hidden]'))
            .filter(each => !each.classList.contains('select2-hidden-accessible'))
            .filter(each => each.getBoundingClientRect().right > Math.min(edge, row) + 1)
            .map(each => each.id || each.className || box.className);
        })"""


@pytest.mark.parametrize("kind", ["agreement", "meeting", "project", "mechanism"])
def test_fields_beside_each_other_do_not_overlap(page, rooms, kind):
    record = getattr(factories, f"make_{kind}")("Whole", published=False)
    factories.make_citation(record)
    for width in (1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/admin/cooperation/{kind}/{record.pk}/change/")
        assert page.evaluate(OVERLAPPING) == [], width
