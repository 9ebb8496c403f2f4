"""Log lines for whoever looks into what happened: sign-ins, refusals and changes of accounts. Never a password.

They name the account and not where the request came from, so that no line ties a reader's query to an address.
"""

import logging

from django.conf import settings

logger = logging.getLogger(__name__)
LONGEST = 150  # characters of what was typed as a user name: no account has more


def signed_in(user) -> None:
    """Log a sign-in."""
    logger.info("Signed in: %r", user.get_username())


def sign_in_failed(name: str) -> None:
    """Log a sign-in that failed, with the user name that was typed."""
    logger.warning("Sign-in failed: %r", name[:LONGEST])


def refused(request, reason: str) -> None:
    """Log an answer 403 and why."""
    logger.warning("Refused: %s %s for %s: %s", request.method, request.path, _who(request), reason or "not permitted")


def account_changed(by, account, what: str) -> None:
    """Log what was done to an account, and what it is afterwards."""
    roles = sorted(account.groups.values_list("name", flat=True)) if account.pk else []
    state = ["superuser"] if account.is_superuser else roles or ["no role"]
    state.append("active" if account.is_active else "deactivated")
    if not account.is_staff:
        state.append("may not sign in")
    logger.info("Account %r, by %r: %s Now: %s.", account.get_username(), by.get_username(), what, ", ".join(state))


def account_deleted(by, account) -> None:
    """Log that an account was deleted."""
    logger.info("Account %r, by %r: Deleted.", account.get_username(), by.get_username())


def _who(request):
    # Without a session cookie nobody is signed in, and public answers do not look.
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return repr(user.get_username()) if user is not None and user.is_authenticated else "nobody signed in"
