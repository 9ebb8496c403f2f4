"""Fixtures of all browser tests: a real Chromium and server, and a check that the console stays empty.

Addresses are relative to the server: `page.goto("/meetings/")`. Server and test see the same database, which is
emptied after each test.
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections

from cooperation.domain import roles
from tests import factories

from . import chromium

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The rules about colours: dark mode changes nothing else.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# Waits until all transitions have finished.
SETTLED = """
    () => new Promise(done => requestAnimationFrame(() =>
        Promise.allSettled(document.getAnimations().map(each => each.finished)).then(() => done())))
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The installed browser, which resolves no host name, so it reaches only the test server."""
    program = chromium.find()
    if not program:
        pytest.fail(chromium.ADVICE)
    if not chromium.has_korean_font():
        pytest.fail(chromium.FONT_ADVICE)
    flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", "--disable-background-networking"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox does not run as root
    return {**browser_type_launch_args, "executable_path": program, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Relative addresses, and a locale and time zone that do not depend on the machine."""
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-GB", "timezone_id": "Asia/Seoul"}


@pytest.fixture(scope="session", autouse=True)
def _connections_end_with_the_browser(django_db_setup, playwright):
    """Closes the connections opened while Playwright's event loop ran: Django stores these separately.

    An open one prevents the tests' database from being dropped.
    """
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def console_errors(context):
    """Fails a test whose pages wrote to the console: a script error, a missing file, a CSP violation, a warning.

    A test that expects one checks this list and clears it.
    """
    errors = []

    def note(message):
        if message.type in {"error", "warning"}:
            errors.append(f"{message.location['url']}: {message.text}")

    context.on("console", note)
    context.on("weberror", lambda error: errors.append(f"{error.page.url}: {error.error}"))
    yield errors
    assert not errors, "The console has errors:\n" + "\n".join(errors)


@pytest.fixture
def axe():
    """`axe(page)` fails unless the page meets WCAG 2.2 AA as far as axe can tell, and lists the violations."""

    def check(page, **options):
        found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"], **options})
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target'][0]}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]
        assert not lines, f"{page.url} is not accessible:\n" + "\n".join(lines)

    return check


@pytest.fixture
def axe_in_the_dark(axe):
    """`axe_in_the_dark(page)` checks the colours of the page in dark mode."""

    def check(page):
        page.emulate_media(color_scheme="dark")
        page.evaluate(SETTLED)
        axe(page, runOnly=COLOURS)
        page.emulate_media(color_scheme="light")

    return check


@pytest.fixture
def sign_in(client, context, live_server):
    """Sign in a user, also in the browser."""

    def sign_in(user):
        client.force_login(user)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        return user

    return sign_in


@pytest.fixture
def editor(transactional_db, sign_in):
    """An editor who is signed in."""
    return sign_in(factories.make_user(roles.EDITOR))


@pytest.fixture
def publisher(transactional_db, sign_in):
    """A publisher who is signed in."""
    return sign_in(factories.make_user(roles.PUBLISHER))
