"""Receivers of signals about passwords and second factors: they log, mail the owner and update the session."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ..domain.choices import AccountAction
from ..workflow import audit, mail

NAMES = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@receiver(post_save, sender=User)
def saved(instance, created, **kwargs):
    """Mail the owner if the password changed: on a page, with a link, or by `manage.py changepassword`."""
    if instance._password is not None and not created:  # Django keeps what `set_password` got until it is saved
        mail.sign_in_changed(instance, _("The password of your account “%(account)s” was changed."))


@receiver(authenticator_added)
def added(request, user, authenticator, **kwargs):
    """Log it. An added app or passkey is also the second factor of the session."""
    audit.account_changed(user, user, AccountAction.FACTOR_ADDED, f"Added: {_factor_name(authenticator)}.")
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
        mail.sign_in_changed(user, _("A second factor was added to your account “%(account)s”."))


@receiver(authenticator_removed)
def removed(request, user, authenticator, **kwargs):
    audit.account_changed(user, user, AccountAction.FACTOR_REMOVED, f"Removed: {_factor_name(authenticator)}.")
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        mail.sign_in_changed(user, _("A second factor of your account “%(account)s” was removed."))


@receiver(authenticator_reset)
def replaced(request, user, authenticator, **kwargs):
    audit.account_changed(user, user, AccountAction.FACTOR_ADDED, "Made new recovery codes.")
    mail.sign_in_changed(user, _("New recovery codes were made for your account “%(account)s”."))


@receiver(authentication_failed)
def failed(request, user, **kwargs):
    audit.sign_in_failed(user.get_username())


def _factor_name(authenticator):
    name = NAMES[authenticator.type]
    return f"{name} “{authenticator}”" if authenticator.type == Authenticator.Type.WEBAUTHN else name
