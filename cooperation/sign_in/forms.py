"""The sign-in forms."""

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm


class SignInForm(LoginForm):
    """User name and password, with the field names of Django's own form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none"}
        self.fields["password"].help_text = ""

    def add_prefix(self, field_name):
        return super().add_prefix("username" if field_name == "login" else field_name)


class PasswordAgainForm(ReauthenticateForm):
    """The password, before accounts or second factors are changed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["autofocus"] = True
        field.help_text = ""


class AddPasskeyForm(AddWebAuthnForm):
    """The name of a passkey, and the browser's response."""

    def clean(self):
        try:
            return super().clean()
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # not a browser's response
            raise get_adapter().validation_error("incorrect_code") from error
