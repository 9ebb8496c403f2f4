"""`make capacity SIZE=m`: the figures of docs/capacity.md: processor time, bytes, memory, and WAL of a save.

Each is for one request: of the server process, of the database, and of nginx before them. They are processor times, so
other work on the machine matters little.
"""

import argparse
import contextlib
import os
import re
import sys
import tempfile
import urllib.request
from pathlib import Path

from django.db import connection

from config.demo import REASONS, free_port, wait_until_it_answers, web_server
from tests.load.installation import configuration
from tests.load.processes import end, serve

from . import house
from .client import Connection, signed_in
from .costs import Processes
from .machines import LONG, say
from .workload import Addresses, Request, create

FORM = "/admin/cooperation/meeting/add/"
PAGE = "/meetings/"
SAVES = 50
REPEATED = 4000
HEADS = ("request", "server ms", "database ms", "nginx ms", "bytes sent")


def arguments():
    parser = argparse.ArgumentParser(prog="make capacity", description="Measure what one request needs.")
    parser.add_argument("--size", choices=("s", "m", "l"), default="s")
    parser.add_argument("--folder", type=Path, default=house.ROOT / ".bench", help="what keeps the generated database")
    parser.add_argument("--requests", type=int, default=60, help="different addresses of each kind, at most")
    return parser.parse_args()


def main():
    given = arguments()
    with contextlib.ExitStack() as stack:
        postmaster = stack.enter_context(house.database(given.folder.absolute(), given.size, say))
        port = free_port(os.environ.get("PORT") or "8150")
        settings = {"BIND": f"127.0.0.1:{port}", "WORKERS": "1"}
        rows = []
        say("First requests ...")
        with web_server(PAGE_CACHE="off", **settings) as process:
            wait_until_it_answers(process, port)
            programs = Processes(process.pid), Processes(postmaster)
            kinds = {kind: requests for kind, requests in Addresses().kinds(given.requests) if kind not in LONG}
            for kind, requests in kinds.items():
                rows.append((kind, *spent(port, requests, *programs)))
            each = [sum(column) / len(rows) for column in zip(*(row[1:] for row in rows), strict=True)]
            rows.append(("mean of these", *each))
            memory, own = resident(process.pid)
        say("Repeated requests ...")
        server = stack.enter_context(web_server(PAGE_CACHE="on", **settings))
        wait_until_it_answers(server, port)
        programs = Processes(server.pid), Processes(postmaster)
        known = f"If-None-Match: {etag(port)}\r\n"
        rows.append(("page cache", *spent(port, [Request(PAGE)] * REPEATED, *programs)))
        rows.append(("304", *spent(port, [Request(PAGE, status=304, headers=known)] * REPEATED, *programs)))
        for name, has_cache in (("page cache, through nginx", False), ("nginx's cache", True)):
            with nginx(port, has_cache=has_cache) as (front, process):
                requests = [Request(PAGE)] * REPEATED
                rows.append((name, *spent(front, requests, *programs, Processes(process.pid))))
        written = wal_of_saves(port)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    print(f"\nSize {given.size.upper()}, for one request\n")
    print(f"| {' | '.join(HEADS)} |\n| --- | ---: | ---: | ---: | ---: |")
    for name, server, database, proxy, sent in rows:
        print(f"| {name} | {server:.2f} | {database:.2f} | {f'{proxy:.3f}' if proxy else '–'} | {sent:,.0f} |")
    print(f"\nMain process and a server process: {memory:.0f} MB, each further server process {own:.0f} MB.")
    print(f"Database: {size / 1e9:.2f} GB.")
    print(f"WAL of a save: {written / 1000:.0f} kB.", flush=True)


def spent(port, requests, server, database, proxy=None) -> tuple[float, float, float, float]:
    """Send each request over one connection; return milliseconds of each program, and bytes, for one of them."""
    programs = [each for each in (server, database, proxy) if each]
    client, sent = Connection(port), 0
    before = [each.milliseconds() for each in programs]
    for request in requests:
        answer = client.ask(request.sending())
        if problem := request.problem(answer.status, answer.text):
            sys.exit(f"{request.path} {problem}")
        sent += len(answer.head) + len(answer.body)
    used = [(each.milliseconds() - was) / len(requests) for each, was in zip(programs, before, strict=True)]
    client.close()
    return used[0], used[1], used[2] if proxy else 0, sent / len(requests)


def etag(port) -> str:
    same = {"Host": "127.0.0.1", "Accept-Encoding": "gzip"}  # as in a Request: the ETag depends on it
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{PAGE}", headers=same)
    with urllib.request.urlopen(asked) as answer:
        return answer.headers["ETag"]


@contextlib.contextmanager
def nginx(web, *, has_cache):
    """Run nginx before the server process, as it is with several machines; yield its port and its process."""
    port = free_port(str(web + 1))
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        place.joinpath("temporary").mkdir()
        text = configuration(port, web, [web] * 3, place / "cache" if has_cache else None)
        place.joinpath("nginx.conf").write_text(text)
        process = serve(place / "output", ["nginx", "-p", folder, "-c", str(place / "nginx.conf")])
        try:
            wait_until_it_answers(process, port)
            yield port, process
        finally:
            end(process)


def resident(pid) -> tuple[float, float]:
    """Return the megabytes of the processes, counting shared memory once, and of the last one alone."""
    shared, own = 0, 0
    for each in Processes(pid).ids():
        sizes = Path(f"/proc/{each}/smaps_rollup").read_text()
        shared += int(re.search(r"^Pss: +(\d+)", sizes, re.MULTILINE)[1])
        own = sum(map(int, re.findall(r"^Private_\w+: +(\d+)", sizes, re.MULTILINE)))
    return shared / 1000, own / 1000


def wal_of_saves(port) -> float:
    """Return the bytes that the database writes for one save of a new meeting, without those of a checkpoint."""
    request = create(*signed_in(port, house.STAFF, house.PASSWORD, FORM))
    client = Connection(port)
    with connection.cursor() as cursor:

        def written():
            cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
            return cursor.fetchone()[0]

        for _turn in range(2):  # the first saves after a checkpoint also write whole pages
            before = written()
            for _ in range(SAVES):
                answer = client.ask(request.sending())
                if answer.status != request.status:
                    sys.exit(f"A meeting was not saved ({answer.status})")
        return float(written() - before) / SAVES


if __name__ == "__main__":
    try:
        main()
    except REASONS as reason:
        sys.exit(str(reason))
