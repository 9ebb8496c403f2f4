"""Settings that are missing or wrong stop the start, each with a sentence of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from config.environment import SECRETS, Environment, WrongEnvironment

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "s" * 50,
    "DATABASE_URL": "postgresql://registry:secret@db.example/registry?sslmode=verify-full",
    "ALLOWED_HOSTS": "a.b",
    "SITE_NAME": "Registry",
    "OWNER": "Ministry",
    "OWNER_URL": "https://ministry.example/",
    "CONTACT": "registry@ministry.example",
    "DATA_LICENCE": "CC-BY-4.0",
}


def start(**environment):
    return subprocess.run(
        [sys.executable, "manage.py", "diffsettings", "--all"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def test_a_start_with_nothing_set_names_all_that_it_needs_and_shows_no_traceback():
    done = start()
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "SECRET_KEY is not set: it must hold a long random text that nobody else knows.",
        "ALLOWED_HOSTS is not set: it must hold the host names that the registry answers to, separated by commas.",
        "SITE_NAME is not set: it must hold the name of the site, as readers see it.",
        "OWNER is not set: it must hold the name of the ministry or body that publishes the registry.",
        "OWNER_URL is not set: it must hold the address of the owner's own website.",
        "CONTACT is not set: it must hold the e-mail address, or the https address of a form, to which readers write.",
        "DATA_LICENCE is not set: it must hold the licence of data and text, one of CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0, "
        "KOGL-1, KOGL-2, KOGL-3, KOGL-4, ODC-BY-1.0, ODbL-1.0, PDDL-1.0, OGL-UK-3.0.",
        "DATABASE_URL is not set: it must hold the address of a PostgreSQL database, "
        "postgresql://user:password@host/database.",
    ]


def test_a_start_with_the_required_settings_is_safe_without_asking_for_it():
    done = start(**GOOD)
    assert done.returncode == 0, done.stderr
    for line in (
        "DEBUG = False",
        "SESSION_COOKIE_SECURE = True",
        "CSRF_COOKIE_SECURE = True",
        "SESSION_COOKIE_NAME = '__Host-sessionid'",
        "CSRF_COOKIE_NAME = '__Host-csrftoken'",
        "SECURE_SSL_REDIRECT = True",
        "SECURE_HSTS_SECONDS = 63072000",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS = True",
        "DEMONSTRATION = False",
    ):
        assert line in done.stdout
    assert "### PASSWORD_HASHERS = ['django.contrib.auth.hashers.PBKDF2PasswordHasher'" in done.stdout  # Django's own
    assert PBKDF2PasswordHasher.iterations >= 600_000


WRONG = {
    ("SECRET_KEY", "short"): "SECRET_KEY is too short: it must have at least 50 characters, it has 5.",
    ("SECRET_KEY_FALLBACKS", "short"): "SECRET_KEY_FALLBACKS holds a key that is too short: each must have at least",
    ("SECRET_KEY_FILE", "/nowhere"): "SECRET_KEY and SECRET_KEY_FILE are both set: set only one of them.",
    ("DATABASE_URL", "postgresql://me@db.example/registry"): "DATABASE_URL names a database on another machine without",
    ("ALLOWED_HOSTS", "https://a.b/"): 'ALLOWED_HOSTS holds "https://a.b/": it must be a host name without scheme',
    ("DATABASE_URL", "mysql://a/b"): "DATABASE_URL must begin with postgresql://",
    ("DATABASE_URL", "postgresql://[/b"): "DATABASE_URL cannot be read",
    ("DATABASE_URL", "postgresql://localhost"): "DATABASE_URL names no database",
    ("DATABASE_POOL", "-1"): 'DATABASE_POOL is "-1": it must be a whole number, zero or more.',
    ("SESSION_HOURS", "0"): 'SESSION_HOURS is "0": it must be a whole number, one or more.',
    ("TRUSTED_PROXIES", "10.0.0.1, proxy"): 'TRUSTED_PROXIES holds "proxy": it must be an IP address or a network',
    ("CONTACT", "the ministry"): 'CONTACT is "the ministry": it must be an e-mail address or begin with https://.',
    ("OWNER_URL", "ministry.example"): 'OWNER_URL is "ministry.example": it must begin with https://.',
    ("DATA_LICENCE", "free"): 'DATA_LICENCE is "free": it must be one of CC0-1.0, CC-BY-4.0,',
    ("PREVIEW_IMAGE", "preview.png"): 'PREVIEW_IMAGE is "preview.png": it must begin with https:// or with one slash.',
    ("HOME_COUNTRY", "Korea"): 'HOME_COUNTRY is "Korea": it must be three capital letters, like KOR.',
    ("IATI_ORGANISATION", "the ministry"): 'IATI_ORGANISATION is "the ministry": it must be an IATI organisation',
    ("IATI_ORGANISATION", "KR-GOV"): 'IATI_ORGANISATION is "KR-GOV": it must be an IATI organisation',
    ("IATI_ORGANISATION", "KR-GOV-1/2"): 'IATI_ORGANISATION is "KR-GOV-1/2": it must be an IATI organisation',
    ("TIME_ZONE", "Asia/Seul"): 'TIME_ZONE is "Asia/Seul": it must be a time zone like Asia/Seoul.',
    ("TIME_ZONE", "../etc"): 'TIME_ZONE is "../etc": it must be a time zone like Asia/Seoul.',
    ("REQUIRE_SECOND_FACTOR", "maybe"): 'REQUIRE_SECOND_FACTOR is "maybe": it must be on or off.',
    ("SECURE_COOKIES", "maybe"): 'SECURE_COOKIES is "maybe": it must be on or off.',
    ("EMAIL_FROM", "me@a.b"): "EMAIL_FROM is set and EMAIL_HOST is not: mail needs the name of its server.",
    ("LOG_LEVEL", "LOUD"): 'LOG_LEVEL is "LOUD": it must be one of DEBUG, INFO, WARNING, ERROR.',
}


@pytest.mark.parametrize(("setting", "sentence"), WRONG.items())
def test_a_wrong_value_is_answered_with_a_sentence(setting, sentence):
    name, value = setting
    done = start(**{**GOOD, name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def test_no_complaint_repeats_the_password_of_the_database():
    assert "hush" not in start(**{**GOOD, "DATABASE_URL": "postgresql://me:hush@[/b"}).stderr


def test_the_address_of_a_database_may_hold_a_socket_folder_and_options_of_libpq():
    env = Environment({"DATABASE_URL": "postgresql://postgres@%2Frun%2Fpg/registry?sslmode=require&connect_timeout=2"})
    database = env.database("DATABASE_URL")
    env.check()
    assert (database["HOST"], database["NAME"], database["PORT"]) == ("/run/pg", "registry", "")
    assert database["OPTIONS"] == {"connect_timeout": "2", "sslmode": "require"}


SECRET = "s" * 50


def test_every_secret_may_be_in_a_file(tmp_path):
    for number, name in enumerate(sorted(SECRETS)):
        file = tmp_path / name
        file.write_text(f"secret {number}\n")
        env = Environment({f"{name}_FILE": str(file)})
        assert env.text(name) == f"secret {number}"
        assert env.problems == []
    assert Environment({"SITE_NAME_FILE": str(file)}).text("SITE_NAME") == ""


def test_a_key_in_a_file_starts_the_registry(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    other = {name: value for name, value in GOOD.items() if name != "SECRET_KEY"}
    done = start(**other, SECRET_KEY_FILE=str(file))
    assert done.returncode == 0, done.stderr


def test_a_file_that_cannot_be_read_is_answered_with_one_sentence(tmp_path):
    (tmp_path / "picture").write_bytes(b"\xff\xfe\x00")
    for file, reason in {
        "missing": "No such file or directory",
        "": "Is a directory",
        "picture": "it is not text",
    }.items():
        path = tmp_path / file
        env = Environment({"SECRET_KEY_FILE": str(path)})
        env.secret("SECRET_KEY")
        assert env.problems == [f'SECRET_KEY_FILE is "{path}", which cannot be read: {reason}.']


def test_an_empty_file_counts_as_no_setting(tmp_path):
    (tmp_path / "empty").write_text("\n")
    env = Environment({f"{name}_FILE": str(tmp_path / "empty") for name in SECRETS})
    assert env.text("EMAIL_PASSWORD") == ""
    assert env.problems == []
    env.secret("SECRET_KEY")
    assert env.problems == ["SECRET_KEY is not set: it must hold a long random text that nobody else knows."]


def test_earlier_keys_are_separated_by_commas_or_lines(tmp_path):
    (tmp_path / "keys").write_text(f"{SECRET}1\n{SECRET}2\n\n{SECRET}3,{SECRET}4\n")
    env = Environment({"SECRET_KEY_FALLBACKS_FILE": str(tmp_path / "keys")})
    assert env.secrets("SECRET_KEY_FALLBACKS") == [f"{SECRET}{number}" for number in (1, 2, 3, 4)]
    assert env.problems == []


def test_the_password_of_a_database_may_be_a_setting_of_its_own():
    env = Environment(
        {"DATABASE_URL": "postgresql://web@/registry?host=/run/postgresql", "DATABASE_PASSWORD": "p@ss/word"}
    )
    database = env.database("DATABASE_URL")
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("web", "p@ss/word", "/run/postgresql")
    owner = Environment({"DATABASE_OWNER_URL": "postgresql:///registry", "DATABASE_OWNER_PASSWORD": "other"})
    assert owner.database("DATABASE_OWNER_URL")["PASSWORD"] == "other"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:///registry",
        "postgresql:///registry?host=/run/postgresql",
        "postgresql://me@%2Frun%2Fpostgresql/registry",
        "postgresql://me@localhost/registry",
        "postgresql://me@127.0.0.1:5433/registry",
        "postgresql://me@[::1]/registry",
        "postgresql://me@db.example/registry?sslmode=verify-full&sslrootcert=/etc/ca.crt",
    ],
)
def test_a_database_of_this_machine_or_with_a_verified_certificate_is_accepted(address):
    env = Environment({"DATABASE_URL": address})
    env.database("DATABASE_URL")
    assert env.problems == []


@pytest.mark.parametrize(
    ("address", "variables"),
    [
        ("postgresql://me@db/registry", {}),
        ("postgresql://me@10.0.0.7/registry?sslmode=require", {}),
        ("postgresql://me@localhost,db.example/registry", {}),
        ("postgresql://me@localhost/registry?hostaddr=10.0.0.7", {}),
        ("postgresql:///registry?service=main", {}),
        ("postgresql:///registry", {"PGHOST": "db.example"}),
    ],
)
def test_a_database_of_another_machine_needs_a_verified_certificate(address, variables):
    env = Environment({"DATABASE_URL": address, **variables})
    env.database("DATABASE_URL")
    [problem] = env.problems
    assert "add ?sslmode=verify-full&sslrootcert=FILE" in problem
    env = Environment({"DATABASE_URL": address, "DATABASE_TLS": "off", **variables})
    env.database("DATABASE_URL")
    assert env.problems == []


def test_a_licence_is_found_by_its_code_in_any_case():
    env = Environment({"DATA_LICENCE": "kogl-1"})
    licence = env.licence("DATA_LICENCE")
    env.check()
    assert (licence.name, licence.url) == ("KOGL Type 1", "https://www.kogl.or.kr/info/licenseType1.do")


def test_an_empty_setting_counts_as_none():
    env = Environment({"TIME_ZONE": " ", "SECRET_KEY": ""})
    assert env.time_zone("TIME_ZONE", "Asia/Seoul") == "Asia/Seoul"
    env.secret("SECRET_KEY")
    with pytest.raises(WrongEnvironment, match="SECRET_KEY is not set"):
        env.check()


MAIL = {"EMAIL_HOST": "mail.example", "EMAIL_FROM": "Registry <registry@a.b>", "SITE_ADDRESS": "https://a.b/"}


def read_mail(**environment):
    env = Environment(environment)
    address = env.site_address("SITE_ADDRESS", needed_by=["EMAIL_HOST", "EXPORT_FOLDER"])
    return env.problems, (*env.mail(), address)


def test_without_a_mail_server_nothing_is_sent():
    problems, (mailers, sender, address) = read_mail()
    assert problems == []
    assert mailers == {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert (sender, address) == ("", "")


def test_the_zip_of_everything_needs_the_address_of_the_registry():
    problems, _settings = read_mail(EXPORT_FOLDER="/exports")
    assert problems == [
        "SITE_ADDRESS is not set: it must hold the address of the registry that links begin with, https://host."
    ]
    assert read_mail(EXPORT_FOLDER="/exports", SITE_ADDRESS="https://a.b/")[1][-1] == "https://a.b"
    assert Environment({}).folder("EXPORT_FOLDER") is None


@pytest.mark.parametrize("identifier", ["XM-DAC-41114", "KR-GOV-A.1_2", "XI-IATI-EC_DEV", "GB-CHC-202918"])
def test_an_identifier_of_iati_is_accepted(identifier):
    env = Environment({"IATI_ORGANISATION": identifier})
    assert env.iati_organisation("IATI_ORGANISATION") == identifier
    assert env.problems == []


@pytest.mark.parametrize(("security", "port"), [("", 587), ("tls", 465), ("none", 25), ("starttls", 587)])
def test_a_mail_server_is_spoken_to_as_its_security_says(security, port):
    problems, (mailers, sender, address) = read_mail(**MAIL, EMAIL_SECURITY=security)
    assert problems == []
    options = mailers["default"]["OPTIONS"]
    assert (options["host"], options["port"]) == ("mail.example", port)
    assert (options["use_tls"], options["use_ssl"]) == (port == 587, port == 465)
    assert (sender, address) == ("Registry <registry@a.b>", "https://a.b")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("EMAIL_FROM", "", "EMAIL_FROM is not set: it must hold the address that the registry's mails come from."),
        ("EMAIL_FROM", "me", 'EMAIL_FROM is "me": it must be like registry@ministry.example.'),
        (
            "SITE_ADDRESS",
            "",
            "SITE_ADDRESS is not set: it must hold the address of the registry that links begin with,",
        ),
        ("SITE_ADDRESS", "a.b", 'SITE_ADDRESS is "a.b": it must be like https://registry.ministry.example.'),
        ("EMAIL_SECURITY", "ssl", 'EMAIL_SECURITY is "SSL": it must be one of STARTTLS, TLS, NONE.'),
        ("EMAIL_PORT", "smtp", 'EMAIL_PORT is "smtp": it must be a whole number, zero or more.'),
    ],
)
def test_a_wrong_setting_of_the_mail_is_answered_with_a_sentence(name, value, sentence):
    problems, _settings = read_mail(**{**MAIL, name: value})
    assert len(problems) == 1
    assert problems[0].startswith(sentence)
