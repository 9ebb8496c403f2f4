"""The versions and days that readers can request: a version by number or by day, or the facts of a day."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from django.utils import formats
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ...domain.dates import parse
from ...filters.option import brief
from ...history.public_versions import PublicVersion, public_versions, seen_on

VERSION, KNOWN, ON = "version", "known", "on"  # the query parameters
_NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z").match


class NotShown(Exception):
    """The page cannot be shown; the sentence says why. `status` is that of the response."""

    def __init__(self, sentence: str, status: int = 404):
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def version_asked(query, record) -> PublicVersion | None:
    """Return the version that the query string asks for; None if it asks for none. Raises NotShown."""
    text = query.get(VERSION, "").strip()
    if not text:
        return None
    if not _NUMBER(text):
        raise NotShown(_("“%(value)s” is not the number of a version.") % {"value": brief(text)})
    versions = public_versions(record) if int(text) <= record.version else []
    version = next((each for each in versions if each.number == int(text)), None)
    if version is None:
        raise NotShown(_("Version %(number)s does not exist or was never public.") % {"number": text})
    if version.is_closed:
        raise NotShown(_("Version %(number)s was closed by the publisher.") % {"number": text}, 410)
    return version


def version_known(query, record, today: date) -> PublicVersion | None:
    """Return the version that readers saw on the day that the query string names; None if it names none.

    Raises NotShown.
    """
    text = query.get(KNOWN, "").strip()
    if not text:
        return None
    day, versions = _day(text), public_versions(record)
    if day > today:
        raise NotShown(_("%(day)s is in the future.") % {"day": _words(day)})
    if version := seen_on(versions, day):
        return version
    words = {"day": _words(day), "first": _words(localdate(versions[0].at)) if versions else ""}
    if versions and day < localdate(versions[0].at):
        raise NotShown(_("No version was public on %(day)s. It was first published here on %(first)s.") % words)
    raise NotShown(_("No version was public on %(day)s.") % words)


def day_asked(query) -> date | None:
    """Return the day for which the query string asks what was true; None if it names none. Raises NotShown."""
    text = query.get(ON, "").strip()
    return _day(text) if text else None


def _day(text) -> date:
    try:
        found = parse(text)
    except ValidationError:
        found = None
    if found is None or found.precision != "day":
        raise NotShown(_("“%(value)s” is not a day. Enter a day, such as 2026-12-01.") % {"value": brief(text)})
    return found.first


def _words(day):
    return formats.date_format(day, "DATE_FORMAT")


def not_shown(request, trail, address: str, refused: NotShown):
    """Return the page that says why the requested page cannot be shown."""
    context = {"trail": trail, "address": address, "sentence": refused.sentence}
    return TemplateResponse(request, "cooperation/not_shown.html", context, status=refused.status)
