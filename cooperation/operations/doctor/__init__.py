"""Checks whether the registry is well: `manage.py doctor`, and the page of the admin for administrators."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy, override

from . import configuration, database, disk, mail, outside, release, roles, standbys, timers
from .finding import Finding, error
from .finding import Sentence as _

# The quick checks, by area. Each yields findings.
QUICK = (
    (gettext_lazy("Settings"), configuration.check),
    (gettext_lazy("Database"), database.check),
    (gettext_lazy("Standbys"), standbys.check),
    (gettext_lazy("Roles"), roles.check),
    (gettext_lazy("Release"), release.check),
    (timers.AREA, timers.check),
    (gettext_lazy("Disk"), disk.check),
)
MAIL, INDEX, OUTSIDE = gettext_lazy("Mail"), gettext_lazy("Index"), gettext_lazy("Public address")

Checks = Iterable[tuple[str, Callable[[], Iterable[Finding]]]]


def slow(address: str = "", *, is_full: bool = False) -> Checks:
    """Return the checks that need a network or read much: mail, index, and the public address if it is given."""
    yield MAIL, mail.check
    yield INDEX, release.check_index if is_full else release.check_sample
    if address:
        yield OUTSIDE, partial(outside.check, address)


def examine(checks: Checks) -> Iterator[Finding]:
    """Run the checks. One that fails is a finding too, and does not stop the others."""
    for area, check in checks:
        try:
            # A failed statement must not spoil the transaction of a request.
            found = _run(check)
        except Exception as problem:
            found = [
                error(
                    _("This could not be checked: %(reason)s")
                    % {"reason": " ".join(str(problem).split()) or type(problem).__name__},
                    _("Correct the reason, and run manage.py doctor again."),
                )
            ]
        for finding in found:
            yield replace(finding, area=area_name(area))


def area_name(area) -> str:
    """Return the name of an area in English: it is stored, and compared with that of a run in another language."""
    with override(settings.LANGUAGE_CODE):
        return str(area)


def _run(check):
    if connection.in_atomic_block:
        with transaction.atomic():
            return [*check()]
    return [*check()]
