"""The space in the folders that the registry writes to."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .finding import Finding, error, ok, warning

GB = 1024**3
LITTLE, TOO_LITTLE = (0.1, 2 * GB), (0.03, GB // 4)  # share of the disk and bytes: below both


def check() -> Iterator[Finding]:
    folders = {
        _("the zip of everything public"): settings.EXPORT_FOLDER,
        _("the zips of earlier months"): settings.ARCHIVE_FOLDER,
        _("backups"): settings.BACKUP_FOLDER,
        _("uploads while they are read"): Path(tempfile.gettempdir()),
    }
    for what, folder in folders.items():
        if folder is not None:
            yield _space(what, folder)
    with connection.cursor() as cursor:
        # Only roles that may read all settings get a row.
        cursor.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        row = cursor.fetchone()
    if row and Path(row[0]).is_dir():
        yield _space(_("the database"), Path(row[0]))


def _space(what, folder):
    # The folder is made when it is first needed. Only the job that writes to it can tell whether it is writable: it may
    # run as another user.
    there = next(each for each in (folder, *folder.parents) if each.exists())
    disk = shutil.disk_usage(there)
    words = {"folder": folder, "what": what, "free": filesizeformat(disk.free)}
    for level, (share, size) in ((error, TOO_LITTLE), (warning, LITTLE)):
        if disk.free < share * disk.total and disk.free < size:
            return level(
                _("Only %(free)s is free in %(folder)s, for %(what)s.") % words,
                _("Delete what is not needed, or enlarge the disk."),
            )
    return ok(_("%(free)s are free in %(folder)s, for %(what)s.") % words)
