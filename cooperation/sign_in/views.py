"""The sign-in pages: django-allauth's, within the admin's layout."""

from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user, logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from ..models.account_language import choose_language
from .middleware import lacks_second_factor
from .second_factors import has_any, lock, must_stay


class Page:
    """A page with the context of all admin pages."""

    title = ""
    is_part = True  # of the page “Your account”

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if seconds := getattr(request, "throttled_for", 0):
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs):
        shown = {
            **admin.site.each_context(self.request),
            "title": self.title,
            "subtitle": None,
            "is_part": self.is_part,
        }
        if lacks_second_factor(self.request, self.request.user):
            shown |= {"is_nav_sidebar_enabled": False, "has_permission": False}
        return {**shown, **super().get_context_data(**kwargs)}


class SignIn(Page, LoginView):
    title = _("Sign in")
    template_name = "admin/sign_in/login.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not admin.site.has_permission(request):
            raise PermissionDenied  # otherwise this page and the admin would redirect to each other
        user = get_user(request)
        if lacks_second_factor(request, user):
            if not has_any(user):
                return HttpResponseRedirect(reverse_lazy("mfa_index"))
            logout(request)  # the second factor was added elsewhere: this session never used one
        return super().dispatch(request, *args, **kwargs)


class SignInByPasskey(Page, passkeys.LoginWebAuthnView):
    title = _("Sign in")


class SecondFactor(Page, factors.AuthenticateView):
    title = _("Second factor")
    template_name = "admin/sign_in/second_factor.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        types = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        has_passkey = Authenticator.Type.WEBAUTHN in types
        return {**context, "has_passkey": has_passkey, "has_codes": bool(types - {Authenticator.Type.WEBAUTHN})}


class CancelSignIn(LogoutView):
    """End a session without a second factor, and any sign-in that has begun."""

    http_method_names = ("post",)

    def logout(self):
        logout(self.request)


class Confirmation(Page):
    title = _("Confirm that it is you")
    template_name = "admin/sign_in/confirm.html"


class ConfirmByPassword(Confirmation, ReauthenticateView):
    pass


class ConfirmByCode(Confirmation, factors.ReauthenticateView):
    pass


class ConfirmByPasskey(Confirmation, passkeys.ReauthenticateWebAuthnView):
    pass


class Security(Page, factors.IndexView):
    title = _("Your account")
    template_name = "admin/sign_in/security.html"
    is_part = False

    def get_context_data(self, **kwargs):
        must_add = lacks_second_factor(self.request, self.request.user)
        shown = {"must_add": must_add, "languages": settings.LANGUAGES, "language": get_language()}
        return {**super().get_context_data(**kwargs), **shown}


@method_decorator(login_required, name="dispatch")
class ChooseLanguage(View):
    """Store the language of the account."""

    http_method_names = ("post",)

    def post(self, request):
        code = request.POST.get("language", "")
        try:
            choose_language(request.user, code)
        except ValueError:
            messages.error(request, _("Choose one of the languages."))
        else:
            with override(code):
                messages.success(request, gettext("The admin and the mails that you get are now in this language."))
        return HttpResponseRedirect(reverse_lazy("mfa_index"))


class AddApp(Page, app.ActivateTOTPView):
    title = _("Add an authenticator app")
    template_name = "admin/sign_in/add_app.html"


class Removal:
    """Removes one factor at a time, and only with the form."""

    http_method_names = ("get", "head", "post")

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            lock(request.user)
            return super().post(request, *args, **kwargs)


class RemoveApp(Removal, Page, app.DeactivateTOTPView):
    title = _("Remove the authenticator app")
    template_name = "admin/sign_in/remove.html"


class Codes(Page, codes.ViewRecoveryCodesView):
    title = _("Recovery codes")
    template_name = "admin/sign_in/codes.html"


class NewCodes(Page, codes.GenerateRecoveryCodesView):
    title = _("New recovery codes")
    template_name = "admin/sign_in/new_codes.html"


class AddPasskey(Page, passkeys.AddWebAuthnView):
    title = _("Add a passkey")
    template_name = "admin/sign_in/add_passkey.html"


class RemovePasskey(Removal, Page, passkeys.RemoveWebAuthnView):
    title = _("Remove a passkey")
    template_name = "admin/sign_in/remove.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        if must_stay(self.object):
            form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)
