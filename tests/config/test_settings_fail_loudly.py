"""Settings that are missing or wrong stop the start, each with a sentence of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import Environment, WrongEnvironment

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "s" * 50,
    "DATABASE_URL": "postgresql://registry:secret@db.example/registry",
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
        "SECURE_SSL_REDIRECT = True",
        "SECURE_HSTS_SECONDS = 63072000",
        "DEMONSTRATION = False",
    ):
        assert line in done.stdout


WRONG = {
    ("SECRET_KEY", "short"): "SECRET_KEY is too short: it must have at least 50 characters, it has 5.",
    ("ALLOWED_HOSTS", "https://a.b/"): 'ALLOWED_HOSTS holds "https://a.b/": it must be a host name without scheme',
    ("DATABASE_URL", "mysql://a/b"): "DATABASE_URL must begin with postgresql://",
    ("DATABASE_URL", "postgresql://[/b"): "DATABASE_URL cannot be read",
    ("DATABASE_URL", "postgresql://db.example"): "DATABASE_URL names no database",
    ("DATABASE_POOL", "-1"): 'DATABASE_POOL is "-1": it must be a whole number, zero or more.',
    ("TRUSTED_PROXIES", "10.0.0.1, proxy"): 'TRUSTED_PROXIES holds "proxy": it must be an IP address or a network',
    ("CONTACT", "the ministry"): 'CONTACT is "the ministry": it must be an e-mail address or begin with https://.',
    ("OWNER_URL", "ministry.example"): 'OWNER_URL is "ministry.example": it must begin with https://.',
    ("DATA_LICENCE", "free"): 'DATA_LICENCE is "free": it must be one of CC0-1.0, CC-BY-4.0,',
    ("PREVIEW_IMAGE", "preview.png"): 'PREVIEW_IMAGE is "preview.png": it must begin with https:// or with one slash.',
    ("HOME_COUNTRY", "Korea"): 'HOME_COUNTRY is "Korea": it must be three capital letters, like KOR.',
    ("TIME_ZONE", "Asia/Seul"): 'TIME_ZONE is "Asia/Seul": it must be a time zone like Asia/Seoul.',
    ("TIME_ZONE", "../etc"): 'TIME_ZONE is "../etc": it must be a time zone like Asia/Seoul.',
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
    return env.problems, env.mail()


def test_without_a_mail_server_nothing_is_sent():
    problems, (mailers, sender, address) = read_mail()
    assert problems == []
    assert mailers == {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert (sender, address) == ("", "")


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
        ("SITE_ADDRESS", "", "SITE_ADDRESS is not set: it must hold the address of the registry that mails lead to,"),
        ("SITE_ADDRESS", "a.b", 'SITE_ADDRESS is "a.b": it must be like https://registry.ministry.example.'),
        ("EMAIL_SECURITY", "ssl", 'EMAIL_SECURITY is "SSL": it must be one of STARTTLS, TLS, NONE.'),
        ("EMAIL_PORT", "smtp", 'EMAIL_PORT is "smtp": it must be a whole number, zero or more.'),
    ],
)
def test_a_wrong_setting_of_the_mail_is_answered_with_a_sentence(name, value, sentence):
    problems, _settings = read_mail(**{**MAIL, name: value})
    assert len(problems) == 1
    assert problems[0].startswith(sentence)
