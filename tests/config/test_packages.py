"""make audit, make licences and make sbom: what they say of the answers of their tools."""

import json
from subprocess import CompletedProcess

import pytest

from config import packages


@pytest.fixture
def answers(monkeypatch):
    """Return a function that sets what the tools print."""

    def set_answer(text, error=""):
        monkeypatch.setattr(packages, "run", lambda *command: CompletedProcess(command, 1, text, error))

    return set_answer


def audited(*found):
    return json.dumps({"dependencies": found})


SOUND = {"name": "django", "version": "6.1.3", "vulns": []}
WEAK = {
    "name": "jinja2",
    "version": "3.1.0",
    "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["3.1.6"]}],
}


def test_the_audit_names_each_vulnerability_and_where_it_is_fixed(answers, capsys):
    answers(audited(SOUND, WEAK))
    assert packages.main(["audit"]) == 1
    assert "jinja2 3.1.0: PYSEC-2026-1 (CVE-2026-1), fixed in 3.1.6\n" in capsys.readouterr().out


def test_the_audit_passes_only_if_every_package_was_looked_up(answers, capsys):
    answers(audited(SOUND))
    assert packages.main(["audit"]) == 0
    assert "1 packages were looked up: no known vulnerabilities." in capsys.readouterr().out
    answers(audited(SOUND, {"name": "babel", "skip_reason": "Dependency not found"}))
    assert packages.main(["audit"]).startswith("Not checked, because the database of vulnerabilities cannot be reached")
    assert "looked up" not in capsys.readouterr().out


def test_the_audit_says_that_its_database_cannot_be_reached(answers):
    answers("", "Traceback\nConnectionError: Name or service not known\n")
    answer = packages.main(["audit"])
    assert answer.startswith("The database of vulnerabilities did not answer, so nothing was checked: Connect")


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("a", "MIT", []),
        ("a", "GPL-3.0-only OR MIT", []),
        ("a", "GPL-3.0-only AND MIT", ["GPL-3.0-only"]),
        ("a", "BSD License; Other/Proprietary License", ["Other/Proprietary License"]),
        ("qrcode", "BSD License; Other/Proprietary License", []),
        ("a", "Mozilla Public License 2.0 (MPL 2.0)", []),
        ("a", "UNKNOWN", ["UNKNOWN"]),
    ],
)
def test_every_part_of_a_licence_must_be_allowed_and_one_of_its_alternatives(name, text, refused):
    assert packages.not_allowed(name, text) == refused


def test_licences_end_with_an_error_if_one_is_not_allowed(answers, capsys):
    package = {"Name": "a", "Version": "1", "License": "SSPL-1.0"}
    answers(json.dumps([package]))
    assert packages.main(["licences"]) == 1
    assert "| a | 1 | SSPL-1.0 | not allowed: SSPL-1.0 |" in capsys.readouterr().out
    answers(json.dumps([{**package, "License": "MIT"}]))
    assert packages.main(["licences"]) == 0


def test_the_bill_has_the_packages_of_the_lock_file_with_their_hashes_and_no_others():
    files = {"type": "distribution", "hashes": [{"alg": "SHA-256", "content": "0" * 64}], "url": "https://a.example"}
    root = {"bom-ref": "root", "name": "registry"}
    installed = {
        "metadata": {"component": root},
        "components": [
            {"bom-ref": "et_xmlfile==2", "name": "et_xmlfile", "version": "2", "licenses": ["MIT"]},
            {"bom-ref": "pytest==9", "name": "pytest", "version": "9"},
        ],
        "dependencies": [{"ref": "root", "dependsOn": ["et_xmlfile==2"]}, {"ref": "pytest==9"}],
    }
    pinned = {
        "components": [
            {"name": "et-xmlfile", "version": "2", "externalReferences": [files]},
            {"name": "colorama", "version": "1", "externalReferences": [files]},
        ]
    }
    bill = packages.merged(installed, pinned)
    (component,) = bill["components"]
    assert (component["name"], component["licenses"], component["externalReferences"]) == (
        "et_xmlfile",
        ["MIT"],
        [files],
    )
    assert [each["ref"] for each in bill["dependencies"]] == ["root"]
    assert bill["metadata"]["component"]["version"] == packages.__version__


def test_the_names_are_those_of_the_lock_file():
    assert {"django", "psycopg-binary", "colorama"} <= set(packages.locked())
    assert "colorama" not in packages.locked(everywhere=True), "only Windows needs it"
    assert "django" in packages.locked(everywhere=True)
