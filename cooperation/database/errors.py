"""Classify errors: try again, database unavailable, disk full, or rejected by a constraint or trigger."""

import errno
import re

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# SQLSTATEs (PostgreSQL, appendix A) of transactions that can succeed when retried: deadlocks, lock timeouts, statement
# timeouts and transaction timeouts.
BUSY = {"40001", "40P01", "55P03", "57014", "25P03"}
# The connection failed (class 08), or the server shut down, crashed or is starting (57P01 to 57P03).
NO_CONNECTION = ("08", "57P")
DISK_FULL = "53100"
READ_ONLY = "25006"
# A column, table or function does not exist: the database was upgraded while the request waited for it. Or the role has
# no rights: the database was restored, and migrate has not yet granted them.
UNKNOWN = {"42703", "42P01", "42883", "42501"}
# Messages for trigger errors (cooperation/database/rules.py and versions.py), by the end of the constraint name.
TRIGGERS = {
    "_was_public": gettext_lazy("This record has been published, so it cannot be deleted. Withdraw it instead."),
    "_stays": gettext_lazy("This row cannot move to another record. Add it again there."),
    "_is_merged": gettext_lazy("This record was merged into another one. Change that one instead."),
    "_address_is_free": gettext_lazy("This address redirects to another page. Choose another one."),
    "topic_two_levels": gettext_lazy("Topics have two levels at most."),
}
FOREIGN_KEY, UNIQUE = "23503", "23505"


class OtherRelease(Exception):
    """The database has a different release from this process."""

    def __init__(self):
        super().__init__(
            "The database was brought to another release than that of this process. Restart the process with the code "
            "of that release, or run `manage.py migrate` with this one."
        )


class NotConfirmed(Exception):
    """It is not known whether a change is committed, so nobody may be told either.

    The connection was lost during the commit, or no standby confirmed the change in time: if the primary is lost now,
    so is the change. Not a DatabaseError: after one of those, nothing was saved.
    """


def is_busy(error: BaseException | None) -> bool:
    return isinstance(error, DatabaseError) and _sqlstate(error) in BUSY


def is_of_other_release(error: BaseException | None) -> bool:
    """Return whether the error means that the database has a different schema from this process."""
    return isinstance(error, OtherRelease) or (isinstance(error, DatabaseError) and _sqlstate(error) in UNKNOWN)


def is_unreachable(error: BaseException | None) -> bool:
    """Return whether the database cannot be reached. Without a connection there is no SQLSTATE."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code = _sqlstate(error)
    return code is None or code.startswith(NO_CONNECTION)


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether there is no space left, for the database or for files of this server."""
    if isinstance(error, DatabaseError):
        return _sqlstate(error) == DISK_FULL
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


def is_read_only(error: BaseException | None) -> bool:
    """Return whether the database refused to write, because it is a standby or the transaction only reads."""
    return isinstance(error, DatabaseError) and _sqlstate(error) == READ_ONLY


def _sqlstate(error):
    return getattr(error.__cause__, "sqlstate", None)


def in_words(error) -> ValidationError:
    """Return the database error as a ValidationError, for one field if the error is about one."""
    said = getattr(error.__cause__, "diag", None)
    name = (said and said.constraint_name) or ""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return ValidationError(constraint.get_violation_error_message())
    for end, sentence in TRIGGERS.items():
        if name.endswith(end):
            return ValidationError(sentence)
    if said and said.sqlstate == UNIQUE and (field := _only_field(said)):
        return ValidationError({field.name: field.model().unique_error_message(field.model, (field.name,))})
    if said and said.sqlstate == FOREIGN_KEY:
        return ValidationError(_("Something that this refers to has just been deleted. Choose again."))
    return ValidationError(
        _("The database refuses this: %(reason)s") % {"reason": (said and said.message_primary) or error}
    )


def _only_field(said):
    model = next((model for model in apps.get_models() if model._meta.db_table == said.table_name), None)
    column = re.match(r"Key \(([^,)]+)\)=", said.message_detail or "")
    try:
        return model._meta.get_field(column[1]) if model and column else None
    except FieldDoesNotExist:
        return None
