"""The registry to measure: a generated database of one size, and its web server."""

import contextlib
import hashlib
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from config import demo_data
from config.demo import free_port, settle_environment, wait_until_it_answers, web_server
from config.embedded import server

from .costs import Processes, Statements

ROOT = Path(__file__).resolve().parents[2]
# If any of this code has changed, the database is created again.
MADE_BY = (
    "cooperation/generator",
    "cooperation/index",
    "cooperation/migrations",
    "regions/migrations",
    "fixtures/reference",
)
STAFF, PASSWORD = "bench", "measured-and-nothing-else"


def fingerprint() -> str:
    digest = hashlib.sha256()
    for folder in MADE_BY:
        for path in sorted((ROOT / folder).glob("*.*")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def database(folder: Path, size: str, say):
    """Start the database of this size, creating it if necessary, and configure the settings; yield its process id."""
    home = folder / size
    home.mkdir(parents=True, exist_ok=True)
    stamp = home / "made-by"
    is_made = stamp.exists() and stamp.read_text() == fingerprint()
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # the table reports what is not available yet
    settle_environment(home, int(os.environ.get("PORT") or "8134"))
    os.environ["RATE_LIMITS"] = "0"
    os.environ["EXPORT_FOLDER"] = ""  # its work would count as that of requests
    with server(home / "postgres", afresh=not is_made) as url:
        os.environ["DATABASE_URL"] = url
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        if not is_made:
            say(f"Generating size {size.upper()} ...")
            call_command("generate", size=size, seed=1, stdout=sys.stderr)
            stamp.write_text(fingerprint())
        Statements.prepare()
        forget_what_was_measured()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")
        make_staff()
        demo_data.collect_static()
        yield int(next((home / "postgres").glob("*/postmaster.pid")).read_text().split("\n")[0])
        forget_what_was_measured()
        connection.close()


def make_staff():
    """Create an account that may publish."""
    user, _ = apps.get_model("auth", "User").objects.get_or_create(username=STAFF, defaults={"is_staff": True})
    user.groups.add(apps.get_model("auth", "Group").objects.get(name="Publisher"))
    user.set_password(PASSWORD)
    user.save()


def forget_what_was_measured():
    """Delete the meetings that the benchmark entered. They were public, so a protecting trigger is disabled."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cooperation_meeting DISABLE TRIGGER stays_published")
        apps.get_model("cooperation", "Meeting").objects.filter(slug__startswith="measured-meeting-").delete()
        cursor.execute("ALTER TABLE cooperation_meeting ENABLE TRIGGER stays_published")


@contextlib.contextmanager
def served(page_cache: str, postmaster: int):
    """Run the web server with the page cache on or off; yield its port and all its processes."""
    port = free_port(os.environ.get("PORT") or "8134")
    os.environ.update(PAGE_CACHE=page_cache, BIND=f"127.0.0.1:{port}", WORKERS="2")
    with web_server() as process:
        wait_until_it_answers(process, port)
        yield port, Processes(process.pid, postmaster)
