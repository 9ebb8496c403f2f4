"""A machine: a root with its own network and processes, in which commands of the guides run."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from roots import MOUNTS, PATH

BRIDGE = "registry-try"
# The first process: it adopts and reaps orphaned processes.
FIRST = "trap : TERM; while :; do sleep 1000 & wait -n || true; done"
START = f"""
{MOUNTS}
mkdir -p "$ROOT/machines"
mount --bind "$ROOT/.." "$ROOT/machines"
rm -rf "$ROOT"/run/*
mkdir -p "$ROOT/run/lock"
exec chroot "$ROOT" bash -c "$FIRST"
"""
# The roots of the others are below /machines.
REMOTE = {
    "ssh": """
host="${1#root@}"
shift
exec chroot "/machines/${host%%.*}" "$@"
""",
    "scp": """
files=()
for word; do
    case "$word" in -*) ;; *) files+=("$word") ;; esac
done
target="${files[-1]#root@}"
unset "files[-1]"
cp --preserve=mode "${files[@]}" "/machines/${target%%.*}${target#*:}"
""",
    "timedatectl": "echo NTPSynchronized=yes",
}


def ip(*words, inside=None):
    """Run `ip`, in the network of the process `inside`."""
    place = ["nsenter", "--target", inside, "--net"] if inside else []
    subprocess.run([*place, "ip", *words], check=True)


class Machine:
    """`run` runs commands in it, and `power_off` ends all of its processes at once."""

    def __init__(self, name, address, work):
        self.name, self.address, self.work = name, address, work
        self.root = work / "machines" / name
        self.log = (work / f"{name}.log").open("wb")
        self.first = None

    def power_on(self):
        command = ["unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child", "sh", "-ec", START]
        environment = {"PATH": PATH, "ROOT": str(self.root), "FIRST": FIRST}
        process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not children.read_text():
            time.sleep(0.05)
        self.first = children.read_text().split()[0]
        while not Path(f"/proc/{self.first}/root/usr/local/bin/systemctl").exists():  # not chrooted yet
            time.sleep(0.05)
        outside = f"try-{self.name}"
        ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", self.first)
        ip("link", "set", outside, "master", BRIDGE, "up")
        ip("addr", "add", f"{self.address}/24", "dev", "eth0", inside=self.first)
        ip("link", "set", "eth0", "up", inside=self.first)
        ip("link", "set", "lo", "up", inside=self.first)

    def power_off(self):
        """Kill all at once, as in a power failure."""
        if self.is_on():
            os.kill(int(self.first), signal.SIGKILL)
            while self.is_on():
                time.sleep(0.05)

    def is_on(self):
        return self.first is not None and Path(f"/proc/{self.first}").exists()

    def run(self, script, **environment):
        """Run commands, and return what they print."""
        command = ["nsenter", "--target", self.first, "--mount", "--pid", "--net", "--ipc", "chroot", self.root]
        with tempfile.TemporaryFile("w+") as printed:  # services keep it open, so a pipe would not end
            done = subprocess.run(
                [*command, "bash", "-euc", f"set -x\n{script}"],
                env={"PATH": PATH, "HOME": "/root", "LC_ALL": "C.UTF-8", **environment},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=self.log,
            )
            printed.seek(0)
            text = printed.read()
        self.log.write(text.encode())
        self.log.flush()
        if done.returncode:
            print(subprocess.run(["tail", "--lines=40", self.log.name], capture_output=True, text=True).stdout)
            raise SystemExit(f"{self.name}: status {done.returncode}, see {self.log.name}")
        return text

    def sql(self, statement):
        """Return the result of a statement."""
        return self.run(f'runuser -u postgres -- psql -XAt --dbname=registry --command="{statement}"').strip()
