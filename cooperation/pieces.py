"""Pieces of public pages, kept by the process that rendered them: rows of lists, and the frame that all pages share.

A row is exact as a page from memory is (page_cache): it is kept with the state of the registry that it shows, and gone
with that. The frame shows nothing of the registry and stays.
"""

from django.utils.translation import get_language

MOST = 20_000  # of rows; about a kilobyte each
MOST_FRAMES = 1_000


class Pieces:
    """The pieces of one state of the registry. Full, they begin anew: what is still asked for is soon there again."""

    def __init__(self, state=None, most: int = MOST):
        self.state = state
        self.most = most
        self.kept = {}

    def get(self, key: tuple):
        """Return the piece, None where it is not here."""
        return self.kept.get(key)

    def put(self, key: tuple, piece):
        """Keep the piece; return it."""
        if len(self.kept) >= self.most:
            self.kept.clear()
        self.kept[key] = piece
        return piece


frames = Pieces(most=MOST_FRAMES)
_rows = Pieces()


def rows_of(request) -> Pieces:
    """Return the pieces of the state that the request shows; where nobody counts the states, none that are kept."""
    global _rows  # one object is replaced by another: who still reads the older one goes on with it
    state = getattr(request, "public_state", None)
    if state is None:
        return Pieces()
    state = (*state, get_language())
    if _rows.state != state:
        _rows = Pieces(state)
    return _rows
