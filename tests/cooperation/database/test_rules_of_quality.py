"""Each rule of quality finds the same rows in the index, in the staff's lists and in the checklist, on every path."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cooperation import index, search
from cooperation.database.quality import PRECISIONS, RULES, Severity
from cooperation.index import upkeep
from cooperation.models import RECORDS, Agreement, Citation, Mechanism, Meeting, Outcome, Party, Project, Source
from cooperation.workflow import todo
from cooperation.workflow.checklist import missing
from tests.cooperation.filters.quality_oracle import applying
from tests.cooperation.index.test_a_count_is_what_the_click_shows import a_registry
from tests.factories import make_citation, make_mechanism, make_meeting, make_outcome, make_project, make_source
from tests.settled import settle, undone

pytestmark = pytest.mark.django_db
CASES = [(rule, model) for rule in RULES for model in rule.models]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(rule, model):
    """The published rows that the index has for a rule."""
    settle()
    return set(index.now()[model._meta.model_name].get(rule.tag))


def assert_all_agree():
    """The index, the staff's lists and the oracle have the same rows, and what keeps them finds nothing wrong."""
    settle()
    today = index.now().day
    assert [str(each) for each in upkeep.check()] == []
    assert list(search.check()) == []
    for rule, model in CASES:
        due = applying(model, rule.id, today)
        need = next(need for need in todo.QUALITY if need.rule is rule)
        past = model.objects.exclude(withdrawn_at=None) if model in RECORDS else model.objects.none()
        listed = set(todo.rows(need, model, None, today).values_list("pk", flat=True))
        assert listed == due - set(past.values_list("pk", flat=True)), (rule.id, model)
        public = set(model.objects.published().values_list("pk", flat=True))
        assert found(rule, model) == due & public, (rule.id, model)


WRITES = {
    "nothing": lambda: None,
    "citations that go": lambda: sql("DELETE FROM cooperation_citation WHERE mod(id, 2) = 0"),
    "citations that lose their source": lambda: Citation.objects.update(source=None, basis="inferred", note="Why."),
    "citations of another part": lambda: Citation.objects.filter(outcome__isnull=False).update(outcome=None),
    "citations that are disputed": lambda: Citation.objects.update(is_disputed=True, note="Why.", field="ordinal"),
    "sources that get old": lambda: Source.objects.update(as_of="2001"),
    "sources without a date": lambda: Source.objects.update(as_of=None),
    "sources of others": lambda: sql("UPDATE cooperation_source SET origin = 'external'"),
    "outcomes that go": lambda: Outcome.objects.all().delete(),
    "outcomes that come": lambda: [make_outcome(meeting) for meeting in Meeting.objects.all()],
    "statuses": lambda: [Meeting.objects.update(status="tentative"), Project.objects.update(status="suspended")],
    "dates": lambda: [Meeting.objects.update(start="2011-05", end=None), Project.objects.update(planned_start="2012")],
    "sessions that move": lambda: Meeting.objects.filter(mechanism__isnull=False).update(
        mechanism=Mechanism.objects.earliest("pk")
    ),
    "sessions without numbers": lambda: Meeting.objects.update(ordinal=None),
    "sessions that are withdrawn": lambda: Meeting.objects.published().update(
        withdrawn_at=timezone.now(), withdrawal_reason="Wrong."
    ),
    "sessions that are published": lambda: Meeting.objects.filter(published_at=None).update(
        published_at=timezone.now()
    ),
    "series that are withdrawn": lambda: Mechanism.objects.published().update(
        withdrawn_at=timezone.now(), withdrawal_reason="Wrong."
    ),
    "places": lambda: sql("UPDATE cooperation_meeting SET city = '', host_country_id = NULL, mode = 'hybrid'"),
    "summaries": lambda: [model.objects.update(summary="In words.") for model in RECORDS],
    "nobody": lambda: [Party.objects.all().delete(), Project.countries.through.objects.all().delete()],
    "topics that go": lambda: Agreement.topics.through.objects.all().delete(),
}


def test_all_that_ask_find_the_same_rows_after_any_write(subtests):
    a_registry(3, size=7)
    for name, write in WRITES.items():
        with subtests.test(name), undone():
            write()
            assert_all_agree()


def test_each_rule_applies_to_some_rows_and_not_to_others():
    a_registry(3, size=25)
    make_mechanism()
    for rule in RULES:
        rows = {model: set(model.objects.values_list("pk", flat=True)) for model in rule.models}
        ids = {model: applying(model, rule.id, timezone.localdate()) for model in rule.models}
        assert any(ids.values()), rule.id
        assert any(rows[model] - ids[model] for model in rule.models), rule.id


def test_each_record_has_one_precision_of_its_date():
    a_registry(3, size=7)
    precisions = [rule for rule in RULES if rule.id in PRECISIONS]
    for model in RECORDS:
        totals = [len(found(rule, model)) for rule in precisions]
        assert (
            sum(totals) == model.objects.published().count() == len(set.union(*(found(r, model) for r in precisions)))
        )


def test_a_meeting_without_outcomes_is_counted_from_the_day_after_it():
    meeting = make_meeting(start="2030-05-03", end="2030-05-04", status="held")
    draft = make_meeting(start="2030-05-04", published=False)
    [rule] = [rule for rule in RULES if rule.id == "no-outcomes"]
    for day, due in ((date(2030, 5, 4), set()), (date(2030, 5, 5), {meeting.pk}), (date(2030, 5, 4), set())):
        index.advance(day)
        assert found(rule, Meeting) == due
        assert_all_agree()
    index.advance(date(2030, 5, 5))
    assert "past meetings without outcomes" in missing(draft)
    make_outcome(meeting)
    assert found(rule, Meeting) == set()


def test_a_status_is_old_two_years_after_the_last_day_of_its_source():
    source = make_source(as_of="2020-02-29")
    project, meeting = make_project(status="implementation"), make_meeting(start="2019", status="held")
    outcome = make_outcome(meeting)
    make_citation(project, source=source, field="status", value="implementation")
    make_citation(meeting, source=source)
    [rule] = [rule for rule in RULES if rule.id == "old-status"]
    for day, is_old in ((date(2022, 2, 28), False), (date(2022, 3, 1), True), (date(2022, 2, 1), False)):
        index.advance(day)
        assert found(rule, Project) == ({project.pk} if is_old else set())
        assert found(rule, Outcome) == ({outcome.pk} if is_old else set()), "a source of the meeting as a whole"
        assert_all_agree()
    index.advance(date(2022, 3, 1))
    Source.objects.update(as_of="2020-03")
    assert found(rule, Project) == set()
    index.advance(date(2022, 4, 1))
    assert found(rule, Project) == {project.pk}
    Outcome.objects.update(status="implemented")
    Project.objects.update(status="closed")
    assert found(rule, Project) == found(rule, Outcome) == set()


def test_a_gap_of_a_series_closes_when_the_missing_session_is_published():
    series = make_mechanism()
    make_meeting(mechanism=series, ordinal=2)
    first = make_meeting(mechanism=series, ordinal=1, published=False)
    missing_sessions, shared = (
        next(rule for rule in RULES if rule.id == name) for name in ("missing-sessions", "shared-number")
    )
    assert found(missing_sessions, Mechanism) == {series.pk}, "readers do not see the draft"
    Meeting.objects.filter(pk=first.pk).update(published_at=timezone.now())
    assert found(missing_sessions, Mechanism) == found(shared, Mechanism) == set()
    make_meeting(mechanism=series, ordinal=2)
    assert found(shared, Mechanism) == {series.pk}


def test_notes_are_no_gaps():
    notes = {rule.id for rule in RULES if rule.severity == Severity.NOTE}
    assert notes == set(PRECISIONS) - {"no-date"}
    record = make_meeting(start=(timezone.localdate() - timedelta(days=1)).isoformat())
    assert "date to the day" not in missing(record)


def test_ids_and_tags_are_stored_and_differ():
    assert len({rule.id for rule in RULES}) == len({rule.tag for rule in RULES}) == len(RULES)
