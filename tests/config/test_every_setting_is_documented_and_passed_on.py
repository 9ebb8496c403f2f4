"""The settings that the code reads, that the documentation lists and that compose.yaml passes on are the same."""

import re
import runpy
from pathlib import Path

import pytest

from config.environment import Environment
from config.licences import LICENCES

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()


def read_by_the_code(monkeypatch):
    """The names of all settings that config/settings.py and config/gunicorn.py read."""
    names, text = set(), Environment.text

    def noted(self, name, *default):
        names.add(name)
        return text(self, name, *default)

    monkeypatch.setattr(Environment, "text", noted)
    mail = {"EMAIL_HOST": "mail.example", "EMAIL_FROM": "a@b.example", "SITE_ADDRESS": "https://b.example"}
    for name, value in (mail | {"DATABASE_POOL": "1"}).items():
        monkeypatch.setenv(name, value)
    for module in ("config.settings", "config.gunicorn"):
        runpy.run_module(module)
    return names


def table():
    """The rows of the table: {name: default}."""
    rows = re.findall(r"^\| (`[A-Z].*?) \| (.*?) \|", CONFIGURATION, re.MULTILINE)
    return {name: default for names, default in rows for name in re.findall(r"`([A-Z_]+)`", names)}


def passed_on():
    """The environment of the registry in compose.yaml: {name: value}."""
    block = re.search(r"    environment: &settings\n((?:      .*\n)+)", COMPOSE)[1]
    return dict(re.findall(r"^      ([A-Z_]+):[ ]?(.*)$", block, re.MULTILINE))


IDENTITY = {"SITE_NAME", "OWNER", "OWNER_URL", "CONTACT", "DATA_LICENCE"}


def required(text):
    """The variables without which compose.yaml does not start."""
    return set(re.findall(r"\$\{([A-Z_]+):\?", text))


@pytest.mark.filterwarnings("ignore:'config.settings' found in sys.modules:RuntimeWarning")
def test_the_table_lists_what_the_code_reads(monkeypatch):
    assert set(table()) == read_by_the_code(monkeypatch)


def test_compose_passes_on_what_the_table_lists():
    assert set(passed_on()) == set(table())
    # A value that is not set must not arrive as an empty one: `NAME:` leaves it out, `${NAME:-}` would not.
    with_value = {name for name, value in passed_on().items() if value}
    assert with_value == {"SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", *IDENTITY}
    assert re.findall(r"^    environment: (.*)$", COMPOSE, re.MULTILINE) == ["&settings", "*settings"]


def test_what_must_be_set_has_one_name():
    sentence = re.search(r"set (.*?) in a file named `.env`, then `docker compose up`", " ".join(DEPLOYMENT.split()))[1]
    named = set(re.findall(r"`([A-Z_]+)`", sentence))
    example = set(re.findall(r"^#   ([A-Z_]+)=", COMPOSE, re.MULTILINE))
    assert named == example == required(COMPOSE) == {"SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD", *IDENTITY}
    assert set(re.findall(r"\$\{?([A-Z_]+)", COMPOSE)) == named
    without_default = {name for name, default in table().items() if default == "required"}
    assert without_default - {"DATABASE_URL"} == named - {"POSTGRES_PASSWORD"}
    assert "${POSTGRES_PASSWORD}" in passed_on()["DATABASE_URL"]


@pytest.mark.parametrize("text", [DEPLOYMENT, COMPOSE], ids=["docs/deployment.md", "compose.yaml"])
def test_commands_name_files_that_the_image_has(text):
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert "COPY . ." in (ROOT / "Dockerfile").read_text()
    for command in re.findall(r"docker compose run .*", text):
        # Globs are for the shell in the container: that of the machine may stand in another folder.
        outside = re.sub(r"'[^']*'", "", command)
        assert not re.search(r"[*{?]", outside), command
        for name in re.findall(r"[\w*/{},.-]+\.(?:py|json)", command):
            assert list(ROOT.glob(name)), name
            assert name in kept or name.partition("/")[0] in kept, name


def test_the_deployment_page_loads_all_reference_data():
    [pattern] = re.findall(r"loaddata (\S+\.json)'", DEPLOYMENT)
    assert sorted(ROOT.glob(pattern)) == sorted((ROOT / "fixtures" / "reference").iterdir())


def test_the_documentation_lists_every_licence():
    row = re.search(r"^\| `DATA_LICENCE` .*$", CONFIGURATION, re.MULTILINE)[0].replace("`KOGL-1` to `KOGL-4`", "")
    assert set(re.findall(r"`([A-Za-z0-9.-]+)`", row)) == {code for code in LICENCES if not code.startswith("KOGL")}
