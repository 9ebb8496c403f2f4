"""Merging two records, organizations, topics or sources, and undoing it."""

import pytest
from django.contrib.redirects.models import Redirect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from cooperation import history
from cooperation.domain import roles
from cooperation.domain.choices import Consent
from cooperation.history.restore import restore
from cooperation.history.undo import Blocked, changes_of, record_changes, undo
from cooperation.models import (
    Meeting,
    Merge,
    Organization,
    Outcome,
    Party,
    Topic,
)
from cooperation.workflow import publication
from cooperation.workflow.merge import Stopped, merge, obstacles, preview, undo_merge
from cooperation.workflow.merge_relations import MERGEABLE, STAYING, other_references, own_rows, references_to
from tests.cooperation.models.test_versions import triggers
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_lineage,
    make_mechanism,
    make_meeting,
    make_membership,
    make_organization,
    make_outcome,
    make_party,
    make_phase,
    make_project,
    make_source,
    make_submission,
    make_topic,
    make_user,
)
from tests.tables import rows_of_all_tables


@pytest.fixture
def publisher(transactional_db):
    return make_user(roles.PUBLISHER, username="pat")


@pytest.fixture
def administrator(transactional_db):
    return make_user(roles.ADMINISTRATOR, username="ada")


@pytest.fixture
def two(publisher):
    """TEMM 14, recorded twice: the second has an outcome, a document and a citation of its own."""
    china, japan = make_country("CHN"), make_country("JPN")
    survivor = make_meeting("TEMM 14", start="2012", countries=[china])
    duplicate = make_meeting(
        "Fourteenth TEMM", slug="fourteenth-temm", start="2012-05-03", city="Beijing", countries=[china, japan]
    )
    make_outcome(meeting=survivor, text="Clean the air.")
    same = make_outcome(meeting=duplicate, text="Clean the air.", due_on="2015")
    other = make_outcome(meeting=duplicate, text="Meet again.", follows=same)
    other.by_countries.add(japan)
    source = make_source("The gazette")
    make_citation(duplicate, outcome=other, field="text", source=source)
    make_citation(duplicate, field="start", value="2012-05-03", source=source)
    make_document(duplicate, title="Minutes", url="https://example.org/minutes")
    return survivor, duplicate


def kept_and_undone(survivor, duplicate, by, **options):
    """Merge and undo; check that every table is as it was before."""
    before = rows_of_all_tables()
    merged = merge(survivor, duplicate, by, **options)
    assert rows_of_all_tables() != before
    undo_merge(merged, by)
    after = rows_of_all_tables()
    for table, rows in before.items():
        assert after[table] == rows, table


def test_parts_are_copied_under_new_keys_and_what_both_have_stays_single(two, publisher):
    survivor, duplicate = two
    merged = merge(survivor, duplicate, publisher)
    survivor.refresh_from_db()
    assert [(row.key, row.text, row.due_on) for row in survivor.outcomes.all()] == [
        (1, "Clean the air.", "2015"),
        (2, "Meet again.", None),
    ]
    again = survivor.outcomes.get(key=2)
    assert again.follows == survivor.outcomes.get(key=1)
    assert [country.alpha_3 for country in again.by_countries.all()] == ["JPN"]
    assert sorted(country.alpha_3 for country in survivor.countries.all()) == ["CHN", "JPN"]
    assert {(row.field, row.outcome) for row in survivor.citations.all()} == {("text", again), ("start", None)}
    assert survivor.documents.get().title == "Minutes"
    assert merged.keys == {"outcome": {"1": 1, "2": 2}, "citation": {"1": 1, "2": 2}, "document": {"1": 1}}


def test_the_survivor_keeps_its_values_and_takes_those_that_it_lacks(two, publisher):
    survivor, duplicate = two
    shown = {each.name: each for each in preview(survivor, duplicate).choices}
    assert (shown["start"].survivor, shown["start"].duplicate) == ("2012", "3 May 2012")
    assert {name: each.default for name, each in shown.items()} == {
        "title": "survivor",
        "start": "survivor",
        "city": "duplicate",
    }
    merge(survivor, duplicate, publisher)
    survivor.refresh_from_db()
    assert (survivor.title, survivor.start, survivor.city) == ("TEMM 14", "2012", "Beijing")
    assert survivor.other_names == "Fourteenth TEMM"


def test_each_value_can_be_chosen(two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher, {"title": "duplicate", "start": "duplicate", "city": "survivor"})
    survivor.refresh_from_db()
    assert (survivor.title, survivor.start, survivor.city) == ("Fourteenth TEMM", "2012-05-03", "")
    assert survivor.other_names == "TEMM 14"


def test_the_duplicate_is_withdrawn_and_in_no_list(two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    assert list(Meeting.objects.all()) == [survivor]
    left = Meeting._base_manager.get(pk=duplicate.pk)
    assert (left.merged_into, left.is_public, left.withdrawal_reason) == (survivor, False, "Merged into “TEMM 14”")
    assert Outcome.objects.count() == 2
    call_command("check_index")


def test_references_from_elsewhere_point_to_the_survivor(two, publisher):
    survivor, duplicate = two
    old = duplicate.outcomes.get(key=2)
    side = make_meeting("Side event", part_of_meeting=duplicate)
    agreement = make_agreement("Agreed there", meeting=duplicate)
    later = make_meeting("TEMM 15")
    outcome = make_outcome(meeting=later, text="Go on.", follows=old)
    outcome.concerns_meetings.add(duplicate)
    both = make_outcome(meeting=later, text="About both.")
    both.concerns_meetings.set([survivor, duplicate])
    own = make_outcome(meeting=survivor, text="About its double.")
    own.concerns_meetings.add(duplicate)
    merge(survivor, duplicate, publisher)
    for row in (side, agreement, outcome):
        row.refresh_from_db()
    assert (side.part_of_meeting, agreement.meeting) == (survivor, survivor)
    assert outcome.follows == survivor.outcomes.get(text="Meet again.")
    assert [list(row.concerns_meetings.all()) for row in (outcome, both, own)] == [[survivor], [survivor], []]
    through = Outcome.concerns_meetings.through
    assert not through.objects.filter(meeting=duplicate.pk).exists()


def test_undoing_writes_every_table_back(two, publisher):
    survivor, duplicate = two
    later = make_outcome(meeting=make_meeting("TEMM 15"), text="Go on.", follows=duplicate.outcomes.get(key=2))
    later.carried_out_by_meetings.add(duplicate)
    Meeting.objects.filter(pk=duplicate.pk).update(slug="temm-14-again")  # leaves a redirect
    kept_and_undone(survivor, duplicate, publisher)
    kept_and_undone(duplicate, survivor, publisher, chosen={"title": "duplicate", "city": "duplicate"})
    assert Merge.objects.count() == 0
    call_command("check_index")


def test_parties_and_lineage_of_both_agreements(publisher):
    china, japan = make_country("CHN"), make_country("JPN")
    survivor, duplicate = make_agreement("MOU", countries=[china]), make_agreement("The MOU", reference="KR-7")
    make_party(duplicate, country=china, consent=Consent.choices[0][0], consent_on="2001")
    cited = make_party(duplicate, country=japan, signed_on="2000-01-02")
    make_citation(duplicate, party=cited, field="signed_on", value="2000-01-02")
    make_lineage(duplicate, survivor)
    earlier = make_agreement("Earlier")
    make_lineage(duplicate, earlier)
    make_lineage(survivor, earlier)
    make_lineage(make_agreement("Later"), duplicate)
    kept_and_undone(survivor, duplicate, publisher)
    merge(survivor, duplicate, publisher)
    survivor.refresh_from_db()
    assert survivor.reference == "KR-7"
    rows = {row.country.alpha_3: row for row in survivor.parties.all()}
    assert rows.keys() == {"CHN", "JPN"}
    assert (rows["CHN"].consent_on, rows["JPN"].signed_on) == ("2001", "2000-01-02")
    assert survivor.citations.get().party == rows["JPN"]
    assert [row.earlier for row in survivor.ancestors.all()] == [earlier]
    assert [row.agreement.title for row in survivor.successors.all()] == ["Later"]


def test_phases_of_both_projects(publisher):
    survivor, duplicate = make_project("Dam"), make_project("The dam", organizations=[make_organization("KOICA")])
    make_phase(survivor, "Year 1")
    make_phase(duplicate, "Year 1", amount=5, currency="USD")
    phase = make_phase(duplicate, "Year 2", amount=7, currency="USD")
    make_citation(duplicate, phase=phase, field="amount", value="7")
    kept_and_undone(survivor, duplicate, publisher)
    merge(survivor, duplicate, publisher)
    assert [(row.name, row.amount) for row in survivor.phases.all()] == [("Year 1", 5), ("Year 2", 7)]
    assert survivor.project_organizations.get().organization.name == "KOICA"
    assert survivor.citations.get().phase.name == "Year 2"


def test_a_mechanism_that_was_part_of_its_duplicate(publisher):
    above = make_mechanism("Above")
    duplicate = make_mechanism("TEMM", acronym="TEMM", parent=above)
    survivor = make_mechanism("Tripartite meeting", parent=duplicate)
    meeting = make_meeting("Session", mechanism=duplicate)
    kept_and_undone(survivor, duplicate, publisher)
    merge(survivor, duplicate, publisher)
    survivor.refresh_from_db()
    meeting.refresh_from_db()
    assert (survivor.parent, survivor.acronym, meeting.mechanism) == (above, "TEMM", survivor)


def test_nothing_becomes_part_of_itself(publisher):
    duplicate = make_mechanism("TEMM")
    between = make_mechanism("Working group", parent=duplicate)
    survivor = make_mechanism("Tripartite meeting", parent=between)
    before = rows_of_all_tables()
    with pytest.raises(ValidationError, match="would be part of itself"):
        merge(survivor, duplicate, publisher)
    assert rows_of_all_tables() == before


def test_a_published_record_is_not_merged_into_a_draft(publisher):
    draft, public = make_meeting("Draft", published=False), make_meeting("Public")
    with pytest.raises(Stopped, match="Swap the two"):
        merge(draft, public, publisher)
    merge(public, draft, publisher)
    assert not Redirect.objects.exists()
    left = Meeting._base_manager.get(pk=draft.pk)
    assert (left.merged_into, left.withdrawn_at) == (public, None)


def test_what_waits_stops_it(publisher):
    survivor, duplicate = make_meeting("One", published=False), make_meeting("Two", published=False)
    make_submission(survivor, author=make_user(roles.EDITOR, username="ed"))
    Meeting.objects.filter(pk=duplicate.pk).update(publish_at=timezone.now())
    with pytest.raises(Stopped) as refused:
        merge(survivor, duplicate, publisher)
    assert refused.value.messages == [
        "“One” was submitted by ed and waits for a decision. Decide first.",
        "The publication of “Two” is planned. Cancel it first.",
    ]


def test_only_publishers_merge_records_and_only_administrators_reference_data(two, publisher, administrator):
    survivor, duplicate = two
    with pytest.raises(PermissionDenied):
        merge(survivor, duplicate, make_user(roles.EDITOR))
    one, other = make_topic("Air"), make_topic("The air")
    with pytest.raises(PermissionDenied):
        merge(one, other, publisher)
    merge(one, other, administrator)
    merge(survivor, duplicate, publisher)


def test_a_merged_record_is_not_changed_on_any_path(two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    rows = Meeting._base_manager.filter(pk=duplicate.pk)
    for change in (
        lambda: rows.update(city="Seoul"),
        lambda: rows.update(withdrawn_at=None, withdrawal_reason=""),
        lambda: make_outcome(meeting=rows.get()),
        lambda: rows.get().countries.add(make_country("KOR")),
    ):
        with pytest.raises(IntegrityError, match="merged"), transaction.atomic():
            change()
    with pytest.raises(Stopped, match="was merged into another one already"):
        merge(survivor, rows.get(), publisher)


def test_undoing_is_refused_if_a_row_changed_since(two, publisher):
    survivor, duplicate = two
    merged = merge(survivor, duplicate, publisher)
    Outcome.objects.filter(text="Meet again.").update(text="Meet soon.")
    before = rows_of_all_tables()
    with pytest.raises(Blocked) as refused:
        undo_merge(merged, publisher)
    assert [(row.name, row.row) for row in refused.value.obstacles] == [("TEMM 14", "Outcome 2")]
    assert rows_of_all_tables() == before
    assert len(obstacles(merged)) == 1


def test_the_rest_of_a_merge_is_undone_though_its_result_was_published_and_edited(publisher):
    survivor = make_meeting("TEMM 14", slug="temm-14", published=False, city="")
    duplicate = make_meeting("Fourteenth TEMM", slug="fourteenth-temm", published=False, city="Beijing")
    for text in ("First.", "Second."):
        make_outcome(meeting=duplicate, text=text)
    merged = merge(survivor, duplicate, publisher)
    publication.publish(Meeting.objects.get(pk=survivor.pk), publisher)
    Meeting.objects.filter(pk=survivor.pk).update(summary="Written since.")
    survivor.outcomes.filter(text="Second.").update(text="Put right since.")
    assert [each.row for each in obstacles(merged)] == ["", "Outcome 2"]
    left = undo_merge(merged, publisher, is_partial=True)
    assert [each.row for each in left] == ["", "Outcome 2"]
    survivor, duplicate = Meeting.objects.get(pk=survivor.pk), Meeting.objects.get(pk=duplicate.pk)
    assert (survivor.other_names, survivor.city) == ("", "")  # what the merge wrote
    assert (survivor.is_public, survivor.summary) == (True, "Written since.")  # what others wrote
    assert [each.text for each in survivor.outcomes.all()] == ["Put right since."]
    assert [each.text for each in duplicate.outcomes.all()] == ["First.", "Second."]
    assert (duplicate.merged_into_id, duplicate.is_public) == (None, False)


def test_the_rest_of_a_merge_is_not_undone_without_the_duplicate(administrator):
    water, survivor = make_topic("Water"), make_topic("Air")
    duplicate = make_topic("The air", parent=water)
    merged = merge(survivor, duplicate, administrator)
    survivor.refresh_from_db()
    Topic.objects.filter(pk=survivor.pk).update(parent=None)
    water.delete()
    with pytest.raises(Blocked):
        undo_merge(merged, administrator, is_partial=True)
    assert not Topic.objects.filter(name="The air").exists()


def test_merges_in_a_chain_are_undone_one_by_one(two, publisher):
    survivor, duplicate = two
    before = rows_of_all_tables()
    first = merge(survivor, duplicate, publisher)
    last = make_meeting("TEMM XIV")
    between = rows_of_all_tables()
    second = merge(last, survivor, publisher)
    assert set(Redirect.objects.values_list("old_path", "new_path")) == {
        ("/meetings/fourteenth-temm/", "/meetings/temm-xiv/#merged"),
        ("/meetings/temm-14/", "/meetings/temm-xiv/#merged"),
    }
    with pytest.raises(Blocked):
        undo_merge(first, publisher)
    undo_merge(second, publisher)
    assert rows_of_all_tables() == between
    last.withdrawn_at = None
    undo_merge(first, publisher)
    after = rows_of_all_tables()
    assert [table for table in before if before[table] != after[table]] == [
        table for table in before if before[table] != after[table] and "meeting" in str(after[table])
    ]


def test_two_organizations(administrator):
    korea = make_country("KOR")
    survivor = make_organization("UNEP", acronym="UNEP", other_names="UN Environment")
    duplicate = make_organization("United Nations Environment Programme", slug="unep-2", acronym="UNEP", kind="bloc")
    agreement = make_agreement("MOU", organizations=[survivor, duplicate])
    party = agreement.parties.get(organization=duplicate)
    Party.objects.filter(pk=party.pk).update(signed_on="2001")
    make_citation(agreement, party=party, field="signed_on", value="2001")
    make_citation(duplicate, field="name", source=make_source())
    make_membership(survivor, korea, joined_on="1999")
    make_membership(duplicate, korea, joined_on="1999", left_on="2004")
    meeting = make_meeting("Meeting", organizations=[survivor, duplicate])
    other = make_meeting("Other", organizations=[duplicate])
    phase = make_phase(make_project("Dam"), "Year 1", funder=duplicate)
    Organization.objects.filter(pk=duplicate.pk).update(slug="unep-again")
    kept_and_undone(survivor, duplicate, administrator)
    merge(survivor, duplicate, administrator, {"name": "duplicate"})
    survivor.refresh_from_db()
    phase.refresh_from_db()
    assert survivor.name == "United Nations Environment Programme"
    assert survivor.other_names == "UN Environment"
    assert list(Organization.objects.all()) == [survivor]
    assert (agreement.parties.get().organization, agreement.parties.get().signed_on) == (survivor, "2001")
    assert agreement.citations.get().party == agreement.parties.get()
    assert survivor.memberships.get().left_on == "2004"
    assert [list(row.organizations.all()) for row in (meeting, other)] == [[survivor], [survivor]]
    assert phase.funder == survivor
    assert set(Redirect.objects.values_list("old_path", "new_path")) == {
        ("/organizations/unep-2/", "/organizations/unep/"),
        ("/organizations/unep-again/", "/organizations/unep/"),
    }


def test_two_topics_and_two_sources(administrator):
    survivor, duplicate = make_topic("Air"), make_topic("Clean air", other_names="Atmosphere")
    make_topic("Smog", parent=duplicate)
    meeting = make_meeting("Meeting", topics=[survivor, duplicate])
    kept_and_undone(survivor, duplicate, administrator)
    merge(survivor, duplicate, administrator)
    survivor.refresh_from_db()
    assert (survivor.other_names, list(meeting.topics.all())) == ("Clean air\nAtmosphere", [survivor])
    assert survivor.children.get().name == "Smog"
    one, other = make_source("Gazette"), make_source("The gazette", url="https://example.org/")
    citation = make_citation(meeting, field="title", source=other)
    kept_and_undone(one, other, administrator)
    merge(one, other, administrator)
    one.refresh_from_db()
    citation.refresh_from_db()
    assert (one.url, citation.source) == ("https://example.org/", one)


def test_a_topic_does_not_get_three_levels(administrator):
    survivor = make_topic("Smog", parent=make_topic("Air"))
    duplicate = make_topic("Haze")
    make_topic("Yellow dust", parent=duplicate)
    with pytest.raises(IntegrityError, match="two levels"):
        merge(survivor, duplicate, administrator)


def test_both_histories_tell_of_the_merge(two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher, origin="the test")
    for record, event in ((survivor, "changed"), (duplicate, "merged")):
        last = history.versions("meeting", record.pk)[-1]
        assert (last.event, last.reason, last.user_name, last.origin) == (
            event,
            "“Fourteenth TEMM” merged into “TEMM 14”",
            "pat",
            "the test",
        )


@pytest.mark.parametrize("model", MERGEABLE, ids=lambda model: model.__name__)
def test_every_relation_is_handled(model, transactional_db):
    """A new relation is copied or moved by itself, if its rows have a history that can be undone."""
    relations = [
        each
        for each in model._meta.get_fields(include_hidden=True)
        if each.auto_created and not each.concrete and not each.many_to_many and each.field.name != "merged_into"
    ]
    handled = {*own_rows(model), *other_references(model)}
    for each in relations:
        assert each.field in handled or each.related_model in STAYING, each
    assert handled == set(references_to(model))
    assert {each.model._meta.db_table for each in handled} <= set(triggers("write_history"))


@pytest.mark.parametrize("model", MERGEABLE, ids=lambda model: model.__name__)
def test_any_two_of_the_demo_are_merged_and_undone(model, transactional_db, demo_fixtures):
    by = make_user(roles.ADMINISTRATOR)
    rows = model._base_manager.order_by("pk")
    first, last = rows.first(), rows.last()
    if model is Topic:
        first, last = rows.exclude(parent=None)[:2]
    kept_and_undone(first, last, by)
    call_command("check_index")


def test_an_earlier_version_does_not_bring_back_a_link_to_the_duplicate(two, publisher):
    survivor, duplicate = two
    side = make_meeting("Side event", part_of_meeting=duplicate)
    Meeting.objects.filter(pk=side.pk).update(part_of_meeting=None)
    merge(survivor, duplicate, publisher)
    assert restore("meeting", side.pk, 1, publisher) == ["Meeting, part of the meeting: Fourteenth TEMM"]
    side.refresh_from_db()
    assert side.part_of_meeting is None


def test_a_restored_version_does_not_merge_again(publisher):
    survivor, draft = make_meeting("TEMM 14"), make_meeting("TEMM 14, a draft", published=False)
    undo_merge(merge(survivor, draft, publisher), publisher)
    [number] = [each.number for each in history.versions("meeting", draft.pk) if each.event == "merged"]
    assert restore("meeting", draft.pk, number, make_user(roles.EDITOR, username="ed")) == []
    assert Meeting.objects.get(pk=draft.pk).merged_into is None


def test_a_version_from_a_merge_into_something_deleted_is_restored_without_loss(publisher):
    survivor, draft = make_meeting("TEMM 14", published=False), make_meeting("TEMM 14, a draft", published=False)
    undo_merge(merge(survivor, draft, publisher), publisher)
    survivor.delete()
    [number] = [each.number for each in history.versions("meeting", draft.pk) if each.event == "merged"]
    assert restore("meeting", draft.pk, number, publisher) == []


def test_an_import_that_is_undone_does_not_bring_back_a_link_to_the_duplicate(two, publisher):
    survivor, duplicate = two
    side = make_meeting("Side event", part_of_meeting=duplicate)
    with transaction.atomic(), record_changes() as changes:
        Meeting.objects.filter(pk=side.pk).update(part_of_meeting=None)
    merge(survivor, duplicate, publisher)
    [found] = undo(changes_of([changes.span]), publisher, is_partial=True)
    assert found.reason == "it refers to Fourteenth TEMM"
    side.refresh_from_db()
    assert side.part_of_meeting is None
