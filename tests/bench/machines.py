"""`make scale SIZE=m`: first requests of three server processes on two standbys, and of one process on one database.

Each server process and each database gets the same share of a core, as if each had a small machine of its own. Both
arrangements answer the same addresses, each once, in turns, without the page cache. The client needs the rest of the
cores.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path

from config.demo import REASONS, free_port, wait_until_it_answers, web_server
from tests import replication

from . import house
from .client import Run, send_shared
from .shares import Share, Used
from .workload import Addresses

LONG = ("CSV of a topic and year", "calendar of a topic")  # files of any length, which are sent in parts
LEAST = 2.5  # how many times the throughput of one process and one database
CONNECTIONS = 4  # to each process: it works on so many requests at a time
WARMING = 10  # requests of each kind to each process before it is limited
NOTHING = Used(0, 0, 0)
STATEMENTS = "SELECT coalesce(sum(calls), 0)::int FROM pg_stat_statements WHERE userid = %s::regrole"


def arguments():
    parser = argparse.ArgumentParser(prog="make scale", description="Compare one machine with three.")
    parser.add_argument("--size", choices=("s", "m", "l"), default="s")
    parser.add_argument("--folder", type=Path, default=house.ROOT / ".bench", help="what keeps the generated database")
    parser.add_argument("--share", type=int, default=20, help="per cent of a core for each process and each database")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--requests", type=int, default=300, help="different addresses of each round")
    return parser.parse_args()


@dataclass
class Arrangement:
    """Server processes and the databases that they read, by name. The shares have the same names."""

    name: str
    ports: dict[str, int]
    databases: list[str]
    run: Run = field(default_factory=Run)
    used: dict[str, Used] = field(default_factory=dict)

    def answer(self, requests, shares):
        """Send the requests, and add up what was used meanwhile."""
        before = {name: share.used() for name, share in shares.items()}
        run = send_shared(list(self.ports.values()), requests, CONNECTIONS)
        for name, share in shares.items():
            self.used[name] = self.used.get(name, NOTHING) + (share.used() - before[name])
        self.run += run
        self.run.seconds += run.seconds
        return run


def main() -> int:
    given = arguments()
    with contextlib.ExitStack() as stack:
        stack.enter_context(house.database(given.folder.absolute(), given.size, say))
        warming, requests = drawn(given.requests * given.rounds)
        rounds = list(batched(requests, given.requests, strict=False))[: given.rounds]
        say("Copying the database to a primary and two standbys ...")
        primary, *standbys = stack.enter_context(replication.machines(contents(), standbys=2, owner=replication.OWNER))
        grant(primary)
        primary.ask("VACUUM (ANALYZE)")
        programs = {f"database {each.name}": each.process.pid for each in (primary, *standbys)}
        of_primary, *of_standbys = programs
        say("Starting the server processes ...")
        ports = {}
        for number, (name, url) in enumerate(urls(primary, *standbys).items()):
            ports[name] = free_port(str(int(os.environ.get("PORT") or "8140") + number))
            settings = {"DATABASE_URL": url, "BIND": f"127.0.0.1:{ports[name]}", "WORKERS": "1", "PAGE_CACHE": "off"}
            process = stack.enter_context(web_server(**settings))
            wait_until_it_answers(process, ports[name])
            send_shared([ports[name]], warming, CONNECTIONS)
            programs[name] = process.pid
        one = Arrangement("one process, one database", {"web": ports.pop("web")}, [of_primary])
        three = Arrangement("three processes, two standbys", ports, of_standbys)
        shares = {name: stack.enter_context(Share(name.replace(" ", "-"), given.share)) for name in programs}
        for name, share in shares.items():
            share.limit(programs[name])
        say(f"{len(rounds)} rounds of {given.requests} requests to each arrangement ...")
        primary.ask("SELECT pg_stat_statements_reset()::text")
        for number, addresses in enumerate(rounds):
            for each in (one, three) if number % 2 else (three, one):
                run = each.answer(addresses, shares)
                say(f"  {each.name}: {run.per_second:.1f} requests/s")
        reads = primary.ask(STATEMENTS, replication.WEB)
        return 0 if report(given, one, three, reads) else 1


def drawn(number) -> tuple[list, list]:
    """Return a few requests of each kind, and at least so many others in random order, if the data has them."""
    kinds = [requests for kind, requests in Addresses().kinds(number // 10) if kind not in LONG]
    others = [request for requests in kinds for request in requests[WARMING:]]
    random.Random(1).shuffle(others)  # noqa: S311
    return [request for requests in kinds for request in requests[:WARMING]], others


def urls(primary, first, second) -> dict[str, str]:
    """Return the URL of the database for each server process.

    Readers have another role than the web process, so that their statements on the primary can be counted.
    """
    return {
        "web": replication.address(primary, first, second, role=replication.OWNER, target="read-write"),
        "reader 1": replication.address(first, second, primary, target="standby"),
        "reader 2": replication.address(second, first, primary, target="standby"),
        "reader 3": replication.address(first, second, target="standby") + "&load_balance_hosts=random",
    }


def contents() -> bytes:
    command = [replication.find_binaries() / "pg_dump", "-Fc", "-Z0", "-d", os.environ["DATABASE_URL"]]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def grant(primary):
    """Let the readers' role read: the generated database has only one role."""
    urls = {"DATABASE_URL": primary.url(), "DATABASE_OWNER_URL": primary.url(replication.OWNER)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=house.ROOT, env={**os.environ, **urls}, check=True)


def report(given, one, three, reads) -> bool:
    """Print what both arrangements answered, and what each process and database used. Return whether it is enough."""
    print(f"\nFirst requests at size {given.size.upper()}, without page cache")
    print(f"Each server process and each database has {given.share} % of a core. The figures of each are how much of")
    print("that it used, in how many of the periods of 0.1 s it used all, and its CPU time divided by the requests.")
    for each in (one, three):
        run, count = each.run, len(each.run.milliseconds)
        print(f"\n{each.name}: {count} requests in {run.seconds:.0f} s, {run.per_second:.2f} requests/s; ", end="")
        print(f"p50 {run.part(0.5):.0f} ms, p95 {run.part(0.95):.0f} ms")
        for name, used in each.used.items():
            of_share = used.seconds / (run.seconds * given.share / 100)
            at_limit = used.throttled / max(used.periods, 1)
            print(f"  {name:15} {of_share:5.0%}  {at_limit:5.0%}  {1000 * used.seconds / count:6.2f} ms", end="")
            print("" if name in each.ports or name in each.databases else "  asked nothing")
        for problem in run.problems[:5]:
            print(f"  {problem}")
    ratio = three.run.per_second / one.run.per_second
    problems = len(one.run.problems) + len(three.run.problems)
    print(f"\n{ratio:.2f} times as many requests (at least {LEAST}), {problems} wrong responses, ", end="")
    print(f"{reads} statements of readers on the primary.", flush=True)
    return ratio >= LEAST and not reads and not problems


def say(text):
    """Report progress."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that nothing is left behind
    try:
        sys.exit(main())
    except REASONS as reason:
        sys.exit(str(reason))
