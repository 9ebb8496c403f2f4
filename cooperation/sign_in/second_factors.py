"""The second factors of accounts: whether there are any, which must stay, and what to do if they are lost."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..workflow import audit, mail
from ..workflow.factors import factors

SECRETS = {"secret", "seed"}  # the encrypted values in the data of a factor


def has_any(user) -> bool:
    """Return whether the account has an authenticator app or a passkey; recovery codes alone do not count."""
    return _factors(user).exists()


def must_stay(factor: Authenticator) -> bool:
    """Return whether the owner may not remove this factor: it is the only one, and one is required."""
    return settings.REQUIRE_SECOND_FACTOR and not _factors(factor.user).exclude(pk=factor.pk).exists()


def lock(user) -> None:
    """Lock the account for this transaction, so that two requests cannot remove both of its factors."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)


def _factors(user):
    return factors().filter(user_id=user.pk)


def described(user) -> str:
    """Return the account's factors in words, such as "authenticator app, 2 passkeys"; "" if there are none."""
    types = list(_factors(user).values_list("type", flat=True))
    parts = [_("authenticator app")] if Authenticator.Type.TOTP in types else []
    if number := types.count(Authenticator.Type.WEBAUTHN):
        parts.append(ngettext("%(number)s passkey", "%(number)s passkeys", number) % {"number": number})
    return ", ".join(parts)


def reset(by, account, how: str) -> int:
    """Remove all factors and recovery codes of an account that lost them, and log how the person was recognized.

    `by` is the administrator, or None for a command. A trigger ends the account's sessions. Return how many were
    removed.
    """
    with transaction.atomic():
        number, _each = Authenticator.objects.filter(user_id=account.pk).delete()
        if number:
            audit.factors_reset(by, account, how)
            mail.sign_in_changed(
                account, gettext_lazy("The second factors of your account “%(account)s” were removed.")
            )
    return number


def encrypt_again() -> int:
    """Encrypt the secrets of all accounts with the current SECRET_KEY; return how many were encrypted with another."""
    adapter, number = get_adapter(), 0
    with transaction.atomic():
        for factor in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
            for name in SECRETS & factor.data.keys():
                if renewed := adapter.renewed(factor.data[name]):
                    factor.data[name] = renewed
                    factor.save(update_fields=["data"])
                    number += 1
    return number
