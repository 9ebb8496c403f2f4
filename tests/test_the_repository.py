"""What may stand in the repository's files."""

import re
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A folder of somebody's machine, and the addresses that package clients use by themselves.
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


@pytest.mark.parametrize("name", ["base", "dev"])
def test_the_lock_holds_every_package_that_is_asked_for_and_a_hash_for_each(name):
    locked = requirements(f"{name}.txt")
    assert names(requirements(f"{name}.in")) | names(requirements("base.in")) <= names(locked)
    for line, following in pairwise(locked):
        if re.match(r"[a-z]", line):
            assert "==" in line
            assert following.strip().startswith("--hash=sha256:")


def test_no_template_turns_escaping_off():
    """The linter finds Python code that does (S308, S704), so that its reason stands beside it."""
    turned_off = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b")
    texts = dict(tracked_texts())
    templates = [name for name in texts if name.startswith("templates/")]
    assert len(templates) > 50
    assert [name for name in templates if turned_off.search(texts[name])] == []


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
