"""A proxy for the tests' database that a test can close, as if the database stopped, and open again."""

import contextlib
import os
import select
import socket
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from config.environment import Environment
from tests.connections import database_url


class DatabaseProxy:
    """A proxy that listens on a Unix socket. `url` is the address of the database through it."""

    def __init__(self, folder: str):
        settings = Environment({"DATABASE_URL": database_url()}).database("DATABASE_URL")
        self.host, self.port = settings["HOST"], int(settings["PORT"] or 5432)
        user = quote(settings["USER"] or connection.settings_dict["USER"] or os.environ.get("USER", ""))
        secret = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
        self.path = Path(folder) / f".s.PGSQL.{self.port}"
        self.url = f"postgresql://{user}{secret}@{quote(folder, safe='')}:{self.port}/{settings['NAME']}"
        self.listener, self.ends = None, set()

    def open(self):
        """Accept connections."""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(64)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def close(self):
        """End all connections, and accept none."""
        if self.listener:
            self.path.unlink()
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        for end in list(self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener):
        with contextlib.suppress(OSError):  # it was closed
            while True:
                client, _address = listener.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client):
        with client, self._to_the_database() as server, contextlib.suppress(OSError):
            self.ends |= {client, server}
            other = {client: server, server: client}
            while True:
                for end in select.select([client, server], [], [])[0]:
                    if not (data := end.recv(1 << 16)):
                        self.ends -= {client, server}
                        return
                    other[end].sendall(data)

    def _to_the_database(self):
        if not self.host.startswith("/"):
            return socket.create_connection((self.host or "127.0.0.1", self.port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self.host}/.s.PGSQL.{self.port}")
        return server


@contextlib.contextmanager
def database_proxy():
    """Yield a DatabaseProxy that is closed."""
    with tempfile.TemporaryDirectory(prefix="proxy-") as folder:
        made = DatabaseProxy(folder)
        try:
            yield made
        finally:
            made.close()
