"""What readers get at the public address: certificate, redirect to https, and headers."""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils import timezone

from .finding import Finding, error, ok, warning
from .finding import Sentence as _

SECONDS = 10
SOON, TOO_SOON = 21, 7  # days until the certificate expires
HALF_A_YEAR = 15_768_000  # seconds: the least max-age of Strict-Transport-Security that scanners accept
STAFF = "/admin/login/"


def check(address: str) -> Iterator[Finding]:
    """Check `https://host`. Each step that fails ends the check, because the next ones would only repeat it."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        yield warning(
            _("%(address)s is not an https address: neither certificate nor headers were checked.")
            % {"address": address},
            _("Name the address that readers use, https://host."),
        )
        return
    found = _certificate(parts.hostname, parts.port or 443)
    yield found
    if found.level == "error":
        return
    try:
        yield from _headers(parts)
        if parts.port in (None, 443):
            yield _redirect(parts.hostname)
    except (OSError, http.client.HTTPException) as problem:
        yield error(
            _("%(address)s does not answer: %(reason)s") % {"address": address, "reason": _reason(problem)},
            _("Does the proxy run, and does it reach the registry?"),
        )


def _certificate(host, port):
    words = {"host": host}
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection((host, port), timeout=SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            until = secure.getpeercert()["notAfter"]
    except ssl.SSLCertVerificationError as problem:
        return error(
            _("Browsers refuse the certificate of %(host)s: %(reason)s.")
            % (words | {"reason": problem.verify_message.rstrip(".")}),
            _("Renew it, with the whole chain and this host name."),
        )
    except OSError as problem:
        return error(
            _("%(host)s cannot be reached over https: %(reason)s") % (words | {"reason": _reason(problem)}),
            _("Is the proxy running, and does the name resolve to it?"),
        )
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
    words["days"] = (end - timezone.now()).days
    if words["days"] >= SOON:
        return ok(_("The certificate of %(host)s is valid for %(days)s more days.") % words)
    return (error if words["days"] < TOO_SOON else warning)(
        _("The certificate of %(host)s expires in %(days)s days.") % words,
        _("See why it was not renewed: ask certbot, or whoever issues it."),
    )


def _headers(parts):
    home = _response(parts, "/")
    staff = _response(parts, STAFF)
    if home.status != 200:
        yield error(
            _("The first page answers with status %(status)s.") % {"status": home.status},
            _("Is the host name in ALLOWED_HOSTS, and the proxy in TRUSTED_PROXIES?"),
        )
        return
    problems = [*_problems(home, staff)]
    yield from problems or [ok(_("The headers are those that the registry sends, and the proxy adds no version."))]


def _problems(home, staff):
    proxy = _("The registry sends it: look at the settings of the proxy.")
    age = re.search(r"max-age=(\d+)", home.headers.get("Strict-Transport-Security", ""))
    if not age or int(age[1]) < HALF_A_YEAR:
        yield warning(_("Strict-Transport-Security is missing, or shorter than half a year."), _("Set HSTS_SECONDS."))
    if "default-src 'none'" not in home.headers.get("Content-Security-Policy", ""):
        yield error(_("The Content-Security-Policy of the registry is missing."), proxy)
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy"):
        if name not in home.headers:
            yield error(_("The header %(name)s is missing.") % {"name": name}, proxy)
    for name in ("Server", "X-Powered-By"):
        if re.search(r"\d", value := home.headers.get(name, "")):
            yield warning(
                _("The header %(name)s shows the server version: %(value)s") % {"name": name, "value": value},
                _("Turn it off in the proxy: server_tokens off; in nginx."),
            )
    cookies = staff.headers.get_all("Set-Cookie") or []
    if any("secure" not in cookie.lower() for cookie in cookies):
        yield error(_("Cookies of staff are also sent over http."), _("Set SECURE_COOKIES=on."))
    if "no-store" not in staff.headers.get("Cache-Control", ""):
        yield error(_("Staff pages may be stored by browsers."), proxy)


def _redirect(host):
    with closing(http.client.HTTPConnection(host, 80, timeout=SECONDS)) as connection:
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
        except OSError:
            return ok(_("Nothing answers over http."))
    if response.status in (301, 302, 307, 308) and response.headers.get("Location", "").startswith("https://"):
        return ok(_("http redirects to https."))
    return error(_("http does not redirect to https."), _("Set HTTPS_REDIRECT=on, or redirect in the proxy."))


def _response(parts, path):
    with closing(http.client.HTTPSConnection(parts.hostname, parts.port or 443, timeout=SECONDS)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response


def _reason(problem):
    return " ".join(str(problem).split()) or type(problem).__name__
