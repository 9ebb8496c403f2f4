"""What the parameters and the orders of the lists mean, said by paths of the ORM: the index must find the same rows."""

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Lower

from cooperation.domain.choices import MeetingStatus, OutcomeStatus
from cooperation.domain.dates import overlaps
from cooperation.filters.codes import UPCOMING
from cooperation.models import Agreement, Meeting, Organization, Outcome, Project, ProjectOrganization

from . import quality_oracle


def paths(model, name):
    """The declared lookups of a parameter, each with the condition that the records on its way are public."""
    for facet in model.facets:
        for path in facet.paths if facet.name == name else ():
            first, _, rest = path.partition("__")
            field = model._meta.get_field(first)
            is_other = rest and field.many_to_one and first != getattr(model, "record_field", None)
            yield path, Q(**{f"{first}__is_public": True}) if is_other else Q()


def by_path(rows, name, values):
    """The rows that have one of the values of the parameter."""
    condition = Q(pk__in=[])
    for path, when in paths(rows.model, name):
        condition |= Q(pk__in=rows.model._base_manager.filter(when, **{f"{path}__in": values}).values("pk"))
    return rows.filter(condition)


def about(rows, topics):
    """The rows about one of the topics, or about a narrower one."""
    of_topics = rows.model._base_manager.filter(Q(topics__in=topics) | Q(topics__parent__in=topics))
    return rows.filter(pk__in=of_topics.values("pk"))


def in_years(rows, years):
    """The rows whose date lies in one of the years."""
    if rows.model is Outcome:
        return rows.filter(meeting__in=Meeting.objects.in_years(years).values("pk"))
    return rows.in_years(years)


def between(rows, from_, to):
    """The rows whose period shares a day with the one from `from_` to `to`; never an undated one."""
    if rows.model is Outcome:
        return rows.filter(meeting__in=between(Meeting.objects.all(), from_, to).values("pk"))
    return rows.filter(overlaps("date", "until", from_, to))


def with_status(rows, values, today):
    """The rows of this status: of agreements whether they are in force, of meetings what is over counts as held."""
    if rows.model is Agreement:
        return rows.with_force(today).filter(force__in=values)
    if rows.model is not Meeting:
        return rows.filter(status__in=values)
    condition = Q(status__in=[code for code in values if code not in (UPCOMING, MeetingStatus.HELD)])
    if UPCOMING in values:
        condition |= Q(pk__in=Meeting.objects.upcoming(today).order_by().values("pk"))
    if MeetingStatus.HELD in values:
        condition |= Q(pk__in=Meeting.objects.held(today).order_by().values("pk"))
    return rows.filter(condition)


def by_organization(rows, organizations, roles):
    """The rows with one of the organizations; of projects, in one of the roles, where any are given."""
    if rows.model is not Project or not roles:
        return by_path(rows, "organization", organizations)
    parts = ProjectOrganization.objects.filter(organization__in=organizations, role__in=roles)
    return rows.filter(pk__in=parts.values("project"))


def found(asked):
    """The rows that a FilterSet leaves, in no order."""
    rows, values = asked.rows.published(), asked.form.cleaned_data
    for name in asked.filters:
        if not (value := values.get(name)):
            continue
        match name:
            case "q":
                rows = rows.filter(pk__in=value.matching(asked.kind))
            case "region":
                rows = rows.in_regions(value)
            case "topic":
                rows = about(rows, value)
            case "status":
                rows = with_status(rows, value, asked.today)
            case "organization":
                rows = by_organization(rows, value, values.get("role"))
            case "quality":
                found = [quality_oracle.applying(rows.model, rule, asked.today) for rule in value]
                rows = rows.filter(pk__in=set().union(*found))
            case "year":
                rows = in_years(rows, value)
            case "from":
                rows = between(rows, value, None)
            case "to":
                rows = between(rows, None, value)
            case "sort" | "size" | "page":
                pass
            case _:
                rows = by_path(rows, name, value)
    return rows if asked.is_valid() else rows.none()


def ids(asked) -> list[int]:
    """The ids of the rows that a FilterSet leaves, in the order that it is asked for."""
    rows = found(asked)
    match asked.form.cleaned_data["sort"]:
        case "date":
            rows = rows.newest_first()
        case "oldest":
            rows = oldest_first(rows)
        case "title":
            rows = rows.order_by(Lower("name" if rows.model is Organization else "title"), "pk")
        case "modified" if rows.model is Outcome:
            rows = rows.order_by("-meeting__updated_at", "-meeting_id", "position", "key")
        case "modified":
            rows = rows.order_by("-updated_at", "-pk")
        case "due":
            rows = rows.order_by(F("due_on").asc(nulls_last=True), "meeting_id", "position", "key")
        case "unkept":
            rows = unkept_first(rows)
    return list(rows.values_list("pk", flat=True))


def oldest_first(rows):
    """The rows by their dates; the outcomes of one meeting in the reverse of their order."""
    if rows.model is not Outcome:
        return rows.oldest_first()
    return rows.dated().order_by(F("date").asc(nulls_last=True), "meeting_id", "-position", "-key")


def unkept_first(rows):
    """Open outcomes that nothing carries out, other open ones, those that are done, and what has no status."""
    is_carried = Q()
    for name in ("agreements", "projects", "mechanisms", "meetings"):
        through = Outcome._meta.get_field(f"carried_out_by_{name}").remote_field.through
        is_carried |= Q(Exists(through.objects.filter(outcome=OuterRef("pk"))))
    place = Case(
        When(Q(status=OutcomeStatus.ACTIVE) & ~is_carried, then=Value(0)),
        When(status=OutcomeStatus.ACTIVE, then=Value(1)),
        When(status="", then=Value(3)),
        default=Value(2),
        output_field=IntegerField(),
    )
    oldest = (F("date").asc(nulls_last=True), "meeting_id", "-position", "-key")
    return rows.dated().annotate(turn=place).order_by("turn", *oldest)
