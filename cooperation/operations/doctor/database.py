"""PostgreSQL: version, locale, extensions and clock."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from .finding import Finding, error, ok, warning

OLDEST, NEWEST = 15, 18  # major versions that are tested
EXTENSIONS = ("pg_trgm", "unaccent")
LOCALE = """
SELECT pg_encoding_to_char(encoding), datcollate, datcollversion,
    pg_database_collation_actual_version(oid), cardinality(show_trgm('환경'))
FROM pg_database WHERE datname = current_database()
"""
INSTALLED = """
SELECT name, installed_version, default_version FROM pg_available_extensions WHERE name = ANY (%s)
"""
MOST_SECONDS = 2  # between the clocks, before it is worth a warning
BAD_SECONDS = 60


def check() -> Iterator[Finding]:
    yield _version(connection.pg_version)
    extensions = [*_extensions()]
    yield from extensions or [ok(_("The extensions %(names)s are installed.") % {"names": ", ".join(EXTENSIONS)})]
    if not any(finding.level == "error" for finding in extensions):
        yield from _locale()
    yield _clock()


def _version(number):
    major, text = number // 10_000, f"{number // 10_000}.{number % 10_000}"
    if major < OLDEST:
        return error(
            _("PostgreSQL %(version)s is too old.") % {"version": text},
            _("Upgrade to PostgreSQL %(oldest)s or later, as docs/upgrade.md describes.") % {"oldest": OLDEST},
        )
    if major > NEWEST:
        return warning(
            _("PostgreSQL %(version)s is newer than the versions this release was tested with.") % {"version": text},
            _("Look for a newer release of the registry."),
        )
    return ok(_("PostgreSQL %(version)s is a version that this release was tested with.") % {"version": text})


def _extensions():
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [[*EXTENSIONS]])
        found = {name: versions for name, *versions in cursor.fetchall()}
    for name in EXTENSIONS:
        installed, newest = found.get(name, (None, None))
        if installed is None:
            yield error(
                _("The extension %(name)s is not installed.") % {"name": name},
                _("Run CREATE EXTENSION %(name)s in the database as its owner.") % {"name": name},
            )
        elif installed != newest:
            yield warning(
                _("The extension %(name)s is of an earlier version of PostgreSQL.") % {"name": name},
                _("Run ALTER EXTENSION %(name)s UPDATE in the database as its owner.") % {"name": name},
            )


def _locale():
    with connection.cursor() as cursor:
        cursor.execute(LOCALE)
        encoding, collation, version, actual, korean = cursor.fetchone()
    advice = _("Make a new database with the locale C.UTF-8 (docs/deploy.md), and restore a backup into it.")
    if encoding != "UTF8":
        yield error(_("The database has the encoding %(name)s, not UTF8.") % {"name": encoding}, advice)
    elif not korean:
        yield error(
            _("Searches ignore Korean: the locale of the database, %(name)s, knows only English letters.")
            % {"name": collation},
            advice,
        )
    elif version != actual:
        yield warning(
            _("The system has other rules for sorting text than when the database was made."),
            _("Run REINDEX DATABASE and ALTER DATABASE … REFRESH COLLATION VERSION as its owner."),
        )
    else:
        yield ok(_("The locale of the database, %(name)s, knows Korean letters.") % {"name": collation})


def _clock():
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [at] = cursor.fetchone()
    after = timezone.now()
    seconds = max((before - at).total_seconds(), (at - after).total_seconds(), 0)
    if seconds <= MOST_SECONDS:
        return ok(_("The clocks of this machine and of the database agree."))
    sentence = _("The clocks of this machine and of the database differ by %(number)s seconds.") % {
        "number": round(seconds)
    }
    advice = _("Let both machines set their clocks from the same server (systemd-timesyncd or chrony).")
    return (error if seconds > BAD_SECONDS else warning)(sentence, advice)
