"""What a check finds."""

from dataclasses import asdict, dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How bad a finding is."""

    OK = "ok", _("OK")
    WARNING = "warning", _("Warning")
    ERROR = "error", _("Error")


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and what to do if it is not as it should be."""

    level: Level
    sentence: str
    advice: str = ""
    area: str = ""

    def as_json(self) -> dict:
        return asdict(self) | {"level": self.level.value}


def ok(sentence: str) -> Finding:
    return Finding(Level.OK, sentence)


def warning(sentence: str, advice: str) -> Finding:
    return Finding(Level.WARNING, sentence, advice)


def error(sentence: str, advice: str) -> Finding:
    return Finding(Level.ERROR, sentence, advice)
