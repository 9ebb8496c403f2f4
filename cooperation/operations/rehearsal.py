"""Rehearses the restore of a backup: into a database of its own, with every check that there is."""

import time
from pathlib import Path

from . import backup, manifests, scratch


def rehearse(details: dict, dump: Path | None = None, say=print) -> None:
    """Restore the dump, or the newest backup, and check it. Raises Failed if the backup would not help.

    `details` gets what a report needs: the file, its moment, and the seconds that a restore takes.
    """
    dump = dump or backup.newest()
    details["file"] = dump.name
    manifest = manifests.read(manifests.path_of(dump))
    details |= {"taken_at": manifest.taken_at.isoformat(), "tables": len(manifest.tables), "rows": manifest.rows}
    with scratch.database("rehearsal") as database:
        began = time.monotonic()
        say(f"Restoring {dump} into the database {database['dbname']}")
        say(scratch.run(database, "restore", str(dump.absolute())).rstrip())
        details["seconds"] = round(time.monotonic() - began)
        say("Comparing the index with the records")
        say(scratch.run(database, "check_index").splitlines()[-1])
