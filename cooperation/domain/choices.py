"""The codes used in records. They appear in URLs, exports and imports: a code never changes, its label may.

Agreements follow the UN Treaty Handbook, projects and roles the IATI codelists ActivityStatus and OrganisationRole.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_NOT_RECORDED = "not-recorded", _("not recorded")


class OrganizationKind(TextChoices):
    MINISTRY = "ministry", _("ministry or agency")
    INTERNATIONAL = "international", _("international organization")
    FUND = "fund", _("fund")
    BLOC = "bloc", _("bloc of countries")
    COMPANY = "company", _("company")
    ASSOCIATION = "association", _("association")


class MechanismLevel(TextChoices):
    """The level at which a mechanism meets."""

    SUMMIT = "summit", _("summit")
    MINISTERIAL = "ministerial", _("ministerial")
    SENIOR_OFFICIALS = "senior-officials", _("senior officials")
    WORKING = "working", _("working level")
    NOT_RECORDED = _NOT_RECORDED


class AgreementKind(TextChoices):
    """The type of an agreement, according to its title."""

    TREATY = "treaty", _("treaty")
    CONVENTION = "convention", _("convention")
    AGREEMENT = "agreement", _("agreement")
    PROTOCOL = "protocol", _("protocol")
    EXCHANGE_OF_NOTES = "exchange-of-notes", _("exchange of notes")
    MOU = "mou", _("memorandum of understanding")
    IMPLEMENTING_ARRANGEMENT = "implementing-arrangement", _("implementing arrangement")
    DECLARATION = "declaration", _("declaration")
    JOINT_DECLARATION = "joint-declaration", _("joint declaration")
    COMMUNIQUE = "communique", _("communiqué")
    ACTION_PLAN = "action-plan", _("action plan")
    WORK_PROGRAMME = "work-programme", _("work programme")
    OTHER = "other", _("other instrument")


class Binding(TextChoices):
    """Whether an agreement is legally binding."""

    BINDING = "binding", pgettext_lazy("choice", "binding")
    NON_BINDING = "non-binding", _("not binding")
    NOT_RECORDED = _NOT_RECORDED


class Renewal(TextChoices):
    """What happens when an agreement expires."""

    NONE = "none", _("none")
    AUTOMATIC = "automatic", _("automatic")
    BY_CONSENT = "by-consent", _("by consent")
    NOT_RECORDED = _NOT_RECORDED


class Consent(TextChoices):
    """How a party consented to be bound (Vienna Convention on the Law of Treaties, articles 11 to 15)."""

    DEFINITIVE_SIGNATURE = "definitive-signature", _("definitive signature")
    RATIFICATION = "ratification", _("ratification")
    ACCEPTANCE = "acceptance", _("acceptance")
    APPROVAL = "approval", _("approval")
    ACCESSION = "accession", _("accession")


class LineageKind(TextChoices):
    """How an agreement affects an earlier one."""

    IMPLEMENTS = "implements", _("implements")
    AMENDS = "amends", _("amends")
    SUPERSEDES = "supersedes", _("supersedes")


class InForce(TextChoices):
    """Whether an agreement is in force on a given day."""

    YES = "yes", _("in force")
    NO = "no", _("not in force")
    NOT_KNOWN = "not-known", _("not known")


class MeetingKind(TextChoices):
    SESSION = "session", _("session of a series")
    BILATERAL = "bilateral", _("bilateral meeting")
    CONFERENCE = "conference", _("conference")
    FORUM = "forum", _("forum")
    WORKSHOP = "workshop", _("workshop")
    TRAINING = "training", _("training")


class MeetingStatus(TextChoices):
    """How certain it is that a meeting takes place."""

    TENTATIVE = "tentative", _("tentative")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("held")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    NOT_RECORDED = _NOT_RECORDED


PLANNED_MEETINGS = (MeetingStatus.TENTATIVE, MeetingStatus.CONFIRMED)
CALLED_OFF_MEETINGS = (MeetingStatus.POSTPONED, MeetingStatus.CANCELLED)


class MeetingMode(TextChoices):
    """How participants met."""

    IN_PERSON = "in-person", _("in person")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("hybrid")
    NOT_RECORDED = _NOT_RECORDED


class OutcomeKind(TextChoices):
    DECISION = "decision", _("decision")
    AGREEMENT = "agreement", pgettext_lazy("outcome", "agreement")
    COMMITMENT = "commitment", _("commitment")
    PROPOSAL = "proposal", _("proposal")
    REQUEST = "request", pgettext_lazy("outcome", "request")
    REVIEW = "review", pgettext_lazy("outcome", "review")
    REPORT = "report", pgettext_lazy("outcome", "report")
    STATEMENT = "statement", _("statement")
    DISCUSSION = "discussion", _("discussion")


# These outcomes need no follow-up, so they have no status.
KINDS_WITHOUT_STATUS = (OutcomeKind.REVIEW, OutcomeKind.REPORT, OutcomeKind.STATEMENT, OutcomeKind.DISCUSSION)


class OutcomeStatus(TextChoices):
    ACTIVE = "active", _("open")
    IMPLEMENTED = "implemented", _("completed")
    ELAPSED = "elapsed", _("lapsed")
    SUPERSEDED = "superseded", _("superseded")
    RETIRED = "retired", _("retired")


class ProjectStatus(TextChoices):
    """The status of a project. The codes are those of IATI ActivityStatus, the labels are plain words for them."""

    PIPELINE = "pipeline", pgettext_lazy("project", "planned")
    IMPLEMENTATION = "implementation", pgettext_lazy("project", "in progress")
    FINALISATION = "finalisation", pgettext_lazy("project", "finishing")
    CLOSED = "closed", pgettext_lazy("project", "completed")
    CANCELLED = "cancelled", _("cancelled")
    SUSPENDED = "suspended", _("suspended")
    NOT_RECORDED = _NOT_RECORDED


# A project with one of these statuses has ended, even if no end date is recorded.
ENDED_PROJECTS = (ProjectStatus.CLOSED, ProjectStatus.CANCELLED)


class Role(TextChoices):
    """The role of an organization in a project: IATI OrganisationRole."""

    FUNDING = "funding", _("funding")
    ACCOUNTABLE = "accountable", _("accountable")
    EXTENDING = "extending", _("extending")
    IMPLEMENTING = "implementing", _("implementing")
    NOT_RECORDED = "not-recorded", _("role not recorded")


class DocumentKind(TextChoices):
    TEXT = "text", pgettext_lazy("document", "text")
    AGENDA = "agenda", _("agenda")
    PARTICIPANTS = "participants", _("list of participants")
    MINUTES = "minutes", _("minutes")
    REPORT = "report", _("report")
    PRESS_RELEASE = "press-release", _("press release")
    PHOTO = "photo", _("photograph")
    OTHER = "other", _("other")


class Origin(TextChoices):
    """Who published a source."""

    OWN = "own", _("the ministry's own")
    EXTERNAL = "external", _("external")


class Basis(TextChoices):
    """Whether a value is stated by a source or inferred by the editors."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred")


class SubmissionState(TextChoices):
    OPEN = "open", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    TAKEN_BACK = "taken-back", _("taken back")


class RowState(TextChoices):
    """The effect of importing a row."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    WRONG = "wrong", _("wrong")


class RecordAction(TextChoices):
    """What a version did to its record."""

    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DELETED = "deleted", _("deleted")
    RESTORED = "restored", _("restored")
    MERGED = "merged", _("merged into another record")
    UNMERGED = "unmerged", _("merge undone")


class AccountAction(TextChoices):
    """What happened to an account."""

    SIGNED_IN = "signed-in", _("signed in")
    SIGN_IN_FAILED = "sign-in-failed", _("sign-in failed")
    THROTTLED = "throttled", _("sign-in throttled")
    FACTOR_ADDED = "factor-added", _("second factor added")
    FACTOR_REMOVED = "factor-removed", _("second factor removed")
    FACTOR_RESET = "factor-reset", _("second factor reset")
    REFUSED = "refused", _("refused")
    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    ROLE = "role", _("role changed")
    PASSWORD = "password", _("password changed")
    PASSWORD_LINK = "password-link", _("password link made")
    SESSION_ENDED = "session-ended", _("session ended")
    ERASED = "erased", _("personal data erased")
    DELETED = "deleted", _("deleted")

    @classmethod
    def counted(cls):
        """Return the actions of which one row counts all with the same account and details within an hour."""
        return {cls.SIGN_IN_FAILED, cls.THROTTLED, cls.REFUSED}


class Job(TextChoices):
    """A job that a timer starts (cooperation/operations/jobs.py)."""

    PUBLICATION = "publication", _("planned publication")
    EXPORT = "export", _("export of everything public")
    BACKUP = "backup", _("backup")
    REHEARSAL = "rehearsal", _("rehearsal of a restore")
    RETENTION = "retention", _("deletion of what is kept for a limited time")
    ARCHIVE = "archive", _("monthly export")
    DOCTOR = "doctor", _("checks by doctor")


class ImportAction(TextChoices):
    """What can be done with all records of an imported file."""

    SUBMIT = "submit", _("submit for review")
    PUBLISH = "publish", _("publish")
    WITHDRAW = "withdraw", _("withdraw")
    DELETE = "delete", _("delete the drafts")
    UNDO = "undo", _("undo")


class ActionState(TextChoices):
    """How far the action on an imported file is with one record."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
