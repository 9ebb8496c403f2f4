"""`make bench` measures what it says, on a server of its own, and does not take a wrong answer for a quick one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import report
from tests.bench.client import Run
from tests.bench.costs import Processes
from tests.bench.workload import Request
from tests.config.test_the_demo_runs import free_port

ROOT = Path(__file__).resolve().parents[2]
THERE = (
    "home",
    "list",
    "region",
    "country",
    "topic and year",
    "three filters",
    "facets of region and topic",
    "page 500",
    "last page",
    "country page",
    "meeting page",
    "words",
    "search",
    "search, mistyped",
    "suggestion",
    "create",
)


def bench(folder, *arguments):
    """Run the benchmark as `make bench` does; return the lines of its table, by the request."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--folder", str(folder), "--markdown", *arguments],
        cwd=ROOT,
        env={**kept, "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in done.stdout.splitlines() if "|" in line]
    return {name: cells for name, *cells in rows}


@pytest.mark.xdist_group("demo")
def test_every_request_is_measured_against_a_real_server(tmp_path):
    rows = bench(tmp_path, "--size", "s", "--requests", "3", "--page-cache", "off")
    assert rows.keys() == {"request", "---", *THERE}
    for name in THERE:
        p50, p99, per_second, statements, sql, cpu, _ = (float(cell) for cell in rows[name])
        assert 0 < p50 <= p99
        assert per_second > 0
        assert statements >= 1
        assert 0 < sql < p99
        assert 1 < cpu < 5000
    assert bench(tmp_path, "--size", "s", "--again") == rows
    assert json.loads((tmp_path / "s.json").read_text())["off"]["list"]["requests"] == 3


def test_a_wrong_answer_is_no_quick_one():
    request = Request("list", "/meetings/", 'href="/meetings/')
    assert request.problem(200, '<a href="/meetings/temm-14/">') == ""
    assert request.problem(200, "No meeting was found.") == "–"
    assert request.problem(404, "") == "–"
    assert request.problem(500, "") == "failed (500)"


def test_percentiles_are_of_the_times_that_were_measured():
    run = Run(milliseconds=[float(number) for number in range(1, 101)], seconds=2)
    assert (run.part(0.5), run.part(0.99), run.per_second) == (51, 100, 50)
    assert Run(milliseconds=[7.0], seconds=1).part(0.99) == 7


# A process of its own, whose child works until it is told to end. Children of the tests' process come and go.
PARENT = """
import subprocess, sys
code = "import time\\nwhile time.process_time() < 0.3: pass\\nprint('spun', flush=True)\\ninput()"
with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
    print(child.stdout.readline().decode().strip(), flush=True)
    input()
    child.communicate(b"\\n")
print("ended", flush=True)
input()
"""


def test_the_processor_time_of_children_counts_while_they_run_and_after():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout.readline() == b"spun\n"
        running = Processes(parent.pid).milliseconds()
        parent.stdin.write(b"\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == b"ended\n"
        ended = Processes(parent.pid).milliseconds()
        parent.communicate(b"\n")
    assert 250 <= running <= ended + 20


def figures(p50, cpu):
    return {"p50": p50, "p99": 9, "per_second": 1234.5, "statements": 7, "sql": 0.42, "cpu": cpu, "kilobytes": 8.25}


def test_the_table_compares_with_size_s():
    results = {"list": figures(3, 6), "search": "–", "create": figures(5, None)}
    smallest = {"list": figures(2, 3), "search": "–", "create": "failed (500)"}
    assert report.table(results, smallest, markdown=True).splitlines() == [
        "| request | p50 ms | p99 ms | requests/s | statements | SQL ms | CPU ms | KB | p50 ÷ S | CPU ÷ S |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| list | 3.0 | 9.0 | 1,234 | 7 | 0.42 | 6.0 | 8.2 | 1.5 | 2.0 |",
        "| search | – |  |  |  |  |  |  |  |  |",
        "| create | 5.0 | 9.0 | 1,234 | 7 | 0.42 | – | 8.2 | – | – |",
    ]
    assert report.table(results, {}, markdown=False).splitlines()[:2] == [
        "request  p50 ms  p99 ms  requests/s  statements  SQL ms  CPU ms   KB",
        "list        3.0     9.0       1,234           7    0.42     6.0  8.2",
    ]
