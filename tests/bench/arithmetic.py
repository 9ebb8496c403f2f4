"""The tables of docs/capacity.md: `python -m tests.bench.arithmetic`; options replace its figures."""

import argparse
import math

ADDRESSES = 200_000
RATES = 1000, 100_000
HEADS = (
    *("requests/s", "a shared cache keeps a page", "between two changes", "it answers", "nginx answers of the rest"),
    *("304", "rendered/s", "cores", "machines"),
)
KILOBYTES = 8 / 1000  # to Mbit


def arguments():
    parser = argparse.ArgumentParser(description="Calculate machines, memory and traffic.")
    for name, value, what in (
        ("first", 28.4, "ms of the server for a page that is in no cache"),
        ("first-database", 9.8, "ms of the database for it"),
        ("known", 0.6, "ms of the server for a page that nginx has, and that has not changed: a 304"),
        ("known-database", 0.13, "ms of the database for it"),
        ("passed", 0.15, "ms of nginx for what it passes on"),
        ("cached", 0.05, "ms of nginx for a page of its own cache"),
        ("page", 10.7, "kB of a page, compressed"),
        ("unchanged", 0.76, "kB of a 304"),
        ("unchanged-share", 0.2, "share of responses that are a 304"),
        ("use", 0.6, "share of the cores that is used at this rate"),
        ("cores", 8, "cores of a machine"),
        ("process", 0.1, "GB of a server process, with 32 MB of its page cache"),
        ("index", 0.2, "GB of the main process, with the index"),
        ("data", 1.4, "GB of the database"),
    ):
        parser.add_argument(f"--{name}", type=float, default=value, help=f"{what} ({value})")
    return parser.parse_args()


def main():
    given = arguments()
    total = sum(1 / rank for rank in range(1, ADDRESSES + 1))
    popularity = [1 / rank / total for rank in range(1, ADDRESSES + 1)]
    print(f"| {' | '.join(HEADS)} |\n|{' ---: |' * len(HEADS)}")
    for rate in RATES:
        for kept in (0, 10):
            rates = [rate * share for share in popularity]
            if kept:
                rates = [passed_on(each, kept) for each in rates]
            for between in (60, 600):
                print(row(given, rate, kept, between, rates))
    for rate in RATES:
        kilobytes = given.unchanged_share * given.unchanged + (1 - given.unchanged_share) * given.page
        print(f"{rate} requests/s: {rate * kilobytes * KILOBYTES:,.0f} Mbit/s")
    workers = given.cores
    print(f"A machine: {given.index + workers * given.process + given.data:.1f} GB")


def passed_on(rate, seconds) -> float:
    """Return the requests per second of a cache that keeps a page for `seconds`."""
    return (1 - math.exp(-rate * seconds)) / seconds


def row(given, rate, kept, between, rates) -> str:
    machines = 1
    while True:
        before = sum(rates)
        asked = [passed_on(each / machines, 1) for each in rates]  # of each nginx, which keeps a page for a second
        arrived = sum(asked)  # at each machine
        found = known(asked, between)
        of_nginx = (before / machines - arrived) * given.cached + arrived * given.passed
        of_known = arrived * found * (given.known + given.known_database)
        of_first = arrived * (1 - found) * (given.first + given.first_database)
        cores = (of_nginx + of_known + of_first) / 1000 / given.use
        if cores <= given.cores:
            break
        machines += 1 if machines < 20 else max(1, machines // 20)
    keeps = f"{kept} s" if kept else "–"
    return (
        f"| {rate:,} | {keeps} | {between} s | {1 - before / rate:.0%} | {1 - arrived * machines / before:.0%} "
        f"| {found:.0%} | {arrived * (1 - found) * machines:,.0f} | {cores * machines:,.0f} | {machines} |"
    )


def known(rates, between) -> float:
    """Return the share of requests for what nginx has already stored since the last published change.

    The server answers these with 304, without rendering the page.
    """
    total = sum(rates) * between
    return 1 - sum(1 - math.exp(-rate * between) for rate in rates) / total


if __name__ == "__main__":
    main()
