"""Log lines: one for each event, to standard output, for Django and gunicorn. JSON in production, text for people."""

import json
import logging
import re
import time
from datetime import UTC, datetime

from .request_log import described, without_secrets

FORMATS = ("JSON", "TEXT")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# gunicorn names the client or the address in these messages.
OF_READERS = {"Invalid request from ": "Invalid request.", "Error handling request ": "Error handling a request."}


class JsonLine(logging.Formatter):
    """A JSON object for each record. No text can forge a line: JSON escapes line ends, and all but ASCII."""

    def format(self, record):
        at = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": f"{at:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **described(),
            **getattr(record, "response", {}),
        }
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line)


class TextLine(logging.Formatter):
    """One line for each record, in UTC: control characters are escaped, and tracebacks are indented.

    This prevents forged log lines: each line that does not start with a space is the registry's own.
    """

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self.converter = time.gmtime

    def formatMessage(self, record):  # noqa: N802
        text = without_secrets(super().formatMessage(record))
        if response := getattr(record, "response", None):
            text += ", {ms} ms, {statements} statements, {bytes} bytes".format(**response)
        return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)

    def formatException(self, ei):  # noqa: N802
        return "  " + without_secrets(super().formatException(ei)).replace("\n", "\n  ")


class WithoutReaders(logging.Filter):
    """Removes the client's address and the requested address from messages of gunicorn."""

    def filter(self, record):
        """Return True; the record is changed."""
        for beginning, message in OF_READERS.items():
            if str(record.msg).startswith(beginning):
                record.msg, record.args = message, ()
        return True


class Unavailable(logging.Filter):
    """Logs a 503 response as a warning without traceback: a busy or unreachable database, or a full disk, is no bug."""

    def filter(self, record):
        """Return True; the record is changed."""
        if getattr(record, "status_code", None) == 503:
            if record.exc_info:
                record.msg, record.args = f"{record.getMessage()}: {' '.join(str(record.exc_info[1]).split())}", ()
                record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configuration(form: str, level: str, loggers: dict) -> dict:
    """Return the `logging` configuration in one of FORMATS, with the given settings of loggers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if form == "JSON" else TextLine}},
        "filters": {"unavailable": {"()": Unavailable}, "without_readers": {"()": WithoutReaders}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": loggers,
    }
