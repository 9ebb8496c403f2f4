"""After the primary is lost and a standby promoted, nothing that was acknowledged is missing, and nothing is shown that
is missing. Server processes go on without a restart.
"""

import contextlib
import html
import re
from collections import Counter, defaultdict

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cooperation import index
from cooperation.database.standby import CONFIRMED_WITHIN
from cooperation.domain import roles
from cooperation.index import snapshot
from cooperation.models import Meeting
from tests import factories as f
from tests.cooperation.admin.conftest import address as address_of
from tests.databases import MIGRATED
from tests.load.ledger import ACKNOWLEDGED
from tests.load.people import Crowd, Form
from tests.replication import address, dump, machines, until, used_by_django
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("replication")]
HOST = "registry.example"
SETTINGS = {"WORKERS": "1", "STANDBY_LAG": "0", "ALLOWED_HOSTS": f"127.0.0.1,{HOST}", "TRUSTED_PROXIES": "127.0.0.1"}
LISTS = ("/meetings/", "/outcomes/", "/meetings/?status=held", "/", "/ko/meetings/", "/feed.atom", "/api/v1/meetings")
READERS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reader'"
READ_EVERYTHING = "unnest(tags)"  # of the statements of cooperation/index/snapshot.py


@pytest.fixture(scope="module")
def contents(databases, django_db_blocker):
    with django_db_blocker.unblock():
        return dump(databases, MIGRATED)


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.session.session_key


def test_nothing_that_was_acknowledged_is_lost(contents):
    with machines(contents, standbys=2, synchronous=True) as (one, two, three):
        everyone = (one, two, three)
        with used_by_django(one):
            sessions = [session_of(f.make_user(roles.PUBLISHER)) for _ in range(2)]
        write = served(**SETTINGS, DATABASE_URL=address(*everyone, target="read-write"))
        read = served(**SETTINGS, DATABASE_URL=address(three, two, one, target="standby"), PGAPPNAME="reader")
        with write as web, read as reader:
            assert reader.ask("/meetings/").status == 200
            assert three.ask(READERS) > 0
            crowd = Crowd(web.port, [*LISTS, "/about/figures/"], sessions)
            with at_work(crowd):
                until(lambda: acknowledged(crowd)["meetings changed"] >= 3)
                before = acknowledged(crowd)
                one.kill()
                new, other = sorted((three, two), key=received, reverse=True)
                new.promote()
                until(lambda: acknowledged(crowd) >= before + Counter(before.keys()))
            one.rewind(new)
            for each in (other, one):
                each.wait_until_caught_up(new)

            with used_by_django(new):
                assert crowd.problems + crowd.ledger.differences() == []
                call_command("check_index", verbosity=0)
                number = Meeting.objects.count()
            pages = [web.ask(path, host=HOST).text for path in LISTS]
            assert f"<strong>{number} meetings</strong>" in pages[0]
            assert [reader.ask(path, host=HOST).text for path in LISTS] == pages
            assert counted(web, "/meetings/") == clicked(web, "/meetings/")
            until(lambda: reader.ask("/meetings/").status == 200 and new.ask(READERS) == 0)
            with served(**SETTINGS, DATABASE_URL=one.url()) as fresh:
                assert [fresh.ask(path, host=HOST).text for path in LISTS] == pages


@contextlib.contextmanager
def at_work(crowd):
    for each in crowd.threads:
        each.start()
    try:
        yield
    finally:
        crowd.stop.set()
        for each in crowd.threads:
            each.join()


def acknowledged(crowd):
    return Counter({what: said[ACKNOWLEDGED] for what, said in crowd.ledger.counts().items()})


def received(machine):
    return machine.ask("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn")


def counted(server, path):
    """The number beside each option of the list."""
    options = r'type="checkbox" name="(\w+)" value="([^"]*)"[^>]*> <span>.*?</span> <span class="count">([\d,]+)<'
    found = re.findall(options, server.ask(path).text)
    assert found
    return {(name, html.unescape(value)): int(count) for name, value, count in found}


def clicked(server, path):
    """The number of rows after a click on each of these options."""
    return {
        (name, value): int(re.search(r'"results"><strong>(\d+) ', server.ask(f"{path}?{name}={value}").text)[1])
        for name, value in counted(server, path)
    }


@pytest.fixture
def pair(contents):
    with machines(contents, synchronous=True) as found:
        yield found


def test_a_change_that_no_standby_has_is_not_said_to_be_saved(pair):
    one, two = pair
    with used_by_django(one):
        meeting, user = f.make_meeting("TEMM 14"), f.make_user(roles.PUBLISHER)
        key = session_of(user)
    with served(**SETTINGS, DATABASE_URL=one.url()) as web:
        web.cookies[settings.SESSION_COOKIE_NAME] = key
        form = form_with(web, meeting, "TEMM XIV")
        two.stop()
        answer = web.ask(address_of(meeting), form)
        assert (answer.status, CONFIRMED_WITHIN <= answer.seconds < CONFIRMED_WITHIN + 10) == (503, True)
        assert "could not confirm your change" in answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert web.ask("/meetings/").status == 200, "readers wait for nobody"
        two.start()
        two.wait_until_caught_up(one)
        answer = web.ask(address_of(meeting), form_with(web, meeting, "TEMM 15"))
        assert answer.status == 302
    assert two.ask("SELECT title FROM cooperation_meeting") == "TEMM 15"


def form_with(server, meeting, title):
    """The form as the server shows it now, with another title."""
    fields = defaultdict(list)
    for name, value in Form(server.ask(address_of(meeting)).text, "meeting_form").fields:
        fields[name].append(value)
    return {**fields, "title": title}


def test_a_process_applies_the_log_of_another_server_if_that_knows_its_state(pair):
    one, two = pair
    two.configure(synchronous_standby_names="")
    with used_by_django(one):
        f.make_meeting("TEMM 1")
        assert titles() == {"TEMM 1"}
    two.wait_until_caught_up(one)
    one.kill()
    two.promote()
    with used_by_django(two), CaptureQueriesContext(connection) as statements:
        assert titles() == {"TEMM 1"}
        f.make_meeting("TEMM 2")
        assert titles() == {"TEMM 1", "TEMM 2"}
    assert not [each for each in statements if READ_EVERYTHING in each["sql"]]


def test_a_process_reads_everything_from_a_server_that_does_not_know_its_state(pair):
    one, two = pair
    for each in pair:
        each.configure(synchronous_standby_names="")
    with used_by_django(one):
        f.make_meeting("TEMM 1")
        two.wait_until_caught_up(one)
        two.kill()
        f.make_meeting("Lost")
        snapshot.forget()
        assert titles() == {"TEMM 1", "Lost"}
    one.kill()
    two.start()
    two.promote()
    with used_by_django(two), CaptureQueriesContext(connection) as statements:
        assert titles() == {"TEMM 1"}
        f.make_meeting("TEMM 2")
        assert titles() == {"TEMM 1", "TEMM 2"}
    assert [each for each in statements if READ_EVERYTHING in each["sql"]]


def titles():
    """The meetings of the index in memory: those of the page."""
    index.now()
    text = Client().get("/meetings/").content.decode()
    return set(re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', text))
