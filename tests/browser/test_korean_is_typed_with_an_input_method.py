"""Suggestion boxes wait for the input method: a syllable that is not finished asks nothing, and Enter only ends it.

Chrome's protocol composes as an input method does: each key changes the syllable, and Enter (key code 229) ends it.
"""

import pytest
from playwright.sync_api import expect

from tests import factories

ADD = "/admin/cooperation/meeting/add/"


@pytest.fixture
def method(page):
    """Composes texts in the box that has the focus."""
    return InputMethod(page)


class InputMethod:
    def __init__(self, page):
        self.protocol = page.context.new_cdp_session(page)

    def compose(self, *steps):
        """Show each of the steps of a syllable, such as "ㅎ", "화", "환", as not finished."""
        for text in steps:
            self._key("rawKeyDown")
            self.protocol.send(
                "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
            )
            self._key("keyUp")

    def commit(self, text):
        """End the syllable with Enter."""
        self._key("rawKeyDown", "Enter")
        self.protocol.send("Input.insertText", {"text": text})
        self._key("keyUp", "Enter")

    def _key(self, event, code=""):
        self.protocol.send(
            "Input.dispatchKeyEvent", {"type": event, "key": "Process", "code": code, "windowsVirtualKeyCode": 229}
        )


@pytest.fixture
def asked(page):
    """The addresses that scripts ask while somebody types."""
    found = []
    page.on("request", lambda request: found.append(request.url) if request.resource_type in ("fetch", "xhr") else None)
    return found


def test_the_search_box_of_readers(page, transactional_db, method, asked):
    factories.make_topic("Environment", name_ko="환경")
    factories.make_meeting("", title_ko="환경장관회의", slug="hoeui", start="2012")
    page.goto("/")
    box = page.get_by_role("combobox", name="Search the registry")
    box.focus()
    method.compose("ㅎ", "화", "환")
    page.wait_for_timeout(400)
    assert not [each for each in asked if "q=" in each]
    expect(box).to_have_attribute("aria-expanded", "false")
    method.commit("환")
    expect(page).to_have_url(page.url)
    method.compose("ㄱ", "겨", "경")
    method.commit("경")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    address = page.url
    method.compose("ㅈ")
    method.commit("ㅈ")
    page.wait_for_timeout(200)
    assert page.url == address


def test_a_box_of_the_admin(page, editor, method, asked):
    factories.make_topic("Environment", name_ko="환경")
    factories.make_topic("Air", name_ko="대기")
    page.goto(ADD)
    chosen = page.locator("#id_topics + .select2 .select2-selection__choice")
    box = page.locator("#id_topics + .select2 .select2-search__field")
    box.click()
    expect(page.locator(".select2-results__option")).to_have_count(2)
    asked.clear()
    method.compose("ㅎ", "화", "환")
    page.wait_for_timeout(400)
    assert not [each for each in asked if "autocomplete" in each]
    method.commit("환")
    expect(page.locator(".select2-results__option")).to_have_text(["Environment"])
    expect(chosen).to_have_count(0)
    method.compose("ㄱ", "겨", "경")
    method.commit("경")
    page.wait_for_timeout(600)
    expect(chosen).to_have_count(0)
    expect(page.locator(".select2-results__option")).to_have_text(["Environment"])
    page.keyboard.press("Enter")
    expect(chosen).to_have_count(1)


def test_similar_records_are_looked_for_after_the_syllable(page, editor, method, asked):
    other = factories.make_mechanism("", title_ko="환경장관회의", slug="hoeui")
    page.goto("/admin/cooperation/mechanism/add/")
    page.locator("#id_title_ko").focus()
    asked.clear()
    for syllable in "환경장관회":
        method.compose(syllable)
        method.commit(syllable)
    method.compose("ㅇ", "의")
    page.wait_for_timeout(800)
    count = len([each for each in asked if "alike" in each])
    method.commit("의")
    expect(page.locator("#alike")).to_contain_text("환경장관회의")
    assert len([each for each in asked if "alike" in each]) == count + 1
    assert other.title_ko == page.locator("#id_title_ko").input_value()
