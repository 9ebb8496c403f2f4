"""The to-do list on the staff's home page. Each line is declared here once, with its count and its list filter.

A line defines a queryset for each model; the count and the list filter both use it. Time and user are arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ..domain.choices import CALLED_OFF_MEETINGS
from ..domain.dates import PartialDate, is_over, overlaps
from ..models import RECORDS, Agreement, Change, Citation, Mechanism, Meeting, Outcome, Rating

type Condition = Callable[[type, object, date], Q]
# Counting stops here.
MOST = 1000


@dataclass(frozen=True)
class Need:
    """A line of the to-do list, and a choice of the list filter `parameter`, with a queryset for each model."""

    key: str
    label: str
    kinds: tuple[type, ...]
    condition: Condition
    parameter: str = "desk"


def rows(need: Need, model, user, today: date):
    return model._base_manager.filter(need.condition(model, user, today))


def count(need: Need, model, user, today: date) -> int:
    """Return the number of rows of the kind on this line, at most MOST + 1."""
    return rows(need, model, user, today).order_by()[: MOST + 1].count()


def _own_drafts(model, user, today):
    written = Change.objects.filter(kind=model._meta.model_name, record=OuterRef("pk"), user_id=user.pk)
    return Q(Exists(written), published_at__isnull=True)


def _passed_without_outcomes(model, user, today):
    has_outcomes = Q(Exists(Outcome.objects.filter(meeting=OuterRef("pk"))))
    return is_over("until", today) & ~Q(status__in=CALLED_OFF_MEETINGS) & ~has_outcomes


def _expiring(model, user, today):
    year = PartialDate((today + timedelta(days=365)).isoformat())
    soon = overlaps("expires_on", "expires_on", PartialDate(today.isoformat()), year)
    return soon & Q(terminated_on__isnull=True)


def _not_met(model, user, today):
    sessions = Meeting.objects.settling(today).filter(mechanism=OuterRef("pk"))
    two_years_ago = today - timedelta(days=2 * 365)
    recent = sessions.filter(Q(date__isnull=False), ~is_over("date", two_years_ago))
    return Q(Exists(sessions), ~Q(Exists(recent)), ended_on__isnull=True)


def _undated(model, user, today):
    return Q(date__isnull=True)


def _without_topic(model, user, today):
    return ~Q(Exists(model._base_manager.filter(pk=OuterRef("pk"), topics__isnull=False)))


def _citations(model):
    return Citation.objects.filter(**{model._meta.model_name: OuterRef("pk")})


def _without_source(model, user, today):
    return ~Q(Exists(_citations(model).filter(source__isnull=False)))


def _disputed(model, user, today):
    return Q(Exists(_citations(model).filter(is_disputed=True)))


def _open_long(model, user, today):
    later = Outcome._base_manager.filter(follows=OuterRef("pk"), meeting__in=Meeting.objects.settling(today))
    old = is_over("meeting__date", today - timedelta(days=365))
    return Q(pk__in=Outcome.objects.open().values("pk")) & old & ~Q(Exists(later))


def _rated_low(model, user, today):
    return Q(page__in=Rating.objects.averages(F("page")).filter(average__lt=3).values("by"))


NEEDS = (
    Need("own-drafts", _("drafts that you worked on"), RECORDS, _own_drafts),
    Need("no-outcomes", _("over, without outcomes"), (Meeting,), _passed_without_outcomes),
    Need("expiring", _("expiring within a year"), (Agreement,), _expiring),
    Need("not-met", _("not met for two years"), (Mechanism,), _not_met),
    Need("open-long", _("open for more than a year"), (Outcome,), _open_long),
    Need("rated-low", _("on pages rated below three"), (Rating,), _rated_low),
    Need("undated", _("date not recorded"), RECORDS, _undated, "todo"),
    Need("no-source", _("has no source"), RECORDS, _without_source, "todo"),
    Need("disputed", _("has disputed claims"), RECORDS, _disputed, "todo"),
    Need("no-topic", _("has no topic"), RECORDS, _without_topic, "todo"),
)


def of_kind(model, parameter: str) -> list[Need]:
    return [need for need in NEEDS if need.parameter == parameter and model in need.kinds]
