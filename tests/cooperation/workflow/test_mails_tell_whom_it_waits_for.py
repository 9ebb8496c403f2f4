"""Publishers hear of what was submitted, authors of what was decided; a mail server that fails loses nothing."""

import logging
import socket

import pytest
from django.core.mail.backends import locmem

from cooperation.domain import roles
from cooperation.models import Submission
from cooperation.workflow import publication, review
from tests import factories
from tests.cooperation.admin.conftest import address, form_at, messages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_address(settings):
    """Where the mails lead to."""
    settings.SITE_ADDRESS = "https://registry.example"


@pytest.fixture
def kim():
    """An editor who has an address."""
    return factories.make_user(roles.EDITOR, username="kim", email="kim@a.b")


@pytest.fixture
def pat():
    """A publisher who has an address."""
    return factories.make_user(roles.PUBLISHER, username="pat", email="pat@a.b")


@pytest.fixture
def sent(django_capture_on_commit_callbacks, mailoutbox):
    """`sent(step)` takes the step and returns the mails that it sent."""

    def take(step):
        with django_capture_on_commit_callbacks(execute=True):
            step()
        mails = list(mailoutbox)
        mailoutbox.clear()
        return mails

    return take


def test_a_submission_is_told_to_each_active_publisher_with_an_address(sent, kim, pat):
    factories.make_user(roles.PUBLISHER, username="old", email="old@a.b", is_active=False)
    factories.make_user(roles.PUBLISHER, username="silent")
    factories.make_user(roles.EDITOR, username="lee", email="lee@a.b")
    factories.make_user(is_superuser=True, username="root", email="root@a.b")
    factories.make_user(roles.ADMINISTRATOR, username="boss", email="boss@a.b")
    draft = factories.make_meeting("TEMM 26", published=False)
    mails = sent(lambda: review.submit(draft, kim, "Before Monday."))
    assert {tuple(each.to) for each in mails} == {("pat@a.b",), ("boss@a.b",)}
    assert mails[0].subject == "Waiting for review: TEMM 26"
    assert mails[0].body.split("\n\n") == [
        "kim submitted “TEMM 26” (meeting) for publication.",
        "Before Monday.",
        "https://registry.example/admin/review/",
    ]


def test_a_proposal_is_told_as_one(sent, kim, pat):
    meeting = factories.make_meeting("TEMM 14")
    [told] = sent(lambda: review.propose(meeting, kim, [["title", "TEMM 15"]]))
    assert told.body.startswith("kim proposes changes to “TEMM 14” (meeting).")


def test_a_return_is_told_to_the_author_with_the_comment_and_the_way_to_the_form(sent, kim, pat):
    draft = factories.make_meeting("TEMM 26", published=False)
    submission = review.submit(draft, kim)
    [told] = sent(lambda: review.return_(submission, pat, "Which day?"))
    assert (told.to, told.subject) == (["kim@a.b"], "Returned to you: TEMM 26")
    assert told.body.split("\n\n") == [
        "pat returned your submission of “TEMM 26” (meeting):",
        "Which day?",
        f"https://registry.example{address(draft)}",
    ]


@pytest.mark.parametrize("planned", [False, True])
def test_a_publication_is_told_to_who_submitted_the_draft(sent, kim, pat, planned):
    draft = factories.make_meeting("TEMM 26", slug="temm-26", published=False)
    review.submit(draft, kim)
    if planned:
        [told] = sent(lambda: publication.plan(draft, pat, "2030-01-01T00:00Z"))
    else:
        [told] = sent(lambda: publication.publish(draft, pat))
    assert (told.to, told.subject) == (["kim@a.b"], "Accepted: TEMM 26")
    assert ("at the planned time" in told.body) == planned
    assert "https://registry.example/meetings/temm-26/" in told.body


def test_whoever_has_no_address_gets_none(sent, pat):
    submission = review.submit(factories.make_meeting(published=False), factories.make_user(roles.EDITOR))
    assert sent(lambda: review.return_(submission, pat, "Which day?")) == []


def test_a_title_of_two_lines_makes_one_subject(sent, kim, pat):
    draft = factories.make_meeting("TEMM\r\nBcc: all@a.b", slug="temm", published=False)
    [told] = sent(lambda: review.submit(draft, kim))
    assert told.subject == "Waiting for review: TEMM Bcc: all@a.b"
    assert told.bcc == []


def test_a_step_that_is_undone_is_not_told(sent, kim, pat, editor):
    draft = factories.make_meeting(published=False)
    form = form_at(editor, address(draft))
    assert sent(lambda: editor.post(address(draft), {**form, "title": "", "_submit": "1"})) == []


@pytest.mark.parametrize("sends", ["closed port", "wrong backend"])
@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_fails_is_logged_and_told_and_the_submission_stands(settings, editor, pat, caplog, sends):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {
        "default": {"BACKEND": smtp, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 2}}
        if sends == "closed port"
        else {"BACKEND": "no.such.Backend"}
    }
    draft = factories.make_meeting(published=False)
    form = form_at(editor, address(draft))
    with caplog.at_level(logging.ERROR):
        response = editor.post(address(draft), {**form, "_submit": "1"}, follow=True)
    assert response.status_code == 200
    assert "It was submitted for review." in messages(response)
    assert "not all emails about it could be sent" in messages(response)
    assert "was not sent" in caplog.text
    assert Submission.objects.get().state == "open"


class Refusing(locmem.EmailBackend):
    """A server that refuses one recipient."""

    def send_messages(self, messages):
        if messages[0].to == ["boss@a.b"]:
            raise OSError("Mailbox full")
        return super().send_messages(messages)


def test_one_recipient_who_is_refused_does_not_keep_the_mail_from_the_others(settings, sent, kim, pat, caplog):
    factories.make_user(roles.ADMINISTRATOR, username="boss", email="boss@a.b")
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    warned = []
    draft = factories.make_meeting(published=False)
    [told] = sent(lambda: review.submit(draft, kim, warn=warned.append))
    assert told.to == ["pat@a.b"]
    assert len(warned) == 1
    assert "boss@a.b" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_without_a_mail_server_nothing_is_sent_and_nobody_is_warned(settings, editor, pat, mailoutbox):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    draft = factories.make_meeting(published=False)
    form = form_at(editor, address(draft))
    response = editor.post(address(draft), {**form, "_submit": "1"}, follow=True)
    assert "mail" not in messages(response)
    assert mailoutbox == []
