from cooperation.models import Meeting, Outcome
from tests.factories import make_meeting, make_outcome, make_topic


def test_a_broader_topic_finds_the_records_of_its_narrower_ones(db):
    air = make_topic("Air quality")
    dust = make_topic("Yellow dust", parent=air)
    of_dust, of_air = make_meeting("Dust storms", topics=[dust]), make_meeting("Air", topics=[air, dust])
    make_meeting("Forests")

    assert set(Meeting.objects.about([air])) == {of_dust, of_air}
    assert set(Meeting.objects.about([dust])) == {of_dust, of_air}
    assert Meeting.objects.about([air, dust]).count() == 2


def test_a_narrower_topic_does_not_find_what_is_about_the_broader_one(db):
    air = make_topic("Air quality")
    dust = make_topic("Yellow dust", parent=air)
    outcome = make_outcome(text="Clean the air", topics=[air])

    assert list(Outcome.objects.about([air])) == [outcome]
    assert not Outcome.objects.about([dust]).exists()
