"""An editor enters and changes drafts. By no path does an editor publish, or change or delete what was public."""

import pytest

from cooperation.models import Citation, Meeting, Organization, Outcome, Source, Topic
from tests import factories

from .conftest import address, form_at, messages

pytestmark = pytest.mark.django_db


def new_meeting(client, **typed):
    """Send the empty form of a meeting with what is typed into it."""
    form = form_at(client, address(Meeting, "add"))
    form.pop("outcomes-0-position", None)
    form["outcomes-TOTAL_FORMS"] = "0"
    return client.post(address(Meeting, "add"), {**form, **typed}, follow=True)


def test_an_editor_enters_a_meeting_with_two_outcomes_in_one_form(editor):
    china = factories.make_country("CHN")
    typed = {
        "title": "TEMM 26",
        "slug": "temm-26",
        "start": "2026-05",
        "host_country": china.pk,
        "countries": [china.pk],
        "outcomes-TOTAL_FORMS": "2",
        "outcomes-0-kind": "decision",
        "outcomes-0-text": "Meet again.",
        "outcomes-0-position": "0",
        "outcomes-0-by_countries": [china.pk],
        "outcomes-1-kind": "review",
        "outcomes-1-text": "Looked back.",
        "outcomes-1-position": "0",
    }
    response = new_meeting(editor, **typed)
    assert "was added successfully" in messages(response)
    meeting = Meeting.objects.get(slug="temm-26")
    assert str(meeting.start) == "2026-05"
    assert not meeting.was_public
    assert [(outcome.key, outcome.status) for outcome in meeting.outcomes.all()] == [(1, "active"), (2, "")]
    assert list(meeting.outcomes.first().by_countries.all()) == [china]


def test_publication_columns_that_are_sent_are_ignored(editor):
    new_meeting(editor, title="Sneaky", slug="sneaky", published_at="2026-01-01", published_at_0="2026-01-01")
    assert Meeting.objects.get(slug="sneaky").published_at is None


def test_the_form_of_a_draft_has_no_button_to_publish(editor, publisher):
    draft = factories.make_meeting(published=False)
    assert b"_publish" not in editor.get(address(draft)).content
    assert b"_publish" in publisher.get(address(draft)).content


def test_the_button_pressed_all_the_same_is_forbidden_and_nothing_is_saved(editor):
    draft = factories.make_meeting("Before", published=False)
    form = {**form_at(editor, address(draft)), "title": "After", "_publish": "1"}
    assert editor.post(address(draft), form).status_code == 403
    draft.refresh_from_db()
    assert (draft.title, draft.published_at) == ("Before", None)


def test_a_new_record_is_not_published_by_its_own_form(editor):
    form = form_at(editor, address(Meeting, "add"))
    sent = {**form, "outcomes-TOTAL_FORMS": "0", "title": "New", "slug": "new", "_publish": "1"}
    assert editor.post(address(Meeting, "add"), sent).status_code == 403
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("action", ["publish", "withdraw"])
def test_the_actions_of_the_list_are_not_an_editors(editor, action):
    draft, public = factories.make_meeting(published=False), factories.make_meeting()
    assert action.encode() not in editor.get(address(Meeting, "changelist")).content.split(b"changelist-filter")[0]
    sent = {"action": action, "_selected_action": [draft.pk, public.pk], "index": "0", "reason": "x", "confirmed": "1"}
    response = editor.post(address(Meeting, "changelist"), sent, follow=True)
    assert "No action selected" in messages(response)
    draft.refresh_from_db()
    public.refresh_from_db()
    assert draft.published_at is None
    assert public.is_public


def test_the_page_to_withdraw_is_not_an_editors(editor):
    public = factories.make_meeting()
    assert editor.get(address(public, "withdraw")).status_code == 403
    assert editor.post(address(public, "withdraw"), {"reason": "x"}).status_code == 403
    public.refresh_from_db()
    assert public.is_public


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}])
def test_the_form_of_what_was_public_tells_an_editor_that_it_keeps_a_proposal(editor, state):
    meeting = factories.make_meeting("Long ago", **state)
    page = editor.get(address(meeting)).content.decode()
    assert "What you save is a proposal, which a publisher accepts or returns." in page
    assert 'value="Keep as a proposal"' in page
    assert 'name="_continue"' not in page


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}])
def test_a_form_sent_for_what_was_public_changes_nothing(editor, publisher, state):
    meeting = factories.make_meeting("Long ago", **state)
    outcome = factories.make_outcome(meeting, "Decided something.")
    form = form_at(publisher, address(meeting))
    sent = {**form, "title": "Never", "outcomes-0-text": "Undecided.", "outcomes-0-DELETE": "on"}
    response = editor.post(address(meeting), sent, follow=True)
    assert "Saved as a proposal." in messages(response)
    meeting.refresh_from_db()
    outcome.refresh_from_db()
    assert (meeting.title, outcome.text) == ("Long ago", "Decided something.")


@pytest.mark.parametrize(
    ("make", "refer"),
    [
        (factories.make_topic, lambda thing: factories.make_meeting(topics=[thing])),
        (factories.make_organization, lambda thing: factories.make_meeting(organizations=[thing])),
        (factories.make_source, lambda thing: factories.make_citation(source=thing)),
    ],
)
def test_an_editor_changes_a_topic_body_or_source_until_something_public_refers_to_it(editor, publisher, make, refer):
    thing = make("Before")
    name = "title" if isinstance(thing, Source) else "name"
    form = form_at(editor, address(thing))
    assert editor.post(address(thing), {**form, name: "Between"}).status_code == 302
    refer(thing)
    assert "a published record refers to it" in editor.get(address(thing)).content.decode()
    assert editor.post(address(thing), {**form, name: "After"}).status_code == 403
    assert editor.post(address(thing) + "?_popup=1", {**form, name: "After", "_popup": "1"}).status_code == 403
    thing.refresh_from_db()
    assert getattr(thing, name) == "Between"
    form = form_at(publisher, address(thing))
    assert publisher.post(address(thing), {**form, name: "After"}).status_code == 302


def test_an_editor_sees_countries_and_regions_and_changes_none(editor, administrator):
    china = factories.make_country("CHN")
    for thing in (china, china.region):
        assert editor.get(address(thing)).status_code == 200
        assert editor.get(address(type(thing), "add")).status_code == 403
        form = form_at(administrator, address(thing))
        assert editor.post(address(thing), {**form, "name": "Elsewhere"}).status_code == 403
        assert editor.post(address(thing, "delete"), {"post": "yes"}).status_code == 403
        thing.refresh_from_db()
        assert thing.name != "Elsewhere"
        assert administrator.post(address(thing), {**form, "summary": "Neighbour."}).status_code == 302


def test_a_part_of_a_public_record_is_not_reached_by_its_own_address(editor):
    outcome = factories.make_outcome()
    assert editor.post(address(outcome, "delete"), {"post": "yes"}).status_code == 403
    assert editor.get(address(outcome)).url == address(outcome.meeting)
    assert Outcome.objects.exists()


def test_an_editor_deletes_a_draft_with_its_parts(editor):
    draft = factories.make_meeting(published=False, countries=[factories.make_country()])
    factories.make_outcome(draft)
    factories.make_citation(draft)
    assert editor.get(address(draft, "delete")).status_code == 200
    response = editor.post(address(draft, "delete"), {"post": "yes"}, follow=True)
    assert "was deleted successfully" in messages(response)
    assert not Meeting.objects.exists()
    assert not Citation.objects.exists()
    assert Source.objects.exists()


def test_nobody_else_sees_the_rooms(client, django_user_model):
    draft = factories.make_meeting("Secret", published=False)
    client.force_login(django_user_model.objects.create_user("reader"))
    for page in (address(Meeting, "changelist"), address(draft), address(Organization, "add"), address(Topic, "add")):
        response = client.get(page)
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")


def test_staff_without_a_role_see_nothing_not_even_by_the_autocomplete_boxes(client, django_user_model):
    factories.make_meeting("Secret", published=False)
    client.force_login(django_user_model.objects.create_user("newcomer", is_staff=True))
    assert client.get(address(Meeting, "changelist")).status_code == 403
    asked = {"app_label": "cooperation", "model_name": "meeting", "field_name": "part_of_meeting", "term": "Secret"}
    assert client.get("/admin/autocomplete/", asked).status_code == 403
