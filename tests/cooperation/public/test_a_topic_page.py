"""What a reader finds on the page of a topic, and on the list of topics."""

from cooperation.domain.choices import MeetingStatus, OutcomeKind
from tests.factories import make_agreement, make_mechanism, make_meeting, make_outcome, make_project, make_topic
from tests.reading import read


def test_a_topic_gathers_what_is_about_it_and_about_its_narrower_topics(client, db):
    air = make_topic("Air")
    dust = make_topic("Yellow dust", parent=air, other_names="Dust and sandstorms")
    make_agreement("On air", topics=[air])
    meeting = make_meeting("On dust", topics=[dust], status=MeetingStatus.HELD)
    make_project("Against dust", topics=[dust])
    make_mechanism("Dust group", topics=[dust])
    make_outcome(meeting, "Spoke of dust.", kind=OutcomeKind.STATEMENT, topics=[dust])
    make_meeting("On forests", topics=[make_topic("Forests")])
    page = read(client, air)
    assert "Narrower topics\nYellow dust" in page.text
    assert "On air" in page.sections["Agreements"]
    assert "On dust" in page.sections["Recent meetings"]
    assert "Against dust" in page.sections["Projects"]
    assert "Dust group" in page.sections["Mechanisms"]
    assert "Spoke of dust. · statement" in page.sections["Outcomes"]
    assert "On forests" not in page.text
    narrower = read(client, dust)
    assert "Broader topic\nAir" in narrower.text
    assert "Dust and sandstorms" in narrower.text
    assert "On air" not in narrower.text


def test_the_list_has_two_levels_and_only_what_something_published_is_about(client, db):
    air = make_topic("Air")
    dust = make_topic("Yellow dust", parent=air)
    make_topic("Ozone", parent=air)
    make_meeting(topics=[dust])
    make_meeting(topics=[make_topic("Secret plans")], published=False)
    text = read(client, "/topics/").text
    assert "Air\nYellow dust" in text
    assert "Ozone" not in text
    assert "Secret plans" not in text
    assert "Narrower topics\nYellow dust\n" in read(client, air).text


def test_with_nothing_published_the_list_says_so(client, db):
    assert "No topics recorded yet." in read(client, "/topics/").text
