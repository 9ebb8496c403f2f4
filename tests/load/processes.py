"""Starts the server processes of a run, with their output in a log, and ends them."""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from config.embedded import stop_with_parent

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi")


def serve(log: Path, command=GUNICORN, environment=None) -> subprocess.Popen:
    """Start the command. Its output is added to the log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            preexec_fn=partial(stop_with_parent, signal.SIGTERM),
        )


def end(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
