from cooperation.models import Meeting, Outcome
from tests.cooperation.filters.oracle import about
from tests.factories import make_meeting, make_outcome, make_topic


def test_a_broader_topic_finds_the_records_of_its_narrower_ones(db):
    air = make_topic("Air quality")
    dust = make_topic("Yellow dust", parent=air)
    of_dust, of_air = make_meeting("Dust storms", topics=[dust]), make_meeting("Air", topics=[air, dust])
    make_meeting("Forests")

    assert set(about(Meeting.objects, [air])) == {of_dust, of_air}
    assert set(about(Meeting.objects, [dust])) == {of_dust, of_air}
    assert about(Meeting.objects, [air, dust]).count() == 2


def test_a_narrower_topic_does_not_find_what_is_about_the_broader_one(db):
    air = make_topic("Air quality")
    dust = make_topic("Yellow dust", parent=air)
    outcome = make_outcome(text="Clean the air", topics=[air])

    assert list(about(Outcome.objects, [air])) == [outcome]
    assert not about(Outcome.objects, [dust]).exists()
