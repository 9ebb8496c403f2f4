"""HTTP clients: plain persistent sockets, because a library would be too slow for a server of thousands per second.

Also a minimal browser, which signs in and reads the values of an empty form.
"""

import gzip
import re
import socket
import time
import urllib.parse
import urllib.request
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

PATIENCE = 60  # maximum seconds for one response


@dataclass
class Answer:
    """A response of the server."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        return (gzip.decompress(self.body) if b"content-encoding: gzip" in self.head else self.body).decode()


class Connection:
    """One connection to the server, reopened if the server has closed it."""

    def __init__(self, port: int):
        self.port = port
        self.socket = None

    def ask(self, sending: bytes) -> Answer:
        """Send the bytes and return the complete response."""
        for is_last in (False, True):
            try:
                if self.socket is None:
                    self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.socket.sendall(sending)
                return self.read()
            except (ConnectionError, BrokenPipeError):
                self.close()  # a worker that reached its maximum of requests closes its connections
                if is_last:
                    raise
        raise AssertionError

    def read(self) -> Answer:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.more()
        head, _, body = received.partition(b"\r\n\r\n")
        head = head.lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", head)
        if head.startswith(b"http/1.1 304"):  # it has no body, and need not say so
            length = [b"0", b"0"]
        parts, size = [body], len(body)
        while size < int(length[1]) if length else not b"".join(parts[-2:]).endswith(b"0\r\n\r\n"):
            parts.append(self.more())
            size += len(parts[-1])
        if b"\r\nconnection: close" in head:
            self.close()
        return Answer(int(head.split(b" ", 2)[1]), head, b"".join(parts))

    def more(self) -> bytes:
        if not (received := self.socket.recv(1 << 18)):
            raise ConnectionResetError
        return received

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None


@dataclass
class Run:
    """Several requests: milliseconds of each correct response, problems of the others, the longest body."""

    milliseconds: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    seconds: float = 0
    longest: int = 0  # bytes, not compressed

    def __iadd__(self, other: "Run"):
        self.milliseconds += other.milliseconds
        self.problems += other.problems
        return self

    def part(self, share: float) -> float:
        """Return the milliseconds within which `share` of the responses arrived."""
        times = sorted(self.milliseconds)
        return times[min(int(share * len(times)), len(times) - 1)]

    @property
    def per_second(self) -> float:
        """Return the number of correct responses per second."""
        return len(self.milliseconds) / self.seconds


def send_each(port: int, requests) -> Run:
    """Send each request once, over one connection."""
    run, connection = Run(), Connection(port)
    for request in requests:
        sending = request.sending()
        sent = time.perf_counter()
        answer = connection.ask(sending)
        took = (time.perf_counter() - sent) * 1000
        text = answer.text
        run.longest = max(run.longest, len(text.encode()))
        if problem := request.problem(answer.status, text):
            run.problems.append(problem)
        else:
            run.milliseconds.append(took)
    connection.close()
    return run


def send(port: int, request, number: int, seconds: float, connections: int = 1) -> Run:
    """Send the request up to `number` times, for at most `seconds` but at least three times, over the connections."""
    total = Run()
    began = time.perf_counter()

    def one(which):
        connection = Connection(port)
        for turn in range(which, number, connections):
            if turn >= max(3, connections) and time.perf_counter() - began > seconds:
                break
            sent = time.perf_counter()
            answer = connection.ask(request.sending())
            if answer.status in (request.status, 304):
                total.milliseconds.append((time.perf_counter() - sent) * 1000)
            else:
                total.problems.append(f"failed ({answer.status})")
        connection.close()

    if connections == 1:
        one(0)
    else:
        with ThreadPoolExecutor(connections) as threads:
            list(threads.map(one, range(connections)))
    total.seconds = time.perf_counter() - began
    return total


def send_shared(ports: list[int], requests, connections: int) -> Run:
    """Send each request once, over so many connections to each port: whichever is free takes the next one."""
    total, waiting = Run(), deque(requests)
    began = time.perf_counter()

    def one(port):
        connection = Connection(port)
        while True:
            try:
                request = waiting.popleft()
            except IndexError:
                break
            sent = time.perf_counter()
            answer = connection.ask(request.sending())
            took = (time.perf_counter() - sent) * 1000
            if problem := request.problem(answer.status, answer.text):
                total.problems.append(f"{request.path} {problem}")
            else:
                total.milliseconds.append(took)
        connection.close()

    with ThreadPoolExecutor(connections * len(ports)) as threads:
        list(threads.map(one, ports * connections))
    total.seconds = time.perf_counter() - began
    return total


class EmptyForm(HTMLParser):
    """The values that a page's form would send unchanged."""

    def __init__(self, source: str):
        super().__init__()
        self.fields = {}
        self.select = self.area = None
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        """Note the value of a field."""
        attrs = dict(attrs)
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "input" and name and kind in ("text", "hidden", "number", "url"):
            self.fields[name] = attrs.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.fields[self.select] = attrs.get("value", "")
        elif tag == "textarea" and name:
            self.fields[name] = ""

    def handle_endtag(self, tag):
        """Note the end of a list of options."""
        if tag == "select":
            self.select = None


def signed_in(port: int, name: str, password: str, path: str) -> tuple[str, dict]:
    """Sign in; return the cookies and the values of the form at `path`."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def fetch(where, data=None):
        body = urllib.parse.urlencode(data).encode() if data else None
        with opener.open(f"http://127.0.0.1:{port}{where}", body, timeout=PATIENCE) as response:
            return EmptyForm(response.read().decode()).fields

    token = fetch("/admin/login/")["csrfmiddlewaretoken"]
    fetch("/admin/login/", {"username": name, "password": password, "csrfmiddlewaretoken": token, "next": "/healthz"})
    fields = fetch(path)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), fields
