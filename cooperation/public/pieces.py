"""The fragment cache of public pages, one per process: rows, parts of lists, and what all pages share.

Fragments are as exact as cached pages (page_cache): each belongs to one state of the registry and is deleted with it.
The page frame shows no data from the registry and stays.
"""

from threading import Lock

from django.utils.translation import get_language

# In characters: rows have about 1,000 each, other fragments up to 100,000.
MOST_OF_ROWS = MOST_OF_PARTS = 20_000_000
MOST_OF_FRAMES = 1_000_000


class Pieces:
    """The fragments of one state of the registry, up to `most` characters in total. The oldest are dropped first."""

    def __init__(self, most: int):
        self.most = most
        self.size = 0
        self.kept = {}
        self.lock = Lock()

    def get(self, key: tuple):
        """Return the fragment, or None."""
        return self.kept.get(key)

    def put(self, key: tuple, piece):
        """Store the fragment and return it."""
        with self.lock:
            self.size += _size(piece) - _size(self.kept.pop(key, ""))
            self.kept[key] = piece
            while self.size > self.most:
                self.size -= _size(self.kept.pop(next(iter(self.kept))))
        return piece

    def made(self, key: tuple, make):
        """Return the fragment; call `make` and store the result if there is none."""
        piece = self.get(key)
        return self.put(key, make()) if piece is None else piece

    def each(self, key: tuple, ids, make) -> dict:
        """Return the fragments of the ids that have one, in their order.

        `key` is the prefix of their keys. `make` is called once with all missing ids and yields (id, fragment).
        """
        found = {pk: self.get((*key, pk)) for pk in ids}
        if missing := [pk for pk, piece in found.items() if piece is None]:
            for pk, piece in make(missing):
                found[pk] = self.put((*key, pk), piece)
        return {pk: piece for pk, piece in found.items() if piece is not None}


def _size(piece):
    return len(piece) if isinstance(piece, str) else 1000


class State:
    """All fragments of one state."""

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
    """Return all fragments of the state; if states are not counted, an empty cache that is not kept."""
    global _last  # one assignment replaces the object: whoever still reads the older one continues with it
    state = getattr(request, "public_state", None)
    if state is None:
        return State()
    state = (*state, get_language())
    if _last.state != state:
        _last = State(state)
    return _last
