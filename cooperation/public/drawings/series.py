"""A chart of numbered sessions: which were held, who hosted them, and which outcomes later sessions followed up.

There is a column for each number from the first to the last. The sessions are at the top, then a row for each host,
which shows the rotation, then a thread for each outcome that later sessions followed up. The names of the hosts are to
the right of the last session, so that a narrow screen shows both first.
"""

from dataclasses import dataclass, replace

COLUMN, NAMES, TOP, ROW = 40, 140, 30, 30  # NAMES is the width of the names of the hosts
MOST = 25  # numbers; of a longer series only the latest are drawn
MOST_THREADS = 12  # outcomes with later ones; if there are more, only the latest are drawn
HELD, PLANNED, OTHER, MISSING = "held", "planned", "other", "missing"


@dataclass(frozen=True)
class Session:
    """A session to draw: its number, its status, its host, and the object that it links to."""

    number: int
    state: str
    host: str
    thing: object


@dataclass(frozen=True)
class Link:
    """A later outcome and an earlier one, each with its session."""

    earlier: object
    earlier_session: object
    later: object
    later_session: object


@dataclass(frozen=True)
class Mark:
    """A session on the chart, or a number without a record."""

    x: float
    number: int
    state: str
    thing: object = None
    host_y: float | None = None


@dataclass(frozen=True)
class Host:
    """The row of one host."""

    y: float
    name: str


@dataclass(frozen=True)
class Knot:
    """An outcome on a thread."""

    x: float
    outcome: object


@dataclass(frozen=True)
class Thread:
    """A chain of outcomes, from the first to the last."""

    y: float
    knots: list[Knot]
    is_late: bool = False  # it starts in the right half, so its label ends at its right end

    @property
    def label_x(self) -> float:
        return self.knots[-1 if self.is_late else 0].x + (7 if self.is_late else -7)

    @property
    def path(self) -> str:
        """Return the line through the knots, as SVG path data."""
        return f"M{self.knots[0].x:g} {self.y:g}H{self.knots[-1].x:g}"

    @property
    def text_y(self) -> float:
        return self.y - 12


@dataclass(frozen=True)
class Series:
    """The whole chart."""

    width: int
    names_x: int  # where the names of the hosts begin
    height: float
    marks: list[Mark]
    hosts: list[Host]
    rotation: str
    threads: list[Thread]
    threads_left_out: int


def _columns(sessions):
    """Return the content of each column: a session, or a number without a record."""
    by_number = {}
    for session in sessions:
        by_number.setdefault(session.number, []).append(session)
    last = max(by_number)
    columns = []
    for number in range(max(1, last - MOST + 1), last + 1):
        columns += by_number.get(number) or [Session(number, MISSING, "", None)]
    return columns[-MOST:]


def _chains(links):
    """Return the chains of outcomes. If an outcome has two later ones, the second starts a new chain."""
    following = {}
    for link in links:
        following.setdefault(link.earlier, []).append(link)
    later = {link.later for link in links}
    starts = [link for link in links if link.earlier not in later]
    used, chains = set(), []
    waiting = starts + links  # a cycle has no start: any of its links will do
    for link in waiting:
        if id(link) in used:
            continue
        chain, step = [(link.earlier, link.earlier_session)], link
        while step is not None:
            used.add(id(step))
            chain.append((step.later, step.later_session))
            step = next((each for each in following.get(step.later, ()) if id(each) not in used), None)
        chains.append(chain)
    return chains


def draw(sessions: list[Session], links: list[Link]) -> Series | None:
    """Return the chart of the numbered `sessions`, which are in order, and their links; None below two columns."""
    columns = _columns(sessions) if sessions else []
    if len(columns) < 2:
        return None
    x_of, names = {}, list(dict.fromkeys(each.host for each in columns if each.host))
    y_of = {name: TOP + 34 + place * ROW for place, name in enumerate(names)}
    marks = []
    for place, each in enumerate(columns):
        x = place * COLUMN + COLUMN / 2
        if each.thing is not None:
            x_of[each.thing] = x
        marks.append(Mark(x, each.number, each.state, each.thing, y_of.get(each.host)))
    hosted = [mark for mark in marks if mark.host_y is not None]
    rotation = "".join(f"{'L' if place else 'M'}{mark.x:g} {mark.host_y:g}" for place, mark in enumerate(hosted))
    y = TOP + 34 + len(names) * ROW + 30
    drawn = []
    for chain in _chains(links):
        knots = [Knot(x_of[session], outcome) for outcome, session in chain if session in x_of]
        if len({knot.x for knot in knots}) > 1:
            drawn.append(sorted(knots, key=lambda knot: knot.x))
    threads = [Thread(y + place * (ROW + 12), knots) for place, knots in enumerate(drawn[-MOST_THREADS:])]
    y += len(threads) * (ROW + 12)
    hosts = [Host(y_of[name], name) for name in names]
    names_x = len(columns) * COLUMN
    middle = names_x / 2
    threads = [replace(thread, is_late=thread.knots[0].x > middle) for thread in threads]
    height = y - 10 if threads else y - 24
    return Series(names_x + NAMES, names_x, height, marks, hosts, rotation, threads, len(drawn) - len(threads))
