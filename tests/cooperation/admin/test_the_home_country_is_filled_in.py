"""A new agreement has the home country as its first party, a new bilateral meeting as a participant, unless removed."""

import pytest

from cooperation.domain.choices import MeetingKind
from cooperation.models import Agreement, Meeting
from tests import factories

from .conftest import address, fields, form_at, messages

pytestmark = pytest.mark.django_db
NEW_AGREEMENT, NEW_MEETING = address(Agreement, "add"), address(Meeting, "add")
OFFERED = "_home_was_offered"


@pytest.fixture
def home():
    return factories.make_country("KOR")


@pytest.fixture
def vietnam():
    return factories.make_country("VNM")


def agree(client, **sent):
    form = {**form_at(client, NEW_AGREEMENT), "title": "MOU with Vietnam", "kind": "mou", **sent}
    response = client.post(NEW_AGREEMENT, form)
    assert response.status_code == 302, response.context["errors"]
    return Agreement.objects.get()


def meet(client, page=NEW_MEETING, **sent):
    form = {**form_at(client, page), "title": "Talks", "outcomes-TOTAL_FORMS": "0", **sent}
    response = client.post(page, form)
    assert response.status_code == 302, response.context["errors"]
    return Meeting.objects.get(title="Talks")


def participants(meeting):
    return [each.alpha_3 for each in meeting.countries.all()]


def test_the_first_party_of_a_new_agreement_is_shown_and_saved_untouched(editor, home):
    page = editor.get(NEW_AGREEMENT).content.decode()
    assert f'<option value="{home.pk}" selected>South Korea</option>' in page
    assert [party.country for party in agree(editor).parties.all()] == [home]


def test_other_parties_come_after_it(editor, home, vietnam):
    rows = {"parties-TOTAL_FORMS": "2", "parties-1-country": vietnam.pk}
    assert [party.country for party in agree(editor, **rows).parties.all()] == [home, vietnam]


def test_a_party_that_is_cleared_or_replaced_is_not_saved(editor, home, vietnam):
    assert not agree(editor, **{"parties-0-country": ""}).parties.exists()
    Agreement.objects.all().delete()
    assert not agree(editor, **{"parties-0-DELETE": "on"}).parties.exists()
    Agreement.objects.all().delete()
    assert not agree(editor, **{"parties-TOTAL_FORMS": "0"}).parties.exists()
    Agreement.objects.all().delete()
    assert [party.country for party in agree(editor, **{"parties-0-country": vietnam.pk}).parties.all()] == [vietnam]


def test_what_was_cleared_stays_cleared_where_the_form_comes_back(editor, home):
    sent = {**form_at(editor, NEW_AGREEMENT), "title": "", "parties-0-country": ""}
    page = editor.post(NEW_AGREEMENT, sent)
    assert page.status_code == 200
    assert "South Korea</option>" not in page.content.decode()


def test_an_agreement_that_exists_gets_no_party(editor, home):
    agreement = factories.make_agreement(published=False)
    page = editor.get(address(agreement))
    assert fields(page)["parties-TOTAL_FORMS"] == 0
    editor.post(address(agreement), {**fields(page), "title": "After"})
    assert not agreement.parties.exists()


def test_a_registry_whose_home_country_is_not_entered_fills_in_nothing(editor):
    assert not agree(editor).parties.exists()
    assert participants(meet(editor, kind=MeetingKind.BILATERAL)) == []


def test_a_new_bilateral_meeting_has_it_as_a_participant(editor, home, vietnam):
    assert participants(meet(editor, kind=MeetingKind.BILATERAL, countries=[vietnam.pk])) == ["KOR", "VNM"]


def test_who_saves_without_seeing_it_is_told(editor, home, vietnam):
    sent = {**form_at(editor, NEW_MEETING), "title": "Talks", "kind": MeetingKind.BILATERAL}
    response = editor.post(NEW_MEETING, {**sent, "countries": [vietnam.pk]}, follow=True)
    assert "South Korea was added as a participant, because the meeting is bilateral." in messages(response)
    other = {**sent, "title": "Other talks", "slug": "other", "countries": [vietnam.pk, home.pk]}
    assert "was added as a participant" not in messages(editor.post(NEW_MEETING, other, follow=True))


@pytest.mark.parametrize("kind", [kind for kind in MeetingKind if kind != MeetingKind.BILATERAL])
def test_no_other_kind_of_meeting_has(editor, home, kind):
    assert participants(meet(editor, kind=kind)) == []


def test_a_form_that_opens_for_a_bilateral_meeting_shows_it(editor, home, vietnam):
    page = f"{NEW_MEETING}?kind=bilateral&countries={vietnam.pk}"
    sent = form_at(editor, page)
    assert sent["countries"] == [str(vietnam.pk), str(home.pk)]
    assert f'name="{OFFERED}" value="1"' in editor.get(page).content.decode()
    assert f'name="{OFFERED}" value=""' in editor.get(NEW_MEETING).content.decode()
    assert participants(meet(editor, page, **{OFFERED: "1"})) == ["KOR", "VNM"]


def test_who_removes_it_gets_it_removed(editor, home, vietnam):
    page = f"{NEW_MEETING}?kind=bilateral"
    assert participants(meet(editor, page, countries=[vietnam.pk], **{OFFERED: "1"})) == ["VNM"]


def test_it_is_shown_where_the_form_comes_back_and_can_be_removed_there(editor, home, vietnam):
    sent = {**form_at(editor, NEW_MEETING), "title": "", "kind": MeetingKind.BILATERAL, "countries": [vietnam.pk]}
    page = editor.post(NEW_MEETING, sent)
    assert page.status_code == 200
    assert fields(page)["countries"] == [str(vietnam.pk), str(home.pk)]
    assert f'name="{OFFERED}" value="1"' in page.content.decode()
    sent = {**fields(page), "title": "Talks", "countries": [vietnam.pk], OFFERED: "1"}
    assert editor.post(NEW_MEETING, sent).status_code == 302
    assert participants(Meeting.objects.get()) == ["VNM"]


def test_the_next_session_of_bilateral_talks_has_it(editor, home, vietnam):
    series = factories.make_mechanism("Talks with Vietnam")
    factories.make_meeting("1st talks", mechanism=series, ordinal=1, kind=MeetingKind.BILATERAL, countries=[vietnam])
    page = editor.get(NEW_MEETING, {"next_of": series.pk})
    assert set(fields(page)["countries"]) == {str(vietnam.pk), str(home.pk)}


def test_a_meeting_that_exists_is_left_alone(editor, home, vietnam):
    meeting = factories.make_meeting(published=False, countries=[vietnam])
    page = editor.get(address(meeting))
    assert OFFERED not in page.content.decode()
    editor.post(address(meeting), {**fields(page), "kind": MeetingKind.BILATERAL})
    meeting.refresh_from_db()
    assert (meeting.kind, participants(meeting)) == (MeetingKind.BILATERAL, ["VNM"])


def test_talks_that_are_here_already_are_noticed_with_it(editor, home, vietnam):
    kind = MeetingKind.BILATERAL
    factories.make_meeting("Ministers meet in Hanoi", kind=kind, start="2012-05-04", countries=[home, vietnam])
    sent = {**form_at(editor, NEW_MEETING), "title": "Talks", "kind": kind, "start": "2012-05-04"}
    page = editor.post(NEW_MEETING, {**sent, "countries": [vietnam.pk]})
    assert "the same parties at the same time" in page.content.decode()
