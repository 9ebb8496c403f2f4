"""Staff choose the language of the admin, of its links to public pages, and of mails; public pages do not follow it."""

import re

import pytest
from django.test import Client

from cooperation.domain import roles
from cooperation.models import AccountLanguage
from cooperation.operations import retention
from cooperation.workflow import mail, password_links, review
from tests import factories as f

from .conftest import add_app, enter_password, make_account

pytestmark = pytest.mark.django_db
SECURITY, CHOOSE = "/admin/security/", "/admin/security/language/"


def language_of(response):
    (found,) = re.findall(r'<html lang="(\w+)"', response.content.decode())
    assert response["Content-Language"] == found
    return found


@pytest.fixture
def kim():
    return f.make_user(roles.PUBLISHER, username="kim", email="kim@a.b")


@pytest.fixture
def signed_in(client, kim):
    client.force_login(kim)
    return client


def test_an_account_is_english_until_its_owner_chooses_another_language(signed_in):
    page = signed_in.get(SECURITY)
    assert language_of(page) == "en"
    assert re.search(r'<label lang="ko"><input type="radio" name="language" value="ko"> 한국어</label>', page.text)
    answer = signed_in.post(CHOOSE, {"language": "ko"}, follow=True)
    assert answer.redirect_chain == [(SECURITY, 302)]
    assert language_of(answer) == "ko"
    assert 'value="ko" checked' in answer.text
    for address in ("/admin/", "/admin/cooperation/meeting/", "/admin/cooperation/meeting/add/", "/admin/nothing/"):
        assert language_of(signed_in.get(address)) == "ko", address
    signed_in.post(CHOOSE, {"language": "en"})
    assert language_of(signed_in.get("/admin/")) == "en"


@pytest.mark.parametrize("wrong", ["", "xx", "ko\0", "KO"])
def test_a_language_that_does_not_exist_is_not_stored(signed_in, wrong):
    page = signed_in.post(CHOOSE, {"language": wrong}, follow=True)
    assert "Choose one of the languages." in page.text
    assert not AccountLanguage.objects.exists()


def test_only_who_is_signed_in_chooses(client):
    assert client.post(CHOOSE, {"language": "ko"})["Location"].startswith("/admin/login/")
    assert client.get(CHOOSE).status_code in (302, 405)
    assert not AccountLanguage.objects.exists()


def test_links_of_the_admin_lead_to_public_pages_in_the_language_of_the_account(signed_in, kim):
    meeting = f.make_meeting("Talks")
    address = f"/admin/cooperation/meeting/{meeting.pk}/change/"
    assert 'href="/meetings/talks/"' in signed_in.get(address).text
    f.make_accountlanguage(kim)
    page = signed_in.get(address).text
    assert 'href="/ko/meetings/talks/"' in page
    assert 'href="/meetings/talks/"' not in page
    assert 'href="/ko/">' in page, "the link to the site"


def test_the_table_of_a_list_gives_addresses_without_a_language(signed_in, kim):
    f.make_accountlanguage(kim)
    f.make_meeting("Talks")
    (address,) = set(re.findall(r'href="([^"]*list\.csv[^"]*|[^"]*download[^"]*csv[^"]*)"', _list(signed_in)))
    answer = signed_in.get(address.replace("&amp;", "&"))
    table = b"".join(answer.streaming_content).decode()
    assert "http://testserver/meetings/talks/" in table


def _list(client):
    return client.get("/admin/cooperation/meeting/").text


def test_a_public_page_has_the_language_of_its_address_for_staff_too(signed_in, kim):
    f.make_accountlanguage(kim)
    f.make_meeting("Talks", published=False)
    for address, language in (("/meetings/", "en"), ("/ko/meetings/", "ko"), ("/", "en")):
        assert language_of(signed_in.get(address)) == language
    for address, language in (("/meetings/talks/", "en"), ("/ko/meetings/talks/", "ko")):
        page = signed_in.get(address)
        assert (page.status_code, language_of(page)) == (200, language), "the preview of a draft"
    assert 'hreflang="ko"' in signed_in.get("/meetings/talks/").text


def test_the_language_costs_no_statement_of_its_own(signed_in, kim, django_assert_num_queries):
    f.make_accountlanguage(kim)
    with django_assert_num_queries(3):  # the session, the user with the language, and whether the address was a page
        signed_in.get("/admin/nothing/")


def test_an_administrator_sees_and_sets_the_language_of_an_account(client, kim):
    client.force_login(f.make_user(roles.ADMINISTRATOR, username="boss"))
    address = f"/admin/auth/user/{kim.pk}/change/"
    page = client.get(address)
    options = r'<option value="en" selected>English</option>\s*<option value="ko" lang="ko">한국어</option>'
    assert re.search(options, page.text)
    form = {
        "username": "kim",
        "email": "kim@a.example",
        "groups": kim.groups.get().pk,
        "is_staff": "on",
        "is_active": "on",
    }
    assert client.post(address, {**form, "language": "ko"}).status_code == 302
    assert AccountLanguage.objects.get(account=kim).code == "ko"
    assert '<option value="ko" selected lang="ko">' in client.get(address).text
    new = {"username": "lee", "is_staff": "on", "language": "ko"}
    assert client.post("/admin/auth/user/add/", new).status_code == 302
    assert AccountLanguage.objects.get(account__username="lee").code == "ko"


# Before sign-in


def test_the_sign_in_page_is_english_and_leads_to_itself_in_korean(client):
    page = client.get("/admin/login/?next=/admin/guide/")
    assert language_of(page) == "en"
    (korean,) = re.findall(r'<a href="([^"]*)" lang="ko" hreflang="ko">한국어</a>', page.text)
    korean = korean.replace("&amp;", "&")
    assert korean == "/admin/login/?next=%2Fadmin%2Fguide%2F&language=ko"
    page = client.get(korean)
    assert language_of(page) == "ko"
    assert re.search(r'<a href="[^"]*language=en" lang="en" hreflang="en">English</a>', page.text)
    page = client.post(korean, {"username": "kim", "password": "wrong"})
    assert language_of(page) == "ko", "the form is sent to the same address"
    assert 'href="/admin/password/forgotten/?language=ko"' in page.text
    page = client.get("/admin/password/forgotten/?language=ko")
    assert language_of(page) == "ko"
    assert 'href="/admin/login/?language=ko"' in page.text


def test_who_logs_out_may_log_in_again_in_the_same_language(signed_in, kim):
    f.make_accountlanguage(kim)
    page = signed_in.post("/admin/logout/")
    assert language_of(page) == "ko"
    assert 'href="/admin/login/?language=ko"' in page.text


def test_the_second_factor_is_asked_for_in_the_language_of_the_account(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    account = make_account("kim", id=12345)  # which allauth writes in letters too
    f.make_accountlanguage(account)
    add_app(account)
    assert enter_password(client, "kim")["Location"] == "/admin/login/code/"
    assert language_of(client.get("/admin/login/code/")) == "ko"


def test_who_adds_the_first_factor_does_it_in_the_language_of_the_account(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    f.make_accountlanguage(make_account("kim"))
    enter_password(client, "kim")
    assert language_of(client.get("/admin/", follow=True)) == "ko"
    assert language_of(client.post(CHOOSE, {"language": "en"}, follow=True)) == "en"


# Mails


def test_each_mail_is_in_the_language_of_its_recipient(
    settings, kim, django_capture_on_commit_callbacks, mailoutbox, client
):
    settings.SITE_ADDRESS = "https://registry.example"
    lee = f.make_user(roles.EDITOR, username="lee", email="lee@a.b")
    f.make_accountlanguage(lee)
    draft = f.make_meeting("Talks", published=False)
    with django_capture_on_commit_callbacks(execute=True):
        submission = review.submit(draft, lee)
        review.accept(submission, kim)
    links = {tuple(each.to): each.body for each in mailoutbox}
    assert "https://registry.example/ko/meetings/talks/" in links[("lee@a.b",)]
    assert "/ko/" not in links[("kim@a.b",)]


def test_a_link_to_set_a_password_opens_in_the_language_of_the_account(settings, kim, mailoutbox, client):
    f.make_accountlanguage(kim)
    path = password_links.make(f.make_user(roles.ADMINISTRATOR), kim)
    assert path.startswith("/admin/password/new/?language=ko#")
    assert language_of(client.get(path.partition("#")[0])) == "ko"
    assert mail.password_link(kim, f"https://registry.example{path}")
    assert path in mailoutbox[0].body


def test_the_language_goes_with_the_personal_data_of_who_left(kim):
    f.make_accountlanguage(kim)
    kim.is_active = False
    kim.save()
    assert retention.erase(kim)
    assert not AccountLanguage.objects.exists()


def test_errors_before_the_account_is_known_are_english():
    response = Client().generic("POST", "/admin/login/", b"x" * 70_000)
    assert (response.status_code, language_of(response)) == (413, "en")
