"""The packages that the registry runs on (requirements/base.txt): known vulnerabilities, licences, bill of materials.

`make audit`, `make licences` and `make sbom` run it with the tools of requirements/audit.txt.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from cooperation import __version__

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements" / "base.txt"
TOOLS = ROOT / ".audit" / "bin"
PYTHON = ROOT / ".venv" / "bin" / "python"
BILL = ROOT / "sbom.cdx.json"

# Licences that let a ministry run, change and pass on the registry together with the package. Names are those of SPDX,
# and those of packages that do not use SPDX yet.
ALLOWED = {
    *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0"),
    *("Apache Software License", "BSD License", "MIT License", "Python Software Foundation License"),
    "Mozilla Public License 2.0 (MPL 2.0)",
    "LGPL-3.0-only",  # psycopg: used unchanged, and anybody can replace it
}
EXCEPTIONS = {
    "qrcode": ("Other/Proprietary License", "its licence file has BSD and MIT, and names a trademark"),
}


class CannotTell(Exception):
    """A tool could not do its work: the sentence says why."""


def main(arguments) -> str | int:
    """Run one of the three commands. Return the exit code, or the problem as a sentence."""
    work, *more = arguments
    try:
        return {"audit": audit, "licences": licences, "sbom": sbom}[work](*more)
    except CannotTell as reason:
        return str(reason)


def audit(*arguments):
    """Ask a database for known vulnerabilities. Exit code 1 unless every package was looked up and has none."""
    command = ["pip-audit", "--requirement", RUNTIME, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    answer = run(*command, "--format", "json", *arguments)
    try:
        found = json.loads(answer.stdout)["dependencies"]
    except ValueError:
        last = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise CannotTell(f"The database of vulnerabilities did not answer, so nothing was checked: {last}") from None
    lines, unknown = vulnerabilities(found)
    for line in lines:
        print(line)
    if unknown:
        raise CannotTell(
            "Not checked, because the database of vulnerabilities cannot be reached or does not know them: "
            f"{len(unknown)} of {len(found)} packages ({', '.join(unknown)})."
        )
    print(f"{len(found)} packages were looked up: {len(lines) or 'no'} known vulnerabilities.")
    return 1 if lines else 0


def vulnerabilities(found):
    """Return a line for each known vulnerability, and the names of the packages that were not looked up."""
    lines = [
        f"{each['name']} {each['version']}: {known['id']} ({', '.join(known.get('aliases', [])) or 'no alias'}), "
        f"fixed in {', '.join(known['fix_versions']) or 'no version yet'}"
        for each in found
        for known in each.get("vulns", [])
    ]
    return lines, [each["name"] for each in found if "vulns" not in each]


def licences():
    """Print the licence of each package. Exit code 1 if one is not allowed."""
    answer = run("pip-licenses", "--python", PYTHON, "--format", "json", "--packages", *locked())
    packages = json.loads(answer.stdout or "[]")
    if not packages:
        raise CannotTell(f"pip-licenses found no package: {answer.stderr.strip()}")
    refused = 0
    print("| package | version | licence | |\n|---|---|---|---|")
    for each in packages:
        problem = "; ".join(not_allowed(each["Name"], each["License"]))
        refused += bool(problem)
        note = f"not allowed: {problem}" if problem else EXCEPTIONS.get(each["Name"], ("", ""))[1]
        print(f"| {each['Name']} | {each['Version']} | {each['License']} | {note} |")
    print(f"\n{len(packages)} packages, {refused or 'none'} with a licence that is not allowed.")
    return 1 if refused else 0


def not_allowed(name: str, text: str) -> list[str]:
    """Return the licences of a package that are not allowed; of alternatives ("A OR B") one is enough."""
    return [
        each
        for each in re.split(r"; | AND ", text)
        if ALLOWED.isdisjoint(each.strip("()").split(" OR ")) and each not in ALLOWED
        if EXCEPTIONS.get(name, ("",))[0] != each
    ]


def sbom():
    """Write the bill of materials: packages, versions, hashes of their files, licences and dependencies."""
    options = ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible"]
    answers = [
        run("cyclonedx-py", "environment", *options, PYTHON),
        run("cyclonedx-py", "requirements", *options, RUNTIME),
    ]
    for answer in answers:
        if answer.returncode:
            raise CannotTell(f"cyclonedx-py failed: {answer.stderr.strip()}")
    bill = merged(*(json.loads(answer.stdout) for answer in answers))
    missing = set(map(normal, locked(everywhere=True))) - {normal(each["name"]) for each in bill["components"]}
    if missing:
        raise CannotTell(
            f".venv lacks packages of requirements/base.txt in that version: {', '.join(sorted(missing))}."
        )
    BILL.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n")
    print(f"{BILL.name}: {len(bill['components'])} packages of version {__version__}")
    return 0


def merged(installed: dict, pinned: dict) -> dict:
    """Return the bill of the environment, without what only tests need, and with the hashes of the lock file.

    Packages of the lock file for other platforms are not installed, and so are left out.
    """
    files = {(normal(each["name"]), each["version"]): each["externalReferences"] for each in pinned["components"]}
    components = []
    for each in installed["components"]:
        if found := files.get((normal(each["name"]), each["version"])):
            components.append({**each, "externalReferences": [*each.get("externalReferences", []), *found]})
    names = {each["bom-ref"] for each in components} | {installed["metadata"]["component"]["bom-ref"]}
    dependencies = [each for each in installed["dependencies"] if each["ref"] in names]
    installed["metadata"]["component"]["version"] = __version__
    return {**installed, "components": components, "dependencies": dependencies}


def locked(*, everywhere=False) -> list[str]:
    """Return the names in requirements/base.txt, or only those that every platform needs."""
    return re.findall(r"^([\w.-]+)==\S+ " + (r"\\" if everywhere else ""), RUNTIME.read_text(), re.MULTILINE)


def normal(name):
    """Return the name of a package as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def run(tool, *arguments):
    return subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
