"""The demo: the registry on this machine, with data and an account for each role. `make demo` runs it.

Environment variables: PORT (8000), DATA (the folder for the database, .demo), SECURE (cookies for https only),
DEMO_PASSWORD (one password for all accounts), DATABASE_URL (your own PostgreSQL instead of the embedded one). --reset
deletes the demo's data first.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import traceback
import urllib.request
from functools import partial
from pathlib import Path

from django.db import connection

from config import demo_data
from config.embedded import CannotStart, server, stop_with_parent, with_roles
from config.environment import WrongEnvironment

ROOT = Path(__file__).resolve().parent.parent


# Whose registry the demo data shows. The contact is not the ministry's: it did not publish the demo.
IDENTITY = {
    "SITE_NAME": "International environmental cooperation",
    "OWNER": "Ministry of Environment, Republic of Korea",
    "OWNER_URL": "https://www.me.go.kr/",
    "SITE_NAME_KO": "국제환경협력 등록부",
    "OWNER_KO": "환경부",
    "CONTACT": "demo@registry.example",
    "DATA_LICENCE": "CC-BY-4.0",
    "DEMONSTRATION": "on",
}


class CannotRun(Exception):
    """The demo cannot run; the message says why and what to do."""


REASONS = (CannotRun, CannotStart, demo_data.NotOurs, WrongEnvironment)


# Ctrl-C, `kill`, and closing the terminal.
STOPPING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Stop(BaseException):
    """The demo received a signal to stop."""


def stop(*_):
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)  # ignore further signals: nothing may interrupt the shutdown
    raise Stop


def main(arguments):
    """Run the demo until it is stopped. Return the exit code, or the reason as a sentence if it could not run."""
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # keep SIGHUP ignored under nohup
            signal.signal(number, stop)
    try:
        run(afresh="--reset" in arguments)
    except Stop:
        print("\nStopped. The data is kept for the next `make demo`.", flush=True)
    except REASONS as reason:
        return str(reason)
    return 0


def run(afresh):
    """Prepare everything and run the server until it stops."""
    if afresh and os.environ.get("DATABASE_URL"):
        raise CannotRun("DATABASE_URL is set, and demo-reset removes nothing but the demo's own database: unset it.")
    port = free_port(os.environ.get("PORT") or "8000")
    data = Path(os.environ.get("DATA") or ROOT / ".demo").absolute()
    try:
        data.mkdir(parents=True, exist_ok=True)
        settle_environment(data, port)
    except OSError as error:
        raise CannotRun(f"The folder {data} cannot be used ({error.strerror}): make demo DATA=folder") from None
    print(f"The demo keeps its data in {data}", flush=True)
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            with step("Starting PostgreSQL" if not afresh else "Starting PostgreSQL with an empty database"):
                os.environ.update(with_roles(stack.enter_context(server(data / "postgres", afresh))))
        with step("Migrating the database"):
            demo_data.migrate(data / "passwords.json")
        with step("Loading the demo data, if there is none"):
            demo_data.load_fixtures()
        with step("Making the accounts, if there are none"):
            passwords = demo_data.make_accounts(data / "passwords.json", os.environ.get("DEMO_PASSWORD"))
        with step("Collecting the static files"):
            demo_data.collect_static()
        with step("Writing the zip of everything public"):
            demo_data.export()
        connection.close()  # the web server opens its own connections
        with step("Starting the web server"):
            process = stack.enter_context(web_server())
            wait_until_it_answers(process, port)
        announce(port, passwords)
        raise CannotRun(f"The web server ended by itself, with code {process.wait()}: what it said is above.")


def free_port(text):
    """Return the port as a number. Raises CannotRun if it is invalid or in use."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotRun(f'PORT is "{text}": it must be a number from 1 to 65535.')
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise CannotRun(f"Port {text} cannot be had ({error.strerror}): make demo PORT=8123") from None
    return int(text)


def settle_environment(data, port):
    """Set the environment for the settings: plain http, unless SECURE says that a proxy serves https."""
    key = data / "secret-key"
    if not key.exists():
        demo_data.keep_secret(key, secrets.token_urlsafe(50))
    os.environ.setdefault("SECRET_KEY", key.read_text())
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
    os.environ.setdefault("LOG_FORMAT", "text")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("REQUIRE_SECOND_FACTOR", "off")
    for name, value in IDENTITY.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("SITE_ADDRESS", f"http://127.0.0.1:{port}")
    is_secure = os.environ.get("SECURE", "").lower() in {"1", "on", "yes", "true"}
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DEBUG="off",
        STATIC_ROOT=str(data / "static"),
        # Some browsers do not send Secure cookies over http, not even to localhost.
        SECURE_COOKIES="on" if is_secure else "off",
        HTTPS_REDIRECT="off",
        HSTS_SECONDS="0",
        BIND=f"127.0.0.1:{port}",
        EXPORT_FOLDER=str(data / "export"),
        ARCHIVE_FOLDER=str(data / "archive"),
        TRUSTED_PROXIES="127.0.0.1",
        ACCESS_LOG="off",
        GRACEFUL_TIMEOUT="3",
    )


@contextlib.contextmanager
def step(doing):
    """Print what is being done and how long it took; if it fails, print what to do."""
    print(f"  {doing} ...", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except (Stop, *REASONS):
        print(flush=True)
        raise
    except Exception:
        print(flush=True)
        traceback.print_exc()
        raise CannotRun(f"{doing}: this failed, see above. `make demo-reset` begins with an empty database.") from None
    print(f" {time.monotonic() - began:.1f} s", flush=True)


@contextlib.contextmanager
def web_server(**settings):
    """Run gunicorn inside the block, with the role that only reads and writes rows; yield its process.

    `settings` replace those of the environment.
    """
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"} | settings
    process = subprocess.Popen(command, cwd=ROOT, env=kept, preexec_fn=partial(stop_with_parent, signal.SIGTERM))
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(process, port):
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status == 200:
                return
        time.sleep(0.05)
    raise CannotRun("The web server does not answer: what it said is above.")


def announce(port, passwords):
    """Print the address and how to sign in."""
    print("\nSign in at /admin/ as", flush=True)
    for name, account in demo_data.ACCOUNTS.items():
        print(f"  {name:15}{passwords[name] or '(a password of its own)':23}{account.may}")
    print("Stop with Ctrl-C. What you enter is kept; `make demo-reset` begins afresh.\n")
    print(f"ready: http://127.0.0.1:{port}/", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
