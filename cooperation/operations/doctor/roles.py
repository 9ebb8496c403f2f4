"""The roles of the database: whether the web server may do what it needs and no more."""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from ...database import grants
from .finding import Finding, error, ok, warning

NAMED = 3  # differences that are named


def check() -> Iterator[Finding]:
    roles = grants.roles()
    if not roles.web:
        yield warning(
            _("The web server owns the tables: whoever takes it over can change the history and remove tables."),
            _("Give it a role of its own, as docs/deploy.md describes, and set DATABASE_OWNER_URL for commands."),
        )
    found = [*islice(grants.differences(), NAMED + 1)]
    for sentence in found[:NAMED]:
        yield error(f"{sentence}.", _("Run manage.py migrate: it grants and revokes rights."))
    if len(found) > NAMED:
        yield error(_("There are more rights that differ."), _("Run manage.py migrate, and then doctor again."))
    if roles.web and not found:
        yield ok(_("The roles of the database have the rights that they need and no others."))
