"""How far a long command is."""

import sys


class Bar:
    """A line of the terminal that shows how much of the work is done; nothing where nobody looks on."""

    def __init__(self, doing: str, number: int = 0, stream=None):
        self.doing = doing
        self.number = number
        self.done = 0
        self.stream = stream or sys.stderr

    def advance(self, by: int) -> None:
        """Draw the line anew, with so much more done; the work that is done keeps its line."""
        self.done += by
        if self.number and self.stream.isatty():
            filled = 30 * self.done // self.number
            bar = f"[{'#' * filled}{' ' * (30 - filled)}]"
            end = "\n" if self.done >= self.number else ""
            self.stream.write(f"\r{self.doing:28}{bar} {self.done:>9,} of {self.number:,}{end}")
            self.stream.flush()

    def reach(self, done: int, number: int) -> None:
        """Draw the line anew, with so much done of what only now is known to be this much."""
        self.number = number
        self.advance(done - self.done)
