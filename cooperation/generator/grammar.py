"""Titles and texts from a small grammar with a large vocabulary."""

from . import words


class Grammar:
    """Generates phrases and sentences. Word frequencies follow those of natural language."""

    def __init__(self, chance):
        self.chance = chance
        subjects = words.split(words.SUBJECTS)
        self.subject = chance.by_rank(subjects, 0.8)
        self.noun = chance.by_rank([*(subject.lower() for subject in subjects), *words.compounds()])
        self.act = chance.by_rank(words.split(words.ACTS))
        self.work = chance.by_rank(words.split(words.WORKS))
        self.verb = chance.by_rank(words.split(words.VERBS))
        self.promise = chance.by_rank(words.split(words.PROMISES), 0.5)
        self.gathering = chance.by_rank(words.split(words.GATHERINGS))
        self.body = chance.by_rank(words.split(words.BODIES), 0.5)
        self.place = chance.by_rank(words.places(), 0.6)
        self.given_name = chance.by_rank(words.split(words.GIVEN), 0.3)
        self.family_name = chance.by_rank(words.split(words.FAMILY), 0.5)

    def theme(self) -> str:
        """Return a subject for a title: "Wetland Conservation"."""
        if self.chance.random() < 0.15:
            return f"{self.noun().title()} {self.act()}"
        return f"{self.subject()} {self.act()}"

    def sentence(self) -> str:
        return (
            f"It {self.verb()} the {self.act().lower()} of {self.noun()} in {self.place()} and the "
            f"{self.act().lower()} of {self.noun()}, with regard to {self.noun()}."
        )

    def summary(self) -> str:
        """Return a text of one or three sentences, or ""."""
        draw = self.chance.random()
        if draw < 0.3:
            return ""
        return self.sentence() if draw < 0.8 else f"{self.sentence()} {self.sentence()} {self.sentence()}"

    def promised(self) -> str:
        """Return a sentence with a decision, promise or request of a meeting."""
        return f"The sides will {self.promise()} {self.noun()} {self.act().lower()} in {self.place()}."

    def ordinal(self, number: int) -> str:
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"
