"""Measure, store the results and print them: `python -m tests.bench --size m`."""

import argparse
import sys
from pathlib import Path

from config.demo import REASONS

from . import house, report
from .client import Run, send, send_each, signed_in
from .costs import Statements
from .workload import Addresses, Request, change, create

CREATED = 50  # maximum number of new meetings
CHANGES = 5  # per kind of page
FORM = "/admin/cooperation/meeting/add/"
REPEATED = "the first page of the list, again and again"


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description="Measure first requests of each kind of page.")
    parser.add_argument("--size", choices=("s", "m", "l"), default="s")
    parser.add_argument("--folder", type=Path, default=house.ROOT / ".bench", help="what keeps databases and results")
    parser.add_argument("--requests", type=int, default=100, help="different addresses of each kind, at most")
    parser.add_argument("--seconds", type=float, default=4, help="for the repeated request, at most")
    parser.add_argument("--markdown", action="store_true", help="tables for docs/performance.md")
    parser.add_argument("--again", action="store_true", help="print what was measured last time")
    return parser.parse_args()


def main():
    given = arguments()
    folder = given.folder.absolute()
    if not given.again:
        with house.database(folder, given.size, say) as postmaster:
            say(f"Measuring first requests at size {given.size.upper()} ...")
            with house.served("off", postmaster) as (port, processes):
                results = dict(first_requests(port, processes, given))
            with house.served("on", postmaster) as (port, _processes):
                results |= {REPEATED: repeated(port, given)}
        report.keep(folder, given.size, results)
    show(folder, given)


def first_requests(port, processes, given):
    """Yield each kind of page and its figures, or the reason why there are none."""
    for name, requests in Addresses().kinds(given.requests):
        yield name, figures(port, processes, requests)
    request = create(*signed_in(port, house.STAFF, house.PASSWORD, FORM))
    yield "create", figures(port, processes, [request] * min(given.requests, CREATED), has_changes=False)


def figures(port, processes, requests, *, has_changes=True):
    """Send each request once over one connection; the first few of them again, each after a published change."""
    Statements.forget()
    before = processes.milliseconds()
    run = send_each(port, requests)
    spent = processes.milliseconds() - before if before is not None else None
    statements, milliseconds = Statements.counted()
    if run.problems:
        return f"{run.problems[0]}: {len(run.problems)} of {len(requests)}"
    after = Run()
    spent_after = 0
    for request in requests[:CHANGES] if has_changes else ():
        change()
        if before is not None:
            spent_after -= processes.milliseconds()
        after += send_each(port, [request])
        if before is not None:
            spent_after += processes.milliseconds()
    count = len(run.milliseconds)
    return {
        "requests": count,
        "p50": run.part(0.5),
        "p95": run.part(0.95),
        "statements": statements / count,
        "sql": milliseconds / count,
        "cpu": spent / count if spent is not None else None,
        "changed": after.part(0.5) if has_changes else None,
        "changed_cpu": spent_after / len(after.milliseconds) if has_changes and before is not None else None,
        "kilobytes": run.longest / 1000,
    }


def repeated(port, given) -> dict:
    """Return the requests per second that the page cache answers over eight connections, and the p50 of one."""
    request = Request("/meetings/")
    send(port, request, 100, given.seconds, connections=8)  # each worker has its own cache
    alone = send(port, request, 200, given.seconds)
    together = send(port, request, 20_000, given.seconds, connections=8)
    return {"p50": alone.part(0.5), "per_second": together.per_second}


def show(folder, given):
    """Print the table and the line about repeated requests."""
    results = report.kept(folder, given.size)
    smallest = report.kept(folder, "s") if given.size != "s" else {}
    again = results.pop(REPEATED)
    print(f"\nFirst requests at size {given.size.upper()}, without page cache\n")
    print(report.table(results, smallest, given.markdown))
    print(f"\n{report.LEGEND}")
    print(f"From the page cache, {REPEATED}: {again['p50']:.1f} ms, {again['per_second']:,.0f} requests/s.", flush=True)


def say(text):
    """Report progress."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except REASONS as reason:
        sys.exit(str(reason))
