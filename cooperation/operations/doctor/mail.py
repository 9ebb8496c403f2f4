"""Mail: whether the server takes mail from the registry. Nothing is sent."""

import smtplib
from collections.abc import Iterator

from django.core.mail import mailers

from .finding import Finding, error, ok
from .finding import Sentence as _


def check() -> Iterator[Finding]:
    mailer = mailers.default
    if not getattr(mailer, "host", ""):
        yield ok(_("No mail server is set: the registry sends no mail."))
        return
    try:
        mailer.open()
        mailer.close()
    except (OSError, smtplib.SMTPException) as problem:
        yield error(
            _("The mail server does not accept the registry: %(reason)s")
            % {"reason": " ".join(str(problem).split()) or type(problem).__name__},
            _("Correct EMAIL_HOST, EMAIL_PORT, EMAIL_SECURITY, EMAIL_USER and EMAIL_PASSWORD."),
        )
    else:
        yield ok(_("The mail server accepts the registry."))
