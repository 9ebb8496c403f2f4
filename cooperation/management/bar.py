"""Progress of a long command."""

import sys


class Bar:
    """A progress bar on the terminal; nothing is written if the output is not a terminal."""

    def __init__(self, doing: str, number: int = 0, stream=None):
        self.doing = doing
        self.number = number
        self.done = 0
        self.stream = stream or sys.stderr

    def advance(self, by: int) -> None:
        """Add to the progress and redraw the bar. A finished bar stays on its line."""
        self.done += by
        if self.number and self.stream.isatty():
            filled = 30 * self.done // self.number
            bar = f"[{'#' * filled}{' ' * (30 - filled)}]"
            end = "\n" if self.done >= self.number else ""
            self.stream.write(f"\r{self.doing:28}{bar} {self.done:>9,} of {self.number:,}{end}")
            self.stream.flush()

    def reach(self, done: int, number: int) -> None:
        """Set the progress and the total, if the total becomes known only during the work, and redraw the bar."""
        self.number = number
        self.advance(done - self.done)
