"""Multiple-choice parameters whose values are codes or years."""

from itertools import islice

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..database.quality import rules_of
from ..domain.choices import InForce, MeetingStatus
from ..index import Dimension, code_tag, number, tag
from .multiple_choice import MultipleChoice
from .option import Option
from .several import CodesField, YearsField


class Codes(MultipleChoice):
    """Codes of one dimension."""

    def __init__(self, choices, *, label, dimension=Dimension.KIND):
        super().__init__(label=label)
        self.choices = choices
        self.dimension = dimension

    def make_field(self, **kwargs):
        return CodesField(parameter=self, choices=self.choices, **kwargs)

    def options(self, counts, chosen):
        tags = {self.tag(each): each for each in self.choices}
        return [
            Option(each.value, str(each.label), of in chosen, count=counts[of])
            for of, each in tags.items()
            if of in counts
        ]

    def tag(self, value):
        return code_tag(self.dimension, str(value.value))


class Force(Codes):
    """Whether agreements are in force on the date of the list."""

    def __init__(self):
        super().__init__(InForce, label=_("In force today"), dimension=Dimension.STATUS)


UPCOMING = "upcoming"
MeetingState = TextChoices(
    "MeetingState",
    [("UPCOMING", (UPCOMING, _("upcoming"))), *((each.name, (each.value, each.label)) for each in MeetingStatus)],
)


class States(Codes):
    """The status of meetings. "held" includes confirmed meetings that are over; "upcoming" means not over yet."""

    def __init__(self):
        super().__init__(MeetingState, label=_("Status"), dimension=Dimension.STATUS)


class Quality(Codes):
    """The rules of quality that apply to a row, such as "no source"."""

    all_words = ngettext_lazy("All %(shown)s check", "All %(shown)s checks", "number")

    def __init__(self, model):
        rules = [(rule.id.upper().replace("-", "_"), (rule.id, rule.label)) for rule in rules_of(model)]
        super().__init__(TextChoices("Rules", rules), label=_("Data quality"), dimension=Dimension.QUALITY)


class Years(MultipleChoice):
    """The year of the date that the list is sorted by. A list shows the latest years: readers look for those first."""

    dimension = Dimension.YEAR
    all_words = ngettext_lazy("All %(shown)s year", "All %(shown)s years", "number")

    def __init__(self):
        super().__init__(label=_("Year"))

    def make_field(self, **kwargs):
        return YearsField(parameter=self, **kwargs)

    def options(self, counts, chosen):
        years = {of: f"{number(of):04}" for of in sorted(counts, reverse=True)}
        return [Option(year, year, of in chosen, count=counts[of]) for of, year in years.items()]

    def most(self, size, totals):
        """Return the `size` latest years that have rows when all other parameters apply."""
        counts = self.counts(sorted(totals, reverse=True))
        return dict(islice(((of, count) for of, count in counts.items() if count), size))

    def arranged(self, options):
        return sorted(options, key=lambda option: not option.is_chosen)

    def tag(self, value):
        return tag(Dimension.YEAR, value)
