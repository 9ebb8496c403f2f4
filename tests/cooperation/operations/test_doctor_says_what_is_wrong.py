"""`manage.py doctor` says in one sentence each what is well and what is wrong, and what to do."""

import io
import json
import os
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cooperation.database import installation
from cooperation.domain.choices import Job
from cooperation.domain.roles import ADMINISTRATOR, EDITOR
from cooperation.models import JobRun, Meeting
from cooperation.operations import doctor, jobs
from cooperation.operations.doctor import configuration, database, disk, mail, outside, release, roles, timers
from cooperation.operations.doctor.finding import Level
from tests import factories as f
from tests.cooperation.sign_in.conftest import add_app

NO_MAIL = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
pytestmark = pytest.mark.django_db


def said(check, *arguments):
    """What a check says that is not well: [(level, sentence)]."""
    return [(each.level.value, each.sentence) for each in check(*arguments) if each.level != Level.OK]


@pytest.fixture
def well(settings, tmp_path, monkeypatch):
    """A registry on which every job ran, with two administrators."""
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "async.E001"]  # only tests set the variable
    monkeypatch.setattr(release.upkeep, "verify_sample", list)  # it needs a transaction of its own
    settings.SITE_ADDRESS, settings.TRUSTED_PROXIES = "https://registry.example", ["10.0.0.1/32"]
    settings.REQUIRE_SECOND_FACTOR = True
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.EXPORT_FOLDER = tmp_path
    for name in ("chief", "deputy"):
        User.objects.create_superuser(name)
    for job in Job:
        with jobs.run(job):
            pass


def run(*arguments):
    """Run the command; return its exit status and what it printed."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", *arguments, stdout=out)
    return ended.value.code, out.getvalue()


def test_a_registry_that_is_well(well, settings):
    settings.MAILERS = NO_MAIL
    status, text = run("--address", "", "--full")
    assert status == 0, text
    assert text.splitlines()[-1] == "Errors: 0, warnings: 0."
    assert "  OK       The functions and triggers of the database are those of this release." in text
    assert "The whole index, the sums of money and the search agree with the records." in text
    stored = jobs.last(Job.DOCTOR).details["findings"]
    assert {each["area"] for each in stored} == {
        "Settings",
        "Database",
        "Roles",
        "Release",
        "Jobs",
        "Disk",
        "Mail",
        "Index",
    }


def test_findings_as_json_and_the_exit_status(well, settings):
    settings.MAILERS = NO_MAIL
    JobRun.objects.filter(pk=Job.ARCHIVE).delete()
    status, text = run("--address", "", "--json")
    assert status == 0
    assert [each for each in json.loads(text) if each["level"] != "ok"] == [
        {
            "level": "warning",
            "sentence": "Monthly export: has never succeeded.",
            "advice": "Look at its timer: docs/operations.md names it and says what happens without it.",
            "area": "Jobs",
        }
    ]
    JobRun.objects.filter(pk=Job.BACKUP).delete()
    assert run("--address", "")[0] == 1


def test_settings_and_administrators(well, settings):
    assert said(configuration.check) == []
    settings.DEBUG = settings.DEMONSTRATION = True
    settings.SITE_ADDRESS, settings.TRUSTED_PROXIES, settings.ALLOWED_HOSTS = "", ["::/0"], ["*"]
    settings.REQUIRE_SECOND_FACTOR = settings.SECURE_SSL_REDIRECT = settings.CSRF_COOKIE_SECURE = False
    settings.SECURE_HSTS_SECONDS = 0
    User.objects.filter(username="deputy").update(is_active=False)
    sentences = [sentence for _level, sentence in said(configuration.check)]
    for beginning in (
        "Browsers also send the cookies of staff over http",
        "The registry does not redirect http to https",
        "Browsers are not told to use https only",
        "DEBUG is on",
        "The registry answers to any host name",
        "Every page says that this is a demonstration",
        "Any address is trusted as a proxy",
        "SITE_ADDRESS is not set",
        "Staff may sign in with a password alone",
        "There is only one active superuser: no other administrator can help them",
    ):
        assert any(sentence.startswith(beginning) for sentence in sentences), beginning
    User.objects.all().delete()
    assert ("error", "There is no active administrator.") in said(configuration.check)


def test_accounts_that_a_password_alone_opens(well):
    kim = f.make_user(EDITOR, username="kim", password="a-long-enough-pass-phrase")
    add_app(kim)
    f.make_user(EDITOR, username="new")
    assert said(configuration.check) == []
    Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).delete()
    assert said(configuration.check) == [("warning", "Accounts with a password and no second factor: 1.")]


def test_only_a_superuser_can_help_a_superuser(well):
    User.objects.filter(username="deputy").delete()
    f.make_user(ADMINISTRATOR, username="deputy")
    [finding] = [each for each in configuration.check() if each.level != Level.OK]
    assert finding.level == Level.WARNING
    assert finding.sentence.startswith("There is only one active superuser: no other administrator can help them")
    assert "createsuperuser" in finding.advice
    User.objects.filter(username="chief").delete()
    [finding] = [each for each in configuration.check() if each.level != Level.OK]
    assert finding.sentence.startswith("There is only one active administrator")
    f.make_user(ADMINISTRATOR, username="third")
    assert said(configuration.check) == [], "administrators help each other"


def test_the_database(monkeypatch):
    assert said(database.check) == []
    assert database._version(140_012).level == Level.ERROR
    assert database._version(190_000).level == Level.WARNING
    monkeypatch.setattr(database, "EXTENSIONS", ("pg_trgm", "nothing"))
    assert said(database.check) == [("error", "The extension nothing is not installed.")]


def test_a_database_whose_locale_has_no_korean_letters():
    """Its own database: those of the tests know Korean."""
    name = f"{connection.settings_dict['NAME']}_ascii"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 LOCALE_PROVIDER libc LOCALE "C"')
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        with other.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
            cursor.execute(database.LOCALE)
            encoding, *_versions, korean = cursor.fetchone()
            assert (encoding, korean) == ("UTF8", 0)
    finally:
        other.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def test_roles(monkeypatch):
    monkeypatch.setattr(roles.grants, "roles", lambda: SimpleNamespace(web="web"))
    monkeypatch.setattr(roles.grants, "differences", lambda: iter(()))
    assert said(roles.check) == []
    monkeypatch.setattr(roles.grants, "differences", lambda: (f"web lacks SELECT on the table {n}" for n in range(5)))
    assert [sentence for _level, sentence in said(roles.check)] == [
        *(f"web lacks SELECT on the table {n}." for n in range(3)),
        "There are more rights that differ.",
    ]
    monkeypatch.undo()
    assert {level for level, _sentence in said(roles.check)} <= {"warning"}


def test_a_clock_that_is_wrong(monkeypatch):
    ahead = datetime.now(UTC) + timedelta(minutes=5)
    monkeypatch.setattr(database, "timezone", SimpleNamespace(now=lambda: ahead))
    [(level, sentence)] = said(database.check)
    assert level == "error"
    assert sentence.startswith("The clocks of this machine and of the database differ by 2") or "300" in sentence


def test_space_in_folders(settings, tmp_path, monkeypatch):
    settings.EXPORT_FOLDER = settings.ARCHIVE_FOLDER = tmp_path / "is made" / "when needed"
    assert said(disk.check) == []
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: SimpleNamespace(total=100 * disk.GB, free=disk.GB))
    assert said(disk.check)[:2] == [
        ("warning", f"Only 1.0\xa0GB is free in {settings.EXPORT_FOLDER}, for the zip of everything public."),
        ("warning", f"Only 1.0\xa0GB is free in {settings.ARCHIVE_FOLDER}, for the zips of earlier months."),
    ]
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: SimpleNamespace(total=100 * disk.GB, free=1000))
    assert {level for level, _sentence in said(disk.check)} == {"error"}


def test_release_functions_and_index(monkeypatch):
    assert said(release.check) == said(release.check_index) == []
    monkeypatch.setattr(release.upkeep, "verify_sample", lambda: ["meeting 1", "meeting 2", "meeting 3", "meeting 4"])
    assert said(release.check_sample) == [("error", "meeting 1; meeting 2; meeting 3.")]
    meeting = f.make_meeting()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cooperation_entry WHERE kind = 'meeting'")
        assert said(release.check_index) == [("error", f"meeting {meeting.pk} is public and not in the index.")]
        cursor.execute("DROP TRIGGER token ON cooperation_publicchange")
    assert said(release.check) == [("error", "trigger token on cooperation_publicchange is missing.")]
    monkeypatch.setattr(installation, "installed_digests", lambda: {"release": "another"})
    assert said(release.check)[0][1].startswith("The database is of release 0.1.0, and this code is release 0.1.0 or")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'cooperation' AND name ="
            " (SELECT max(name) FROM django_migrations WHERE app = 'cooperation')"
        )
    assert said(release.check)[0][1].startswith("The database is not of this release. Migrations that are missing: 1 (")


def test_jobs_that_failed_are_late_or_never_ran(well):
    assert said(timers.check) == []
    now = timezone.now()
    damaged = {"damaged": ["registry.dump is damaged."]}
    JobRun.objects.filter(pk=Job.BACKUP).update(succeeded_at=now - timedelta(hours=27), details=damaged)
    JobRun.objects.filter(pk=Job.REHEARSAL).update(failed_at=now + timedelta(seconds=1), error="It differs.")
    JobRun.objects.filter(pk=Job.RETENTION).delete()
    f.make_session(expire_date=now - timedelta(days=3))
    meeting = f.make_meeting(published=False)
    Meeting.objects.filter(pk=meeting.pk).update(publish_at=now - timedelta(hours=1))
    found = said(timers.check)
    assert [(level, sentence.split(" on ")[0]) for level, sentence in found] == [
        ("error", "Backup: late, it last succeeded"),
        ("warning", "registry.dump is damaged."),
        ("error", "Rehearsal of a restore: failed"),
        ("warning", "Deletion of what is kept for a limited time: has never succeeded."),
        ("error", "Planned records whose time has come and that are not public: 1."),
        ("warning", "Sessions that ended more than two days ago are still stored."),
    ]
    assert found[2][1].endswith(": It differs.")


def test_a_check_that_fails_is_a_finding_and_stops_no_other():
    def fail():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing")

    found = [*doctor.examine([("One", fail), ("Two", database.check)])]
    assert (found[0].area, found[0].level) == ("One", Level.ERROR)
    assert found[0].sentence.startswith('This could not be checked: column "nothing" does not exist')
    assert {each.level for each in found[1:]} == {Level.OK}


def test_mail_is_tried_without_sending(settings):
    settings.MAILERS = NO_MAIL
    assert said(mail.check) == []
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": nobody.getsockname()[1], "timeout": 5},
            }
        }
        [(level, sentence)] = said(mail.check)
    assert level == "error"
    assert sentence.startswith("The mail server does not accept the registry: ")


GOOD = {
    "Strict-Transport-Security": "max-age=63072000",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "usb=()",
    "Cache-Control": "no-store",
    "Set-Cookie": "c=1; Secure",
    "Server": "nginx",
}


@contextmanager
def https(tmp_path, monkeypatch, headers, days=90, name="localhost", is_trusted=True):
    """Serve pages with the headers over TLS; yield the address."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "site.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + certificate.public_bytes(serialization.Encoding.PEM)
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response_only(200)
            for header in headers.items():
                self.send_header(*header)
            self.end_headers()

        def log_message(self, *arguments):
            """Print nothing."""

    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = served.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *arguments: None  # a client that refuses the certificate
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"https://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_certificate_and_headers_as_they_should_be(tmp_path, monkeypatch):
    with https(tmp_path, monkeypatch, GOOD) as address:
        found = [*outside.check(address)]
    assert {each.level for each in found} == {Level.OK}
    assert found[0].sentence == "The certificate of localhost is valid for 90 more days."


def test_a_proxy_that_drops_headers_and_tells_its_version(tmp_path, monkeypatch):
    bad = {"Server": "nginx/1.2.3", "Set-Cookie": "c=1", "Strict-Transport-Security": "max-age=60"}
    with https(tmp_path, monkeypatch, bad, days=10) as address:
        sentences = [sentence for _level, sentence in said(outside.check, address)]
    assert sentences[0] == "The certificate of localhost expires in 10 days."
    assert "The header Server shows the server version: nginx/1.2.3" in sentences
    assert "Strict-Transport-Security is missing, or shorter than half a year." in sentences
    assert "The Content-Security-Policy of the registry is missing." in sentences
    assert "Cookies of staff are also sent over http." in sentences
    assert "Staff pages may be stored by browsers." in sentences


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"days": -1}, "certificate has expired"),
        ({"name": "other.example"}, "Hostname mismatch"),
        ({"is_trusted": False}, "self-signed certificate"),
    ],
)
def test_a_certificate_that_browsers_refuse(tmp_path, monkeypatch, options, reason):
    with https(tmp_path, monkeypatch, GOOD, **options) as address:
        [(level, sentence)] = said(outside.check, address)
    assert level == "error"
    assert reason in sentence


def test_an_address_without_https_or_without_a_server():
    assert said(outside.check, "http://localhost")[0][0] == "warning"
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        [(level, sentence)] = said(outside.check, f"https://localhost:{nobody.getsockname()[1]}")
    assert (level, sentence.split(":")[0]) == ("error", "localhost cannot be reached over https")
    assert os.linesep not in sentence
