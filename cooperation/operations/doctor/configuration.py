"""The settings, and who may administer the registry."""

from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from ...domain.roles import administrators
from ...workflow.factors import password_only
from .finding import Finding, error, ok, warning

# Django's checks that name its own settings: the checks below name those of the registry.
REPEATED = {f"security.W0{number}" for number in ("04", "08", "10", "11", "12", "16", "18")}
EVERYBODY = {"0.0.0.0/0", "::/0"}


def check() -> Iterator[Finding]:
    found = [*_settings()]
    yield from found or [ok(_("The settings are those of a server that readers use."))]
    yield from _administrators()
    if settings.REQUIRE_SECOND_FACTOR and (number := password_only().count()):
        yield warning(
            _("Accounts with a password and no second factor: %(number)s.") % {"number": number},
            _("The list of users names them. Deactivate those that nobody uses; the next sign-in adds a factor."),
        )


def _settings():
    for message in checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced() and message.id not in REPEATED:
            yield warning(f"{' '.join(message.msg.split())} ({message.id})", " ".join((message.hint or "").split()))
    if settings.DEBUG:
        yield error(_("DEBUG is on: error pages show code and settings to anybody."), _("Set DEBUG=off."))
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield warning(_("Browsers also send the cookies of staff over http."), _("Set SECURE_COOKIES=on."))
    if not settings.SECURE_SSL_REDIRECT:
        yield warning(_("The registry does not redirect http to https."), _("Set HTTPS_REDIRECT=on."))
    if not settings.SECURE_HSTS_SECONDS:
        yield warning(_("Browsers are not told to use https only."), _("Set HSTS_SECONDS, or remove it."))
    if "*" in settings.ALLOWED_HOSTS:
        yield warning(_("The registry answers to any host name."), _("List its host names in ALLOWED_HOSTS."))
    if settings.DEMONSTRATION:
        yield warning(_("Every page says that this is a demonstration."), _("Set DEMONSTRATION=off if it is not."))
    if EVERYBODY & {str(network) for network in settings.TRUSTED_PROXIES}:
        yield warning(
            _("Any address is trusted as a proxy, and can claim to be another reader or to use https."),
            _("Set TRUSTED_PROXIES to the addresses of the proxies."),
        )
    if not settings.SITE_ADDRESS.startswith("https://"):
        yield warning(
            _("SITE_ADDRESS is not set to an https address: calendars and feeds take their host from the request."),
            _("Set SITE_ADDRESS to the address of the registry."),
        )
    if not settings.REQUIRE_SECOND_FACTOR:
        yield warning(
            _("Staff may sign in with a password alone."), _("Set REQUIRE_SECOND_FACTOR=on once staff have a factor.")
        )


def _administrators():
    number = administrators().count()
    if number == 0:
        yield error(_("There is no active administrator."), _("Create one with manage.py createsuperuser."))
    elif administrators().filter(is_superuser=True).count() == 1:
        yield warning(
            _("There is only one active superuser: no other administrator can help them if they cannot sign in."),
            _("Create an account for a second person with manage.py createsuperuser."),
        )
    elif number == 1:
        yield warning(
            _("There is only one active administrator: nobody can help them if they cannot sign in."),
            _("Give a second person the role of administrator."),
        )
    else:
        yield ok(_("There are %(number)s active administrators.") % {"number": number})
