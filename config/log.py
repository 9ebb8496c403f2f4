"""Log format: one line for each event, to standard output, for Django and gunicorn."""

import logging
import re

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Line(logging.Formatter):
    """One line for each record: control characters are escaped, and tracebacks are indented.

    This prevents forged log lines: each line that does not start with a space is the registry's own.
    """

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record):  # noqa: N802
        return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))

    def formatException(self, ei):  # noqa: N802
        return "  " + super().formatException(ei).replace("\n", "\n  ")


class Unavailable(logging.Filter):
    """Logs a 503 response as a warning without traceback: a busy or unreachable database is not a bug."""

    def filter(self, record):
        """Return True; the record is changed."""
        if getattr(record, "status_code", None) == 503:
            if record.exc_info:
                record.msg, record.args = f"{record.getMessage()}: {' '.join(str(record.exc_info[1]).split())}", ()
                record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configuration(level: str, loggers: dict) -> dict:
    """Return the `logging` configuration, with the given settings of loggers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line}},
        "filters": {"unavailable": {"()": Unavailable}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": loggers,
    }
