"""What the rules of quality mean, said by the ORM and by the evidence on the pages: the SQL must find the same rows."""

from collections import defaultdict
from datetime import date

from cooperation.domain.choices import CALLED_OFF_MEETINGS, MeetingMode
from cooperation.domain.dates import is_over
from cooperation.domain.evidence import Evidence
from cooperation.models import Agreement, Citation, Mechanism, Meeting, Outcome

OPEN = {
    "meeting": ("tentative", "confirmed", "postponed"),
    "project": ("pipeline", "implementation", "finalisation", "suspended"),
    "outcome": ("active",),
}
LENGTHS = {"date-day": 10, "date-month": 7, "date-year": 4}


def applying(model, rule: str, today: date) -> set[int]:
    """The ids of the rows, drafts included, that the rule applies to on the day."""
    rows = model._base_manager.all()
    match rule:
        case "no-source":
            found = rows.exclude(pk__in=of_citations(model, source__isnull=False))
        case "no-summary":
            return {row.pk for row in rows if not (row.summary + row.summary_ko).strip()}
        case "no-date":
            found = rows.filter(date__isnull=True)
        case "date-day" | "date-month" | "date-year":
            return {row.pk for row in rows if row.date and len(row.date) == LENGTHS[rule]}
        case "no-participants" if model is Agreement:
            found = rows.filter(parties=None)
        case "no-participants":
            body = model.organization_path.partition("__")[0]
            found = rows.filter(countries=None, **{body: None})
        case "no-host":
            found = rows.filter(host_country=None, city="", city_ko="").exclude(mode=MeetingMode.ONLINE)
        case "no-outcomes":
            found = rows.filter(is_over("until", today), outcomes=None).exclude(status__in=CALLED_OFF_MEETINGS)
        case "no-topic":
            found = rows.filter(topics=None)
        case "disputed":
            found = rows.filter(pk__in=of_citations(model, is_disputed=True))
        case "disputed-number":
            found = rows.filter(pk__in=of_citations(model, is_disputed=True, field="ordinal", outcome=None))
        case "missing-sessions" | "shared-number":
            return of_series(rule)
        case "no-status-date":
            return {pk for pk, as_of in statuses(model) if as_of is None}
        case "old-status":
            return {pk for pk, as_of in statuses(model) if as_of and two_years_after(as_of.last) < today}
    return set(found.values_list("pk", flat=True))


def of_citations(model, **conditions):
    owner = model._meta.model_name
    return Citation.objects.filter(**{f"{owner}__isnull": False}, **conditions).values(f"{owner}_id")


def of_series(rule) -> set[int]:
    found = set()
    for series in Mechanism._base_manager.all():
        sessions = Meeting._base_manager.filter(mechanism=series, ordinal__isnull=False, withdrawn_at=None)
        if series.is_public:
            sessions = sessions.exclude(published_at=None)
        numbers = list(sessions.values_list("ordinal", flat=True))
        missing = set(range(1, max(numbers, default=0) + 1)) - set(numbers)
        if missing if rule == "missing-sessions" else len(numbers) > len(set(numbers)):
            found.add(series.pk)
    return found


def statuses(model):
    """The rows whose status can change, each with the date that a page shows with its status."""
    kind = model._meta.model_name
    owner = "meeting" if model is Outcome else kind
    citations = defaultdict(list)
    for citation in Citation.objects.filter(**{f"{owner}__isnull": False}).select_related("source"):
        citations[getattr(citation, f"{owner}_id")].append(citation)
    for row in model._base_manager.filter(status__in=OPEN[kind]):
        if model is Outcome:
            yield row.pk, Evidence(row.meeting, citations[row.meeting_id]).part(row).as_of("status")
        else:
            yield row.pk, Evidence(row, citations[row.pk]).as_of("status")


def two_years_after(day: date) -> date:
    """The same day two years later; 28 February after 29 February."""
    year = day.year + 2
    return day.replace(year=year) if (day.month, day.day) != (2, 29) else date(year, 2, 28)
