"""Exit with status 0 if the registry answers at the address in BIND: the health check of its container."""

import os
import socket
import sys

SECONDS = 10


def connect(bind):
    """Return a connection to `host:port` or `unix:path`."""
    if bind.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(bind.removeprefix("unix:"))
        return connection
    port = bind.rpartition(":")[2]
    return socket.create_connection(("127.0.0.1", int(port)), SECONDS)


with connect(os.environ.get("BIND") or "0.0.0.0:8000") as server:
    server.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
    sys.exit(server.recv(64).split()[1:2] != [b"200"])
