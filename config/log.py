"""How log lines look: one for each event, to standard output, for Django and gunicorn alike."""

import logging
import re

from cooperation.failures import is_busy, is_unreachable

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Line(logging.Formatter):
    """One line for each record, whatever people typed: control characters are escaped, a traceback is indented.

    So nobody forges a line: each that does not begin with a blank is the registry's own.
    """

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record):  # noqa: N802
        """Return the line."""
        return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))

    def formatException(self, ei):  # noqa: N802
        """Return the traceback."""
        return "  " + super().formatException(ei).replace("\n", "\n  ")


class Expected(logging.Filter):
    """Takes the traceback from what is no defect: a database that is busy or cannot be reached."""

    def filter(self, record):
        """Return True; the record of such an error is made a warning."""
        error = record.exc_info and record.exc_info[1]
        if is_busy(error) or is_unreachable(error):
            record.msg, record.args = f"{record.getMessage()}: {' '.join(str(error).split())}", ()
            record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configuration(level: str, loggers: dict) -> dict:
    """Return the configuration of `logging`, with the settings of some loggers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line}},
        "filters": {"expected": {"()": Expected}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": loggers,
    }
