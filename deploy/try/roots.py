"""Empty Debian systems in folders, for trying the guides of docs/deploy.md. Needs root, debootstrap and a network."""

import os
import re
import shutil
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# What package clients need to reach their servers from this machine.
OF_THE_MACHINE = ["/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
MOUNTS = """
mount --rbind /dev "$ROOT/dev"
mount -t proc proc "$ROOT/proc"
"""


def mirror():
    """Return the URL of this machine's Debian mirror."""
    for file in sorted(Path("/etc/apt").rglob("*.sources")) + sorted(Path("/etc/apt").rglob("*.list")):
        if found := re.search(r"https?://\S+", re.sub(r"(?m)^#.*", "", file.read_text())):
            return found[0]
    raise SystemExit("This machine has no source of Debian packages.")


def base(work):
    """Return the folder of an empty Debian 13; it is created once."""
    folder = work / "base"
    if not folder.exists():
        unfinished = work / "base.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "trixie", unfinished, mirror()]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for path in map(Path, OF_THE_MACHINE):
            if path.exists():
                subprocess.run(["cp", "-aL", "--parents", path, unfinished], check=True)
        (unfinished / "etc/dpkg/dpkg.cfg.d/try").write_text("force-unsafe-io\n")  # nothing here needs to survive
        unfinished.rename(folder)
    return folder


def copy(source, folder):
    """Make `folder` a copy of another root."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", source, folder], check=True)
    return folder


def shell(root, script, **environment):
    """Run a shell script in the root. Its processes end with it."""
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec"]
    command += [f'{MOUNTS}\nexec chroot "$ROOT" bash -euc "$SCRIPT"']
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "DATABASE", "PG"))}
    clean |= {
        "ROOT": str(root),
        "SCRIPT": script,
        "PATH": PATH,
        "DEBIAN_FRONTEND": "noninteractive",
    }
    subprocess.run(command, check=True, env={**clean, "HOME": "/root", "LC_ALL": "C.UTF-8", **environment})
