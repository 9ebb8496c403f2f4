"""Measure, store the results and print them: `python -m tests.bench --size m`."""

import argparse
import sys
from pathlib import Path

from config.demo import REASONS

from . import house, report
from .client import Connection, send, signed_in
from .costs import Statements
from .workload import requests

CREATED = 50  # maximum number of new meetings in each of the two runs
FORM = "/admin/cooperation/meeting/add/"


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description="Measure a fixed set of requests.")
    parser.add_argument("--size", choices=("s", "m", "l"), default="s")
    parser.add_argument("--folder", type=Path, default=house.ROOT / ".bench", help="what keeps databases and results")
    parser.add_argument("--requests", type=int, default=300, help="of each kind, at most")
    parser.add_argument("--seconds", type=float, default=4, help="for each kind and number of connections, at most")
    parser.add_argument("--page-cache", choices=("off", "on"), nargs="+", default=("off", "on"))
    parser.add_argument("--markdown", action="store_true", help="tables for docs/performance.md")
    parser.add_argument("--again", action="store_true", help="print what was measured last time")
    return parser.parse_args()


def main():
    given = arguments()
    folder = given.folder.absolute()
    if not given.again:
        results = {}
        with house.database(folder, given.size, say) as postmaster:
            for page_cache in given.page_cache:
                say(f"Measuring size {given.size.upper()}, page cache {page_cache} ...")
                with house.served(page_cache, postmaster) as (port, processes):
                    results[page_cache] = dict(measured(port, processes, given))
        report.keep(folder, given.size, results)
    show(folder, given)


def measured(port, processes, given):
    """Yield each request's name and its figures, or the reason why there are none."""
    for request in requests(signed_in(port, house.STAFF, house.PASSWORD, FORM)):
        connection = Connection(port)
        answer = connection.ask(request.sending())
        problem = request.problem(answer.status, answer.text)
        for _ in range(0 if problem else min(given.requests // 5, 4)):
            connection.ask(request.sending())  # a warm-up, which is not measured
        connection.close()
        yield request.name, problem or figures(port, processes, request, answer, given)


def figures(port, processes, request, answer, given):
    """Send the request repeatedly, over one connection and over eight."""
    number = min(given.requests, CREATED) if request.method == "POST" else given.requests
    Statements.forget()
    before = processes.milliseconds()
    alone = send(port, request, number, given.seconds)
    after = processes.milliseconds()
    statements, milliseconds = Statements.counted()
    if request.method == "GET":
        send(port, request, 32, given.seconds, connections=8)  # each worker has its own cache
        number *= 10
    together = send(port, request, number, given.seconds, connections=8)
    if failures := alone.failures + together.failures:
        return f"failed ({failures} of {failures + len(alone.milliseconds) + len(together.milliseconds)})"
    count = len(alone.milliseconds)
    return {
        "requests": count,
        "p50": alone.part(0.5),
        "p99": alone.part(0.99),
        "per_second": together.per_second,
        "statements": statements / count,
        "sql": milliseconds / count,
        "cpu": (after - before) / count if before is not None else None,
        "kilobytes": answer.compressed / 1000,
        "kilobytes_sent": len(answer.body) / 1000,
    }


def show(folder, given):
    """Print a table for each setting of the page cache."""
    smallest = report.kept(folder, "s") if given.size != "s" else {}
    for page_cache, results in report.kept(folder, given.size).items():
        print(f"\nSize {given.size.upper()}, {'with' if page_cache == 'on' else 'without'} page cache\n")
        print(report.table(results, smallest.get(page_cache, {}), given.markdown))
    print(f"\n{report.LEGEND}", flush=True)


def say(text):
    """Report progress."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except REASONS as reason:
        sys.exit(str(reason))
