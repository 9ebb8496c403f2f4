"""Two people decide at once: the record is locked, the second is told what the first decided."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from cooperation.domain import roles
from cooperation.models import Meeting, Submission
from cooperation.workflow import publication, review
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    """An editor and two publishers."""
    roles.make_groups()
    return [factories.make_user(role) for role in (roles.EDITOR, roles.PUBLISHER, roles.PUBLISHER)]


def at_once(*steps):
    """Take the steps in as many connections, the later ones while the first is not committed; return what each got."""
    results, begun = [None] * len(steps), threading.Event()

    def run(number, step):
        try:
            if number:
                begun.wait(10)
            with transaction.atomic():
                results[number] = step()
                if not number:
                    begun.set()
                    for _ in range(100):
                        with connection.cursor() as cursor:
                            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            if cursor.fetchone()[0] >= len(steps) - 1:
                                break
                            cursor.execute("SELECT pg_sleep(0.05)")
        except ValidationError as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_returns_and_the_other_accepts(people):
    kim, pat, lee = people
    submission = review.submit(factories.make_meeting(published=False), kim)
    first, second = at_once(
        lambda: review.return_(submission, pat, "Which day?"),
        lambda: review.accept(Submission.objects.get(), lee),
    )
    assert first.state == "returned"
    assert second.messages == ["Someone else has already returned this to its author."]
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("returned", pat)


def test_the_author_takes_back_while_it_is_published(people):
    kim, pat, _lee = people
    submission = review.submit(factories.make_meeting(published=False), kim)
    _first, second = at_once(
        lambda: publication.publish(Meeting.objects.get(), pat),
        lambda: review.take_back(Submission.objects.get(), kim),
    )
    assert second.messages == ["Someone else has already accepted this."]
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("accepted", pat)


def test_two_submit_the_same_draft(people):
    kim = people[0]
    other = factories.make_user(roles.EDITOR)
    factories.make_meeting(published=False)
    _first, second = at_once(
        lambda: review.submit(Meeting.objects.get(), kim),
        lambda: review.submit(Meeting.objects.get(), other),
    )
    assert second.messages == ["This draft is already submitted."]
    assert Submission.objects.get().author == kim


def test_an_author_who_proposes_twice_at_once_has_one_open_proposal(people):
    kim = people[0]
    factories.make_meeting()
    at_once(
        lambda: review.propose(Meeting.objects.get(), kim, [["title", "A"]]),
        lambda: review.propose(Meeting.objects.get(), kim, [["title", "B"]]),
    )
    assert [each.form for each in Submission.objects.filter(state="open")] == [[["title", "B"]]]
    assert Submission.objects.filter(state="taken-back").count() == 1
