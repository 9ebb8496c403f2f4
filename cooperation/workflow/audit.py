"""Audit log of sign-ins, refused requests and account changes. It never contains passwords.

Log lines name the account but not the client's address, so that no line links a reader's query to an address.
"""

import logging

from django.conf import settings

logger = logging.getLogger(__name__)
LONGEST = 150  # characters of a typed user name that are logged: no account has more


def signed_in(user) -> None:
    logger.info("Signed in: %r", user.get_username())


def sign_in_failed(name: str) -> None:
    """Log a failed sign-in with the user name that was typed."""
    logger.warning("Sign-in failed: %r", name[:LONGEST])


def refused(request, reason: str) -> None:
    """Log a 403 response and its reason."""
    logger.warning("Refused: %s %s for %s: %s", request.method, request.path, _who(request), reason or "not permitted")


def account_changed(by, account, what: str) -> None:
    """Log a change to an account, and the account's resulting state."""
    roles = sorted(account.groups.values_list("name", flat=True)) if account.pk else []
    state = ["superuser"] if account.is_superuser else roles or ["no role"]
    state.append("active" if account.is_active else "deactivated")
    if not account.is_staff:
        state.append("may not sign in")
    logger.info("Account %r, by %r: %s Now: %s.", account.get_username(), by.get_username(), what, ", ".join(state))


def account_deleted(by, account) -> None:
    logger.info("Account %r, by %r: Deleted.", account.get_username(), by.get_username())


def _who(request):
    # Without a session cookie nobody is signed in. Public responses must not read the session.
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return repr(user.get_username()) if user is not None and user.is_authenticated else "nobody signed in"
