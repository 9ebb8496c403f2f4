"""A backup of release 0.1.0, on the oldest PostgreSQL that is installed, is restored and upgraded on the newest."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.embedded import Cluster
from cooperation.operations import manifests
from tests.serving import ROOT
from tests.upgrades.test_an_older_database_is_upgraded import FOLDER

DUMP = FOLDER / "0.1.0.sql.gz"
ROLES = ROOT / "config" / "postgresql" / "roles.sql"


def oldest_binaries():
    """The folder of the oldest server that the registry supports; that of the tests if there is no other."""
    folders = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    supported = [path for path in folders if int(path.parent.name) >= 15]
    return min(supported, key=lambda path: int(path.parent.name), default=None)


@pytest.fixture
def old(monkeypatch):
    """The address of a server with a database of release 0.1.0."""
    with monkeypatch.context() as patched:
        if folder := oldest_binaries():
            patched.setenv("POSTGRES_BIN", str(folder))
        cluster = Cluster()
    try:
        cluster.start()
        with psycopg.connect(cluster.url, autocommit=True) as own:
            own.execute(gzip.decompress(DUMP.read_bytes()).decode())
        yield cluster.url
    finally:
        cluster.stop()


@pytest.fixture
def new():
    """The settings of an empty database on a new server with three roles, of which none is a superuser."""
    cluster = Cluster()
    try:
        cluster.start()
        names = ("owner", "web", "backup")
        named = [part for name in names for part in ("-v", f"{name}=registry_{name}")]
        command = [cluster.bin / "psql", "-X", "-q", *named, "-v", "database=registry", "-f", ROLES, cluster.url]
        subprocess.run(command, check=True, env=cluster.environment)
        owner, web, backup = (cluster.url.replace("postgres@", f"registry_{name}@") for name in names)
        yield {
            name: url.rpartition("/")[0] + "/registry"
            for name, url in (("DATABASE_OWNER_URL", owner), ("DATABASE_URL", web), ("DATABASE_BACKUP_URL", backup))
        }
    finally:
        cluster.stop()


def manage(*arguments, **environment):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def count(url, table):
    with psycopg.connect(url) as own:
        return own.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608


def test_it_is_restored_into_a_newer_server_and_upgraded(old, new, tmp_path):
    manage("backup", DATABASE_URL=old, BACKUP_FOLDER=str(tmp_path))
    [dump] = tmp_path.glob("*.dump")
    manifest = manifests.read(manifests.path_of(dump))
    assert manifest.release == "0.1.0"
    assert manifest.server >= 15
    printed = manage("restore", str(dump), **new)
    assert f"{len(manifest.tables)} tables with {manifest.rows:,} rows are as in the backup" in printed
    manage("finish_restore", **new)  # again, without migrations
    assert "The index is true" in manage("check_index", **new)
    for kind in ("meeting", "agreement", "project", "outcome", "change"):
        assert count(new["DATABASE_URL"], f"cooperation_{kind}") == count(old, f"cooperation_{kind}"), kind
