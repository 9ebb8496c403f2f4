"""Delete what is kept for a limited time, and erase the personal data of people who left.

The periods are in cooperation/domain/periods.py, the reasons in docs/personal-data.md. The history is never changed and
has user names, so an account keeps its user name, and no other account gets it.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from ..domain import periods
from ..models import AccountLanguage, InactiveAccount, RecentRating, Session, Upload
from ..workflow import audit

# The personal data of an account besides the user name, and the rows that only its owner needs.
PERSONAL = Q(first_name__gt="") | Q(last_name__gt="") | Q(email__gt="") | Q(last_login__isnull=False)
# Limits on guessing, for some minutes (migration 0016): keyed hashes, which the next attempt would delete too.
EXPIRED = (
    "DELETE FROM cooperation_signinattempt WHERE until < statement_timestamp()",
    "DELETE FROM cooperation_cache WHERE expires < statement_timestamp()",
)
ROWS = (
    (AccountLanguage, "account"),
    (EmailAddress, "user"),
    (Authenticator, "user"),
    (Session, "user"),
    (Upload, "owner"),
)


def enforce(now: datetime | None = None) -> dict[str, int]:
    """Delete and erase what is due; return how much of each."""
    now = now or timezone.now()
    note_inactive(now)
    uploads = Upload.objects.filter(uploaded_at__lt=now - periods.UPLOADS)
    ratings = RecentRating.objects.filter(hour__lte=now - periods.RECENT_RATINGS)
    return {
        "account events": audit.forget(),
        "uploads": _delete(uploads),
        "codes of ratings": _delete(ratings),
        "attempts to sign in": _delete_expired(),
        "accounts": erase_former(now),
    }


def note_inactive(now: datetime) -> None:
    """Store when each deactivated account was first found so, and delete this for accounts that are active again."""
    InactiveAccount.objects.filter(account__is_active=True).delete()
    known = InactiveAccount.objects.values("account")
    inactive = User.objects.filter(is_active=False).exclude(pk__in=known)
    InactiveAccount.objects.bulk_create([InactiveAccount(account=each, since=now) for each in inactive])


def erase_former(now: datetime) -> int:
    """Erase the accounts that have been deactivated for FORMER_STAFF_MONTHS; return their number."""
    if not settings.FORMER_STAFF_MONTHS:
        return 0
    until = now - timedelta(days=settings.FORMER_STAFF_MONTHS * 365.25 / 12)
    due = InactiveAccount.objects.filter(since__lte=until).values("account")
    accounts = User.objects.filter(PERSONAL, pk__in=due, is_active=False)
    return sum(erase(account) for account in accounts)


@transaction.atomic
def erase(account: User) -> bool:
    """Erase the personal data of a deactivated account; return False if it is active."""
    rows = User.objects.filter(pk=account.pk, is_active=False)
    is_done = rows.update(first_name="", last_name="", email="", password=make_password(None), last_login=None)
    if is_done:
        for model, field in ROWS:
            model.objects.filter(**{field: account}).delete()
        audit.account_erased(account)
    return bool(is_done)


def _delete_expired():
    with connection.cursor() as cursor:
        return sum(cursor.execute(statement).rowcount for statement in EXPIRED)


def _delete(rows):
    number = rows.count()
    rows.delete()
    return number
