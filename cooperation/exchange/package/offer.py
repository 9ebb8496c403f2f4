"""The zip that the registry offers: the one that `export_public` wrote last."""

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
    path = settings.EXPORT_FOLDER / NAME
    try:
        found = path.stat()
        return _read(path, found.st_ino, found.st_mtime_ns, found.st_size)
    except (OSError, BadZipFile):
        return None


@lru_cache(maxsize=1)
def _read(path, _number, _changed, size):
    """Return the file, which is read once: a new zip is another file."""
    return Offer(path, size, checksum(path), read_description(path))
