"""E-mail about submissions: to publishers when one is submitted, to its author when it is decided.

Mail is sent after the transaction commits. If the mail server fails, the error is logged and the change is kept.
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

from ..domain.roles import permission

logger = logging.getLogger(__name__)
_is_silent = ContextVar("mail_is_silent", default=False)


def submitted(submission, warn=None) -> None:
    """Tell the publishers that a submission needs a decision, except the person who submitted it."""
    publishers = _publishers(submission.record, submission.author_id)
    names = _names(submission)
    if submission.is_proposal:
        sentence = _("%(author)s proposes changes to “%(record)s” (%(kind)s).") % names
    else:
        sentence = _("%(author)s submitted “%(record)s” (%(kind)s) for publication.") % names
    subject = _("Waiting for review: %(record)s") % names
    _tell(publishers, subject, [sentence, submission.message, _address(reverse("admin:review"))], warn)


def returned(submission, warn=None) -> None:
    """Tell the author that the submission was returned, with the publisher's comment."""
    names = _names(submission)
    sentence = _("%(publisher)s returned your submission of “%(record)s” (%(kind)s):") % names
    subject = _("Returned to you: %(record)s") % names
    _tell([submission.author], subject, [sentence, submission.comment, _address(form_of(submission))], warn)


def accepted(submission, warn=None) -> None:
    """Tell the author that the submission was accepted."""
    names = _names(submission)
    sentence = _("%(publisher)s accepted your submission of “%(record)s” (%(kind)s).") % names
    if submission.record.publish_at:
        sentence += " " + _("It is published at the planned time.")
    subject = _("Accepted: %(record)s") % names
    _tell([submission.author], subject, [sentence, _address(submission.record.get_absolute_url())], warn)


def _names(submission):
    record = submission.record
    return {
        "author": submission.author.get_full_name() or submission.author.get_username(),
        "publisher": submission.decided_by
        and (submission.decided_by.get_full_name() or submission.decided_by.get_username()),
        "record": record,
        "kind": record._meta.verbose_name,
    }


def form_of(submission) -> str:
    return reverse(f"admin:cooperation_{submission.owner_name}_change", args=[submission.record.pk])


def _address(path):
    return settings.SITE_ADDRESS + path


@contextmanager
def silent():
    """Send no mail about the steps in this block. Whoever takes many steps at once sends one about all of them."""
    before = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(before)


def many_submitted(author, name: str, number: int, path: str, message: str, model) -> None:
    """Tell the publishers that all drafts of an imported file wait for a decision."""
    names = {"author": author.get_full_name() or author.get_username(), "name": name, "number": f"{number:,}"}
    sentence = _("%(author)s submitted %(number)s drafts of the import “%(name)s” for publication.") % names
    subject = _("Waiting for review: import “%(name)s”") % names
    _tell(_publishers(model, author.pk), subject, [sentence, message, _address(path)])


def many_accepted(author, publisher, name: str, number: int, path: str) -> None:
    """Tell the author that what they submitted of an imported file was accepted."""
    names = {"publisher": publisher.get_full_name() or publisher.get_username(), "name": name, "number": f"{number:,}"}
    sentence = _("%(publisher)s published %(number)s drafts of the import “%(name)s” that you submitted.") % names
    _tell([author], _("Accepted: import “%(name)s”") % names, [sentence, _address(path)])


def _publishers(model, author_id):
    publishers = get_user_model().objects.with_perm(permission("publish", model), include_superusers=False)
    return publishers.filter(is_staff=True).exclude(email="").exclude(pk=author_id)


def _tell(users, subject, paragraphs, warn=None):
    if _is_silent.get():
        return
    subject = " ".join(subject.split())
    body = "\n\n".join(text for text in paragraphs if text)
    mails = [EmailMessage(subject, body, to=[user.email]) for user in users if user.email and user.is_active]
    if mails:
        transaction.on_commit(partial(_send, mails, warn))


def _send(mails, warn):
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
