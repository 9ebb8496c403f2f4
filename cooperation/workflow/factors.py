"""Which accounts have a second factor: an authenticator app or a passkey. Recovery codes alone do not count."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q


def factors():
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_factor() -> Q:
    """Return the condition that an account has one."""
    return Q(pk__in=factors().values("user"))


def password_only():
    """Return the accounts that a password alone opens, until their owners sign in and add a second factor."""
    accounts = get_user_model().objects.filter(is_active=True, is_staff=True)
    return accounts.exclude(has_factor()).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
