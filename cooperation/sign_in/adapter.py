"""What the registry changes in django-allauth: who may sign in, limits, what is logged, and how secrets are stored."""

import base64
from contextlib import suppress
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..public.clients import client_address
from ..workflow import audit
from . import throttle
from .middleware import lacks_second_factor
from .second_factors import must_stay

SHOWN_BY_PAGE = {"account/messages/logged_in.txt", "mfa/messages/recovery_codes_generated.txt"}
WAYS_TO_CONFIRM = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code of your authenticator app, or a recovery code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Staff sign in by user name. Nobody registers: administrators add accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "The username or password is not correct. Both are case-sensitive. Check whether Caps Lock is on."
        ),
        "incorrect_password": gettext_lazy("The password is not correct. Check whether Caps Lock is on."),
        "too_many_login_attempts": gettext_lazy("Too many codes were wrong. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Return a hash of the address, keyed with SECRET_KEY: allauth stores it to count failures."""
        return salted_hmac("cooperation.sign_in.address", client_address(request), algorithm="sha256").hexdigest()[:32]

    def is_ajax(self, request):
        """Return whether the sign-in page's script requests a passkey challenge."""
        return request.method == "GET" and request.headers.get("Accept") == "application/json"

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Show allauth's messages, except for those that the page itself shows."""
        if message_template not in SHOWN_BY_PAGE:
            super().add_message(request, level, message_template, *args, **kwargs)

    def is_reauthentication_required(self, **kwargs):
        return settings.CONFIRM_CHANGES

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        return [{**each, "description": WAYS_TO_CONFIRM[each["id"]]} for each in methods]

    def authenticate(self, request, **credentials):
        """Return the account if the password is right and the account may use the admin, or None.

        Raises ValidationError if there were too many failures.
        """
        name = credentials.get("username", "")
        attempt = throttle.attempt(request, name)
        if attempt.seconds:
            if attempt.is_first_refusal:
                audit.throttled(name)
            request.throttled_for = attempt.seconds  # for the status of the page (views.py)
            raise ValidationError(_throttled(attempt.seconds))
        user = authenticate(request, **credentials)
        if user is None or not user.is_staff:
            audit.sign_in_failed(name)
            return None
        attempt.uncount()
        return user

    def pre_login(self, request, user, **kwargs):
        """Refuse a passkey of an account that may not use the admin; `authenticate` does so for a password."""
        if not (user.is_active and user.is_staff):
            audit.sign_in_failed(user.get_username())
            raise PermissionDenied
        return

    def login(self, request, user):
        super().login(request, user)
        audit.signed_in(user)
        if lacks_second_factor(request, user):
            # So that the next page, which adds one, does not ask for the password again.
            record_authentication(request, user, method="password", reauthenticated=True)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        throttle.remember(request, response, user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes. Their secrets are encrypted with a key from SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code is not correct. It may have expired: enter the newest one."),
        "cannot_delete_authenticator": gettext_lazy("This is your only second factor. Add another one first."),
    }

    def can_delete_authenticator(self, authenticator):
        return not must_stay(authenticator)

    def generate_authenticator_name(self, user, type):  # noqa: A002 - the name is allauth's
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def encrypt(self, text):
        return _keys()[0].encrypt(text.encode()).decode()

    def renewed(self, encrypted_text) -> str:
        """Return the secret encrypted with the current key, or "" if it is already, or if no key fits."""
        with suppress(InvalidToken):
            _keys()[0].decrypt(encrypted_text.encode())
            return ""
        with suppress(InvalidToken):
            return MultiFernet(_keys()).rotate(encrypted_text.encode()).decode()
        return ""

    def decrypt(self, encrypted_text):
        """Return the secret; if no key fits, a random one, which no code matches."""
        try:
            return MultiFernet(_keys()).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return get_random_string(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def _keys():
    """Return a Fernet for each SECRET_KEY, the current one first."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("cooperation.sign_in", "", secret, algorithm="sha256").digest() for secret in secrets]
    return [Fernet(base64.urlsafe_b64encode(each)) for each in digests]


def _throttled(seconds):
    minutes = -(-seconds // 60)
    at = timezone.localtime() + timedelta(seconds=seconds)
    words = ngettext(
        "Too many attempts to sign in failed. Try again at %(at)s, in %(minutes)s minute.",
        "Too many attempts to sign in failed. Try again at %(at)s, in %(minutes)s minutes.",
        minutes,
    )
    return words % {"at": date_format(at, "TIME_FORMAT"), "minutes": minutes}
