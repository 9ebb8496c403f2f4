"""The commands of docs/deploy.md, and the clone that they ask for."""

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
    """Return the commands of a section of the guide, with the names of this try."""
    guide = (REPOSITORY / "docs" / "deploy.md").read_text()
    text = re.search(rf"^## {section}\n(.*?)^## ", guide, re.MULTILINE | re.DOTALL)[1]
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    script = re.sub(r"(?m)^HOST=.*", f"HOST={HOST}", script)
    script = re.sub(r"(?m)^SOURCE=.*", f"SOURCE={source}", script)
    script = script.replace(' --branch "$VERSION"', "")
    # doctor finds what no try has: a certificate that others trust, a second administrator.
    script = re.sub(r"(?m)^(registry doctor.*)$", r"\1 || true", script)
    return script.replace("createsuperuser", "createsuperuser --no-input")


def publish(folder):
    """Make a git repository of the files as they are now, which the guide clones."""
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
