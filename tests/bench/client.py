"""The clients: plain sockets that stay open, for a library would cost more than a server of thousands a second.

And a browser of sorts, that signs in and reads what an empty form sends.
"""

import gzip
import re
import socket
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

PATIENCE = 60  # seconds that one answer may take


@dataclass
class Answer:
    """What the server said."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        return (gzip.decompress(self.body) if b"content-encoding: gzip" in self.head else self.body).decode()

    @property
    def compressed(self) -> int:
        """Return the bytes of the compressed body, whoever compresses it."""
        return len(self.body if b"content-encoding:" in self.head else gzip.compress(self.body, 6))


class Connection:
    """One connection to the server, opened anew where the server has closed it."""

    def __init__(self, port: int):
        self.port = port
        self.socket = None

    def ask(self, sending: bytes) -> Answer:
        """Send the bytes and return the whole answer."""
        for is_last in (False, True):
            try:
                if self.socket is None:
                    self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.socket.sendall(sending)
                return self.read()
            except (ConnectionError, BrokenPipeError):
                self.close()  # a worker that has served its share closes what it kept open
                if is_last:
                    raise
        raise AssertionError

    def read(self) -> Answer:
        """Read one answer."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.more()
        head, _, body = received.partition(b"\r\n\r\n")
        head = head.lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", head)
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
        """Close the connection, if there is one."""
        if self.socket:
            self.socket.close()
        self.socket = None


@dataclass
class Run:
    """Many sendings of one request: milliseconds of each answer that was right, and how many were not."""

    milliseconds: list = field(default_factory=list)
    failures: int = 0
    seconds: float = 0

    def part(self, share: float) -> float:
        """Return the milliseconds within which `share` of the answers came."""
        times = sorted(self.milliseconds)
        return times[min(int(share * len(times)), len(times) - 1)]

    @property
    def per_second(self) -> float:
        """Return how many right answers came in a second."""
        return len(self.milliseconds) / self.seconds


def send(port: int, request, number: int, seconds: float, connections: int = 1) -> Run:
    """Send the request up to `number` times, for `seconds` at most but thrice at least, over so many connections."""
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
                total.failures += 1
        connection.close()

    if connections == 1:
        one(0)
    else:
        with ThreadPoolExecutor(connections) as threads:
            list(threads.map(one, range(connections)))
    total.seconds = time.perf_counter() - began
    return total


class EmptyForm(HTMLParser):
    """What the form of a page sends as it stands."""

    def __init__(self, source: str):
        super().__init__()
        self.fields = {}
        self.select = self.area = None
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        """Note what a box holds."""
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
        """Note that a list of options ends."""
        if tag == "select":
            self.select = None


def signed_in(port: int, name: str, password: str, path: str) -> tuple[str, dict]:
    """Sign in; return the cookies, and what the form at `path` would send."""
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
