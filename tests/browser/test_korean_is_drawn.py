"""Korean is drawn with a Korean font, its words stay whole, and nothing of it is in italics.

The language of a page is set in the browser: what is tested is the style sheets.
"""

import subprocess

import pytest

from tests.browser import chromium
from tests.browser.test_pages_fit_a_phone import HIDDEN
from tests.factories import make_country, make_mechanism, make_meeting, make_outcome

pytestmark = pytest.mark.usefixtures("transactional_db")
TITLE = "제14차 한·중·일 환경장관회의 공동합의문 이행상황 점검을 위한 고위급실무회의"
SUMMARY = (
    "미세먼지와 황사 등 월경성대기오염물질 저감을 위하여 동북아시아지역 국가들이 장거리이동대기오염물질공동연구사업의 "
    "정책결정자용요약보고서를 채택하고 생물다양성보전과 기후변화대응을 위한 협력사업을 추진하기로 하였다."
)
# One word, as long as no word should be.
ENDLESS = "환경협력" * 30
# The words whose letters are not all on one line, though one line has room for them.
BROKEN = """
(selector) => {
    const broken = []
    const block = (node) => getComputedStyle(node).display.startsWith('inline') ? block(node.parentElement) : node
    for (const element of document.querySelectorAll(selector)) {
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            for (const word of text.data.matchAll(/[가-힣·]+/g)) {
                const range = document.createRange()
                range.setStart(text, word.index)
                range.setEnd(text, word.index + word[0].length)
                const lines = new Set([...range.getClientRects()].map(each => Math.round(each.top)))
                const width = [...range.getClientRects()].reduce((sum, each) => sum + each.width, 0)
                if (lines.size > 1 && width < block(text.parentElement).clientWidth) broken.push(word[0])
            }
        }
    }
    return broken
}
"""


def korean(page):
    page.evaluate("document.documentElement.lang = 'ko'")


def fonts(page, selector):
    """The families of the fonts that draw what is directly in the first element of the selector.

    A change of the page is drawn with the next frame: until then the browser may know no font.
    """
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    tools.detach()
    return {each["familyName"] for each in found if each["glyphCount"]}


def korean_families():
    """The families of the machine's fonts with Hangul, or the names with which those begin."""
    if not chromium.shutil.which("fc-list"):
        return chromium.KOREAN
    said = subprocess.run(["fc-list", ":lang=ko", "family"], capture_output=True, text=True, check=True).stdout
    return tuple(name.strip() for line in said.splitlines() for name in line.split(",") if name.strip())


def are_korean(names):
    return bool(names) and all(
        name.replace(" ", "").startswith(korean_families()) or name in korean_families() for name in names
    )


@pytest.fixture
def meeting():
    series = make_mechanism("한중일환경장관회의", slug="temm")
    meeting = make_meeting(
        TITLE, slug="temm-14", mechanism=series, ordinal=14, start="2012-05-03", end="2012-05-04", summary=SUMMARY
    )
    meeting.countries.add(make_country("KOR"))
    make_outcome(meeting, SUMMARY)
    make_meeting("다음 회의", slug="temm-15", mechanism=series, ordinal=15)
    return meeting


def test_a_korean_page_is_drawn_with_a_korean_font(page, meeting):
    meeting.title_ko = meeting.title
    meeting.save()
    page.goto("/ko/meetings/temm-14/")
    assert are_korean(fonts(page, "h1"))
    page.evaluate("document.querySelector('h1').textContent = 'TEMM 14'")
    assert are_korean(fonts(page, "h1")), "Latin letters beside Hangul have the same font"
    page.emulate_media(media="print")
    page.evaluate("document.querySelector('h1').textContent = '환경장관회의'")
    assert are_korean(fonts(page, "h1"))


def test_korean_inside_an_english_page_has_its_own_font_and_english_inside_a_korean_one(page, meeting):
    page.goto("/meetings/temm-14/")
    latin = fonts(page, "nav a")
    page.evaluate("""
        document.querySelector('h1').innerHTML =
            '<span lang="ko" id="inside">환경장관회의</span> <em lang="ko" id="stressed">중요</em>'
    """)
    assert are_korean(fonts(page, "#inside"))
    assert page.evaluate("getComputedStyle(document.getElementById('stressed')).fontStyle") == "normal"
    assert page.evaluate("getComputedStyle(document.getElementById('inside')).wordBreak") == "keep-all"
    assert page.evaluate("getComputedStyle(document.body).wordBreak") == "normal"
    korean(page)
    page.evaluate("document.querySelector('nav a').lang = 'en'")
    assert fonts(page, "nav a") == latin
    assert page.evaluate("getComputedStyle(document.querySelector('nav a')).wordBreak") == "normal"


def test_pictures_have_the_same_font(page, meeting):
    page.goto("/mechanisms/temm/")
    korean(page)
    page.evaluate("document.querySelector('.picture svg text').textContent = '대한민국'")
    assert are_korean(fonts(page, ".picture svg text"))


def test_what_is_in_italics_in_english_is_upright_in_korean(page, meeting):
    page.goto("/meetings/temm-15/")
    style = "getComputedStyle(document.querySelector('.unknown')).fontStyle"
    assert page.evaluate(style) == "italic"
    korean(page)
    assert page.evaluate(style) == "normal"


@pytest.mark.parametrize("address", ["/meetings/temm-14/", "/meetings/", "/mechanisms/temm/", "/outcomes/"])
def test_on_a_phone_words_stay_whole_and_nothing_lies_to_the_right(page, meeting, address):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(address)
    korean(page)
    assert page.evaluate(BROKEN, "main") == []
    assert page.evaluate(HIDDEN) == []


def test_a_word_longer_than_the_screen_is_broken(page, meeting):
    make_meeting(ENDLESS, slug="endless", mechanism=meeting.mechanism, start="2013")
    page.set_viewport_size({"width": 390, "height": 900})
    for address in ("/", "/meetings/endless/", "/meetings/", "/mechanisms/temm/"):
        page.goto(address)
        korean(page)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate(HIDDEN) == []


def test_the_admin_is_drawn_with_a_korean_font(page, publisher, meeting):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"/admin/cooperation/meeting/{meeting.pk}/change/")
    korean(page)
    page.evaluate("document.querySelector('h1').textContent = '회의 변경'")
    assert are_korean(fonts(page, "h1"))
    page.goto("/admin/cooperation/meeting/")
    korean(page)
    assert page.evaluate(BROKEN, "#result_list") == []


def test_the_sign_in_page_is_drawn_with_a_korean_font(page):
    page.goto("/admin/login/")
    korean(page)
    page.evaluate("document.querySelector('label').textContent = '로그인'")
    assert are_korean(fonts(page, "label"))
