"""A publisher looks at a proposal in the form, changes what they like, and saves it: the same form, the same rules."""

import pytest

from cooperation.models import Change, Meeting, Submission
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import address, errors, fields, form_at, messages
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """A public meeting with two outcomes."""
    meeting = factories.make_meeting("TEMM 14", city="Beijing")
    for text in ("Clean the air.", "Clean the water."):
        factories.make_outcome(meeting, text)
    return meeting


def propose(client, meeting, **typed):
    client.post(address(meeting), {**form_at(client, address(meeting)), **typed})
    return meeting.submissions.get(state="open")


def look(client, proposal):
    return client.get(address(proposal.record) + f"?proposal={proposal.pk}")


def apply(client, proposal, **typed):
    sent = {**fields(look(client, proposal)), "_proposal": proposal.pk, **typed}
    return client.post(address(proposal.record), sent, follow=True)


def test_the_form_holds_the_proposal_and_looking_saves_nothing(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan", **{"outcomes-0-DELETE": "on", "_message": "See page 3."})
    before = Change.objects.count()
    response = look(publisher, proposal)
    sent = fields(response)
    assert (sent["city"], sent["outcomes-0-DELETE"]) == ("Busan", "on")
    page = words(response)
    assert "This is what editor proposed on" in page
    assert "Nothing of it is saved yet" in page
    assert "See page 3." in page
    assert f'name="_proposal" value="{proposal.pk}"' in response.content.decode()
    assert Change.objects.count() == before


def test_saving_applies_it_with_what_the_publisher_changed_and_accepts_it(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan", **{"outcomes-0-DELETE": "on"})
    response = apply(publisher, proposal, city="Busan (Haeundae)")
    assert "The proposal of editor was applied." in messages(response)
    meeting.refresh_from_db()
    assert meeting.city == "Busan (Haeundae)"
    assert [row.text for row in meeting.outcomes.all()] == ["Clean the water."]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("accepted", publisher.user)


def test_the_history_names_the_publisher_and_who_proposed_it(publisher, editor, meeting):
    apply(publisher, propose(editor, meeting, city="Busan"))
    last = Change.objects.filter(kind="meeting", record=meeting.pk).order_by("-pk").first()
    assert (last.user_name, last.reason) == ("publisher", "Proposed by editor.")


def test_the_history_says_why_in_the_words_of_who_proposed_it(publisher, editor, meeting):
    apply(publisher, propose(editor, meeting, city="Busan", _message="See page 3.\nAnd page 4."))
    assert "Why Proposed by editor: See page 3. And page 4." in words(publisher.get(address(meeting, "history")))


def test_a_reason_that_the_publisher_gives_stands_before_that(publisher, editor, meeting):
    apply(publisher, propose(editor, meeting, city="Busan", _message="See page 3."), reason_for_change=" Host moved. ")
    shown = words(publisher.get(address(meeting, "history")))
    assert "Why Host moved. Proposed by editor: See page 3." in shown


def test_the_desk_leads_to_the_form_whose_button_accepts(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan")
    desk = publisher.get("/admin/review/").content.decode()
    assert f'?proposal={proposal.pk}">Open, check and accept<' in desk
    form = look(publisher, proposal).content.decode()
    assert 'value="Accept and save" class="default" name="_save"' in form
    assert 'value="Save"' not in form
    assert "Nothing of it is saved yet. Make any changes, then choose “Accept and save”" in form
    assert "Accept and save" not in publisher.get(address(meeting)).content.decode()


def test_the_form_without_it_tells_that_it_is_there(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan")
    response = publisher.get(address(meeting))
    assert fields(response)["city"] == "Beijing"
    assert f"?proposal={proposal.pk}" in response.content.decode()
    assert "editor proposed a change on" in words(response)


def test_what_others_saved_since_is_merged_and_a_clash_is_shown(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan", summary="As proposed.")
    Meeting.objects.update(city="Seoul", responsible_unit="Air")
    response = look(publisher, proposal)
    page = words(response)
    assert "saved this after editor had proposed a change" in page
    assert "The proposal is kept unless you tick theirs." in page
    assert "Meeting: City (English) Beijing Seoul Busan" in page
    sent = fields(response)
    assert (sent["city"], sent["responsible_unit"], sent["summary"]) == ("Busan", "Air", "As proposed.")


@pytest.mark.parametrize(("theirs", "city"), [([], "Busan"), (["city"], "Seoul")])
def test_either_side_of_a_clash_is_kept(publisher, editor, meeting, theirs, city):
    proposal = propose(editor, meeting, city="Busan", summary="As proposed.")
    Meeting.objects.update(city="Seoul", responsible_unit="Air")
    apply(publisher, proposal, _theirs=theirs)
    meeting.refresh_from_db()
    assert (meeting.city, meeting.responsible_unit, meeting.summary) == (city, "Air", "As proposed.")
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_somebody_who_saves_while_the_publisher_looks_is_not_overwritten(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan")
    sent = {**fields(look(publisher, proposal)), "_proposal": proposal.pk}
    Meeting.objects.update(city="Seoul")
    response = publisher.post(address(meeting), sent)
    assert "saved this while you were editing" in words(response)
    assert f'name="_proposal" value="{proposal.pk}"' in response.content.decode()
    assert Meeting.objects.get().city == "Seoul"
    publisher.post(address(meeting), {**fields(response), "_proposal": proposal.pk})
    proposal.refresh_from_db()
    assert (Meeting.objects.get().city, proposal.state) == ("Busan", "accepted")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("replaced", "Its author has taken this back or replaced it."),
        ("returned", "Someone else has already returned this to its author."),
        ("accepted", "Someone else has already accepted this."),
    ],
)
def test_a_proposal_that_is_decided_meanwhile_is_told_and_the_words_stay(publisher, editor, meeting, what, said):
    proposal = propose(editor, meeting, city="Busan")
    sent = {**fields(look(publisher, proposal)), "_proposal": proposal.pk}
    if what == "replaced":
        propose(editor, meeting, city="Jeju")
    elif what == "returned":
        review.return_(proposal, publisher.user, "Why?")
    else:
        review.accept(proposal, publisher.user)
    response = publisher.post(address(meeting), sent)
    assert said in errors(response)
    assert 'value="Busan"' in response.content.decode()
    assert Meeting.objects.get().city == "Beijing"
    publisher.post(address(meeting), fields(response))
    assert Meeting.objects.get().city == "Busan"


def test_a_form_with_an_error_keeps_the_proposal_open(publisher, editor, meeting):
    proposal = propose(editor, meeting, city="Busan")
    response = apply(publisher, proposal, start="2012-02-30")
    assert "is not a real date" in errors(response)
    assert f'name="_proposal" value="{proposal.pk}"' in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_something_it_refers_to_that_is_gone_is_told_at_once(publisher, editor, meeting):
    topic = factories.make_topic("Air")
    proposal = propose(editor, meeting, topics=[topic.pk], city="Busan")
    topic.delete()
    response = look(publisher, proposal)
    assert "Select a valid choice" in errors(response)
    assert 'value="Busan"' in response.content.decode()


@pytest.mark.parametrize("number", ["999", "x", "", "9" * 30, "none"])
def test_a_number_that_no_open_proposal_has_shows_the_record(publisher, meeting, number):
    response = publisher.get(address(meeting) + f"?proposal={number}")
    assert fields(response)["city"] == "Beijing"
    assert ("is no longer waiting" in messages(response)) == (number != "none")
    sent = fields(response)
    publisher.post(address(meeting), {**sent, "city": "Busan", "_proposal": number})
    assert Meeting.objects.get().city == "Busan"


def test_a_proposal_of_another_record_is_not_applied_by_this_form(publisher, editor, meeting):
    other = factories.make_meeting("Other")
    proposal = propose(editor, other, city="Busan")
    publisher.post(address(meeting), {**form_at(publisher, address(meeting)), "_proposal": proposal.pk})
    assert Submission.objects.get().state == "open"


def test_an_editor_applies_none(editor, meeting):
    proposal = review.propose(meeting, factories.make_user("Editor"), [["city", "Jeju"]])
    sent = form_at(editor, address(meeting))
    editor.post(address(meeting), {**sent, "city": "Busan", "_proposal": proposal.pk})
    proposal.refresh_from_db()
    assert (Meeting.objects.get().city, proposal.state) == ("Beijing", "open")
