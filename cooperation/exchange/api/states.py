"""Public states: what readers see after a commit, named by its token."""

import re
from dataclasses import dataclass
from uuid import UUID

from ...models import PublicChange, PublicCommit, PublicVersion
from .parameters import STATE

AFTER_ALL = 2**62  # above the number of any change


class NoState(ValueError):
    """The text is not that of a state."""


class UnknownState(Exception):
    """The log does not go back to this state."""


@dataclass(frozen=True)
class State:
    """The state after the commit with the token, or, if `change` is given, after its changes up to this one."""

    token: UUID
    change: int | None = None

    @classmethod
    def of(cls, text: str) -> "State":
        """Return the state with this text. Raises NoState for any other text."""
        if not re.fullmatch(STATE, text):
            raise NoState
        token, _separator, change = text.partition(".")
        return cls(UUID(token), int(change) if change else None)

    @classmethod
    def now(cls) -> "State":
        return cls(PublicVersion.objects.values_list("token", flat=True).get())

    def __str__(self):
        return str(self.token) if self.change is None else f"{self.token}.{self.change}"

    def place(self) -> tuple[int, int]:
        """Return the number of the commit and of the last change in it. Raises UnknownState."""
        if self.change is not None and not PublicChange.objects.filter(pk=self.change, token=self.token).exists():
            raise UnknownState
        # PublicCommit has no commits older than 90 days.
        for log in (PublicCommit, PublicVersion):
            if number := log.objects.filter(token=self.token).values_list("number", flat=True).first():
                return number, AFTER_ALL if self.change is None else self.change
        raise UnknownState
