"""Create the dump of this release for the upgrade test: the demo data and some weeks of staff work.

    python -m tests.upgrades.make_dump

writes tests/upgrades/VERSION.sql.gz, plain SQL without psql commands. It needs PostgreSQL 15, the oldest version that
the registry runs on, so that every later version can restore the dump. Accounts have no password.
"""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection, connections
from django.utils.module_loading import import_string

from config import demo_data
from config.embedded import find_binaries, server
from cooperation import __version__

FOLDER = Path(__file__).parent
SERVER = "15."
# Statements of pg_dump that an older server does not know, and psql commands.
LEFT_OUT = ("SET transaction_timeout", "\\restrict", "\\unrestrict")


def main():
    os.environ |= {
        "SECRET_KEY": "only-to-make-a-dump-only-to-make-a-dump-only-to-make-a-dump",
        "ALLOWED_HOSTS": "localhost",
        "SITE_NAME": "Cooperation registry",
        "OWNER": "Ministry of Examples",
        "OWNER_URL": "https://ministry.example/",
        "CONTACT": "registry@ministry.example",
        "DATA_LICENCE": "CC-BY-4.0",
        "DATABASE_POOL": "0",
        "HOME_COUNTRY": "KOR",
        "TIME_ZONE": "Asia/Seoul",
        "LOG_LEVEL": "ERROR",
        "PGOPTIONS": "-c jit=off",  # JIT compilation of the many short statements takes minutes
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    with server() as url:
        os.environ["DATABASE_URL"] = url
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("loaddata", *demo_data.fixtures(), verbosity=0)
        import_string("tests.upgrades.staff_work.do_staff_work")()
        connections.close_all()
        text = dumped(url)
    path = FOLDER / f"{__version__}.sql.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{path.name}: {path.stat().st_size // 1024:,} kB")


def dumped(url):
    """Return the database as SQL that any client can run."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [version] = cursor.fetchone()
    connections.close_all()
    if not version.startswith(SERVER):
        sys.exit(f"This is PostgreSQL {version}. Set POSTGRES_BIN to the programs of version {SERVER}")
    options = ["--no-owner", "--no-privileges", "--no-comments", "--inserts", "--rows-per-insert=500"]
    command = [find_binaries() / "pg_dump", *options, url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(LEFT_OUT))


if __name__ == "__main__":
    main()
