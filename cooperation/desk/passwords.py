"""Pages of passwords: an administrator makes a link for an account, somebody asks for one, and a link is used."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..domain.addresses import admin_address, origin_of
from ..domain.choices import AccountAction
from ..domain.languages import asking_for, current_language
from ..domain.roles import may_manage
from ..workflow import audit, mail, password_links

MINUTES = settings.PASSWORD_RESET_TIMEOUT // 60


class ForgottenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Username or email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )


class NewPasswordForm(SetPasswordForm):
    """The code of the link, which a script takes from the address, and the new password."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=100,
        help_text=gettext_lazy("The part of the link after “#”."),
        error_messages={"required": gettext_lazy("Open the link again, or enter the part of it after “#”.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("code", "new_password1", "new_password2")

    def clean_code(self):
        self.user = password_links.account_of(self.cleaned_data["code"])
        if self.user is None:
            raise forms.ValidationError(
                _("This link no longer works: it was used or has expired. Ask for another one.")
            )
        return self.cleaned_data["code"]

    def validate_password_for_user(self, user, *args, **kwargs):
        if user is not None:
            super().validate_password_for_user(user, *args, **kwargs)


def new_password_view(site, request):
    """Set a password with the code of a link. Who did then signs in."""
    form = NewPasswordForm(None, request.POST or None)
    with transaction.atomic():  # which locks the account: of two at once, one is too late
        is_set = request.method == "POST" and form.is_valid()
        if is_set:
            form.save()
            audit.account_changed(form.user, form.user, AccountAction.PASSWORD, "Set a password with a link.")
    if is_set:
        messages.success(request, _("Your new password is set. Sign in with it."))
        return HttpResponseRedirect(reverse("admin:login") + asking_for(current_language()))
    context = {"form": form, "rules": password_validators_help_texts()}
    return site.render(request, "admin/cooperation/new_password.html", _("Set a new password"), context)


def forgotten_view(site, request):
    """Mail a link to whoever asks for one. The answer is the same whether or not there is such an account."""
    form = ForgottenForm(request.POST or None)
    is_asked = settings.SENDS_MAIL and request.method == "POST" and form.is_valid()
    if is_asked:
        password_links.mail_when_asked(form.cleaned_data["name"])
    context = {"form": form, "sends_mail": settings.SENDS_MAIL, "is_asked": is_asked, "minutes": MINUTES}
    return site.render(request, "admin/cooperation/forgotten.html", _("Forgotten password"), context)


def account_link_view(site, request, pk):
    """Make a link for an account, and show it once or mail it."""
    account = get_object_or_404(get_user_model(), pk=pk)
    if account == request.user:
        return HttpResponseRedirect(reverse("admin:password_change"))
    if not may_manage(request.user, account):
        raise PermissionDenied
    link = ""
    if request.method == "POST" and password_links.may_have_one(account):
        link = origin_of(request) + password_links.make(request.user, account)
        if "mail" in request.POST and settings.SENDS_MAIL and account.email:
            if mail.password_link(account, link):
                messages.success(request, _("The link was mailed to %(address)s.") % {"address": account.email})
                return HttpResponseRedirect(admin_address(account, "change", account.pk))
            messages.error(request, _("The mail could not be sent. Give the person the link yourself."))
    context = {
        "account": account,
        "may_have_one": password_links.may_have_one(account),
        "sends_mail": settings.SENDS_MAIL and account.email,
        "link": link,
        "until": timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    }
    title = _("Password of %(account)s") % {"account": account.get_username()}
    return site.render(request, "admin/cooperation/password_link.html", title, context)
