"""What every browser test stands on: a real Chromium before a real server, and a console that stays empty.

`page` starts at the server, so `page.goto("/meetings/")` is enough. Server and test see the same database, which is
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
# The rules that look at colours: all that can change from light to dark, for styles change nothing else then.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# Waits until no colour is on its way to another any more.
SETTLED = """
    () => new Promise(done => requestAnimationFrame(() =>
        Promise.allSettled(document.getAnimations().map(each => each.finished)).then(() => done())))
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The browser that is here, which resolves no name and so asks nothing of anybody but us."""
    program = chromium.find()
    if not program:
        pytest.fail(chromium.ADVICE)
    if not chromium.has_korean_font():
        pytest.fail(chromium.FONT_ADVICE)
    flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", "--disable-background-networking"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to be root in its own sandbox
    return {**browser_type_launch_args, "executable_path": program, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Addresses begin at the server; what people see does not depend on the machine's language."""
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-GB", "timezone_id": "Asia/Seoul"}


@pytest.fixture(scope="session", autouse=True)
def _connections_end_with_the_browser(django_db_setup, playwright):
    """Closes what the tests opened beside Playwright's event loop: there Django keeps connections of its own.

    One that is left open keeps the tests' database from being removed.
    """
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def console_errors(context):
    """Fails a test whose pages wrote to the console: a script's error, a missing file, a breach of the CSP, a warning.

    A test that means to provoke one looks at this list and clears it.
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
    """`axe(page)` fails unless the page meets WCAG 2.2 AA as far as axe can tell, and says what does not and where."""

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
    """`axe_in_the_dark(page)` is `axe` for what changes when a page that was checked in light becomes dark."""

    def check(page):
        page.emulate_media(color_scheme="dark")
        page.evaluate(SETTLED)
        axe(page, runOnly=COLOURS)
        page.emulate_media(color_scheme="light")

    return check


@pytest.fixture
def sign_in(client, context, live_server):
    """Sign a user in, in the browser as well."""

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
