"""Check pooled connections."""

import select

from psycopg import OperationalError
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


def check_standby(connection):
    """Also raise OperationalError if the server is no standby any more: the pool then connects to another one.

    The server tells each connection with the answer to its first statement after the promotion.
    """
    check(connection)
    if connection.info.parameter_status("in_hot_standby") == "off":
        connection.close()  # the pool keeps a connection that works
        raise OperationalError("The server was promoted.")
