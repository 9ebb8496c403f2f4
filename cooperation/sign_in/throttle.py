"""Limit guessing of passwords by account and address, so that no stranger can lock the owner out.

Failures are counted for 15 minutes, in one table for all processes and machines, before the password is checked, so
that concurrent requests are counted too. A success is not counted.

- A browser in which the account has signed in before (a signed cookie, OWASP's "device cookie") has a limit of its own,
  whatever others do.
- Any other browser has a limit for this account from its address, and one for its address.
- If an account is attacked from many addresses, each further address has fewer attempts, but never zero: the owner, at
  an address of their own, can always sign in.

All limits are the same for user names that do not exist.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import connection
from django.utils.crypto import salted_hmac

from ..public.clients import client_address

MINUTES = 15
OF_KNOWN_BROWSER = 10
OF_ACCOUNT_AND_ADDRESS = 5
OF_ADDRESS = 20
OF_ACCOUNT = 50  # by strangers; beyond it each address has OF_ADDRESS_IN_ATTACK attempts
OF_ADDRESS_IN_ATTACK = 2

COOKIE_AGE = 180 * 24 * 60 * 60  # seconds
SALT = "cooperation.sign_in.throttle"

COUNT = """
WITH expired AS (
    DELETE FROM cooperation_signinattempt WHERE key IN (
        SELECT key FROM cooperation_signinattempt WHERE until < statement_timestamp() AND key <> ALL (%(keys)s::text[])
        ORDER BY key LIMIT 100 FOR UPDATE SKIP LOCKED
    )
)
INSERT INTO cooperation_signinattempt AS attempt (key, times, until)
SELECT key, 1, statement_timestamp() + make_interval(mins => %(minutes)s)
FROM unnest(%(keys)s::text[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    times = CASE WHEN attempt.until < statement_timestamp() THEN 1 ELSE attempt.times + 1 END,
    until = CASE WHEN attempt.until < statement_timestamp() THEN excluded.until ELSE attempt.until END
RETURNING key, times, ceil(extract(epoch FROM until - statement_timestamp()))::integer
"""
UNCOUNT = """
WITH locked AS (
    SELECT key FROM cooperation_signinattempt WHERE key = ANY (%(keys)s::text[]) AND times > 0 ORDER BY key FOR UPDATE
)
UPDATE cooperation_signinattempt SET times = times - 1 FROM locked WHERE cooperation_signinattempt.key = locked.key
"""


@dataclass
class Attempt:
    """One attempt to sign in. If `seconds` is not zero, the password must not be checked for that long.

    `is_first_refusal` is whether the attempt before this one was still allowed.
    """

    is_known: bool
    keys: list[str]
    seconds: int = 0
    is_first_refusal: bool = False

    def uncount(self) -> None:
        """Subtract the attempt: it succeeded, or no password was checked."""
        with connection.cursor() as cursor:
            cursor.execute(UNCOUNT, {"keys": self.keys})


def attempt(request, name: str) -> Attempt:
    """Count an attempt to sign in with this user name."""
    if browser := _browser(request, name):
        key = _key("browser", browser)
        times, seconds = _count(key)[key]
        return _limited(Attempt(True, [key]), times, OF_KNOWN_BROWSER, seconds)
    address = client_address(request)
    pair, address_key, account = _key("pair", name, address), _key("address", address), _key("account", name)
    counts = _count(pair, address_key)
    found = Attempt(False, [pair, address_key])
    for key, most in ((pair, OF_ACCOUNT_AND_ADDRESS), (address_key, OF_ADDRESS)):
        times, seconds = counts[key]
        if times > most:
            return _limited(found, times, most, seconds)
    # Attempts refused above do not count here: one address alone cannot make an account look attacked.
    found.keys.append(account)
    if _count(account)[account][0] > OF_ACCOUNT:
        times, seconds = counts[pair]
        return _limited(found, times, OF_ADDRESS_IN_ATTACK, seconds)
    return found


def remember(request, response, user) -> None:
    """Set the cookie that makes this browser known to the account."""
    name = user.get_username()
    browser = _browser(request, name) or secrets.token_urlsafe(16)
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps([_key("name", name), browser], salt=SALT),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _limited(found, times, most, seconds):
    if times > most:
        found.seconds, found.is_first_refusal = max(seconds, 1), times == most + 1
    return found


def is_known_browser(request) -> bool:
    """Return whether some account has signed in with this browser."""
    return bool(_cookie(request))


def _browser(request, name):
    """Return the id of the browser if the account has signed in with it, or ""."""
    owner, browser = _cookie(request) or ("", "")
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return browser if owner in {_key("name", name, secret=key) for key in keys} else ""


def _cookie(request):
    with suppress(signing.BadSignature, ValueError):
        return signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    return None


def _key(*parts, secret=None):
    return salted_hmac(SALT, "\0".join(parts), secret=secret, algorithm="sha256").hexdigest()


def _count(*keys):
    """Increment each key; return its count and the seconds until the count restarts, by key."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"keys": list(keys), "minutes": MINUTES})
        return {key: (times, seconds) for key, times, seconds in cursor.fetchall()}
