"""The page where an administrator resets another user's lost second factor."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..domain.addresses import admin_address
from ..domain.roles import may_manage
from ..sign_in import second_factors


class LostFactorForm(forms.Form):
    how = forms.CharField(
        label=gettext_lazy("How did you confirm who is asking?"),
        help_text=gettext_lazy("For example: “Came to my desk”, or “I called the number in the staff directory”."),
        max_length=200,
    )


def reset_view(request, pk):
    """Ask how the person was identified, then remove their factors. Nobody resets their own."""
    account = get_object_or_404(User, pk=pk)
    if account == request.user:
        return HttpResponseRedirect(reverse("mfa_index"))
    if not may_manage(request.user, account):
        raise PermissionDenied
    form = LostFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if second_factors.reset(request.user, account, form.cleaned_data["how"]):
            done = _("The second factor of %(account)s was reset. The next sign-in adds a new one.")
            messages.success(request, done % {"account": account.get_username()})
        else:
            messages.info(request, _("This account has no second factor."))
        return HttpResponseRedirect(admin_address(account, "change", account.pk))
    title = _("Reset the second factor of %(account)s") % {"account": account.get_username()}
    context = {"account": account, "form": form, "factors": second_factors.described(account)}
    return admin.site.render(request, "admin/sign_in/lost_factor.html", title, context)
