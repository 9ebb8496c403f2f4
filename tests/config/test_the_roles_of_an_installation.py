"""roles.sql makes three roles, of which none is a superuser. An installation works with them from its first day."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.embedded import Cluster

pytestmark = pytest.mark.xdist_group("roles")  # one server for all of them
ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    **{name: os.environ[name] for name in ("SECRET_KEY", "ALLOWED_HOSTS", "CONTACT", "DATA_LICENCE", "OWNER_URL")},
    **{name: os.environ[name] for name in ("OWNER", "SITE_NAME", "PATH")},
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
# What staff do, with the role of the web server: enter, publish, merge and undo, sign in; and what its timer does.
WORK = """
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.utils import timezone
from cooperation import index
from cooperation.database import grants
from cooperation.models import Change, Topic
from cooperation.workflow import audit, publication, scheduled
from tests import factories as f

pat = User.objects.create_user("pat", is_staff=True)
pat.groups.add(Group.objects.get(name="Publisher"))
audit.signed_in(pat)
audit.sign_in_failed("pat")
audit.sign_in_failed("pat")
meeting = f.make_meeting("TEMM 14")
draft = f.make_agreement("MoU", published=False)
publication.plan(draft, pat, timezone.now() - timedelta(minutes=1))
index.advance(timezone.localdate() - timedelta(days=1))
done = scheduled.catch_up(timezone.localdate())
assert len(done.published) == 1 and done.day, done
meeting.title = "TEMM 15"
meeting.save()
assert len(index.now()["meeting"]) == len(index.now()["agreement"]) == 1
names = set(Change.objects.filter(kind="meeting").values_list("user_name", flat=True))
assert names == {"registry_web"}, names
assert list(grants.differences()) == [], list(grants.differences())
"""


@pytest.fixture(scope="module")
def installation():
    """A server, and the environment of its owner and of its web server, after `migrate`."""
    cluster = Cluster()
    try:
        cluster.start()
        host = cluster.url.rpartition("/")[0].partition("@")[2]
        url = {name: f"postgresql://registry_{name}@{host}/registry" for name in ("owner", "web", "backup")}
        names = [part for name in url for part in ("-v", f"{name}=registry_{name}")]
        command = [cluster.bin / "psql", "-X", "-q", cluster.url, *names, "-v", "database=registry"]
        for _again in range(2):
            subprocess.run(
                [*command, "-f", ROOT / "config" / "postgresql" / "roles.sql"], check=True, env=cluster.environment
            )
        web = {**SETTINGS, "DATABASE_URL": url["web"]}
        owner = {**web, "DATABASE_OWNER_URL": url["owner"], "DATABASE_BACKUP_URL": url["backup"]}
        manage(owner, "migrate", "--no-input", "--verbosity", "0")
        yield cluster, url, owner, web
    finally:
        cluster.stop()


def manage(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_role_can_do_what_a_superuser_can(installation):
    _cluster, url, _owner, _web = installation
    with psycopg.connect(url["owner"]) as own:
        assert own.execute(
            "SELECT count(*) FROM pg_roles WHERE rolsuper AND starts_with(rolname, 'registry_')"
        ).fetchone() == (0,)
        assert own.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall() == [
            ("registry_owner",)
        ]


def test_the_web_role_does_the_work_of_staff_and_of_the_timer(installation):
    _cluster, _url, _owner, web = installation
    manage(web, "shell", "--verbosity", "0", "--command", WORK)
    manage(web, "check_index")


def test_the_backup_role_dumps_everything(installation):
    cluster, url, _owner, _web = installation
    done = subprocess.run([cluster.bin / "pg_dump", "-Fc", url["backup"]], capture_output=True, env=cluster.environment)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 100_000


@pytest.mark.parametrize("role", ["web", "backup"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMP TABLE mine ()",
        "TRUNCATE cooperation_meeting CASCADE",
        "DELETE FROM cooperation_change",
        "SET ROLE registry_owner",
        "SET session_replication_role = replica",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY cooperation_rating TO PROGRAM 'true'",
    ],
)
def test_they_can_do_no_more(installation, role, statement):
    _cluster, url, _owner, _web = installation
    with psycopg.connect(url[role]) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(statement)
