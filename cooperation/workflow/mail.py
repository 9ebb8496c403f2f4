"""E-mail about submissions: to publishers when one is submitted, to its author when it is decided. And about accounts:
password links, and what their owners should know.

Each mail is in the language of its recipient, and so are its links to public pages. Mail is sent after the transaction
commits. If the mail server fails, the error is logged and the change is kept.
"""

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..domain.addresses import admin_address
from ..domain.people import shown_name
from ..domain.roles import permission
from ..models.account_language import language_of_account

logger = logging.getLogger(__name__)
_is_silent = ContextVar("mail_is_silent", default=False)


def submitted(submission, warn=None) -> None:
    """Tell the publishers that a submission needs a decision, except the person who submitted it."""

    def written():
        names = _names(submission)
        if submission.is_proposal:
            sentence = _("%(author)s proposes changes to “%(record)s” (%(kind)s).") % names
        else:
            sentence = _("%(author)s submitted “%(record)s” (%(kind)s) for publication.") % names
        subject = _("Waiting for review: %(record)s") % names
        return subject, [sentence, submission.message, _address(reverse("admin:review"))]

    _tell(_publishers(submission.record, submission.author_id), written, warn)


def returned(submission, warn=None) -> None:
    """Tell the author that the submission was returned, with the publisher's comment."""

    def written():
        names = _names(submission)
        sentence = _("%(publisher)s returned your submission of “%(record)s” (%(kind)s):") % names
        subject = _("Returned to you: %(record)s") % names
        return subject, [sentence, submission.comment, _address(form_of(submission))]

    _tell([submission.author], written, warn)


def accepted(submission, warn=None) -> None:
    """Tell the author that the submission was accepted."""

    def written():
        names = _names(submission)
        sentence = _("%(publisher)s accepted your submission of “%(record)s” (%(kind)s).") % names
        if submission.record.publish_at:
            sentence += " " + _("It is published at the planned time.")
        subject = _("Accepted: %(record)s") % names
        return subject, [sentence, _address(submission.record.get_absolute_url())]

    _tell([submission.author], written, warn)


def _names(submission):
    record = submission.record
    return {
        "author": shown_name(submission.author),
        "publisher": submission.decided_by and shown_name(submission.decided_by),
        "record": record,
        "kind": record._meta.verbose_name,
    }


def form_of(submission) -> str:
    return admin_address(submission.record, "change", submission.record.pk)


def _address(path):
    return settings.SITE_ADDRESS + path


@contextmanager
def silent():
    """Send no mail about the steps in this block: the caller sends one about all of them."""
    before = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(before)


def many_submitted(author, name: str, number: int, path: str, message: str, model) -> None:
    """Tell the publishers that all drafts of an imported file wait for a decision."""

    def written():
        names = {"author": shown_name(author), "name": name, "number": f"{number:,}"}
        sentence = _("%(author)s submitted %(number)s drafts of the import “%(name)s” for publication.") % names
        return _("Waiting for review: import “%(name)s”") % names, [sentence, message, _address(path)]

    _tell(_publishers(model, author.pk), written)


def many_accepted(author, publisher, name: str, number: int, path: str) -> None:
    """Tell the author that what they submitted of an imported file was accepted."""

    def written():
        names = {"publisher": shown_name(publisher), "name": name, "number": f"{number:,}"}
        sentence = _("%(publisher)s published %(number)s drafts of the import “%(name)s” that you submitted.") % names
        return _("Accepted: import “%(name)s”") % names, [sentence, _address(path)]

    _tell([author], written)


def password_link(account, link: str) -> bool:
    """Mail the account a link to set its password; return whether the mail server took it."""
    with override(language_of_account(account)):
        paragraphs = [
            _("With this link you set the password of your account “%(account)s”. It works once, for an hour:")
            % {"account": account.get_username()},
            link,
            _("If you did not ask for it, ignore this mail: your password stays as it is."),
        ]
        subject = _("Set your password: %(site)s") % {"site": settings.SITE_NAME}
    return not _send([EmailMessage(subject, "\n\n".join(paragraphs), to=[account.email])])


def sign_in_changed(account, sentence: str) -> None:
    """Tell the owner of an account that its password or a second factor changed: it may have been somebody else.

    `sentence` says what changed, with the place %(account)s; it is lazy, and so in the language of the owner.
    """

    def written():
        names = {"account": account.get_username(), "site": settings.SITE_NAME}
        subject = _("Your account was changed: %(site)s") % names
        not_you = _("If you did not do this or ask for it, tell an administrator of the registry at once.")
        return subject, [sentence % names, not_you]

    _tell([account], written)


def _publishers(model, author_id):
    publishers = get_user_model().objects.with_perm(permission("publish", model), include_superusers=False)
    publishers = publishers.select_related("chosen_language")
    return publishers.filter(is_staff=True).exclude(email="").exclude(pk=author_id)


def _tell(users, written, warn=None):
    """Mail each of the users what `written` returns in the user's language: the subject, and the paragraphs."""
    if _is_silent.get():
        return
    mails = [_mail_to(user, written) for user in users if user.email and user.is_active]
    if mails:
        transaction.on_commit(partial(_send, mails, warn))


def _mail_to(user, written):
    with override(language_of_account(user)):
        subject, paragraphs = written()
        return EmailMessage(" ".join(subject.split()), "\n\n".join(filter(None, paragraphs)), to=[user.email])


def _send(mails, warn=None) -> int:
    """Send the mails; return how many failed."""
    failed = 0
    try:
        with mailers.default as connection:
            for mail in mails:
                try:
                    connection.send_messages([mail])
                except Exception:
                    logger.exception("The mail “%s” to %s was not sent.", mail.subject, ", ".join(mail.to))
                    failed += 1
    except Exception:
        logger.exception("The mail “%s” was not sent: the mail server cannot be used.", mails[0].subject)
        failed = len(mails)
    if failed and warn:
        warn(_("It is saved, but not all emails about it could be sent. Tell the people concerned yourself."))
    return failed
