"""What the repository's files may contain."""

import ast
import re
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A folder of one machine, and the default hosts of package clients.
MACHINE_PATH = re.compile(r"""(?:^|[\s"'`=(:])/(?:work|root|tmp|home)/\w""", re.MULTILINE)
PACKAGE_HOST = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org)\b")


def tracked_texts():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        path = ROOT / name
        if path.is_file():
            try:
                yield name, path.read_text()
            except UnicodeDecodeError:
                continue


@pytest.mark.parametrize("pattern", [MACHINE_PATH, PACKAGE_HOST], ids=["machine path", "package host"])
def test_no_file_names_a_place_that_other_machines_do_not_have(pattern):
    found = {name: match[0] for name, text in tracked_texts() if (match := pattern.search(text))}
    assert not found


def names(lines):
    return {re.split(r"[\[<>=; ]", line)[0] for line in lines if re.match(r"[a-z]", line)}


def requirements(name):
    return (ROOT / "requirements" / name).read_text().splitlines()


def test_the_run_time_packages_are_the_same_in_both_places_where_they_are_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {line.split("#")[0].strip() for line in requirements("base.in") if re.match(r"[a-z]", line)}
    assert wanted == set(project["dependencies"])


@pytest.mark.parametrize("name", ["base", "dev", "audit"])
def test_the_lock_holds_every_package_that_is_asked_for_and_a_hash_for_each(name):
    locked = requirements(f"{name}.txt")
    included = names(requirements("base.in")) if name == "dev" else set()
    assert names(requirements(f"{name}.in")) | included <= names(locked)
    for line, following in pairwise(locked):
        if re.match(r"[a-z]", line):
            assert "==" in line
            assert following.strip().startswith("--hash=sha256:")


def test_no_template_turns_escaping_off():
    """In Python code, the linter finds it (S308, S704), and exceptions give their reason."""
    turned_off = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b")
    texts = dict(tracked_texts())
    templates = [name for name in texts if name.startswith("templates/")]
    assert len(templates) > 50
    assert [name for name in templates if turned_off.search(texts[name])] == []


# Fixed date formats are wrong in other languages: Django's format names ("DATE_FORMAT") follow the language.
FIXED_DATE = re.compile(r"""["'](?:l, )?(?:j F|F Y|N j|Y년)[^"'\n]*["']|strftime\(""")


def test_dates_on_pages_have_the_formats_of_the_reader_s_language():
    found = {
        name: match[0]
        for name, text in tracked_texts()
        if name.startswith(("cooperation/", "regions/", "templates/")) and (match := FIXED_DATE.search(text))
    }
    assert list(found) == ["cooperation/domain/dates.py"]  # what periods omit


def test_contributing_shows_every_folder_of_the_code():
    shown = set(
        re.findall(
            r"^((?:config|regions|cooperation)(?:/\w+)*)/ +\S", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE
        )
    )
    modules = [name for name, _text in tracked_texts() if name.endswith(".py")]
    folders = {str(Path(name).parent) for name in modules}
    assert shown == {folder for folder in folders if folder.split("/")[0] in ("config", "regions", "cooperation")}


def test_the_readme_is_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 100
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_linter_looks_for_dangerous_functions():
    """Such as eval, exec, pickle, shell commands, weak hashes and SQL put together from strings (flake8-bandit)."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in linter["select"]
    assert {code for code in linter["ignore"] if code.startswith("S")} == {"S603", "S606", "S607"}  # no shell
    of_code = [codes for path, codes in linter["per-file-ignores"].items() if not path.startswith("tests/")]
    assert {code for codes in of_code for code in codes if code.startswith("S")} <= {"S106", "S608"}


def test_only_what_runs_is_copied_into_the_image():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert not {line for line in lines if line.startswith(("!.git", "!tests", "!docs", "!.env"))}


NETWORK = {"ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "socketserver", "ssl", "urllib.request"}
# Commands of the operator. The server processes connect to the database and the mail server only.
COMMANDS = ("config/demo.py", "config/embedded.py", "cooperation/operations/")


def test_the_server_opens_no_address_that_anybody_typed():
    modules = {name: text for name, text in tracked_texts() if re.match(r"(config|cooperation|regions)/.*\.py$", name)}
    assert len(modules) > 300
    found = set()
    for name, text in modules.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                found |= {(name, each.name) for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found |= {(name, node.module), *((name, f"{node.module}.{each.name}") for each in node.names)}
    assert {name for name, module in found if module in NETWORK and not name.startswith(COMMANDS)} == set()
    assert ("config/demo.py", "urllib.request") in found


def test_no_script_can_be_made_to_run_what_it_is_given():
    """HTML that the server has escaped is inserted by one script; the others write text."""
    dangerous = re.compile(
        r"\beval\(|new Function|document\.write|(?:inner|outer)HTML\s*=|insertAdjacentHTML|__proto__|postMessage"
    )
    scripts = {name: text for name, text in tracked_texts() if re.match(r"static/.*\.js$", name)}
    assert len(scripts) > 15
    found = {(name, match) for name, text in scripts.items() for match in dangerous.findall(text)}
    assert found == {("static/admin_registry/alike.js", "innerHTML =")}
