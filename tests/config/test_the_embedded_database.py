"""The embedded PostgreSQL keeps what it was given, and leaves nothing running, however it is stopped."""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from config import embedded

ROOT = Path(__file__).resolve().parents[2]
# A command for the launcher: says where the server is, then stays until it is told to go.
WAIT = [sys.executable, "-c", "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def launch(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "config.embedded", *map(str, arguments)],
        cwd=ROOT,
        env={**ENVIRONMENT, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def start():
    """start(folder) runs a server and returns its process and its address; what still runs at the end is stopped."""
    running = []

    def start(folder):
        process = launch("--data", folder, *WAIT)
        running.append(process)
        url = process.stdout.readline().strip()
        assert url, process.stderr.read()
        return process, url

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=30)


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def write_a_row(url):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")


def wait_until_gone(url):
    patience = time.monotonic() + 20
    while time.monotonic() < patience:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return True
        time.sleep(0.05)
    return False


def test_what_was_written_is_there_after_an_orderly_stop(start, tmp_path):
    process, url = start(tmp_path / "with a space")
    write_a_row(url)
    process.terminate()
    assert process.wait(20) == 128 + signal.SIGTERM
    assert wait_until_gone(url)
    _, url = start(tmp_path / "with a space")
    assert ask(url, "SELECT count(*) FROM kept") == 1


def test_after_kill_9_the_server_goes_and_the_next_start_finds_everything(start, tmp_path):
    process, url = start(tmp_path)
    write_a_row(url)
    process.kill()
    process.wait()
    _, second = start(tmp_path)  # at once: it waits until the old server is gone
    assert ask(second, "SELECT count(*) FROM kept") == 1
    assert wait_until_gone(url)


def test_a_pid_file_that_names_some_other_program_does_not_keep_it_from_starting(start, tmp_path):
    process, url = start(tmp_path)
    pid_file = Path(ask(url, "SHOW data_directory")) / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    process.terminate()
    process.wait(20)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    start(tmp_path)


def test_a_second_start_on_the_same_folder_is_refused_with_a_sentence(start, tmp_path):
    start(tmp_path)
    second = launch("--data", tmp_path, "true")
    _, complaint = second.communicate(timeout=30)
    assert second.returncode == 1
    assert complaint == f"Another server runs on the folder {tmp_path}: stop it first.\n"


def test_a_start_that_was_broken_off_while_the_files_were_made_is_begun_again(start, tmp_path):
    process, url = start(tmp_path)
    folder = Path(ask(url, "SHOW data_directory"))
    process.terminate()
    process.wait(20)
    folder.rename(folder.with_suffix(".new"))
    (folder.with_suffix(".new") / "PG_VERSION").unlink()
    _, url = start(tmp_path)
    assert ask(url, "SELECT 1") == 1


def test_a_database_of_ones_own_is_used_and_nothing_is_started():
    address = "postgresql://somebody@elsewhere/theirs"
    out, _ = launch(
        sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])", DATABASE_URL=address
    ).communicate()
    assert out == f"{address}\n"


def test_the_command_s_exit_code_is_the_launcher_s():
    process = launch(sys.executable, "-c", "raise SystemExit(7)")
    process.communicate(timeout=30)
    assert process.returncode == 7


def test_korean_text_has_trigrams_and_sorts_alike_everywhere(start, tmp_path):
    _, url = start(tmp_path)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    assert ask(url, "SELECT similarity('한중일 환경장관회의', '환경장관회의') > 0.4")
    assert ask(url, "SELECT array_agg(w ORDER BY w) FROM unnest(ARRAY['b', 'B', 'a', 'é']) w") == ["B", "a", "b", "é"]


def test_a_throwaway_cluster_is_gone_with_its_command():
    process = launch(*WAIT)
    folder = Path(ask(process.stdout.readline().strip(), "SHOW data_directory"))
    assert folder.exists()
    process.terminate()
    process.communicate(timeout=30)
    assert not folder.parent.exists()


def test_a_throwaway_cluster_whose_command_was_killed_is_removed_by_the_next(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded, "MEMORY", tmp_path)
    monkeypatch.setattr(embedded, "ROOM", 0)
    killed, running = tmp_path / "pg-data-killed", tmp_path / "pg-data-running"
    for folder in (killed, running):
        folder.mkdir()
        (folder / "lock").touch()
    with (running / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert embedded.throwaway_folder().parent == tmp_path
    assert not killed.exists()
    assert running.exists()


def test_a_throwaway_cluster_lies_among_temporary_files_where_memory_has_no_room(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded, "MEMORY", tmp_path / "memory")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert embedded.throwaway_folder().parent == tmp_path
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(embedded, "ROOM", 2**60)
    assert embedded.throwaway_folder().parent == tmp_path
