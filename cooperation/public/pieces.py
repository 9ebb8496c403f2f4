"""Pieces of public pages, kept by the process that rendered them: rows and parts of lists, and what all pages share.

A piece is exact as a page from memory is (page_cache): it is kept with the state of the registry that it shows, and
gone with that. The frame shows nothing of the registry and stays.
"""

from threading import Lock

from django.utils.translation import get_language

# In characters: of rows, of a kilobyte each; of parts, of up to a hundred.
MOST_OF_ROWS = MOST_OF_PARTS = 20_000_000
MOST_OF_FRAMES = 1_000_000


class Pieces:
    """The pieces of one state of the registry, of `most` characters together. The oldest make room for new ones."""

    def __init__(self, most: int):
        self.most = most
        self.size = 0
        self.kept = {}
        self.lock = Lock()

    def get(self, key: tuple):
        """Return the piece, None where it is not here."""
        return self.kept.get(key)

    def put(self, key: tuple, piece):
        """Keep the piece; return it."""
        with self.lock:
            self.size += _size(piece) - _size(self.kept.pop(key, ""))
            self.kept[key] = piece
            while self.size > self.most:
                self.size -= _size(self.kept.pop(next(iter(self.kept))))
        return piece

    def made(self, key: tuple, make):
        """Return the piece, which `make` makes where it is not here."""
        piece = self.get(key)
        return self.put(key, make()) if piece is None else piece

    def each(self, key: tuple, ids, make) -> dict:
        """Return the piece of each id that has one, in their order.

        `key` begins their keys; `make` is asked for those that are not here, all at once: pairs of id and piece.
        """
        found = {pk: self.get((*key, pk)) for pk in ids}
        if missing := [pk for pk, piece in found.items() if piece is None]:
            for pk, piece in make(missing):
                found[pk] = self.put((*key, pk), piece)
        return {pk: piece for pk, piece in found.items() if piece is not None}


def _size(piece):
    return len(piece) if isinstance(piece, str) else 1000


class State:
    """All pieces of one state."""

    def __init__(self, state=None):
        self.state = state
        self.rows = Pieces(MOST_OF_ROWS)
        self.parts = Pieces(MOST_OF_PARTS)


frames = Pieces(MOST_OF_FRAMES)
_last = State()


def rows_of(request) -> Pieces:
    return _of(request).rows


def parts_of(request) -> Pieces:
    return _of(request).parts


def _of(request) -> State:
    """Return all pieces of the state; where nobody counts the states, none that are kept."""
    global _last  # one object is replaced by another: who still reads the older one goes on with it
    state = getattr(request, "public_state", None)
    if state is None:
        return State()
    state = (*state, get_language())
    if _last.state != state:
        _last = State(state)
    return _last
