"""The terms of a query, and how they are written as a tsquery."""

from dataclasses import dataclass, field

from ..database.search_korean import LONG
from ..domain import hangul
from . import tokens


@dataclass(frozen=True)
class Atom:
    """One way to match a term: consecutive lexemes, each with its distance from the one before, or all of them
    anywhere.
    """

    lexemes: tuple[str, ...]
    gaps: tuple[int, ...] = ()
    is_prefix: bool = False

    def render(self, weight: str = "") -> str:
        """Return it as part of a tsquery, limited to texts of this weight (A to D) if one is given."""
        marks = ("*" if self.is_prefix else "") + weight
        quoted = [f"'{lexeme}'" + (f":{marks}" if marks else "") for lexeme in self.lexemes]
        text = quoted[0]
        for gap, lexeme in zip(self.gaps or (0,) * len(quoted[1:]), quoted[1:], strict=True):
            text += f" <{gap}> {lexeme}" if gap else f" & {lexeme}"
        if any(self.gaps) and any(map(hangul.is_syllables, self.lexemes)):
            # Of a long text, not all positions are stored.
            text += f" | {' & '.join(dict.fromkeys(quoted))} & '{LONG}'"
        return f"({text})" if len(quoted) > 1 else text


@dataclass
class Term:
    """One word, name or phrase of the query. It matches if any of its atoms does."""

    typed: tuple[str, ...]
    atoms: list[Atom] = field(default_factory=list)
    spelled: set[str] = field(default_factory=set)
    things: list[tuple[str, int]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    pieces: tuple[int, ...] = ()
    within: str = ""  # the Korean word of the query that it is a part of
    is_phrase: bool = False
    is_excluded: bool = False
    is_year: bool = False
    is_capital: bool = False
    is_day: bool = False  # it is next to a month
    is_period: bool = False  # it is a date of a period, such as "since 2000"
    is_beginning: bool = False  # also matches longer words that start with it
    rows: dict[str, int] = field(default_factory=dict)
    frequency: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def documents(self) -> int:
        """Return the maximum number of rows of all kinds that match; a row that matches twice counts twice."""
        return sum(self.frequency.values())

    @property
    def is_known(self) -> bool:
        return bool(self.documents or self.things)

    @property
    def is_word(self) -> bool:
        """Return whether rows have the word. The pairs of a Korean word may occur though no row has the word."""
        if self.others and hangul.is_hangul(self.typed[0]):
            return True
        if not hangul.is_hangul(self.typed[0]) or len(self.typed[0]) < 3:
            return bool(self.documents)
        return f"~{self.typed[0]}" in self.numbers and bool(self.numbers[f"~{self.typed[0]}"])

    def render(self, weight: str = "") -> str:
        return "(" + " | ".join(dict.fromkeys(atom.render(weight) for atom in self.atoms)) + ")"

    @property
    def number(self) -> str | None:
        """Return the number that the term stands for, in digits, or None."""
        typed = " ".join(self.typed)
        number = tokens.NUMBER_OF_WORD.get(typed) or (self.is_capital and tokens.ROMAN.get(typed)) or typed
        return number if number.isdecimal() and not self.is_phrase else None

    @property
    def is_needed(self) -> bool:
        """Return whether rows must match it, unless the query has no other terms."""
        return not (self.is_aside or self.is_period)

    @property
    def is_aside(self) -> bool:
        """Return whether it is a filler word that rows do not need to contain."""
        is_plain = len(self.typed) == 1 and not (self.things or self.is_phrase or self.is_excluded)
        return is_plain and self.typed[0] in tokens.ASIDE
