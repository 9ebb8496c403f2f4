"""Who may do what, by which path: the whole matrix of roles, actions and paths, each cell tried from outside.

"done" did what was asked, "kept" made a proposal of it. Everything else did not do it: "words" came back with a
message, "sign in" asked for an account, "403" and "404" answered by their number. "silence" would be a defect.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cooperation import history
from cooperation.domain import roles
from cooperation.models import Meeting, Outcome, Submission
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import StaffClient, address, form_at, messages, sent_by, unrendered

from .conftest import key_of, listed, words

ROLES = ("anonymous", "no group", roles.EDITOR, roles.PUBLISHER, roles.ADMINISTRATOR)
TABLE = """
action          path                | anonymous | no group | editor | publisher | administrator
view draft      form                | sign in   | 403      | done   | done      | done
view draft      list                | sign in   | 403      | done   | done      | done
view draft      history             | sign in   | 403      | done   | done      | done
view draft      public page         | 404       | 404      | done   | done      | done
add             form                | sign in   | 403      | done   | done      | done
add             direct POST         | sign in   | 403      | done   | done      | done
add             inline of draft     | sign in   | 403      | done   | done      | done
add             inline of public    | sign in   | 403      | kept   | done      | done
change draft    form                | sign in   | 403      | done   | done      | done
change draft    direct POST         | sign in   | 403      | done   | done      | done
change draft    inline              | sign in   | 403      | done   | done      | done
change draft    popup               | sign in   | 403      | done   | done      | done
change draft    list edit           | sign in   | 403      | done   | done      | done
change planned  form                | sign in   | 403      | kept   | done      | done
change planned  list edit           | sign in   | 403      | words  | done      | done
change public   form                | sign in   | 403      | kept   | done      | done
change public   direct POST         | sign in   | 403      | kept   | done      | done
change public   inline              | sign in   | 403      | kept   | done      | done
change public   inline of draft     | sign in   | 403      | words  | words     | words
change public   inline of new       | sign in   | 403      | words  | words     | words
change public   popup               | sign in   | 403      | kept   | done      | done
change public   list edit           | sign in   | 403      | words  | done      | done
change draft    topic action        | sign in   | 403      | done   | done      | done
change planned  topic action        | sign in   | 403      | words  | done      | done
change public   topic action        | sign in   | 403      | words  | done      | done
change draft    status action       | sign in   | 403      | done   | done      | done
change public   status action       | sign in   | 403      | words  | done      | done
propose         form                | sign in   | 403      | kept   | done      | done
delete draft    page                | sign in   | 403      | done   | done      | done
delete draft    action              | sign in   | 403      | done   | done      | done
delete draft    inline              | sign in   | 403      | done   | done      | done
delete planned  page                | sign in   | 403      | words  | done      | done
delete planned  action              | sign in   | 403      | words  | done      | done
delete public   page                | sign in   | 403      | words  | words     | words
delete public   action              | sign in   | 403      | words  | words     | words
delete public   inline              | sign in   | 403      | kept   | done      | done
submit          form                | sign in   | 403      | done   | 403       | 403
submit          form of new         | sign in   | 403      | done   | 403       | 403
submit          form of public      | sign in   | 403      | 403    | 403       | 403
publish         form                | sign in   | 403      | 403    | done      | done
publish         form of new         | sign in   | 403      | 403    | done      | done
publish         action              | sign in   | 403      | words  | done      | done
publish         list edit           | sign in   | 403      | 403    | done      | done
publish         desk                | sign in   | 403      | 403    | done      | done
publish         columns sent        | sign in   | 403      | words  | words     | words
plan            page                | sign in   | 403      | 403    | done      | done
cancel plan     page                | sign in   | 403      | 403    | done      | done
withdraw        page                | sign in   | 403      | 403    | done      | done
withdraw        action              | sign in   | 403      | words  | done      | done
see desk        page                | sign in   | 403      | 403    | done      | done
return          desk                | sign in   | 403      | 403    | done      | done
apply proposal  form                | sign in   | 403      | kept   | done      | done
take back       page of another's   | sign in   | 403      | 403    | 403       | 403
restore draft   history             | sign in   | 403      | done   | done      | done
restore planned history             | sign in   | 403      | 403    | done      | done
restore public  history             | sign in   | 403      | 403    | done      | done
restore deleted bin                 | sign in   | 403      | done   | done      | done
"""
LIST, NEW = address(Meeting, "changelist"), address(Meeting, "add")
PLANNED = {"published": False, "publish_at": "2030-01-01T00:00Z"}


def cells():
    """Each cell of the table: action, path, role, what is expected."""
    for line in TABLE.strip().splitlines()[1:]:
        name, *expected = (part.strip() for part in line.split("|"))
        action, path = name[:16].strip(), name[16:].strip()
        for role, word in zip(ROLES, expected, strict=True):
            yield pytest.param(action, path, role, word, id=f"{action} by {path} as {role}")


def those(*, that_restore):
    """The cells that need transactions of their own, or the others."""
    return [cell for cell in cells() if cell.values[0].startswith("restore") == that_restore]


def client_of(role):
    """The browser of somebody of this role."""
    client = StaffClient()
    client.user = None
    if role != "anonymous":
        client.user = factories.make_user(None if role == "no group" else role, username=f"the {role}")
        client.force_login(client.user)
    return client


@dataclass
class Try:
    """One attempt: who tries, a publisher from whose pages forms are taken where one sees none, and one meeting."""

    client: Client
    other: Client
    meeting: Meeting | None = None

    def form(self, page, **typed):
        """What the form of a page sends, the own one if one is shown any."""
        for client in (self.client, self.other):
            context = getattr(unrendered(client, page), "context_data", None)
            if context and "adminform" in context:
                return {**sent_by(context), **typed}
        raise AssertionError(page)

    def send(self, **typed):
        """Send the meeting's form."""
        return self.client.post(address(self.meeting), self.form(address(self.meeting), **typed))

    def unseen(self, **typed):
        """Send the meeting's form without having looked at it."""
        return self.client.post(address(self.meeting), {**form_at(self.other, address(self.meeting)), **typed})

    def enter(self, **typed):
        """Send the empty form."""
        typed = {"title": "New", "slug": "new", "outcomes-TOTAL_FORMS": "0", **typed}
        return self.client.post(NEW, self.form(NEW, **typed))

    def edit_list(self, **typed):
        """Set the status in the list."""
        sent = listed(self.other.get(LIST))
        return self.client.post(LIST, {**sent, key_of(sent, self.meeting): "held", "_save": "1", **typed})

    def act(self, action, **typed):
        """Choose the meeting in the list, and an action."""
        return self.client.post(LIST, {"action": action, "_selected_action": [self.meeting.pk], "index": "0", **typed})

    def to(self, page, **typed):
        """Send what is typed to a page of the meeting's."""
        return self.client.post(address(self.meeting, page), typed)


ROW = {"outcomes-0-kind": "decision", "outcomes-0-status": "active", "outcomes-0-position": "0"}
NEW_ROW = {"outcomes-TOTAL_FORMS": "1", **ROW, "outcomes-0-text": "New."}


def one(**state):
    """A meeting, and an outcome of it."""
    meeting = factories.make_meeting("Before", **state)
    factories.make_outcome(meeting, "Before.")
    return meeting


def bare(**state):
    """A meeting."""
    return factories.make_meeting("Before", **state)


def stolen(attempt):
    """The rows of a form that claims the outcome of a public meeting."""
    outcome = factories.make_outcome(factories.make_meeting("Public"), "Before.")
    return {**NEW_ROW, "outcomes-INITIAL_FORMS": "1", "outcomes-0-id": outcome.pk, "outcomes-0-text": "After."}


def submitted(**_state):
    """A draft that waits for a publisher."""
    draft = bare(published=False)
    review.submit(draft, factories.make_user(roles.EDITOR))
    return draft


def desk(attempt, page, **typed):
    """Send something to a page of what waits on the desk."""
    return attempt.client.post(f"/admin/review/{Submission.objects.get().pk}/{page}/", typed)


def publish_at_the_desk(attempt):
    """Publish the draft from the desk."""
    return desk(attempt, "publish", began_from=history.last_change("meeting", attempt.meeting.pk))


def apply(attempt):
    """Save somebody's proposal in the form."""
    proposal = review.propose(attempt.meeting, factories.make_user(roles.EDITOR), [["title", "After"]])
    return attempt.send(title="After", _proposal=proposal.pk)


def add_topic(attempt):
    """Add a topic to the meeting by the action of the list."""
    return attempt.act("add_topic", confirmed="1", topic=factories.make_topic("New").pk)


def set_status(attempt):
    """Set the meeting's status by the action of the list."""
    return attempt.act("change_status", confirmed="1", status="held")


def shows(text):
    """Whether the answer shows the text."""
    return lambda attempt, response: response.status_code == 200 and text in words(response)


def now(**wanted):
    """Whether the meeting has these values now."""
    return lambda attempt, response: Meeting.objects.filter(pk=attempt.meeting.pk, **wanted).exists()


def text(wanted):
    """Whether there is an outcome of this text."""
    return lambda attempt, response: Outcome.objects.filter(text=wanted).exists()


def gone(attempt, response):
    """Whether the meeting is not there any more."""
    return not Meeting.objects.filter(pk=attempt.meeting.pk).exists()


def row_gone(attempt, response):
    """Whether the meeting's outcome is not there any more."""
    return not attempt.meeting.outcomes.exists()


def entered(**wanted):
    """Whether there is a new meeting with these values."""
    return lambda attempt, response: Meeting.objects.filter(slug="new", **wanted).exists()


def state(wanted):
    """Whether there is a submission in this state."""
    return lambda attempt, response: Submission.objects.filter(state=wanted).exists()


DRAFT, PUBLIC = {"published": False}, {}
SOON = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
AFTER = {"title": "After"}
LOOK = {
    "form": lambda it: it.client.get(address(it.meeting)),
    "list": lambda it: it.client.get(LIST),
    "history": lambda it: it.client.get(address(it.meeting, "history")),
    "public page": lambda it: it.client.get(it.meeting.get_absolute_url()),
}
# For each action and path: the meeting that it is about, how it is tried, and how one sees that it was done.
TRIES = {
    **{("view draft", path): (lambda: bare(**DRAFT), look, shows("Before")) for path, look in LOOK.items()},
    ("add", "form"): (None, lambda it: it.enter(), entered()),
    ("add", "direct POST"): (
        None,
        lambda it: it.client.post(
            NEW, {**form_at(it.other, NEW), "title": "New", "slug": "new", "outcomes-TOTAL_FORMS": "0"}
        ),
        entered(),
    ),
    ("add", "inline of draft"): (lambda: bare(**DRAFT), lambda it: it.send(**NEW_ROW), text("New.")),
    ("add", "inline of public"): (bare, lambda it: it.send(**NEW_ROW), text("New.")),
    ("change draft", "form"): (lambda: one(**DRAFT), lambda it: it.send(**AFTER), now(**AFTER)),
    ("change draft", "direct POST"): (lambda: one(**DRAFT), lambda it: it.unseen(**AFTER), now(**AFTER)),
    ("change draft", "inline"): (
        lambda: one(**DRAFT),
        lambda it: it.send(**{"outcomes-0-text": "After."}),
        text("After."),
    ),
    ("change draft", "popup"): (lambda: one(**DRAFT), lambda it: it.send(**AFTER, _popup="1"), now(**AFTER)),
    ("change draft", "list edit"): (lambda: bare(**DRAFT), lambda it: it.edit_list(), now(status="held")),
    ("change planned", "form"): (lambda: one(**PLANNED), lambda it: it.send(**AFTER), now(**AFTER)),
    ("change planned", "list edit"): (lambda: bare(**PLANNED), lambda it: it.edit_list(), now(status="held")),
    ("change public", "form"): (one, lambda it: it.send(**AFTER), now(**AFTER)),
    ("change public", "direct POST"): (one, lambda it: it.unseen(**AFTER), now(**AFTER)),
    ("change public", "inline"): (one, lambda it: it.send(**{"outcomes-0-text": "After."}), text("After.")),
    ("change public", "inline of draft"): (
        lambda: bare(**DRAFT),
        lambda it: it.send(**stolen(it)),
        text("After."),
    ),
    ("change public", "inline of new"): (None, lambda it: it.enter(**stolen(it)), text("After.")),
    ("change public", "popup"): (one, lambda it: it.send(**AFTER, _popup="1"), now(**AFTER)),
    ("change public", "list edit"): (bare, lambda it: it.edit_list(), now(status="held")),
    ("change draft", "topic action"): (lambda: bare(**DRAFT), lambda it: add_topic(it), now(topics__slug="new")),
    ("change planned", "topic action"): (lambda: bare(**PLANNED), lambda it: add_topic(it), now(topics__slug="new")),
    ("change public", "topic action"): (bare, lambda it: add_topic(it), now(topics__slug="new")),
    ("change draft", "status action"): (lambda: bare(**DRAFT), lambda it: set_status(it), now(status="held")),
    ("change public", "status action"): (bare, lambda it: set_status(it), now(status="held")),
    ("propose", "form"): (bare, lambda it: it.send(**AFTER, _message="Please."), now(**AFTER)),
    ("delete draft", "page"): (lambda: one(**DRAFT), lambda it: it.to("delete", post="yes"), gone),
    ("delete draft", "action"): (lambda: one(**DRAFT), lambda it: it.act("delete_selected", post="yes"), gone),
    ("delete draft", "inline"): (lambda: one(**DRAFT), lambda it: it.send(**{"outcomes-0-DELETE": "on"}), row_gone),
    ("delete planned", "page"): (lambda: one(**PLANNED), lambda it: it.to("delete", post="yes"), gone),
    ("delete planned", "action"): (lambda: one(**PLANNED), lambda it: it.act("delete_selected", post="yes"), gone),
    ("delete public", "page"): (one, lambda it: it.to("delete", post="yes"), gone),
    ("delete public", "action"): (one, lambda it: it.act("delete_selected", post="yes"), gone),
    ("delete public", "inline"): (one, lambda it: it.send(**{"outcomes-0-DELETE": "on"}), row_gone),
    ("submit", "form"): (lambda: bare(**DRAFT), lambda it: it.send(_submit="1"), state("open")),
    ("submit", "form of new"): (None, lambda it: it.enter(_submit="1"), state("open")),
    ("submit", "form of public"): (bare, lambda it: it.send(**AFTER, _submit="1"), state("open")),
    ("publish", "form"): (
        lambda: bare(**DRAFT),
        lambda it: it.send(_publish_incomplete="1"),
        now(published_at__isnull=False),
    ),
    ("publish", "form of new"): (
        None,
        lambda it: it.enter(_publish_incomplete="1"),
        entered(published_at__isnull=False),
    ),
    ("publish", "action"): (
        lambda: bare(**DRAFT),
        lambda it: it.act("publish", confirmed="1"),
        now(published_at__isnull=False),
    ),
    ("publish", "list edit"): (
        lambda: bare(**DRAFT),
        lambda it: it.edit_list(_publish_incomplete="1"),
        now(published_at__isnull=False),
    ),
    ("publish", "desk"): (submitted, publish_at_the_desk, now(published_at__isnull=False)),
    ("publish", "columns sent"): (
        lambda: bare(**DRAFT),
        lambda it: it.send(published_at="2026-01-01", published_at_0="2026-01-01", publish_at="2026-01-01"),
        now(published_at__isnull=False),
    ),
    ("plan", "page"): (
        lambda: bare(**DRAFT),
        lambda it: it.to("plan", at=SOON, _publish_incomplete="1"),
        now(publish_at__isnull=False),
    ),
    ("cancel plan", "page"): (lambda: bare(**PLANNED), lambda it: it.to("plan", cancel="1"), now(publish_at=None)),
    ("withdraw", "page"): (bare, lambda it: it.to("withdraw", reason="Wrong."), now(withdrawn_at__isnull=False)),
    ("withdraw", "action"): (
        bare,
        lambda it: it.act("withdraw", confirmed="1", reason="Wrong."),
        now(withdrawn_at__isnull=False),
    ),
    ("see desk", "page"): (submitted, lambda it: it.client.get("/admin/review/"), shows("Before")),
    ("return", "desk"): (submitted, lambda it: desk(it, "return", comment="Why?"), state("returned")),
    ("apply proposal", "form"): (bare, apply, now(**AFTER)),
    ("take back", "page of another's"): (submitted, lambda it: desk(it, "take-back"), state("taken-back")),
}


def outcome_of(attempt, response, is_done):
    """The word of the table for what became of the attempt."""
    if is_done(attempt, response):
        return "done"
    if attempt.client.user and Submission.objects.filter(author=attempt.client.user, form__isnull=False).exists():
        return "kept"
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return "sign in"
    if response.status_code in (403, 404):
        return str(response.status_code)
    if response.status_code == 302:
        response = attempt.client.get(urljoin(response.request["PATH_INFO"], response["Location"]))
    return "words" if messages(response) or "Please correct the error" in words(response) else "silence"


def cast(role):
    """Who tries, and the publisher who lends forms."""
    return Try(
        client_of(role), client_of(roles.PUBLISHER) if role != roles.PUBLISHER else client_of(roles.ADMINISTRATOR)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("action", "path", "role", "expected"), those(that_restore=False))
def test_as_the_table_says(action, path, role, expected):
    make, tried, is_done = TRIES[action, path]
    attempt = cast(role)
    attempt.meeting = make() if make else None
    assert outcome_of(attempt, tried(attempt), is_done) == expected


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("action", "path", "role", "expected"), those(that_restore=True))
def test_as_the_table_says_of_restoring(action, path, role, expected):
    attempt = cast(role)
    with transaction.atomic():
        attempt.meeting = one(**{"public": PUBLIC, "planned": PLANNED}.get(action.removeprefix("restore "), DRAFT))
    Meeting.objects.filter(pk=attempt.meeting.pk).update(title="After")
    if action == "restore deleted":
        with transaction.atomic():
            Meeting.objects.get().delete()
    page = address(attempt.meeting, "history").replace("history", "restore/1" if path == "history" else "restore")
    seen = history.last_change("meeting", attempt.meeting.pk)
    response = attempt.client.post(page, {"seen": seen})
    title = "Before" if path == "history" else "After"
    assert outcome_of(attempt, response, now(title=title)) == expected


def test_each_line_of_the_table_is_tried_and_each_try_stands_in_it():
    lines = {cell.values[:2] for cell in cells()}
    assert {line for line in lines if not line[0].startswith("restore")} == set(TRIES)


@pytest.mark.django_db
def test_the_roles_of_the_table_are_all_that_there_are():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES[2:])
