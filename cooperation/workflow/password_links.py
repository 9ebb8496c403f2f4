"""One-time links with which people set their password: administrators make them, or their owners ask for one by mail.

A link works once, for an hour (settings.PASSWORD_RESET_TIMEOUT), and only for an active account. Who uses it then signs
in as always, with the second factor. The code of the link is in its fragment, which browsers send to no server: it
appears in no log, and in no Referer header.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from ..domain.choices import AccountAction
from ..domain.languages import asking_for
from ..models import AccountEvent
from ..models.account_language import language_of_account
from . import audit, mail

logger = logging.getLogger(__name__)
# A stranger can ask for another account's link, so that account gets few mails.
PAUSE = timedelta(minutes=10)
# Mails are sent in a thread, so that the response time does not show whether the account exists.
EXECUTOR = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password-links")


def may_have_one(account) -> bool:
    return account.is_active and account.is_staff


def make(by, account) -> str:
    """Return the path of a link for the account. Its password, sessions and earlier links no longer work."""
    with transaction.atomic():
        account.set_unusable_password()
        account.save(update_fields=["password"])
        audit.account_changed(by, account, AccountAction.PASSWORD_LINK, "Made a link to set a password.")
    return _path(account)


def account_of(code: str):
    """Return the account whose password the code of a link may set; None if it was used, or is too old or wrong.

    It is locked until the transaction ends.
    """
    uid, _hyphen, token = code.strip().partition("-")
    try:
        accounts = get_user_model().objects.select_for_update(no_key=True)
        account = accounts.get(pk=force_str(urlsafe_base64_decode(uid)))
    except (ValueError, OverflowError, get_user_model().DoesNotExist):
        return None
    is_valid = may_have_one(account) and default_token_generator.check_token(account, token)
    return account if is_valid else None


def mail_when_asked(name: str) -> None:
    """Mail a link to the accounts with this user name or e-mail address: in a thread, and every ten minutes at most."""
    EXECUTOR.submit(_mail_to, name.strip())


def _mail_to(name):
    try:
        asked = Q(username=name) | Q(email__iexact=name)
        accounts = get_user_model().objects.filter(asked, is_active=True, is_staff=True)
        accounts = accounts.select_related("chosen_language")
        for account in accounts.exclude(email=""):
            if not _has_recent(account):
                audit.account_changed(None, account, AccountAction.PASSWORD_LINK, "Somebody asked for a link by mail.")
                mail.password_link(account, settings.SITE_ADDRESS + _path(account))
    except Exception:
        logger.exception("A link to set a password was not mailed.")
    finally:
        connection.close()


def _has_recent(account):
    recent = AccountEvent.objects.filter(at__gt=timezone.now() - PAUSE, account_id=account.pk, user_id=None)
    return recent.filter(action=AccountAction.PASSWORD_LINK).exists()


def _path(account):
    uid = urlsafe_base64_encode(str(account.pk).encode())
    path = reverse("admin:new_password") + asking_for(language_of_account(account))
    return f"{path}#{uid}-{default_token_generator.make_token(account)}"
