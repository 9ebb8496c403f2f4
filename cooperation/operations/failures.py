"""The error of commands for operators."""


class Failed(Exception):
    """The work was not done; the message says why and, where it can, what to do."""
