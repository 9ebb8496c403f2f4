"""Follow the guide for several machines in empty roots: `python3 deploy/try/machines.py FOLDER`.

The commands are those of docs/machines.md and docs/deploy.md. Each of the three machines has a root, a network with the
address of the guide, and processes of its own, all of which end if it is switched off. Only systemctl, timedatectl, ssh
and scp are replaced. It needs root, debootstrap, iproute2 and a network.
"""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from guide import ACCOUNT, HOST, blocks, named, publish
from machine import BRIDGE, REMOTE, Machine, ip
from roots import REPOSITORY, base, copy, shell

ADDRESSES = {"r1": "10.20.0.11", "r2": "10.20.0.12", "r3": "10.20.0.13"}
GUIDE = "deploy.md"
PAGE = "machines.md"
IN_FOLDER = "cd /opt/registry/current"
VARIABLES = re.findall(
    r"^(?:HOST|VERSION|CLUSTER|PORT)=.*$", "\n".join(blocks(GUIDE, "On a Debian server")), re.MULTILINE
)


def expect(condition, what):
    print("ok " if condition else "NO ", what, flush=True)
    if not condition:
        raise SystemExit(1)


def until(condition, what, seconds=60):
    """Wait until the condition is met, and print the seconds it took."""
    began = time.monotonic()
    while not (met := condition()) and time.monotonic() < began + seconds:
        time.sleep(0.3)
    expect(met, f"{what}, after {time.monotonic() - began:.1f} s")


class Fields(HTMLParser):
    """The fields of a form with their values."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name") and given.get("type") not in ("checkbox", "radio", "submit", "file"):
            self.found[given["name"]] = given.get("value") or ""


class Browser:
    """Requests the host name from nginx of a machine, and keeps cookies."""

    def __init__(self, machine, certificate):
        self.machine, self.context = machine, ssl.create_default_context(cafile=certificate)
        self.cookies = {}

    def ask(self, path, form=None, **headers):
        connection = http.client.HTTPSConnection(HOST, timeout=60)
        connection.sock = self.context.wrap_socket(
            socket.create_connection((self.machine.address, 443), 60), server_hostname=HOST
        )
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        if not self.cookies:
            del headers["Cookie"]
        connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return response, text

    def status(self, path):
        return self.ask(path)[0].status

    def sign_in(self):
        self.cookies.clear()
        form = Fields(self.ask("/admin/login/")[1]).found
        form |= {"username": ACCOUNT["DJANGO_SUPERUSER_USERNAME"], "password": ACCOUNT["DJANGO_SUPERUSER_PASSWORD"]}
        return self.ask("/admin/login/", form)[0].status == 302

    def add_topic(self, name):
        """Return the status of the response: 302 if it was saved."""
        path = "/admin/cooperation/topic/add/"
        form = Fields(self.ask(path)[1]).found
        return self.ask(path, form | {"name": name, "slug": name.lower().replace(" ", "-")})[0].status


class Readers:
    """Send requests to each nginx in turn, and record responses other than 200."""

    PATHS = ("/", "/ko/", "/countries/", "/countries/vietnam/", "/meetings/", "/search/?q=water", "/api/v1/countries")

    def __init__(self, browsers):
        self.browsers, self.wrong, self.done, self.is_over = browsers, [], 0, threading.Event()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def _run(self):
        while not self.is_over.is_set():
            for path in self.PATHS:
                browser = self.browsers[self.done % len(self.browsers)]
                began = time.monotonic()
                try:
                    status = browser.status(path)
                except OSError as error:
                    status = error
                self.done += 1
                if status != 200:
                    self.wrong.append((path, browser.machine.name, status, round(time.monotonic() - began, 1)))
                time.sleep(0.1)


class Installation:
    def __init__(self, work):
        self.work = work
        self.machines = {name: Machine(name, address, work) for name, address in ADDRESSES.items()}

    def __getitem__(self, name):
        return self.machines[name]

    def on(self, names, *scripts, **environment):
        """Run commands of the guides on each machine."""
        for name in names:
            own = [f"ME={name}", f"ADDRESS={ADDRESSES[name]}", "NETWORK=10.20.0.0/24"]
            print(f"-- {name}: {scripts[0].splitlines()[0]}", flush=True)
            text = self[name].run(named("\n".join([*VARIABLES, *own, *scripts]), "/source"), **environment)
        return text

    def prepare(self):
        """Create the roots with the guide's first step, which needs a network and is the same everywhere."""
        root = copy(base(self.work), self.work / "prepared")
        for name, script in REMOTE.items():
            (root / "usr/local/bin" / name).write_text(f"#!/bin/bash\n{script}")
        shutil.copy(REPOSITORY / "deploy" / "try" / "systemctl.py", root / "usr/local/bin/systemctl")
        for name in [*REMOTE, "systemctl"]:
            (root / "usr/local/bin" / name).chmod(0o755)
        publish(root / "source")
        # A server has systemd already. Its packages start no PostgreSQL here.
        [code] = blocks(GUIDE, "1. The code")
        code = re.sub(r"(?m)^(apt-get install .*)$", r"PATH=/usr/sbin:/usr/bin:/sbin:/bin \1 >/dev/null", code)
        before = "apt-get update -qq; apt-get install -qq --yes systemd >/dev/null; set -x"
        shell(root, named(f"{before}\n{code}", "/source"))
        for machine in self.machines.values():
            machine.root.parent.mkdir(exist_ok=True)
            copy(root, machine.root)

    def power_on(self):
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", "10.20.0.1/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for machine in self.machines.values():
            machine.power_on()

    def power_off(self):
        for machine in self.machines.values():
            machine.power_off()
        subprocess.run(["ip", "link", "del", BRIDGE])

    def set_up(self):
        everywhere, first, others = list(ADDRESSES), ["r1"], ["r2", "r3"]
        self.on(everywhere, *blocks(PAGE, "1. Names and addresses")[1:])
        self.on(everywhere, "systemctl start postgresql")
        self.on(everywhere, *blocks(GUIDE, "2. The database"), *blocks(GUIDE, "3. The settings"))
        # The try has no authenticator app.
        self.on(everywhere, "echo REQUIRE_SECOND_FACTOR=off >> /etc/registry/registry.env")
        self.on(first, IN_FOLDER, *blocks(GUIDE, "4. The tables and the first account"), **ACCOUNT)
        self.on(others, *blocks(PAGE, "2. The registry on each machine"))
        make, install = blocks(PAGE, "3. Certificates")
        self.on(first, make)
        self.on(everywhere, install)
        configure, make = blocks(PAGE, "4. PostgreSQL on each machine")
        self.on(others, configure)
        self.on(first, configure, make)
        follow, wait, look = blocks(PAGE, "5. Make the others standbys")
        self.on(others, follow)
        self.on(everywhere, wait)
        expect(self.on(first, look).count("streaming | quorum") == 2, "the primary has two synchronous standbys")
        settings, services = blocks(PAGE, "6. The two services")
        self.on(first, settings)
        self.on(everywhere, services)
        self.on(everywhere, IN_FOLDER, *blocks(GUIDE, "6. nginx"))
        for name in others:  # the same certificate
            for file in (self["r1"].root / "etc/nginx/tls").iterdir():
                shutil.copy(file, self[name].root / "etc/nginx/tls")
        self.on(everywhere, *blocks(PAGE, "7. nginx on each machine"))
        self.on(first, *blocks(PAGE, "8. Jobs on one machine"))


def main(work):
    work = Path(work).absolute()
    work.mkdir(exist_ok=True)
    here = Installation(work)
    here.prepare()
    here.power_on()
    try:
        here.set_up()
        Story(here).tell()
    finally:
        here.power_off()


class Story:
    """Faults and upgrades of the installation, with checks after each step."""

    def __init__(self, here):
        self.here = here
        certificate = here["r1"].root / "etc/nginx/tls/fullchain.pem"
        self.browsers = {name: Browser(machine, certificate) for name, machine in here.machines.items()}
        self.staff = {name: Browser(machine, certificate) for name, machine in here.machines.items()}
        self.saved = []

    def tell(self):
        self.readers_and_staff()
        self.standby_is_missing("r3")
        self.planned("r1", "r2")
        self.loss("r2")
        self.both_standbys_are_missing()
        self.restart()
        self.cache()

    def save(self, name):
        """Add a topic through this machine's nginx, and return whether it was acknowledged."""
        topic = f"Topic {len(self.saved) + 1} by {name}"
        status = self.staff[name].add_topic(topic)
        if status == 302:
            self.saved.append(topic)
        return status == 302

    def is_saved(self, name):
        """Return whether all acknowledged topics are in the database of this machine."""
        stored = self.here[name].sql("SELECT name FROM cooperation_topic").splitlines()
        return set(self.saved) <= set(stored)

    def answered(self, service):
        """Return how many public pages the processes of the service have answered on all machines."""
        logs = [machine.root / f"var/log/registry-{service}.service.log" for machine in self.here.machines.values()]
        return sum(log.read_text().count('"route": "country_') for log in logs)

    def primary(self):
        [name] = [
            name
            for name, each in self.here.machines.items()
            if each.is_on() and each.sql("SELECT pg_is_in_recovery()") == "f"
        ]
        return name

    def has_standbys(self, number):
        [_promote, look] = blocks(PAGE, "Both")
        look = look.partition("\n")[0]
        return lambda: self.here[self.primary()].run(look).count("streaming") == number

    def readers_and_staff(self):
        for name, browser in self.browsers.items():
            until(lambda browser=browser: browser.status("/countries/") == 200, f"nginx of {name} answers readers")
        for name, browser in self.staff.items():
            until(browser.sign_in, f"staff sign in by nginx of {name}")
        readers, web = self.answered("reader"), self.answered("web")
        with Readers([*self.browsers.values()]) as load:
            for name in self.staff:
                expect(self.save(name), f"staff save by nginx of {name}")
            time.sleep(5)
        expect(not load.wrong, f"{load.done} requests of readers were answered: {load.wrong[:3]}")
        time.sleep(1)
        expect(self.answered("reader") > readers, "processes for readers answered them")
        expect(self.answered("web") == web, "and those for staff did not")
        for name in self.staff:
            until(lambda name=name: self.is_saved(name), f"{name} has what was saved")
        found = self.here["r1"].run("registry doctor || true")
        expect(all(f"{name} " in found for name in ("r2", "r3")), "doctor names both standbys")
        style = re.search(r'href="(/static/css/[^"]+)"', self.browsers["r1"].ask("/")[1])[1]
        expect({each.status(style) for each in self.browsers.values()} == {200}, "static files are served")
        expect(
            {each.status("/static/no.css") for each in self.browsers.values()} == {404}, "a file that is nowhere is 404"
        )
        expect(
            {each.status("/data/registry.zip") for each in self.browsers.values()} == {200}, "each machine has a zip"
        )

    def cache(self):
        self.here.on(self.here.machines, *blocks(PAGE, "A cache before it"))
        time.sleep(1)
        browser = self.browsers["r2"]
        before = self.answered("reader")
        first = browser.ask("/countries/japan/")[1]
        expect({browser.ask("/countries/japan/")[1] for _ in range(10)} == {first}, "a page comes from the cache")
        time.sleep(1)
        expect(self.answered("reader") - before <= 2, "the registry was not asked each time")
        # A new name of a country changes its page.
        self.here[self.primary()].sql("UPDATE regions_country SET name = 'Nihon' WHERE slug = 'japan'")
        until(lambda: "Nihon" in browser.ask("/countries/japan/")[1], "the cache shows the new state", 15)
        self.here[self.primary()].sql("UPDATE regions_country SET name = 'Japan' WHERE slug = 'japan'")

    def switch_on(self, name):
        self.here[name].power_on()
        self.here.on([name], "systemctl start nginx", "systemctl start postgresql")

    def services(self, name):
        self.here.on([name], "systemctl start registry-web.socket registry-web.service registry-reader.service")

    def standby_is_missing(self, name):
        others = [each for each in self.browsers if each != name]
        with Readers([self.browsers[each] for each in others]) as load:
            time.sleep(2)
            self.here[name].power_off()
            time.sleep(20)
            for each in others:
                expect(self.save(each), f"staff save by nginx of {each} while {name} is off")
        expect(not load.wrong, f"{load.done} requests of readers were answered while {name} was off: {load.wrong[:3]}")
        self.switch_on(name)
        self.services(name)
        until(self.has_standbys(2), f"{name} is a standby again")

    def promote(self, name):
        promote, look = blocks(PAGE, "Both")
        self.here.on([name], promote)
        self.here.on([name], look)

    def planned(self, old, new):
        with Readers([*self.browsers.values()]) as load:
            time.sleep(1)
            self.here.on([old], *blocks(PAGE, "Planned"))
            self.promote(new)
            until(lambda: all(self.save(name) for name in self.staff), f"staff save after {new} was promoted")
            _rewind, start = blocks(PAGE, "Bring the old primary back")
            self.here.on([old], start)
            until(self.has_standbys(2), f"{old} is a standby of {new}")
            time.sleep(3)
        expect(not load.wrong, f"{load.done} requests of readers were answered meanwhile: {load.wrong[:3]}")
        for name in self.staff:
            until(lambda name=name: self.is_saved(name), f"{name} has what was saved")

    def loss(self, old):
        others = [name for name in self.staff if name != old]
        is_over = threading.Event()

        def people():
            while not is_over.is_set():
                for name in others:
                    try:
                        self.save(name)
                    except OSError as error:
                        print(f"   a save was broken off: {error}", flush=True)

        thread = threading.Thread(target=people)
        thread.start()
        time.sleep(5)
        self.here[old].power_off()
        _stop, ask = blocks(PAGE, "After a loss")
        received = {name: self.here[name].run(ask).strip() for name in others}
        new = max(others, key=lambda name: [int(part, 16) for part in received[name].split("/")])
        print(f"   received: {received}", flush=True)
        acknowledged = len(self.saved)
        self.promote(new)
        until(self.has_standbys(1), f"the other standby follows {new}")
        until(lambda: len(self.saved) > acknowledged, f"staff save after {new} was promoted")
        is_over.set()
        thread.join()
        for name in others:
            until(lambda name=name: self.is_saved(name), f"{name} has all {len(self.saved)} that were acknowledged")
            until(lambda name=name: self.browsers[name].status("/countries/") == 200, f"{name} answers readers")
        self.switch_on(old)
        expect(
            not list((self.here[old].root / "run/postgresql").glob(".s.PGSQL*")), f"{old} does not start as a primary"
        )
        self.here.on([old], *blocks(PAGE, "Bring the old primary back"))
        until(self.has_standbys(2), f"{old} is a standby of {new}")
        until(lambda: self.is_saved(old), f"{old} has all {len(self.saved)} that were acknowledged")

    def both_standbys_are_missing(self):
        primary = self.primary()
        others = [name for name in self.staff if name != primary]
        for name in others:
            self.here[name].power_off()
        began = time.monotonic()
        status = self.staff[primary].add_topic("Nobody else has this")
        expect(
            status == 503, f"without a standby a save is answered with {status}, after {time.monotonic() - began:.0f} s"
        )
        expect(self.browsers[primary].status("/countries/") == 200, "readers are answered by the process for staff")
        self.here.on([primary], *blocks(PAGE, "A machine is missing"))
        expect(self.save(primary), "a save with one copy is acknowledged, if the administrator says so")
        for name in others:
            self.switch_on(name)
            self.services(name)
        until(self.has_standbys(2), "both are standbys again")
        self.here.on([primary], blocks(PAGE, "5. Make the others standbys")[1])
        expect(self.save(primary), "a save with two copies is acknowledged")

    def restart(self):
        with Readers([*self.browsers.values()]) as load:
            for name in self.staff:  # one after the other: the same release
                self.here.on([name], *blocks(PAGE, "Upgrade"))
                time.sleep(15)
                browser = self.browsers[name]
                until(lambda browser=browser: browser.status("/countries/") == 200, f"{name} answers readers")
        expect(not load.wrong, f"{load.done} requests of readers were answered during restarts: {load.wrong[:3]}")


if __name__ == "__main__":
    main(sys.argv[1])
