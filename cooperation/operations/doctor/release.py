"""The database and the code: the same release, functions, triggers and index."""

from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ... import __version__, search
from ...database import installation
from ...index import sums, upkeep
from .finding import Finding, error, ok
from .finding import Sentence as _

NAMED = 3  # differences that one finding names


def check() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        names = ", ".join(f"{migration.app_label} {migration.name}" for migration, _backwards in plan[:NAMED])
        yield error(
            _("The database is not of this release. Migrations that are missing: %(number)s (%(names)s).")
            % {"number": len(plan), "names": names},
            _("Run manage.py migrate with this code."),
        )
        return
    if not installation.is_current():
        version, _digest = installation.installed_release()
        yield error(
            _("The database is of release %(other)s, and this code is release %(own)s or was changed.")
            % {"other": version, "own": __version__},
            _("Run manage.py migrate with the code that serves readers."),
        )
        return
    yield ok(_("Code and database are of release %(version)s.") % {"version": __version__})
    yield _first_differences(
        installation.differences(),
        ok(_("The functions and triggers of the database are those of this release.")),
        _("Run manage.py migrate: it installs them again."),
    )


def check_sample() -> Iterator[Finding]:
    yield _first_differences(
        upkeep.verify_sample(),
        ok(_("A sample of the index agrees with the records.")),
        _("Run manage.py check_index, and then manage.py rebuild_index."),
    )


def check_index() -> Iterator[Finding]:
    for differences in (map(str, upkeep.check()), sums.check(), search.check()):
        finding = _first_differences(differences, None, _("Run manage.py rebuild_index."))
        if finding:
            yield finding
            return
    yield ok(_("The whole index, the sums of money and the search agree with the records."))


def _first_differences(differences, good, advice):
    found = [*islice(differences, NAMED)]
    return error("; ".join(found) + ".", advice) if found else good
