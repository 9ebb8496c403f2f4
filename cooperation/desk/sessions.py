"""The sessions of an account, which its owner and administrators can end."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.roles import may_manage
from ..workflow import sessions


def own_sessions_view(site, request):
    """List the user's own sessions, and end one or all others."""
    return _view(site, request, request.user, _("Your sessions"))


def account_sessions_view(site, request, pk):
    """List the sessions of an account, and end one or all."""
    account = get_object_or_404(get_user_model(), pk=pk)
    if account == request.user:
        return HttpResponseRedirect(reverse("admin:sessions"))
    if not may_manage(request.user, account):
        raise PermissionDenied
    return _view(site, request, account, _("Sessions of %(account)s") % {"account": account.get_username()})


def _view(site, request, account, title):
    current = request.session.session_key
    found = list(sessions.sessions_of(account))
    if request.method == "POST":
        chosen = request.POST.get("session")
        others = [each for each in found if each.pk != current]
        ended = others if chosen == "all" else [each for each in others if each.public_id == chosen]
        if number := sessions.end(request.user, account, ended):
            done = ngettext("%(number)s session was ended.", "%(number)s sessions were ended.", number)
            messages.success(request, done % {"number": number})
        else:
            messages.info(request, _("The session had already ended."))
        return HttpResponseRedirect(request.path)
    context = {
        "sessions": found,
        "current": current,
        "others": len([each for each in found if each.pk != current]),
        "account": account,
        "is_own": account == request.user,
        "idle": int(settings.SESSION_IDLE.total_seconds() // 60),
        "hours": int(settings.SESSION_LIMIT.total_seconds() // 3600),
    }
    return site.render(request, "admin/cooperation/sessions.html", title, context)
