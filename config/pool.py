"""Is a connection that waited in the pool still one?"""

import select

from psycopg_pool import ConnectionPool


def check(connection):
    """Raise OperationalError if the server has ended the connection.

    A look at the socket instead of a question to the server, which would cost every request as much as a statement:
    where nothing waits to be read, nothing has happened. Called by the pool before it gives a connection away.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        ConnectionPool.check_connection(connection)
