"""Writes the package: one zip with everything public, in one state.

The zip of a state is always the same: its files have the time of the state, and rows are sorted by id.
"""

import fcntl
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import file_digest, sha256
from itertools import batched
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from ...models.in_order import ids_of
from ..api.objects import MODELS as OBJECTS
from ..api.objects import objects
from ..exports import csv
from .description import description
from .resources import RESOURCES, name_of, public
from .state import PublicState, one_state

NAME = "registry.zip"
CHECKSUM = f".{NAME}.sha256"  # with the size and time of the zip that it belongs to
DESCRIPTION = "datapackage.json"
LINES = 500  # objects that are compressed at once


class IsBeingWritten(Exception):
    """Another process writes a zip into the folder now."""


@dataclass
class Member:
    """A file of the zip: its content, and its number of rows, size in bytes and checksum, known after writing."""

    path: str
    of: object
    rows: int = 0
    bytes: int = 0
    hash: str = ""
    digest: object = field(default_factory=sha256)


def write(folder: Path, origin: str) -> PublicState:
    """Write the zip into the folder, and return its state. The folder is created if it does not exist.

    Readers get the old file until the new one is complete. `origin` is the scheme and host of all addresses. Raises
    IsBeingWritten, or OSError if the folder cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (
        _locked(folder / f".{NAME}.lock"),
        _replacing(folder / NAME) as file,
        one_state() as state,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        members = [*_tables(zipped, state, origin), *_objects(zipped, state, origin)]
        text = json.dumps(description(members, state, origin), ensure_ascii=False, indent=1)
        _add(zipped, state, Member(DESCRIPTION, None), [text.encode()])
    return state


def is_due(folder: Path, today: date) -> bool:
    """Return whether no zip was written into the folder on this day."""
    try:
        written = (folder / NAME).stat().st_mtime
    except FileNotFoundError:
        return True
    return timezone.localtime(datetime.fromtimestamp(written, UTC)).date() != today


def read_description(file: Path) -> dict:
    """Return the description in the zip. Raises OSError if there is none."""
    with zipfile.ZipFile(file) as zipped:
        return json.loads(zipped.read(DESCRIPTION))


def checksum(file: Path) -> str:
    """Return the SHA-256 checksum of the zip, as stored beside it, or else computed. Raises OSError."""
    found = file.stat()
    try:
        stored, *of = file.with_name(CHECKSUM).read_text().split()
    except (OSError, ValueError):
        of = None
    return stored if of == _identity(found) else _computed_checksum(file)


def _computed_checksum(file):
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _identity(found: os.stat_result) -> list[str]:
    return [str(found.st_size), str(found.st_mtime_ns)]


class _Ids(dict):
    """The sorted ids of the public rows by model name, each read when it is first needed."""

    models = {resource.model._meta.model_name: resource.model for resource in RESOURCES}

    def __missing__(self, name):
        self[name] = ids_of(public(self.models[name]).order_by("pk"))
        return self[name]


def _tables(zipped, state, origin) -> Iterator[Member]:
    ids = _Ids()
    for resource in RESOURCES:
        member = Member(f"csv/{resource.folder}{resource.name}.csv", resource)
        chunks = _counted(member, resource.table.chunks(ids, state.day, origin))
        yield _add(zipped, state, member, csv.lines(resource.table.names, chunks))


def _objects(zipped, state, origin) -> Iterator[Member]:
    ids = _Ids()
    for kind, model in OBJECTS.items():
        member = Member(f"json/{name_of(model)}.jsonl", model)
        # Without computed values, like the objects in the changes that mirrors read after these.
        chunks = _counted(member, batched(objects(model, ids[kind], None, origin), LINES))
        yield _add(zipped, state, member, map(_lines, chunks))


def _lines(chunk):
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in chunk).encode()


def _counted(member, chunks):
    for chunk in chunks:
        rows = list(chunk)
        member.rows += len(rows)
        yield rows


def _add(zipped: zipfile.ZipFile, state: PublicState, member: Member, parts: Iterable[bytes]) -> Member:
    info = zipfile.ZipInfo(member.path, timezone.localtime(state.at).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16  # the permissions of the file
    with zipped.open(info, "w", force_zip64=True) as file:
        for part in parts:
            file.write(part)
            member.digest.update(part)
            member.bytes += len(part)
    member.hash = f"sha256:{member.digest.hexdigest()}"
    return member


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the system releases if this process ends. Raises IsBeingWritten."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IsBeingWritten from None
        yield


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that replaces the one at the path when the block has ended without an error.

    The file of a killed run is overwritten: the lock allows one run.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # The checksum first: it is not used until the zip of this size and time is there too.
        text = " ".join([_computed_checksum(part), *_identity(part.stat())])
        part.with_name(CHECKSUM).write_text(text)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
