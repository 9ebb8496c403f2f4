"""Check pooled connections."""

import select

from psycopg_pool import ConnectionPool


def check(connection):
    """Raise OperationalError if the server has closed the connection.

    This checks the socket instead of querying the server, which would cost each request as much as a statement: if
    there is nothing to read, the connection is unchanged. The pool calls it before it hands out a connection.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        ConnectionPool.check_connection(connection)
