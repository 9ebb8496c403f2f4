"""Run it: `python -m tests.load --minutes 10`, or with `--standbys 2`."""

import argparse
import contextlib
import os
import random
import signal
import sys
import time
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client

from config import demo_data
from config.demo import REASONS, free_port, settle_environment, wait_until_it_answers
from config.embedded import Cluster, with_roles
from tests import replication
from tests.bench.workload import Addresses

from .installation import Installation, settings_of
from .people import Crowd
from .processes import ROOT, end, serve

EDITORS = 4
KILLED_EVERY = 15  # seconds: a new process needs some of them
RESTARTS = ((0.4, signal.SIGINT, "restarted"), (0.7, signal.SIGQUIT, "crashed"))  # share of time, signal, result


class Registry:
    """The web server and its database, which can be killed and started again."""

    is_strict = False  # readers see errors while a process starts

    def __init__(self, cluster: Cluster, port: int, log: Path):
        self.cluster, self.port, self.log = cluster, port, log
        self.done, self.notes = [], []

    def start(self):
        self.process = serve(self.log)

    def wait(self):
        wait_until_it_answers(self.process, self.port)

    def harm(self, seconds, ledger):
        """Kill a process every few seconds, now and then the whole server, and restart the database twice."""
        chance = random.Random(1)  # noqa: S311
        began, restarts, number = time.monotonic(), list(RESTARTS), 0
        while (passed := time.monotonic() - began) < seconds - KILLED_EVERY:
            time.sleep(KILLED_EVERY)
            number += 1
            if restarts and passed > restarts[0][0] * seconds:
                self.restart_database(*restarts.pop(0)[1:])
            elif number % 6 == 0:
                self.kill_everything()
            else:
                self.kill_worker(chance)

    def problems(self):
        """Return other problems at the end."""
        return []

    def kill_worker(self, chance):
        """Kill one worker process."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(chance.choice(children)), signal.SIGKILL)
            self.done.append("a server process killed")

    def kill_everything(self):
        """Kill the main process. The others notice, and end."""
        self.process.kill()
        self.process.wait()
        self.start()
        self.done.append("the whole server killed")

    def restart_database(self, sent, what):
        self.cluster.process.send_signal(sent)
        self.cluster.process.wait(60)
        time.sleep(3)
        self.cluster.run()
        self.done.append(f"the database {what}")

    def stop(self):
        end(self.process)


def main():
    parser = argparse.ArgumentParser(prog="make load", description="Mixed load with faults, and a ledger of writes.")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--standbys", type=int, choices=(0, 2), default=0, help="other faults; takes ten minutes")
    parser.add_argument("--folder", type=Path, default=ROOT / ".load", help="what keeps the database")
    given = parser.parse_args()
    folder = given.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port(os.environ.get("PORT") or "8135")
    settle_environment(folder, port)
    os.environ.update(EXPORT_FOLDER="", RATE_LIMITS="0", LOG_LEVEL="ERROR", WORKERS="2")
    log = folder / "server.log"
    log.unlink(missing_ok=True)
    if given.standbys:
        with replication.machines(standbys=given.standbys, synchronous=True, owner=replication.OWNER) as machines:
            os.environ.update(settings_of(machines))
            return 1 if run(Installation(machines, port, log), given.minutes * 60) else 0
    cluster = Cluster(folder / "postgres")
    try:
        cluster.erase()
        cluster.start()
        os.environ.update(with_roles(cluster.url))
        return 1 if run(Registry(cluster, port, log), given.minutes * 60) else 0
    finally:
        cluster.stop()


def run(registry, seconds) -> list[str]:
    """Return what went wrong."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("loaddata", *demo_data.fixtures(), verbosity=0)
    demo_data.collect_static()
    people = [editor(number) for number in range(EDITORS)]
    paths = [request.path for _kind, requests in Addresses().kinds(20) for request in requests]
    paths += ["/api/v1/meetings", "/api/v1/changes", "/meetings.json", "/search/?q=water", "/robots.txt"]
    crowd = Crowd(registry.port, paths, people, is_strict=registry.is_strict)
    connection.close()
    registry.start()
    try:
        registry.wait()
        say(f"{seconds:.0f} seconds of load ...")
        for thread in crowd.threads:
            thread.start()
        registry.harm(seconds, crowd.ledger)
        crowd.stop.set()
        for thread in crowd.threads:
            thread.join()
        registry.wait()
        wrong = registry.problems()
    finally:
        crowd.stop.set()
        registry.stop()
    connection.close()
    wrong += crowd.problems + crowd.ledger.differences()
    wrong += (
        ["The log of the server has a traceback"] if "Traceback" in registry.log.read_text(errors="replace") else []
    )
    try:
        call_command("check_index", verbosity=0)
    except SystemExit as error:
        wrong += [f"check_index found differences ({error})"] if error.code else []
    report(registry, crowd, wrong)
    return wrong


def editor(number) -> str:
    """Create an account that may publish, and return the key of a session."""
    user = apps.get_model("auth", "User").objects.create_user(f"editor{number}", is_staff=True)
    user.groups.add(apps.get_model("auth", "Group").objects.get(name="Publisher"))
    client = Client()
    client.force_login(user)
    return client.session.session_key


def report(registry, crowd, wrong):
    for what in dict.fromkeys(registry.done):
        print(f"{registry.done.count(what):6} × {what}")
    print(*registry.notes, sep="\n")
    for who, statuses in crowd.statuses.items():
        times = sorted(crowd.times[who]) or [0]
        parts = [f"{1000 * times[min(int(share * len(times)), len(times) - 1)]:.0f} ms" for share in (0.5, 0.95, 0.99)]
        counted = ", ".join(f"{status or 'no answer'}: {count}" for status, count in sorted(statuses.items()))
        print(f"{who}: {counted}; p50, p95, p99 of successes {', '.join(parts)}")
    for what, said in crowd.ledger.counts().items():
        print(f"{what}: {', '.join(f'{count} {each}' for each, count in said.items())}")
    print("\n".join(wrong[:20]) if wrong else "The database has every write that was acknowledged, once and whole.")
    print(f"{len(wrong)} differences or errors.")


def say(text):
    """Report progress."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except REASONS as reason:
        sys.exit(str(reason))
