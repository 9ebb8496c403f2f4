"""The FilterSet of each list: its parameters and its sort orders."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from regions.translated import sorted_text

from ..domain.choices import Role
from ..domain.dates import includes
from ..index import Dimension, Entries, id_set, number, part_tag, tag
from ..models import Agreement, Mechanism, Meeting, Membership, Organization, Outcome, Project
from .addresses import Organizations
from .base import Order, RegistryFilter
from .codes import Codes, Force, States, Years
from .orders import by_columns, by_date
from .parameters import On


def by_title(rows):
    """Sort the rows by the title that the page shows, ignoring case."""
    return rows.annotate(folded=sorted_text("title")).order_by("folded", "pk")


def by_name(rows):
    """Sort the rows by the name that the page shows, ignoring case."""
    return rows.annotate(folded=sorted_text("name")).order_by("folded", "pk")


def existing(entries, day):
    """Return the ids of the mechanisms that certainly existed on the day."""
    return id_set(Mechanism.objects.filter(includes("date", "until", day)).values_list("pk", flat=True))


def with_members(entries, day):
    """Return the ids of the organizations that certainly had a member on the day."""
    return id_set(Membership.objects.on(day).filter(is_certain=True).values_list("organization", flat=True))


LAST_MODIFIED_FIRST = Order(
    _("recently updated first"),
    _("Sorted by last update, newest first."),
    by_columns(lambda rows: rows.order_by("-updated_at", "-pk")),
)


NEWEST_FIRST = Order(_("newest first"), _("Sorted by date, newest first."), by_date(newest=True))
OLDEST_FIRST = Order(_("oldest first"), _("Sorted by date, oldest first."), by_date(newest=False))


class RecordFilter(RegistryFilter):
    """The parameters and sort orders of every list of records."""

    orders = {
        "date": NEWEST_FIRST,
        "oldest": OLDEST_FIRST,
        "title": Order(_("title, A to Z"), _("Sorted by title, A to Z."), by_columns(by_title)),
        "modified": LAST_MODIFIED_FIRST,
    }

    year = Years()


class AgreementFilter(RecordFilter):
    """Agreements. Their date is the first known of signature, adoption and entry into force, a single point.

    `country` and `organization` are parties, `status` is whether the agreement is in force today, `on` finds those in
    force on a day, `mechanism` is the one whose meeting adopted it or that it established.
    """

    rows = Agreement.objects
    date_help = _(
        "The date is the date of signature. If that is not recorded, it is the date of adoption or entry into force. "
        "Agreements without a date are last."
    )

    status = Force()
    on = On(
        _("In force on"),
        Entries.in_force,
        note=_("Agreements that may not have been in force are left out."),
    )


class MeetingFilter(RecordFilter):
    """Meetings. Their date is the start date; a meeting without an end date lasts as long as that date.

    `country` matches participants and the host. `status` "held" includes confirmed meetings that are over; "upcoming"
    matches tentative and confirmed meetings that are not over.
    """

    rows = Meeting.objects
    date_help = _("The date is the start of the meeting. Meetings without a date are last.")

    status = States()


class MechanismFilter(RecordFilter):
    """Mechanisms. Their date is when they were established; without an end date they are active. `kind` is
    the level, `on` finds those that existed on a day.
    """

    rows = Mechanism.objects
    date_help = _("The date is when the mechanism was established. Mechanisms without a date are last.")

    on = On(
        _("Existing on"),
        existing,
        note=_("Mechanisms that may not have existed are left out."),
    )


class Roles(Codes):
    """The roles of organizations in projects."""

    linked = ("organization",)

    def finder(self):
        """Find the projects in which one of the selected organizations has the role, if there are any."""
        organizations = self.parent.form.cleaned_data.get("organization")
        if not organizations:
            return super().finder()
        roles, entries = {self.tag(role): role.value for role in self.choices}, self.parent.entries
        return lambda of: entries.having(part_tag(each.pk, roles[of]) for each in organizations)


class ProjectOrganizations(Organizations):
    """Organizations in projects; with `role`, those in one of the roles."""

    def ids(self, entries, value):
        roles = self.parent.form.cleaned_data.get("role")
        if not roles:
            return super().ids(entries, value)
        return entries.having(part_tag(each.pk, role.value) for each in value for role in roles)

    def finder(self):
        """Find the projects in which the organization has one of the selected roles, if there are any."""
        roles = self.parent.form.cleaned_data.get("role")
        if not roles:
            return super().finder()
        entries = self.parent.entries
        return lambda of: entries.having(part_tag(number(of), role.value) for role in roles)

    def counts_by_row(self, tags):
        return None if self.parent.form.cleaned_data.get("role") else super().counts_by_row(tags)


class ProjectFilter(RecordFilter):
    """Projects. Their date is the actual start, else the planned one; without an end date they continue unless the
    status ends them.

    `role` is the role of an organization; together with `organization` it is the role of that organization.
    """

    rows = Project.objects
    date_help = _(
        "The date is the actual start. If that is not recorded, it is the planned start. "
        "Projects without a date are last."
    )

    organization = ProjectOrganizations()
    role = Roles(Role, label=_("Role"), dimension=Dimension.ROLE)


class OutcomeFilter(RegistryFilter):
    """Outcomes of published meetings. `year`, `from` and `to` filter by the date of the meeting, not by the due date.

    `country` matches outcomes by or to the country and those of meetings that it took part in, `organization` those by,
    to or about the organization. `region` is that of the countries and organizations that the outcome is by or to, else
    that of the meeting.
    """

    rows = Outcome.objects
    date_help = _("The date is the start of the meeting. Outcomes of meetings without a date are last.")
    orders = {
        "unkept": Order(
            _("no follow-up first"),
            _("Open outcomes without follow-up first, then other open outcomes. In each group, oldest first."),
            by_date(newest=False, groups=tuple(tag(Dimension.TURN, turn) for turn in range(4))),
        ),
        "date": NEWEST_FIRST,
        "oldest": OLDEST_FIRST,
        "due": Order(
            _("due date"),
            _("Sorted by due date. Outcomes without a due date are last."),
            by_columns(lambda rows: rows.order_by(F("due_on").asc(nulls_last=True), "meeting_id", "position", "key")),
        ),
        "modified": Order(
            _("recently updated first"),
            _("Sorted by the last update of the meeting, newest first."),
            by_columns(lambda rows: rows.order_by("-meeting__updated_at", "-meeting_id", "position", "key")),
        ),
    }

    year = Years()


class OrganizationFilter(RegistryFilter):
    """Organizations that a published record refers to. They have no date, so `year`, `from` and `to` do not apply.

    `country` is the country of a national body; members of a bloc are on the bloc's page. `region` is the region of
    that country, or one stated for the organization. `on` finds blocs that had members on a day, because the days
    between which an organization existed are not recorded.
    """

    rows = Organization.objects
    orders = {
        "title": Order(_("name, A to Z"), _("Sorted by name, A to Z."), by_columns(by_name)),
        "modified": LAST_MODIFIED_FIRST,
    }

    from_ = None
    to = None
    on = On(
        _("With members on"),
        with_members,
        note=_("Finds blocs. When other organizations existed is not recorded."),
    )

    def candidates(self):
        """Return all organizations: the index is faster than the tables at finding the visible ones."""
        found = self.found()
        return self.rows.all(), self.entries.whole if found is None else found
