#!/usr/bin/env python3
"""Does in an empty root, which systemd does not run, what the guide asks of systemctl.

A service runs as its unit says: with its user, settings, socket and notification, without privileges, and with a file
system of which only ReadWritePaths, /tmp and /run/registry can be written. A timer's service runs once, at once.
"""

import configparser
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

UNITS = Path("/etc/systemd/system")
HOLDER = Path("/run/holder.pid")
CONFINED = """
mount --rbind / /mnt
mount -o remount,bind,ro /mnt
mount -t tmpfs -o mode=1777 tmpfs /mnt/tmp
for path in $WRITABLE; do mount --bind "$path" "/mnt$path"; done
exec chroot /mnt setpriv --reuid "$RUN_AS" --regid "$GROUP" --clear-groups \
    --no-new-privs --bounding-set=-all --inh-caps=-all \
    env --ignore-environment --chdir "$FOLDER" PATH=/usr/bin:/bin "$@"
"""


def unit(name):
    """Return the sections of a unit, those of the common file included; an instance is filled in."""
    template, _, instance = name.removesuffix(".service").partition("@")
    file = UNITS / (f"{template}@.service" if instance else name)
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    texts = [file.read_text()]
    if name.endswith(".service"):
        texts.append((UNITS / "registry-.service.d" / "common.conf").read_text())
    for text in texts:
        parser.read_string(text.replace("%i", instance).replace("%%", "%").replace("$$", "$"))
    return parser


def start(name, fds=()):
    """Start a service, and return its process after it has said that it is ready, or at once if it does not say so."""
    service = unit(name)["Service"]
    settings = [line for line in Path(service["EnvironmentFile"]).read_text().splitlines() if line[:1].isalpha()]
    variables = [shlex.split(line)[0] for line in settings]
    command = shlex.split(service["ExecStart"])
    ready = None
    if service.get("Type") == "notify":
        path = Path("/run/notify")
        path.unlink(missing_ok=True)
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ready.bind(str(path))
        path.chmod(0o777)
        ready.settimeout(120)
        variables.append(f"NOTIFY_SOCKET={path}")
    if fds:  # the process that execs keeps its number, so the socket is meant for it
        command = ["sh", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', "-", *command]
    writable = [path.removeprefix("-") for path in service.get("ReadWritePaths", "").split()]
    process = subprocess.Popen(
        ["unshare", "--mount", "--propagation", "unchanged", "sh", "-euc", CONFINED, "-", *variables, *command],
        env={
            **os.environ,
            "RUN_AS": service["User"],
            "GROUP": service["Group"],
            "FOLDER": service["WorkingDirectory"],
            "WRITABLE": " ".join(path for path in writable if Path(path).exists()),
        },
        pass_fds=fds,
        umask=int(service["UMask"], 8),
    )
    if ready:
        while b"READY=1" not in ready.recv(4096):
            pass
    return process


def hold():
    """Keep the socket, run the service with it, and replace the service after SIGHUP."""
    settings = unit("registry-web.socket")["Socket"]
    path = Path(settings["ListenStream"])
    path.parent.mkdir(exist_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    subprocess.run(["chown", f"{settings['SocketUser']}:{settings['SocketGroup']}", path], check=True)
    path.chmod(int(settings["SocketMode"], 8))
    listening.listen(int(settings["Backlog"]))
    os.dup2(listening.fileno(), 3)
    process = start("registry-web.service", (3,))
    HOLDER.write_text(str(os.getpid()))
    while True:
        signal.sigwait([signal.SIGHUP])
        process.terminate()
        process.wait()
        process = start("registry-web.service", (3,))


def enable(name):
    """Start what the unit is for."""
    if name == "registry-web.socket":
        if os.fork() == 0:
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
            hold()
        return
    if name.endswith(".timer"):
        service = unit(name)["Timer"]["Unit"]
        print(f"{name}: {service}", flush=True)
        if start(service).wait():
            raise SystemExit(f"{service} failed.")


def main(action, *names):
    names = [name for name in names if not name.startswith("-")]
    if action == "daemon-reload":
        files = sorted(UNITS.glob("registry-*.*[!d]"))
        done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)
        if done.returncode or done.stderr:
            raise SystemExit(done.stdout + done.stderr)
    elif names == ["postgresql"]:
        [version] = os.listdir("/etc/postgresql")
        subprocess.run(["pg_ctlcluster", version, "main", action], check=True)
    elif names == ["nginx"]:
        number = Path("/run/nginx.pid")  # `nginx -t` leaves it empty
        runs = number.exists() and number.read_text().strip()
        subprocess.run(["nginx", *(["-s", "reload"] if runs else [])], check=True)
    elif action == "restart" and names == ["registry-web"]:
        os.kill(int(HOLDER.read_text()), signal.SIGHUP)
    elif action == "enable":
        for name in names:
            enable(name)
    else:
        raise SystemExit(f"systemctl {action} {names} is not known here.")


main(*sys.argv[1:])
