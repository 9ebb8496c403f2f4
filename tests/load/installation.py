"""An installation of three machines (docs/machines.md): each has a database and a process for readers.

A run needs about ten minutes. In a shorter one the next fault comes before processes have returned to their own
standby, which takes a minute: then the primary answers some readers, which counts as wrong.

One process for staff is enough here. All run on this machine, so nginx finds the processes by their ports.
"""

import os
import re
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psycopg

from config.demo import CannotRun, free_port, wait_until_it_answers
from tests import replication

from . import clicks
from .processes import ROOT, end, serve

NGINX = ROOT / "deploy" / "nginx"
MAIN = """daemon off;
pid nginx.pid;
error_log nginx.log;
events {{ }}
http {{
    log_format answers '$msec $registry_answers $request_uri $upstream_status $upstream_addr';
    access_log off;
    client_body_temp_path temporary/body;
    proxy_temp_path temporary/proxy;
    fastcgi_temp_path temporary/other;
    uwsgi_temp_path temporary/other;
    scgi_temp_path temporary/other;
    {0}
}}
"""
AWAY = 3  # seconds until somebody promotes a standby
MOVING = 70  # seconds in which the processes replace all their connections (config/settings.py)
PROMOTION = "promotion"
READERS = "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'reader' AND query <> ''"
TOKEN = "SELECT token::text FROM cooperation_publicversion"


def settings_of(machines) -> dict[str, str]:
    """Return the settings of the web processes and the commands, which find the primary."""
    roles = {
        "DATABASE_URL": replication.WEB,
        "DATABASE_OWNER_URL": replication.OWNER,
        "DATABASE_BACKUP_URL": replication.BACKUP,
    }
    return {name: replication.address(*machines, role=role, target="read-write") for name, role in roles.items()}


def configuration(port: int, web: int, readers: list[int], cache: Path | None = None) -> str:
    """Return nginx's configuration: that of the project, with the ports of this run, without TLS and limits.

    With the folder `cache`, nginx stores pages.
    """
    text = NGINX.joinpath("registry.conf.template").read_text()
    maps, server = text[: text.index("\nserver {")], text[text.rindex("\nserver {") :]
    server = re.sub(r"^    (listen \[::\]|http2|ssl_|limit_|access_log|error_log).*\n", "", server, flags=re.MULTILINE)
    upstreams = NGINX.joinpath("upstreams-machines.conf").read_text()
    for number, reader in enumerate(readers, 1):
        upstreams = _replaced(upstreams, f"r{number}.registry.internal:8001", f"127.0.0.1:{reader}")
    upstreams = _replaced(upstreams, "unix:/run/registry/web.sock", f"127.0.0.1:{web}")
    server = _replaced(server, "listen 443 ssl;", f"listen 127.0.0.1:{port};\n    access_log answers.log answers;")
    server = _replaced(server, "${SERVER_NAME}", "127.0.0.1")
    server = _replaced(server, "/usr/share/registry/pages", str(NGINX / "pages"))
    # Everybody is on this machine and says which other address it is.
    server = _replaced(server, "X-Forwarded-For $remote_addr", "X-Forwarded-For $http_x_forwarded_for")
    stores = NGINX.joinpath("cache.conf").read_text() if cache else ""
    if cache:
        stores = _replaced(stores, "/var/cache/nginx/registry", str(cache))
    return MAIN.format("\n".join((upstreams, maps, stores, server)))


def _replaced(text, old, new):
    if old not in text:
        raise CannotRun(f"The configuration of nginx has no “{old}” any more.")
    return text.replace(old, new)


class Installation:
    """Three machines and nginx. One standby is stopped, another is delayed, and the primary is killed."""

    is_strict = True

    def __init__(self, machines, port: int, log: Path):
        self.machines, self.port, self.log = machines, port, log
        self.primary, self.standbys = machines[0], list(machines[1:])
        self.done, self.notes, self.wrong, self.phases = [], [], [], []
        # Phase -> the highest number of sessions of readers on the primary, and on a standby.
        self.sessions, self.elsewhere = Counter(), Counter()

    def start(self):
        folder = self.log.parent
        self.web, *self.readers = (free_port(str(self.port + 1 + number)) for number in range(len(self.machines) + 1))
        urls = {self.web: os.environ["DATABASE_URL"]}
        for number, port in enumerate(self.readers):
            nearest = self.machines[number:] + self.machines[:number]
            urls[port] = replication.address(*nearest, target="standby") + "&application_name=reader"
        self.processes = {
            port: serve(
                self.log,
                environment={**os.environ, "DATABASE_URL": url, "BIND": f"127.0.0.1:{port}", "WORKERS": "1"},
            )
            for port, url in urls.items()
        }
        folder.joinpath("temporary").mkdir(exist_ok=True)
        self.answers = folder / "answers.log"
        self.answers.unlink(missing_ok=True)
        nginx = folder / "nginx.conf"
        nginx.write_text(configuration(self.port, self.web, self.readers))
        self.processes[self.port] = serve(self.log, ["nginx", "-p", str(folder), "-c", str(nginx)])

    def wait(self):
        for port, process in self.processes.items():
            wait_until_it_answers(process, port)

    def stop(self):
        for process in reversed(self.processes.values()):
            end(process)

    def harm(self, seconds, ledger):
        """Stop a standby, delay another one, kill the primary, promote a standby, and bring the old primary back."""
        began = time.monotonic()
        primary, (first, second) = self.primary, self.standbys

        def until(share, phase):
            self.phases.append((time.time(), phase))
            while time.monotonic() < began + share * seconds:
                self._sample(phase)
                time.sleep(1)

        until(0.1, "first")
        first.stop()
        self.done.append("a standby stopped")
        until(0.2, "one standby stopped")
        first.start()
        until(0.3, "both standbys again")
        second.delay(60)
        self.done.append("a standby delayed")
        until(0.45, "one standby delayed")
        second.delay(0)
        second.wait_until_caught_up(primary)
        until(0.55, "both standbys current again")
        primary.kill()
        killed = time.monotonic()
        self.done.append("the primary killed")
        self.phases.append((time.time(), PROMOTION))
        time.sleep(AWAY)
        self.primary = max(reversed(self.standbys), key=received)
        self.primary.promote()
        self.done.append("a standby promoted")
        until(min(0.55 + MOVING / seconds, 0.75), PROMOTION)
        until(0.75, "two machines")
        primary.rewind(self.primary)
        primary.wait_until_caught_up(self.primary)
        self.done.append("the old primary brought back as a standby")
        until(1, "three machines again")
        written = [when for when in ledger.acknowledged if when > killed]
        if written:
            last = max(when for when in ledger.acknowledged if when <= killed)
            self.notes.append(
                f"{written[0] - last:.1f} s between two acknowledged writes, {AWAY} s of them until the promotion; "
                f"{len(written)} acknowledged after it"
            )
        else:
            self.wrong.append("No write was acknowledged after the promotion")

    def _sample(self, phase):
        for each in self.machines:
            counts = self.sessions if each is self.primary else self.elsewhere
            with suppress(psycopg.Error):
                counts[phase] = max(counts[phase], each.ask(READERS))

    def problems(self):
        """Compare machines and processes with each other, and count who answered readers."""
        wrong = self.wrong + [
            f"The process at port {port} ended" for port, each in self.processes.items() if each.poll()
        ]
        for each in self.machines:
            if each is not self.primary:
                each.wait_until_caught_up(self.primary)
        tokens = {each.ask(TOKEN) for each in self.machines}
        if len(tokens) > 1:
            wrong.append(f"The machines have different states: {tokens}")
        for port in (self.web, *self.readers):
            clicked, found = clicks.differences(clicks.reader(port))
            self.notes.append(f"{clicked} counts followed at port {port}: {len(found)} differences")
            wrong += [f"Port {port}: {each}" for each in found]
        for phase, (answered, by_web) in self._answered().items():
            sessions = self.sessions[phase]
            self.notes.append(
                f"{phase}: {answered} reads, {by_web} of them by the process for staff; at most {sessions} sessions of "
                f"readers on the primary, {self.elsewhere[phase]} on a standby"
            )
            if phase != PROMOTION and (by_web or sessions):
                wrong.append(f"{phase}: the primary answered readers")
        return wrong

    def _answered(self):
        """Return for each phase how many reads there were, and how many of them the process for staff answered."""
        found = {}
        for line in self.answers.read_text().splitlines():
            when, answers, _address, *upstreams = line.split(" ")
            if answers != "readers":
                continue
            phase = next((name for began, name in reversed(self.phases) if began <= float(when)), None)
            if phase:
                count = found.setdefault(phase, [0, 0])
                count[0] += 1
                count[1] += any(part.startswith(f"127.0.0.1:{self.web}") for part in upstreams)
        return found


def received(machine) -> int:
    """Return how much the standby has received: the one with the most is promoted."""
    return machine.ask("SELECT pg_last_wal_receive_lsn() - '0/0'")
