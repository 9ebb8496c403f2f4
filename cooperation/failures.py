"""What an error of the database means for whoever waits for the answer: try again, no database, or a refusal."""

from django.db import DatabaseError, InterfaceError, OperationalError

# SQLSTATEs (PostgreSQL, appendix A) of a transaction that works when it is tried again: a deadlock, a row that another
# transaction held for too long, a statement or a transaction that took too long.
BUSY = {"40001", "40P01", "55P03", "57014", "25P03"}
# The connection failed (class 08), or the server shut down, crashed or is starting (57P01 to 57P03).
NO_CONNECTION = ("08", "57P")


def is_busy(error: BaseException | None) -> bool:
    """Return whether the same request may succeed in a moment."""
    return isinstance(error, DatabaseError) and _sqlstate(error) in BUSY


def is_unreachable(error: BaseException | None) -> bool:
    """Return whether there is no connection to the database. Without a connection there is no SQLSTATE either."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code = _sqlstate(error)
    return code is None or code.startswith(NO_CONNECTION)


def _sqlstate(error):
    return getattr(error.__cause__, "sqlstate", None)
