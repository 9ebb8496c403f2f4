"""The settings that the code reads, that the documentation lists and that compose.yaml passes on are the same."""

import os
import re
import runpy
from pathlib import Path

import pytest
import yaml

from config.environment import SECRETS, Environment
from config.licences import LICENCES

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)


def read_by_the_code(monkeypatch):
    """The names of all settings that config/settings.py and config/gunicorn.py read."""
    names, text = set(), Environment.text

    def noted(self, name, *default):
        names.add(name)
        return text(self, name, *default)

    monkeypatch.setattr(Environment, "text", noted)
    mail = {"EMAIL_HOST": "mail.example", "EMAIL_FROM": "a@b.example", "SITE_ADDRESS": "https://b.example"}
    others = ["DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "REHEARSAL_DATABASE_URL"]
    roles = dict.fromkeys(others, os.environ["DATABASE_URL"])
    for name, value in (mail | roles | {"DATABASE_POOL": "1"}).items():
        monkeypatch.setenv(name, value)
    for module in ("config.settings", "config.gunicorn"):
        runpy.run_module(module)
    return names


def table():
    """The rows of the table: {name: default}."""
    rows = re.findall(r"^\| (`[A-Z].*?) \| (.*?) \|", CONFIGURATION, re.MULTILINE)
    return {name: default for names, default in rows for name in re.findall(r"`([A-Z_]+)`", names)}


def passed_on(service):
    """The settings that compose.yaml passes on to the service: {name: value}. Those of a file have its path."""
    return {
        name.removesuffix("_FILE") if name.removesuffix("_FILE") in SECRETS else name: value
        for name, value in COMPOSE["services"][service]["environment"].items()
    }


IDENTITY = {"SITE_NAME", "OWNER", "OWNER_URL", "CONTACT", "DATA_LICENCE"}
# Only the timers and commands need them. The process that readers reach does not know them.
OF_THE_OWNER = {
    *("DATABASE_OWNER_URL", "DATABASE_OWNER_PASSWORD", "DATABASE_BACKUP_URL", "DATABASE_BACKUP_PASSWORD"),
    *("BACKUP_FOLDER", "BACKUP_KEEP", "BACKUP_AGE_RECIPIENT", "BACKUP_GPG_RECIPIENT", "BACKUP_AGE_IDENTITY"),
    "GNUPGHOME",  # read by gpg
    *("REHEARSAL_DATABASE_URL", "REHEARSAL_DATABASE_PASSWORD", "POSTGRES_BIN"),
}


@pytest.mark.filterwarnings("ignore:'config.settings' found in sys.modules:RuntimeWarning")
def test_the_table_lists_what_the_code_reads(monkeypatch):
    assert set(table()) == read_by_the_code(monkeypatch)


def test_compose_passes_on_what_the_table_lists():
    for service in ("migrate", "timers"):
        assert set(passed_on(service)) - OF_THE_OWNER == set(table()) - OF_THE_OWNER
        assert set(passed_on(service)) >= OF_THE_OWNER
    for service in ("web", "spare"):
        assert set(passed_on(service)) == set(table()) - OF_THE_OWNER
    # A value that is not set must not arrive as an empty one: `NAME:` leaves it out, `${NAME:-}` would not.
    for name, value in passed_on("timers").items():
        assert value is None or (value and ":-}" not in value), name


def test_secrets_are_files_that_the_service_has():
    for service in ("migrate", "timers", "web", "spare"):
        settings = COMPOSE["services"][service]
        given = {f"/run/secrets/{name}" for name in settings["secrets"]}
        assert given == {value for name, value in settings["environment"].items() if name.endswith("_FILE")}
    assert not {"owner_password", "backup_password", "postgres_password"} & set(COMPOSE["services"]["web"]["secrets"])
    made = re.search(r"for name in (.*?); do\n    openssl rand", GUIDE)[1].split()
    made += re.findall(r"secrets/(\w+)", re.search(r"^touch (.*)$", GUIDE, re.MULTILINE)[1])
    assert set(COMPOSE["secrets"]) == set(made)


def test_what_must_be_set_has_one_name():
    [sentences] = re.findall(r"cat > .env <<END\n(.*?)END", GUIDE, re.DOTALL)
    named = set(re.findall(r"^([A-Z_]+)=", sentences, re.MULTILINE))
    example = set(re.findall(r"^#   ([A-Z_]+)=", COMPOSE_TEXT, re.MULTILINE))
    required = set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE_TEXT))
    assert named == example == required == {"SERVER_NAME", *IDENTITY}


def test_the_settings_of_a_server_name_what_the_code_reads():
    text = (ROOT / "deploy" / "systemd" / "registry.env").read_text()
    named = {name.removesuffix("_FILE") for name in re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)}
    assert named <= set(table()) | OF_THE_OWNER
    without_default = {name for name, default in table().items() if default == "required"}
    assert without_default <= named


def test_commands_name_files_that_the_image_has():
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert "COPY . ." in (ROOT / "Dockerfile").read_text()
    commands = re.findall(r"docker compose exec (?:timers|web) .*", GUIDE)
    commands += [COMPOSE["services"][name]["command"] for name in ("migrate", "timers")]
    assert len(commands) > 4
    for command in commands:
        # Globs are for the shell in the container: that of the machine may stand in another folder.
        outside = re.sub(r"'[^']*'", "", command)
        assert not re.search(r"[*{?]", outside), command
        for name in re.findall(r"[\w*/{},.-]+\.(?:py|json)", command):
            assert list(ROOT.glob(name)), name
            assert name in kept or name.partition("/")[0] in kept, name


def test_both_guides_load_all_reference_data():
    patterns = re.findall(r"loaddata (\S+\.json)", GUIDE)
    assert len(patterns) == 2
    for pattern in patterns:
        assert sorted(ROOT.glob(pattern)) == sorted((ROOT / "fixtures" / "reference").iterdir())


def test_the_documentation_lists_every_licence():
    row = re.search(r"^\| `DATA_LICENCE` .*$", CONFIGURATION, re.MULTILINE)[0].replace("`KOGL-1` to `KOGL-4`", "")
    assert set(re.findall(r"`([A-Za-z0-9.-]+)`", row)) == {code for code in LICENCES if not code.startswith("KOGL")}
