"""The findings of checks."""

from dataclasses import asdict, dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How bad a finding is."""

    OK = "ok", _("OK")
    WARNING = "warning", _("Warning")
    ERROR = "error", _("Error")


class Sentence(str):
    """A sentence in the active language that can be stored, and read later in another language.

    The slow checks write theirs as `_("...") % {...}`, with this class as `_`.
    """

    def __new__(cls, msgid: str, values: dict | None = None):
        text = gettext(msgid)
        made = super().__new__(cls, text % values if values else text)
        made.msgid, made.values = msgid, values
        return made

    def __mod__(self, values):
        return Sentence(self.msgid, values)

    @property
    def stored(self) -> list:
        values = {name: value if isinstance(value, int) else str(value) for name, value in (self.values or {}).items()}
        return [self.msgid, values]


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and what to do if it is not as it should be."""

    level: Level
    sentence: str
    advice: str = ""
    area: str = ""

    def as_json(self) -> dict:
        return asdict(self) | {"level": self.level.value}

    def stored(self) -> dict:
        """Return it as JSON from which `read()` makes the finding in the language that is active then."""
        texts = {"sentence": self.sentence, "advice": self.advice}
        said = {name: text.stored for name, text in texts.items() if isinstance(text, Sentence)}
        return self.as_json() | {"said": said}

    @classmethod
    def read(cls, stored: dict) -> "Finding":
        values = {name: value for name, value in stored.items() if name != "said"}
        values |= {name: Sentence(*said) for name, said in stored.get("said", {}).items()}
        return cls(**values | {"level": Level(stored["level"])})


def ok(sentence: str) -> Finding:
    return Finding(Level.OK, sentence)


def warning(sentence: str, advice: str) -> Finding:
    return Finding(Level.WARNING, sentence, advice)


def error(sentence: str, advice: str) -> Finding:
    return Finding(Level.ERROR, sentence, advice)
