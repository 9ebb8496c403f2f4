"""Staff sign in under the strict content security policy."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("editor", password="a long enough password")


def test_the_sign_in_page_leads_to_the_staff_rooms_with_nothing_in_the_console(page, editor, axe):
    page.goto("/admin/")
    axe(page)
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Log out").or_(page.get_by_role("button", name="Log out"))).to_be_visible()


def test_a_script_written_into_a_page_is_refused_by_the_policy(page, console_errors):
    page.goto("/admin/login/")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))")
    assert page.title() != "1"
    assert "Content Security Policy" in console_errors.pop()
    assert not console_errors
