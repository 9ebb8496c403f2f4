"""Multiple-choice parameters: which options a page shows, and the number of rows of each.

A list shows the options with the most rows and counts no others; a page of its own shows all options of one parameter.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter

from django.utils.translation import ngettext_lazy
from pyroaring import BitMap

from .option import Option, grouped
from .parameters import Parameter

SHOWN = 8  # options that a list shows besides the selected ones
FEW = 10  # a list shows all options if there are no more than this
MOST = 250  # options on the page with all options, besides the selected ones: it has at most 100 kB of HTML


@dataclass(frozen=True)
class AllOptions:
    """The options of one parameter on a page of their own. If there are too many, `rest` has those with the most rows.

    `words` is the number of all options in words. `matching` is the number of options that match `text`; `left_out` the
    number of options that the page should show and does not.
    """

    name: str
    label: str
    words: str
    text: str
    matching: int
    left_out: int
    selected: list[Option]
    rest: list[Option]

    @property
    def shown_matching(self) -> str:
        return grouped(self.matching)

    @property
    def shown_left_out(self) -> str:
        return grouped(self.left_out)


class MultipleChoice(Parameter):
    """A parameter whose options are the tags of one dimension that occur in the list.

    `linked` names the parameters that it is combined with: they do not affect its counts. `all_words` is a lazy
    ngettext over `number` that prints `shown`, for the number of all options.
    """

    dimension = None
    linked = ()
    all_words = ngettext_lazy("All %(shown)s option", "All %(shown)s options", "number")

    def ids(self, entries, value):
        """Return the ids of the entries that match any of the values."""
        return entries.having(map(self.tag, value))

    def tag(self, value) -> int:
        raise NotImplementedError

    def options(self, counts: dict[int, int], chosen) -> list[Option]:
        """Return the options with these tags in their display order; `counts` maps tags to numbers of rows."""
        raise NotImplementedError

    def matching(self, text: str) -> set[int]:
        """Return the tags of the options that match the text."""
        text = text.lower()
        return {of for of in self.totals for option in self.options({of: 0}, ()) if text in option.label.lower()}

    @property
    def totals(self) -> dict[int, int]:
        """Return the number of rows of each option in the whole list, the largest first."""
        return self.parent.entries.totals(self.dimension)

    @property
    def context(self) -> BitMap | None:
        """Return the ids of the rows that match all other parameters; None means all."""
        return self.parent.found(without=(self.name, *self.linked))

    def finder(self) -> Callable[[int], BitMap | None]:
        """Return a function that takes a tag and returns the ids of its rows, never more than its total."""
        return self.parent.entries.sets.get(self.dimension, {}).get

    def counts(self, tags: Iterable[int]) -> dict[int, int]:
        """Return the number of rows of those options that occur in the list, when all other parameters apply."""
        context, find = self.context, self.finder()
        if context is None:
            return {of: len(ids) for of in tags if (ids := find(of))}
        return {of: ids.intersection_cardinality(context) for of in tags if (ids := find(of))}

    def counts_by_row(self, tags: int) -> dict[int, int] | None:
        """Return the number of rows of every option that has rows when all other parameters apply; None if it is faster
        to count this number of `tags`.
        """
        context = self.context
        return None if context is None else self.parent.entries.counts_by_row(self.dimension, context, tags)

    def most(self, size: int, totals: dict[int, int]) -> dict[int, int]:
        """Return the `size` options with the most rows when all other parameters apply, the largest first.

        `totals` has the candidates, the largest first. No option has more rows than its total, so counting stops where
        the next total is too small. Options are counted in batches, because Python's overhead dominates. If after the
        first batch many are left for few rows, the tags of the rows are read instead.
        """
        tags, best, least = list(totals), {}, -1
        start, step = 0, 2 * size
        while start < len(tags) and totals[tags[start]] > least:
            counts = None
            if start:
                left = bisect_left(tags, -least, start, key=lambda of: -totals[of]) - start
                counts = self.counts_by_row(left)
            if counts is None:
                counts = self.counts(tags[start : start + step])
            else:
                counts = {of: count for of, count in counts.items() if of in totals}
                step = len(tags)
            best |= {of: count for of, count in counts.items() if count > least}
            best = dict(sorted(best.items(), key=itemgetter(1), reverse=True)[:size])
            if len(best) == size:
                least = min(best.values())
            start, step = start + step, 2 * step
        return best

    def short(self, values: list) -> list[Option]:
        """Return the options that a list shows: all if there are few, else the selected ones and those with the most
        rows.
        """
        chosen = set(map(self.tag, values))
        if self.total(chosen) <= FEW:
            return self.options(self.found(self.counts(self.totals), chosen), chosen)
        totals = {of: total for of, total in self.totals.items() if of not in chosen} if chosen else self.totals
        most = self.most(SHOWN, totals)
        return self.arranged(self.options(self.found(most, chosen), chosen))

    def found(self, counts, chosen):
        """Return the options that have rows, and the selected ones."""
        others = self.counts(of for of in chosen if of not in counts)
        return dict.fromkeys(chosen, 0) | others | {of: count for of, count in counts.items() if count}

    def arranged(self, options: list[Option]) -> list[Option]:
        """Return the options of a short list in order: the selected ones first, then those with the most rows.

        Options below another one stay below it.
        """
        return most_first(options)

    def total(self, chosen: set[int]) -> int:
        return len(self.totals) + sum(of not in self.totals for of in chosen)

    def more(self, values: list) -> str:
        """Return the words for all options, such as "All 184 countries", or "" if a list shows all of them."""
        total = self.total(set(map(self.tag, values)))
        return "" if total <= FEW else self.in_words(total)

    def in_words(self, total):
        return self.all_words % {"number": total, "shown": grouped(total)}

    def all(self, values: list, text: str) -> AllOptions:
        """Return all options, or those that match the text; the selected ones apart."""
        chosen = set(map(self.tag, values))
        matching = self.matching(text) if text else None
        found = {of: total for of, total in self.totals.items() if matching is None or of in matching}
        rest = {of: total for of, total in found.items() if of not in chosen}
        shown = dict.fromkeys(rest, 0) | self.counts(rest) if len(rest) <= MOST else self.most(MOST, rest)
        return AllOptions(
            name=self.name,
            label=str(self.label),
            words=self.in_words(self.total(chosen)),
            text=text,
            matching=len(found),
            left_out=len(rest) - len(shown),
            selected=self.options(self.found({}, chosen), chosen),
            rest=self.options(shown, chosen),
        )


def most_first(options: list[Option]) -> list[Option]:
    """Sort the options: the selected ones first, then those with the most rows. Options below another one move with
    it.
    """

    def place(option):
        return not option.is_chosen, -option.count

    groups = []
    for option in options:
        if option.depth:
            groups[-1].append(option)
        else:
            groups.append([option])
    groups = [[first, *sorted(below, key=place)] for first, *below in groups]
    return [option for group in sorted(groups, key=lambda group: min(map(place, group))) for option in group]
