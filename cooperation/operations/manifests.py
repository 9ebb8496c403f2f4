"""The manifest of a backup: a JSON file beside the dump. It is written last, so a dump without one is unfinished."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from .failures import Failed

FORMAT = 1
NAME = re.compile(r"registry-\d{8}T\d{6}Z\.dump(\.age|\.gpg)?")
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Manifest:
    """The description of a backup. `size` is in bytes, `sha256` that of the file, `encryption` "age", "gpg" or "".

    `taken_at` is the moment of the state that it holds, in UTC. `release` and `migrations` are those of the database,
    `server` and `pg_dump` major versions of PostgreSQL. `tables` has "rows" and "hash" of each table.
    """

    file: str
    taken_at: datetime
    size: int
    sha256: str
    encryption: str
    release: str
    migrations: list[str]
    server: int
    pg_dump: int
    tables: dict[str, dict]

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.tables.values())


def name_of(at: datetime, encryption: str) -> str:
    """Return the name of the dump of this moment."""
    return f"registry-{at:%Y%m%dT%H%M%SZ}.dump" + (f".{encryption}" if encryption else "")


def path_of(dump: Path) -> Path:
    """Return the path of the manifest of this dump."""
    return dump.with_name(dump.name.partition(".dump")[0] + ".json")


def unfinished(path: Path) -> Path:
    """Return the name that a file has until it is complete."""
    return path.with_name(path.name + UNFINISHED)


def write(manifest: Manifest, path: Path) -> None:
    """Write the manifest to the path, and to the disk."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, default=datetime.isoformat, indent=1)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Manifest:
    """Read the manifest at this path. Raises Failed if it cannot be read."""
    try:
        found = json.loads(path.read_text())
        if found.pop("format") != FORMAT:
            raise Failed(f"{path} has another format than this release writes. Use the release that wrote it.")
        found["taken_at"] = datetime.fromisoformat(found["taken_at"]).astimezone(UTC)
        return Manifest(**found)
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Failed(f"{path} is damaged: it is not the manifest of a backup.") from None


def damage(manifest: Manifest, folder: Path, is_thorough: bool = True) -> str:
    """Return a sentence that says how the file differs from its manifest, or "". Only a thorough check reads it."""
    path = folder / manifest.file
    try:
        if path.stat().st_size != manifest.size:
            return f"{path} is damaged: it has {path.stat().st_size:,} bytes, its manifest says {manifest.size:,}."
        if is_thorough:
            with path.open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != manifest.sha256:
                    return f"{path} is damaged: its checksum is not that of its manifest."
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."
    return ""


def survey(folder: Path) -> tuple[list[Manifest], list[str]]:
    """Return the backups in the folder, newest first, and a sentence for each that is not whole. Reads no dump."""
    whole, sentences = [], []
    for path in sorted(folder.glob("registry-*.json"), reverse=True):
        try:
            manifest = read(path)
        except Failed as error:
            sentences.append(str(error))
            continue
        sentence = damage(manifest, folder, is_thorough=False)
        if sentence:
            sentences.append(sentence)
        else:
            whole.append(manifest)
    sentences += [f"{dump} has no manifest: it is not complete." for dump in _without_manifest(folder)]
    return sorted(whole, key=lambda manifest: manifest.taken_at, reverse=True), sentences


def _without_manifest(folder) -> Iterator[Path]:
    for dump in sorted(folder.glob("registry-*")):
        if NAME.fullmatch(dump.name) and not path_of(dump).exists():
            yield dump
