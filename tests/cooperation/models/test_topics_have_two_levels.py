"""Topics have two levels at most, on every path."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cooperation.models import Topic
from tests.connections import at_once
from tests.factories import make_topic

pytestmark = pytest.mark.django_db
WORDS = "Topics have two levels at most"


def test_a_narrower_topic_has_no_narrower_ones():
    air = make_topic("Air")
    dust = make_topic("Yellow dust", parent=air)
    with pytest.raises(IntegrityError, match=WORDS) as refusal, transaction.atomic():
        make_topic("Loess", parent=dust)
    assert refusal.value.__cause__.diag.constraint_name == "topic_two_levels"
    with pytest.raises(ValidationError) as refusal:
        Topic(name="Loess", slug="loess", parent=dust).full_clean()
    assert refusal.value.message_dict == {"parent": [f"{WORDS}."]}


def test_a_topic_with_narrower_ones_gets_none_above_it():
    air, nature = make_topic("Air"), make_topic("Nature")
    make_topic("Yellow dust", parent=air)
    with pytest.raises(IntegrityError, match=WORDS), transaction.atomic():
        Topic.objects.filter(pk=air.pk).update(parent=nature)
    air.parent = nature
    with pytest.raises(ValidationError) as refusal:
        air.full_clean()
    assert refusal.value.message_dict == {"parent": [f"{WORDS}."]}


def test_two_topics_do_not_stand_above_each_other():
    air = make_topic("Air")
    dust = make_topic("Yellow dust", parent=air)
    with pytest.raises(IntegrityError, match=WORDS), transaction.atomic():
        Topic.objects.filter(pk=air.pk).update(parent=dust)


def test_a_topic_moves_between_broader_ones_and_up():
    air, nature = make_topic("Air"), make_topic("Nature")
    dust = make_topic("Yellow dust", parent=air)
    for parent in (nature, None, air):
        dust.parent = parent
        dust.full_clean()
        dust.save()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_not_make_a_third_level_either():
    top, middle, bottom = make_topic("Top"), make_topic("Middle"), make_topic("Bottom")

    def put(topic, parent):
        def act():
            with transaction.atomic():
                Topic.objects.filter(pk=topic.pk).update(parent=parent)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.3)")

        return act

    results = at_once(put(bottom, middle), put(middle, top))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1, results
    assert [result for result in results if result and WORDS not in str(result)] == []
    assert not Topic.objects.filter(parent__parent__isnull=False).exists()
