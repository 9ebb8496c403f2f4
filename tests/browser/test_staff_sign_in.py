"""Staff sign in under the strict content security policy."""

import pytest
from playwright.sync_api import expect

from cooperation.workflow import password_links


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("editor", password="a long enough password")


def test_the_sign_in_page_leads_to_the_staff_rooms_with_nothing_in_the_console(page, editor, axe):
    page.goto("/admin/")
    axe(page)
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Sign out").or_(page.get_by_role("button", name="Sign out"))).to_be_visible()


def test_a_script_written_into_a_page_is_refused_by_the_policy(page, console_errors):
    page.goto("/admin/login/")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))")
    assert page.title() != "1"
    assert "Content Security Policy" in console_errors.pop()
    assert not console_errors


def test_a_link_sets_a_password_and_leaves_no_code_in_the_address(page, editor, axe):
    page.goto(password_links.make(editor, editor))
    expect(page.get_by_label("Code")).to_be_hidden()
    assert page.url.endswith("/admin/password/new/")
    axe(page)
    for label in ("New password:", "New password confirmation:"):
        page.get_by_label(label, exact=True).fill("another long one")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your new password is set. Sign in with it.")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Code")).to_have_value("")


@pytest.fixture
def key(page):
    """A device that keeps passkeys, unlocked by its owner's fingerprint."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    options |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_the_first_sign_in_adds_a_passkey_and_the_next_one_needs_nothing_else(page, editor, key, settings, axe_all):
    settings.REQUIRE_SECOND_FACTOR = settings.CONFIRM_CHANGES = True
    page.goto("/admin/guide/")
    enter_password(page)
    expect(page.get_by_role("heading", name="Add a second factor to continue")).to_be_visible()
    axe_all("security")
    page.get_by_role("link", name="Add an authenticator app").click()
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    axe_all("app")
    page.get_by_label("Authenticator code").fill("12")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_text("The code is not correct.")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name="Add a passkey").click()
    axe_all("passkey")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_text("they are shown only once")).to_be_visible()
    axe_all("codes")
    code = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have saved the codes: continue").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/login/?next=/admin/security/")
    axe_all("login")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Remove Laptop")).to_be_visible()
    axe_all("factors")
    page.get_by_role("link", name="Make new codes").click()
    axe_all("confirm")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You get ten new codes.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/login/")
    enter_password(page)
    axe_all("second")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def enter_password(page):
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def axe_all(page, axe, axe_in_the_dark):
    def check(name):
        axe(page)
        axe_in_the_dark(page)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                f"{name} is wider than {width} pixels"
            )
        page.set_viewport_size({"width": 1280, "height": 720})

    return check
