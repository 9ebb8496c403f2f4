"""The folder for the metrics of server processes.

prometheus_client reads its name when first imported, so config/gunicorn.py must import nothing that imports it.
"""

import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
NAME = "registry-metrics-{}"
MEMORY = Path("/dev/shm")  # noqa: S108  counting never waits for a disk


def folder_of(pid: int) -> Path:
    parent = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    return parent / NAME.format(pid)


def make() -> Path:
    """Make the folder of this server, and remove those of servers that were killed."""
    folder = folder_of(os.getpid())
    for old in folder.parent.glob(NAME.format("*")):
        if old == folder or not Path("/proc", old.name.rpartition("-")[2]).exists():
            shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[VARIABLE] = str(folder)
    return folder


def remove() -> None:
    """Remove the folder of this server, if there is one."""
    if folder := os.environ.get(VARIABLE):
        shutil.rmtree(folder, ignore_errors=True)
