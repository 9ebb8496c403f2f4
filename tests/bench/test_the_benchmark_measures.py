"""`make bench` measures what it says, on a server of its own, and does not take a wrong answer for a quick one."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import factories as f
from tests.bench import report
from tests.bench.client import Run, send_shared
from tests.bench.costs import Processes
from tests.bench.workload import Addresses, Request
from tests.config.test_the_demo_runs import free_port

ROOT = Path(__file__).resolve().parents[2]
KINDS = (
    *("home", "list", "region", "country", "topic and year", "three filters", "facets of region and topic", "words"),
    *("page 500", "last page", "search", "search, mistyped", "suggestion", "calendar", "country page", "meeting page"),
    *(
        "agreement page",
        "project page",
        "mechanism page",
        "topic page",
        "figures",
        "known gaps",
        "CSV of a topic and year",
        "feed of a country",
        "calendar of a topic",
        "create",
    ),
)


def bench(folder, *arguments):
    """Run the benchmark as `make bench` does; return the lines of its table by kind of page, and all that it says."""
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
    return {name: cells for name, *cells in rows}, done.stdout


@pytest.mark.xdist_group("demo")
def test_first_requests_of_every_kind_are_measured_on_a_real_server(tmp_path):
    rows, said = bench(tmp_path, "--size", "s", "--requests", "3", "--seconds", "1")
    assert rows.keys() == {"page", "---", *KINDS}
    for name in KINDS:
        p50, p95, statements, sql, cpu, changed, changed_cpu, kilobytes = rows[name]
        assert 0 < float(p50) <= float(p95)
        assert float(statements) >= 1
        assert 0 < float(sql) < 3 * float(p95)
        assert 1 < float(cpu) < 5000
        if name != "create":
            assert float(changed) > 0
            assert 0 < float(changed_cpu) < 5000
            assert float(kilobytes) >= 0
    assert "again and again" in said
    assert bench(tmp_path, "--size", "s", "--again")[0] == rows
    measured = json.loads((tmp_path / "s.json").read_text())
    assert measured["list"]["requests"] == 3
    assert measured["figures"]["requests"] == 1


def test_each_address_is_asked_once_and_drawn_again_for_the_same_seed(db):
    topic = f.make_topic("Climate")
    for number in range(30):
        f.make_meeting(f"Glaciers and wetlands {number}", countries=[f.make_country()], topics=[topic])
    first, again, other = (
        {name: [request.path for request in requests] for name, requests in Addresses(seed).kinds(20)}
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
    assert all(len(paths) == len(set(paths)) for paths in first.values())
    assert len(first["meeting page"]) == 20


def test_a_wrong_answer_is_no_quick_one():
    request = Request("/meetings/", "<h1>")
    assert request.problem(200, "<h1>Meetings</h1>") == ""
    assert request.problem(200, "Something else") == "shows something else"
    assert request.problem(404, "") == "failed (404)"
    assert request.problem(500, "") == "failed (500)"


def test_percentiles_are_of_the_times_that_were_measured():
    run = Run(milliseconds=[float(number) for number in range(1, 101)], seconds=2)
    assert (run.part(0.5), run.part(0.99), run.per_second) == (51, 100, 50)
    assert Run(milliseconds=[7.0], seconds=1).part(0.99) == 7


def test_a_shared_request_goes_to_one_server_once():
    asked = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked[self.path] += 1
            body = b"<h1>" if self.path != "/7" else b"else"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one, ThreadingHTTPServer(("127.0.0.1", 0), Handler) as two:
        for server in (one, two):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        ports = [one.server_port, two.server_port]
        run = send_shared(ports, [Request(f"/{number}", "<h1>") for number in range(40)], connections=3)
        one.shutdown()
        two.shutdown()
    assert asked == {f"/{number}": 1 for number in range(40)}
    assert len(run.milliseconds) == 39
    assert run.problems == ["/7 shows something else"]


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
    return {
        "p50": p50,
        "p95": 9,
        "statements": 7,
        "sql": 0.42,
        "cpu": cpu,
        "changed": 4,
        "changed_cpu": 3,
        "kilobytes": 8.25,
    }


def test_the_table_compares_with_size_s():
    results = {"list": figures(3, 6), "search": "failed (500): 1 of 3", "create": figures(5, None)}
    smallest = {"list": figures(2, 3), "search": figures(2, 3), "create": "failed (500): 1 of 3"}
    assert report.table(results, smallest, markdown=True).splitlines() == [
        "| page | p50 ms | p95 ms | statements | SQL ms | CPU ms | after a change ms | CPU ms | HTML kB "
        "| p50 ÷ S | CPU ÷ S |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| list | 3.0 | 9.0 | 7 | 0.42 | 6.0 | 4.0 | 3.0 | 8 | 1.5 | 2.0 |",
        "| search | failed (500): 1 of 3 |  |  |  |  |  |  |  |  |  |",
        "| create | 5.0 | 9.0 | 7 | 0.42 | – | 4.0 | 3.0 | 8 | – | – |",
    ]
    assert report.table(results, {}, markdown=False).splitlines()[1].startswith("list")
