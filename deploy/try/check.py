#!/usr/bin/env python3
"""Check a registry behind nginx on this machine, and stop at the first wrong response.

`python3 check.py HOST CERTIFICATE [COMMAND...]`: COMMAND restarts the registry while requests run.
"""

import http.client
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

HOST, CERTIFICATE, RESTART = sys.argv[1], sys.argv[2], sys.argv[3:]
ONCE = [
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
]


class Connection(http.client.HTTPSConnection):
    """Connects to this machine, and expects the certificate of the registry."""

    def connect(self):
        self.sock = socket.create_connection(("127.0.0.1", 443), self.timeout)
        self.sock = context().wrap_socket(self.sock, server_hostname=HOST)


def context():
    return ssl.create_default_context(cafile=CERTIFICATE)


def ask(path, method="GET", body=None, **headers):
    connection = Connection(HOST, timeout=60)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response, text


def expect(condition, what):
    print("ok " if condition else "NO ", what, flush=True)
    if not condition:
        raise SystemExit(1)


def answers():
    """Return whether the registry answers; nginx may still be loading the certificate."""
    try:
        return ask("/healthz")[0].status == 200
    except OSError:
        return False


def until_it_answers():
    end = time.monotonic() + 120
    while not answers():
        expect(time.monotonic() < end, "the registry answers within two minutes")
        time.sleep(0.5)


def plain_http():
    connection = http.client.HTTPConnection("127.0.0.1", 80, timeout=10)
    connection.request("GET", "/meetings/?page=2", headers={"Host": HOST})
    response = connection.getresponse()
    target = response.headers["Location"]
    expect((response.status, target) == (301, f"https://{HOST}/meetings/?page=2"), "http is redirected to https")


def headers_of(path, status):
    response, text = ask(path)
    expect(response.status == status, f"{path} is answered with {response.status}, expected is {status}")
    for name in ONCE:
        expect(len(response.headers.get_all(name, [])) == 1, f"{path} has one {name}: {response.headers[name]}")
    policy = response.headers["Content-Security-Policy"]
    expect("default-src 'none'" in policy and "unsafe" not in policy, "the policy for scripts and styles is strict")
    expect("frame-ancestors 'none'" in policy, "nobody may embed it")
    expect("includeSubDomains" in response.headers["Strict-Transport-Security"], "subdomains are covered")
    expect("nginx/" not in response.headers.get("Server", ""), "the version of nginx is not shown")
    for cookie in response.headers.get_all("Set-Cookie", []):
        expect("Secure" in cookie, f"the cookie is only for https: {cookie.partition('=')[0]}")
    return text.decode()


def another_name():
    try:
        with socket.create_connection(("127.0.0.1", 443), 10) as plain:
            context().wrap_socket(plain, server_hostname="other.example")
    except ssl.SSLError as error:
        expect("unrecognized name" in str(error).lower().replace("_", " "), "another host name gets no answer")
    else:
        expect(False, "another host name gets no answer")


def old_tls():
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        settings = context()
        settings.minimum_version = settings.maximum_version = version
        with (
            socket.create_connection(("127.0.0.1", 443), 10) as plain,
            settings.wrap_socket(plain, server_hostname=HOST) as secure,
        ):
            expect(secure.version() is not None, f"{secure.version()} is offered")


def loses_no_request():
    """Send requests from four threads during a restart."""
    wrong, done, is_over = [], [], threading.Event()

    def client(number):
        while not is_over.is_set():
            try:
                response, _ = ask("/agreements/" if number % 2 else "/about/")
                (done if response.status == 200 else wrong).append(response.status)
            except OSError as error:
                wrong.append(error)
            time.sleep(0.1)

    threads = [threading.Thread(target=client, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    subprocess.run(RESTART, check=True)
    restarted, patience = len(done), time.monotonic() + 120
    while len(done) < restarted + 50 and not wrong and time.monotonic() < patience:
        time.sleep(0.5)
    is_over.set()
    for thread in threads:
        thread.join()
    expect(len(done) >= restarted + 50 and not wrong, f"a restart lost none of {len(done)} requests: {wrong[:3]}")


def refused():
    """Exceed a rate limit; must run last."""
    answers = [ask("/search/?q=water", X_Forwarded_For=f"192.0.2.{number % 250}") for number in range(300)]
    limited = [(answer, text) for answer, text in answers if answer.status == 429]
    expect(limited, f"who searches too often gets 429, whatever X-Forwarded-For says: {len(limited)} of 300")
    answer, text = limited[-1]
    expect(answer.headers["Retry-After"], "it says when to try again")
    expect(len(answer.headers.get_all("Strict-Transport-Security")) == 1, "it has the headers too")
    expect(b"<h1>Too many requests</h1>" in text, "it is a page")
    expect(ask("/")[0].status == 200, "other pages are still answered")


until_it_answers()
plain_http()
home = headers_of("/", 200)
headers_of("/nowhere/", 404)
headers_of(ask("/admin/", "GET")[0].headers["Location"], 200)
style = re.search(r'href="(/static/css/[^"]+)"', home)[1]
response, _ = ask(style)
expect(response.status == 200 and "immutable" in response.headers["Cache-Control"], "static files are served")
another_name()
old_tls()
if RESTART:
    loses_no_request()
refused()
