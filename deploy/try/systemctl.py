#!/usr/bin/env python3
"""Replaces systemctl for the guide in an empty root, where systemd does not run.

A service runs as its unit says: with its user, settings, socket and notification, without privileges, and with a file
system of which only ReadWritePaths, /tmp and /run/registry can be written. A timer's service runs once, at once.
"""

import configparser
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

UNITS = Path("/etc/systemd/system")
POSTGRESQL = Path("/etc/postgresql")
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
    """Return the sections of a unit, including its drop-in files; `%i` is replaced."""
    template, _, instance = name.removesuffix(".service").partition("@")
    file = UNITS / (f"{template}@.service" if instance else name)
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    texts = [file.read_text()]
    files = []
    if name.endswith(".service"):  # in the order of the file names, whatever the folder
        files = sorted(
            [*UNITS.glob("registry-.service.d/*.conf"), *UNITS.glob(f"{name}.d/*.conf")], key=lambda each: each.name
        )
    texts += [each.read_text() for each in files]
    settings = []
    for text in texts:
        parser.read_string(text.replace("%i", instance).replace("%%", "%").replace("$$", "$"))
        settings += re.findall(r"(?m)^EnvironmentFile=(.*)$", text)
    parser["X-Try"] = {"Settings": " ".join(settings)}
    return parser


def start(name, fds=()):
    """Start a service, and return its process: when it is ready with Type=notify, else at once."""
    sections = unit(name)
    service = sections["Service"]
    files = map(Path, sections["X-Try"]["Settings"].split())
    settings = [line for file in files for line in file.read_text().splitlines() if line[:1].isalpha()]
    variables = [shlex.split(line)[0] for line in settings]
    command = shlex.split(service["ExecStart"])
    ready = log = None
    if service.get("Type") == "notify":
        path = Path(f"/run/notify-{name}")
        path.unlink(missing_ok=True)
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ready.bind(str(path))
        path.chmod(0o777)
        ready.settimeout(120)
        variables.append(f"NOTIFY_SOCKET={path}")
        log = os.open(
            f"/var/log/{name}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT
        )  # the server's output is not this command's
    if fds:  # exec keeps the process id, so LISTEN_PID is right
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
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, []),
        stdout=log,
        stderr=log,
    )
    if ready:
        while b"READY=1" not in ready.recv(4096):
            pass
    return process


def listen(name):
    """Return the socket of the unit."""
    settings = unit(name)["Socket"]
    path = Path(settings["ListenStream"])
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    subprocess.run(["chown", f"{settings['SocketUser']}:{settings['SocketGroup']}", path], check=True)
    path.chmod(int(settings["SocketMode"], 8))
    listening.listen(int(settings["Backlog"]))
    return listening


def holder(service):
    """Return the path of the service's PID file."""
    return Path(f"/run/{service}.pid")


def hold(service):
    """Run the service with its socket, if any; restart it on SIGHUP and stop on SIGTERM."""
    fds = ()
    if (UNITS / f"{service}.socket").exists():
        listening = listen(f"{service}.socket")
        os.dup2(listening.fileno(), 3)
        fds = (3,)
    process = start(f"{service}.service", fds)
    holder(service).write_text(str(os.getpid()))
    while True:
        asked = signal.sigwait([signal.SIGHUP, signal.SIGTERM])
        process.terminate()
        process.wait()
        if asked == signal.SIGTERM:
            holder(service).unlink()
            os._exit(0)
        process = start(f"{service}.service", fds)


def run(service):
    """Run the service in its own process, and return when it is ready."""
    if holder(service).exists():
        return
    if (child := os.fork()) == 0:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP, signal.SIGTERM])
        hold(service)
    while not holder(service).exists():
        if os.waitpid(child, os.WNOHANG) != (0, 0):
            raise SystemExit(f"{service} did not start.")
        time.sleep(0.1)


def tell(service, number):
    """Send a signal to the process of the service, and wait for its end after SIGTERM."""
    file = holder(service)
    if not file.exists():
        return
    os.kill(int(file.read_text()), number)
    while number == signal.SIGTERM and file.exists():
        time.sleep(0.1)


def postgresql(action):
    """Run the action on this root's cluster. Its unit's ExecCondition is checked before a start."""
    [version] = os.listdir(POSTGRESQL)
    for file in UNITS.glob(f"postgresql@{version}-main.service.d/*.conf"):
        condition = re.search(r"^ExecCondition=(.*)$", file.read_text(), re.MULTILINE)
        if action == "start" and condition and subprocess.run(shlex.split(condition[1])).returncode:
            return
    done = subprocess.run(["pg_ctlcluster", version, "main", action])
    if done.returncode not in (0, 2):  # 2: it already runs or is stopped
        raise SystemExit(done.returncode)


def nginx():
    number = Path("/run/nginx.pid")  # `nginx -t` leaves it empty
    runs = number.exists() and number.read_text().strip()
    subprocess.run(["nginx", *(["-s", "reload"] if runs else [])], check=True)


def enable(name):
    """Start the unit's service."""
    if name.endswith(".timer"):
        service = unit(name)["Timer"]["Unit"]
        print(f"{name}: {service}", flush=True)
        if start(service).wait() and "doctor" not in service:  # it has findings here
            raise SystemExit(f"{service} failed.")
    else:  # the service creates its socket
        run(name.partition(".")[0])


def main(action, *names):
    names = [name for name in names if not name.startswith("-")]
    if action == "daemon-reload":
        files = sorted(UNITS.glob("registry-*.*[!d]"))
        if files:
            done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)
            if done.returncode or done.stderr:
                raise SystemExit(done.stdout + done.stderr)
        return
    for name in names:
        service = name.partition(".")[0]
        if name == "postgresql":
            postgresql(action)
        elif name == "nginx":
            nginx()
        elif action in ("enable", "start"):
            enable(name)
        elif action == "stop":
            tell(service, signal.SIGTERM)
        elif action == "restart":
            tell(service, signal.SIGHUP)
        else:
            raise SystemExit(f"systemctl {action} {names} is not known here.")


if __name__ == "__main__":
    main(*sys.argv[1:])
