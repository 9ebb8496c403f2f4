"""The commands of docs/deploy.md and docs/machines.md, and the repository they clone."""

import re
import subprocess

from roots import REPOSITORY

HOST = "registry.test"
ACCOUNT = {
    "DJANGO_SUPERUSER_USERNAME": "first",
    "DJANGO_SUPERUSER_EMAIL": "first@ministry.example",
    "DJANGO_SUPERUSER_PASSWORD": "a long password of the first account",
}


def commands(section, source):
    """Return the commands of a section of the guide, adapted to the trial."""
    return named("\n".join(blocks("deploy.md", section)), source)


def named(script, source):
    """Return commands adapted to the trial."""
    script = re.sub(r"(?m)^HOST=.*", f"HOST={HOST}", script)
    script = re.sub(r"(?m)^SOURCE=.*", f"SOURCE={source}", script)
    script = script.replace(' --branch "$VERSION"', "")
    # In a trial, doctor reports the untrusted certificate and the single administrator.
    script = re.sub(r"(?m)^(registry doctor.*)$", r"\1 || true", script)
    return script.replace("createsuperuser", "createsuperuser --no-input")


def blocks(page, heading):
    """Return the blocks of commands below a heading of a page, including those under subheadings."""
    text = (REPOSITORY / "docs" / page).read_text()
    level, rest = re.search(rf"^(#+) {re.escape(heading)}\n(.*)", text, re.MULTILINE | re.DOTALL).groups()
    text = re.split(rf"^#{{1,{len(level)}}} (?=\S)", rest, maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(r"^( *)```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"(?m)^{indent}", "", block) for indent, block in found]


def publish(folder):
    """Create a git repository of the current files, which the guide clones."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=REPOSITORY, capture_output=True)
    subprocess.run(
        ["tar", "--create", "--null", "--files-from=-", "--ignore-failed-read", "--file", folder.with_suffix(".tar")],
        cwd=REPOSITORY,
        input=listed.stdout,
        check=True,
    )
    folder.mkdir()
    subprocess.run(
        ["tar", "--extract", "--no-same-owner", "--file", folder.with_suffix(".tar")], cwd=folder, check=True
    )
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "As it is now"]):
        subprocess.run(
            ["git", "-c", "user.name=try", "-c", "user.email=try@registry.test", *command], cwd=folder, check=True
        )
