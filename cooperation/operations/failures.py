"""What stops a command for whoever runs the registry."""


class Failed(Exception):
    """The work was not done; the message says why and, where it can, what to do."""
