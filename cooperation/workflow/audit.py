"""Audit log of sign-ins, refused requests and account changes. It never contains passwords.

Log lines name the account but not the client's address, so that no line links a reader's query to an address. Sign-ins
and changes of accounts are also stored, for the page "Who did what", and deleted after two years.
"""

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from ..domain.choices import AccountAction

logger = logging.getLogger(__name__)
CHANGED = "Account %r, by %r: %s"
LONGEST = 150  # characters of a typed user name that are logged: no account has more
# The failures of an hour are counted in one row.
STORE = """
INSERT INTO cooperation_accountevent AS event (
    action, account_id, account_name, user_id, user_name, details, hour
) VALUES (
    %(action)s, %(account)s, %(account_name)s, %(user)s, %(user_name)s, %(details)s,
    CASE WHEN %(action)s = 'sign-in-failed' THEN date_trunc('hour', statement_timestamp(), 'UTC') END
)
ON CONFLICT (account_id, hour) WHERE hour IS NOT NULL DO UPDATE SET times = event.times + 1
"""
FORGET = "DELETE FROM cooperation_accountevent WHERE at < statement_timestamp() - interval '2 years'"


def signed_in(user) -> None:
    _write(AccountAction.SIGNED_IN, user, user, "Signed in: %r", user.get_username())


def sign_in_failed(name: str) -> None:
    """Log a failed sign-in with the user name that was typed. It is stored if there is such an account."""
    account = get_user_model().objects.filter(username=name.replace("\x00", "")).first()
    _write(AccountAction.SIGN_IN_FAILED, account, account, "Sign-in failed: %r", name[:LONGEST])


def refused(request, reason: str) -> None:
    """Log a 403 response and its reason."""
    logger.warning("Refused: %s %s for %s: %s", request.method, request.path, _who(request), reason or "not permitted")


def account_changed(by, account, action: AccountAction, what: str) -> None:
    """Log a change to an account, and the account's resulting state."""
    roles = sorted(account.groups.values_list("name", flat=True)) if account.pk else []
    state = ["superuser"] if account.is_superuser else roles or ["no role"]
    state.append("active" if account.is_active else "deactivated")
    if not account.is_staff:
        state.append("may not sign in")
    details = f"{what} Now: {', '.join(state)}."
    _write(action, account, by, CHANGED, account.get_username(), by.get_username(), details=details)


def account_deleted(by, account) -> None:
    _write(AccountAction.DELETED, account, by, CHANGED, account.get_username(), by.get_username(), details="Deleted.")


def forget() -> int:
    """Delete the stored rows that are older than two years; return their number."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        return cursor.rowcount


def _write(action: AccountAction, account, by, line: str, *names: str, details: str = "") -> None:
    """Write the log line, and store the row if it is about an account. The line names `names`, then the details."""
    level = logging.WARNING if action == AccountAction.SIGN_IN_FAILED else logging.INFO
    logger.log(level, line, *names, *filter(None, [details]))
    if account is None:
        return
    row = {
        "action": action.value,
        "account": account.pk,
        "account_name": account.get_username(),
        "user": by.pk,
        "user_name": by.get_username(),
        "details": details,
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE, row)


def _who(request):
    # Without a session cookie nobody is signed in. Public responses must not read the session.
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return repr(user.get_username()) if user is not None and user.is_authenticated else "nobody signed in"
