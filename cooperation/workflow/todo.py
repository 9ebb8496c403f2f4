"""The to-do list on the staff's home page. Each line is declared once, with its count and its list filter.

A line defines a queryset for each model; the count and the list filter both use it. Time and user are arguments. The
rules of quality (cooperation/database/quality.py) are lines too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull, LessThanOrEqual
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from .. import staff_search
from ..database.quality import RULES, Rule, Severity
from ..domain.choices import OutcomeStatus
from ..domain.dates import PartialDate, is_over, overlaps
from ..models import RECORDS, Agreement, Mechanism, Meeting, Outcome, Rating
from .checklist import essential_rules

type Condition = Callable[[type, object, date], Q]
# Counting stops here.
MOST = 1000


@dataclass(frozen=True)
class Need:
    """A line of the to-do list, and a choice of the list filter `parameter`, with a queryset for each model.

    A line with a `rule` has its sentence and severity.
    """

    key: str
    label: str
    kinds: tuple[type, ...]
    condition: Condition
    rule: Rule | None = None

    @property
    def parameter(self) -> str:
        return "quality" if self.rule else "desk"


def rows(need: Need, model, user, today: date):
    return model.objects.filter(need.condition(model, user, today))


def count(need: Need, model, user, today: date) -> int:
    """Return the number of rows of the kind on this line, at most MOST + 1."""
    return staff_search.count(rows(need, model, user, today), MOST + 1)


def _own_drafts(model, user, today):
    return staff_search.has_state("publication", "draft") & staff_search.changed_by(model, user)


def _planned_incomplete(model, user, today):
    ends = make_aware(datetime.combine(today + timedelta(days=2), time.min))
    lacks = Q(pk__in=[])
    for rule in essential_rules(model):
        lacks |= Q(_applies(rule)(model, user, today))
    return Q(publish_at__lt=ends) & lacks


def _expiring(model, user, today):
    year = PartialDate((today + timedelta(days=365)).isoformat())
    soon = overlaps("expires_on", "expires_on", PartialDate(today.isoformat()), year)
    return soon & Q(expires_on__gte=str(today.year), terminated_on__isnull=True)


def _not_met(model, user, today):
    sessions = Meeting.objects.settling(today).filter(mechanism=OuterRef("pk"))
    two_years_ago = today - timedelta(days=2 * 365)
    recent = sessions.filter(~is_over("date", two_years_ago), date__gte=str(two_years_ago.year))
    # As a value, it is looked up for one mechanism at a time. EXISTS would read all recent meetings.
    has_no_recent = IsNull(Subquery(recent.values("pk")[:1]), True)
    return Q(Exists(sessions), has_no_recent, ended_on__isnull=True)


def _open_long(model, user, today):
    later = Outcome._base_manager.filter(follows=OuterRef("pk"), meeting__in=Meeting.objects.settling(today))
    old = staff_search.dated_before(today - timedelta(days=365))
    return staff_search.has_state("status", OutcomeStatus.ACTIVE) & old & ~Q(Exists(later))


def _rated_low(model, user, today):
    return Q(page__in=Rating.objects.averages(F("page")).filter(average__lt=3).values("by"))


def _applies(rule: Rule) -> Condition:
    """Return the condition that a rule of quality applies. The search rows of the staff do not depend on the day."""

    def condition(model, user, today):
        applies = staff_search.has_state("quality", rule.id)
        return applies & Q(LessThanOrEqual(rule.day(model), today)) if rule.is_daily else applies

    return condition


NEEDS = (
    Need("planned-incomplete", _("to be published by tomorrow, with something missing"), RECORDS, _planned_incomplete),
    Need("own-drafts", _("drafts that you worked on"), RECORDS, _own_drafts),
    Need("expiring", _("expiring within a year"), (Agreement,), _expiring),
    Need("not-met", _("no meeting for two years"), (Mechanism,), _not_met),
    Need("open-long", _("open for more than a year"), (Outcome,), _open_long),
    Need("rated-low", _("on pages rated below three"), (Rating,), _rated_low),
)
# The lines of the rules of quality.
QUALITY = tuple(Need(rule.id, rule.label, rule.models, _applies(rule), rule) for rule in RULES)
# The page of known gaps has them all, except those for information.
GAPS = tuple(need for need in QUALITY if need.rule.severity != Severity.NOTE)
# The first page has them in two lists: the user's own work, and what the whole registry lacks.
OWN = tuple(need for need in NEEDS if need.key in ("planned-incomplete", "own-drafts"))
OF_REGISTRY = (
    *(need for need in NEEDS if need not in OWN),
    *(need for need in GAPS if need.key in ("no-outcomes", "no-source")),
)


def of_kind(model, parameter: str) -> list[Need]:
    return [need for need in (*NEEDS, *QUALITY) if need.parameter == parameter and model in need.kinds]
