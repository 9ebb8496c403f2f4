"""The simulated users: readers, programs, raters, and members of staff who enter and change meetings."""

import http.client
import itertools
import random
import re
import threading
import time
from collections import Counter, defaultdict
from contextlib import closing
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.conf import settings

from .ledger import ACKNOWLEDGED, NO_ANSWER, OUTCOME, REFUSED, Ledger

TOKEN = "t" * 32
ADD = "/admin/cooperation/meeting/add/"
UNCERTAIN = "60"  # Retry-After of the registry if it lost the database, perhaps after the commit
NGINX = "30"  # that of nginx, which got no answer from the registry
NUMBERS = itertools.count(1)
PAUSES = {"reader": 0.02, "editor": 0.2, "rater": 0.5}  # seconds between two requests of one person


class Form(HTMLParser):
    """The (name, value) fields that a browser would send from the unchanged form with this id."""

    def __init__(self, source: str, form: str):
        super().__init__()
        self.form, self.is_inside = form, False
        self.fields, self.select, self.area = [], None, None
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        """Note the value of a field."""
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "form":
            self.is_inside = given.get("id") == self.form
        if not self.is_inside:
            return
        is_left_out = kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and "checked" not in given)
        if tag == "input" and name and not is_left_out:
            self.fields.append((name, given.get("value") or ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields.append((self.select, given.get("value") or ""))
        elif tag == "textarea" and name:
            self.area = [name, ""]

    def handle_data(self, data):
        """Add to the text of a text box."""
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        """Note the end of the form, of a list of options or of a text box."""
        if tag == "textarea" and self.area:
            self.fields.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.is_inside = False


class Crowd:
    """Sends requests until `stop` is set. `statuses` and `times` are by kind of person, times in seconds.

    With `is_strict`, a reader must always get an answer.
    """

    def __init__(self, port: int, paths: list[str], cookies: list[str], *, is_strict: bool = False):
        self.port, self.paths, self.cookies, self.is_strict = port, paths, cookies, is_strict
        self.ledger, self.stop = Ledger(), threading.Event()
        self.statuses, self.times = defaultdict(Counter), defaultdict(list)
        self.problems = []
        people = [*[self.read] * 4, *[self.rate] * 2]
        self.threads = [threading.Thread(target=self._act, args=(each,)) for each in people]
        self.threads += [threading.Thread(target=self._act, args=(self.edit, each)) for each in cookies]

    def _act(self, act, *given):
        try:
            act(*given)
        except Exception as error:  # reported as a problem
            self.problems.append(f"{act.__name__} stopped: {error!r}")

    def turns(self, who: str):
        """Yield a random number generator until `stop` is set, with pauses."""
        chance = random.Random(next(NUMBERS))  # noqa: S311
        while not self.stop.is_set():
            yield chance
            time.sleep(PAUSES[who])

    def ask(self, who, path, fields=None, cookie="", **headers) -> tuple[int, str, dict]:
        """Return the status, 0 without an answer; the text; and the headers."""
        body = None
        if cookie:
            headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        if fields is not None:
            body = urlencode([*fields, ("csrfmiddlewaretoken", TOKEN)])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
                connection.request("GET" if body is None else "POST", path, body, headers)
                answer = connection.getresponse()
                status, text, found = answer.status, answer.read().decode(), dict(answer.getheaders())
        except (OSError, http.client.HTTPException):
            status, text, found = 0, "", {}
        self.statuses[who][status] += 1
        if not status:
            time.sleep(0.5)
        if status in (200, 302, 303):
            self.times[who].append(time.monotonic() - began)
        if status not in (0, 200, 302, 303, 503) or (self.is_strict and who == "reader" and status in (0, 503)):
            self.problems.append(f"{status} for {who} at {path}: {text[:200]!r}")
        return status, text, found

    def read(self):
        """Read pages, files and the API."""
        for chance in self.turns("reader"):
            self.ask("reader", chance.choice(self.paths))

    def rate(self):
        """Rate the first page, each time from another address."""
        rated = ""
        for chance in self.turns("rater"):
            found = re.search(r'name="rated" value="([^"]*)"', self.ask("reader", "/")[1])
            rated = found[1] if found else rated
            if not rated:
                continue
            place = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
            here = {"X-Forwarded-For": place, "Sec-Fetch-Site": "same-origin"}
            status, _text, headers = self.ask("rater", "/rating/", [("rated", rated), ("score", "5")], **here)
            if status == 303 and not headers["Location"].endswith("#thanks"):
                continue  # the limit of one page, or a repeated address
            self.ledger.rate(said_of(status, 303, headers))

    def edit(self, cookie):
        """Enter a meeting, change it a few times, and enter the next one."""
        for chance in self.turns("editor"):
            number = next(NUMBERS)
            title = f"Load meeting {number}"
            if (fields := self._form(ADD, cookie)) is None:
                continue
            entered = {
                "title": title,
                "slug": f"load-meeting-{number}",
                "status": "held",
                "kind": "bilateral",
                "start": f"{chance.randrange(1900, 2000)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
                "outcomes-TOTAL_FORMS": "1",
                "outcomes-0-kind": "decision",
                "outcomes-0-text": OUTCOME,
                "_publish_incomplete": "1",
            }
            status, text, headers = self.ask("editor", ADD, replaced(fields, entered), cookie)
            said = said_of(status, 302, headers)
            self.ledger.create(title, said)
            if status == 200:
                self.problems.append(f"{title} was not saved: {errors(text)}")
            if said == ACKNOWLEDGED:
                self._change(title, f"/meetings/load-meeting-{number}/", cookie)

    def _change(self, title, page, cookie):
        address = ""
        for turn in range(4):
            if not address:
                # The search also finds the number in other rows, such as in a record's id.
                link = rf'href="(/admin/cooperation/meeting/\d+/change/)[^"]*"[^>]*>{title}<'
                found = re.search(link, self._list(title, cookie))
                address = found[1] if found else ""
            fields = self._form(address, cookie) if address else None
            if fields is None:
                continue
            summary = f"Change {turn} of {title}."
            status, text, headers = self.ask("editor", address, replaced(fields, {"summary": summary}), cookie)
            if status == 200:
                self.problems.append(f"A change of {title} was not saved: {errors(text)}")
            self.ledger.edit(title, summary, said_of(status, 302, headers))

    def _list(self, title, cookie):
        return self.ask("editor", f"/admin/cooperation/meeting/?{urlencode({'q': title})}", cookie=cookie)[1]

    def _form(self, path, cookie):
        status, text, _headers = self.ask("editor", path, cookie=cookie)
        return Form(text, "meeting_form").fields if status == 200 else None


def said_of(status, success, headers) -> str:
    """Return the result of a write. It is unknown if the connection breaks during the commit."""
    if status == success:
        return ACKNOWLEDGED
    return NO_ANSWER if status == 0 or headers.get("Retry-After") in (UNCERTAIN, NGINX) else REFUSED


def replaced(fields, values) -> list[tuple[str, str]]:
    return [*((name, value) for name, value in fields if name not in values), *values.items()]


def errors(text) -> str:
    return " ".join(re.findall(r"errorlist[^>]*>\s*<li>(.*?)</li>", text, re.DOTALL))[:300] or "the form came back"
