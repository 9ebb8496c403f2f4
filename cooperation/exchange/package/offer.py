"""The zips to download: the one that `export_public` wrote last, and one of each earlier month."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

from django.conf import settings

from .archive import NAME, checksum, read_description


@dataclass(frozen=True)
class Offer:
    """A zip: its path, size in bytes, SHA-256 checksum, and description."""

    path: Path
    size: int
    checksum: str
    description: dict

    @property
    def at(self) -> datetime:
        """Return the time of its state."""
        return datetime.fromisoformat(self.description["created"])

    @property
    def rows(self) -> dict[str, int]:
        """Return the number of rows by name of the table."""
        return {each["name"]: each["rows"] for each in self.description["resources"] if "rows" in each}


def offered() -> Offer | None:
    """Return the zip in EXPORT_FOLDER, or None."""
    if settings.EXPORT_FOLDER is None:
        return None
    return _cached(settings.EXPORT_FOLDER / NAME, _read)


def _cached(path, read):
    """Return `read` of the zip at this path, or None if there is none."""
    try:
        found = path.stat()
        return read(path, found.st_ino, found.st_mtime_ns, found.st_size)
    except (OSError, BadZipFile):
        return None


@lru_cache(maxsize=1)
def _read(path, _inode, _changed, size):
    """Return the zip, which is read once: a new zip has another inode."""
    return Offer(path, size, checksum(path), read_description(path))


@dataclass(frozen=True)
class Month:
    """The zip of a month such as "2026-11": its path, size in bytes, checksum, and the time of its state."""

    name: str
    path: Path
    size: int
    checksum: str
    at: datetime


def months() -> list[Month]:
    """Return the zips in the folders of ARCHIVE_FOLDER that have the names of months, the newest first."""
    try:
        names = [each.name for each in settings.ARCHIVE_FOLDER.iterdir()] if settings.ARCHIVE_FOLDER else []
    except OSError:
        return []
    return [found for name in sorted(names, reverse=True) if (found := month(name))]


def month(name: str) -> Month | None:
    """Return the zip of this month, or None."""
    if settings.ARCHIVE_FOLDER is None or not re.fullmatch(r"[0-9]{4}-[0-9]{2}", name):
        return None
    return _cached(settings.ARCHIVE_FOLDER / name / NAME, _of_month)


@lru_cache(maxsize=1000)
def _of_month(path, _inode, _changed, size):
    """Return the zip, which is read once. Its description is too long to cache."""
    at = datetime.fromisoformat(read_description(path)["created"])
    return Month(path.parent.name, path, size, checksum(path), at)
