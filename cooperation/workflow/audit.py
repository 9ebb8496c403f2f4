"""Audit log of sign-ins, refused requests and account changes. It never contains passwords.

Log lines name the account but not the client's address, so that no line links a reader's query to an address. Sign-ins
and changes of accounts are also stored, for the page "Who did what", and deleted after two years
(cooperation/operations/retention.py).
"""

import logging
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from prometheus_client import Counter

from ..domain.choices import AccountAction

logger = logging.getLogger(__name__)
EVENTS = Counter("registry_account_events", "Sign-ins, failed ones, and changes of accounts", ["action"])
for _each in AccountAction:
    EVENTS.labels(_each.value)  # so that each starts at 0, and the first event is an increase
CHANGED = "Account %r, by %r: %s"
LONGEST_PATH = 200
STORE = """
INSERT INTO cooperation_accountevent (action, account_id, account_name, user_id, user_name, details)
VALUES (%(action)s, %(account)s, %(account_name)s, %(user)s, %(user_name)s, %(details)s)
"""
# Failures and refusals of an hour are counted in one row.
COUNT = "SELECT registry_count_account_event(%(action)s, %(account)s, %(account_name)s, %(details)s)"


def signed_in(user) -> None:
    _write(AccountAction.SIGNED_IN, user, user, "Signed in: %r", user.get_username())


def sign_in_failed(name: str) -> None:
    """Log a failed sign-in, and store it if there is such an account."""
    _write_typed(AccountAction.SIGN_IN_FAILED, "Sign-in failed: %s", name)


def throttled(name: str) -> None:
    """Log that no password is checked for this user name for some time, after too many failures."""
    _write_typed(AccountAction.THROTTLED, "Sign-in throttled: %s", name)


def _write_typed(action, line, name):
    # A name without an account is not written: people type passwords into the wrong box.
    account = get_user_model().objects.filter(username=name.replace("\x00", "")).first()
    _write(action, account, account, line, repr(account.get_username()) if account else "an unknown user name")


def refused(request, reason: str) -> None:
    """Log a 403 response and its reason. It is stored if somebody is signed in."""
    user = _signed_in(request)
    EVENTS.labels(AccountAction.REFUSED.value).inc()
    if user is not None:
        # The response must not fail because the database does.
        with suppress(DatabaseError), transaction.atomic():
            _store(AccountAction.REFUSED, user, user, f"{request.method} {request.path[:LONGEST_PATH]}")
    logger.warning("Refused: %s %s for %s: %s", request.method, request.path, _who(request), reason or "not permitted")


def account_changed(by, account, action: AccountAction, what: str) -> None:
    """Log a change to an account, and the account's resulting state. `by` is None if nobody knows who it was."""
    roles = sorted(account.groups.values_list("name", flat=True)) if account.pk else []
    state = ["superuser"] if account.is_superuser else roles or ["no role"]
    state.append("active" if account.is_active else "deactivated")
    if not account.is_staff:
        state.append("may not sign in")
    details = f"{what} Now: {', '.join(state)}."
    _write(action, account, by, CHANGED, account.get_username(), by.get_username() if by else "", details=details)


def account_deleted(by, account) -> None:
    _write(AccountAction.DELETED, account, by, CHANGED, account.get_username(), by.get_username(), details="Deleted.")


def account_erased(account) -> None:
    """Log that the personal data of an account was erased, by a command."""
    details = "The personal data was erased."
    _write(AccountAction.ERASED, account, None, CHANGED, account.get_username(), "", details=details)


def factors_reset(by, account, how: str) -> None:
    """Log that an account's second factors were removed, and how its owner was recognized. A command has no `by`."""
    name = by.get_username() if by else ""
    _write(AccountAction.FACTOR_RESET, account, by, CHANGED, account.get_username(), name, details=how)


def sessions_ended(by, account, sessions) -> None:
    details = f"Sessions ended: {', '.join(session.browser for session in sessions)}."
    _write(
        AccountAction.SESSION_ENDED, account, by, CHANGED, account.get_username(), by.get_username(), details=details
    )


def forget() -> int:
    """Delete the stored rows that are old enough; return their number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_forget_account_events()")
        return cursor.fetchone()[0]


def _write(action: AccountAction, account, by, line: str, *names: str, details: str = "") -> None:
    """Write the log line, and store the row if it is about an account. The line names `names`, then the details."""
    level = logging.WARNING if action in AccountAction.counted() else logging.INFO
    logger.log(level, line, *names, *filter(None, [details]))
    EVENTS.labels(action.value).inc()
    if account is not None:
        _store(action, account, by, details)


def _store(action, account, by, details):
    row = {
        "action": action.value,
        "account": account.pk,
        "account_name": account.get_username(),
        "user": by and by.pk,
        "user_name": by.get_username() if by else "",
        "details": details,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT if action in AccountAction.counted() else STORE, row)


def _signed_in(request):
    """Return the account of the request, or None."""
    # Without a session cookie nobody is signed in. Public responses must not read the session.
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return user if user is not None and user.is_authenticated else None


def _who(request):
    user = _signed_in(request)
    return repr(user.get_username()) if user is not None else "nobody signed in"
