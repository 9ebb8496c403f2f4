"""A meeting and all that hangs on it is one form, and its statements do not grow with what hangs on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.models import Agreement, Meeting, Outcome
from tests import factories

from .conftest import address, errors, form_at

pytestmark = pytest.mark.django_db
LINKS = {
    "countries": factories.make_country,
    "organizations": factories.make_organization,
    "topics": factories.make_topic,
    "agreements": factories.make_agreement,
    "projects": factories.make_project,
    "mechanisms": factories.make_mechanism,
    "meetings": factories.make_meeting,
}


def add_outcome(meeting):
    """An outcome with two rows of each of its thirteen links, one it follows, and a citation."""
    links = {}
    for field in Outcome._meta.local_many_to_many:
        make = LINKS[field.name.rpartition("_")[2]]
        links[field.name] = [make(), make()]
    outcome = factories.make_outcome(meeting, follows=factories.make_outcome(), **links)
    factories.make_citation(meeting, outcome=outcome, field="text")


def test_statements_do_not_grow_with_outcomes_and_their_links(editor, django_assert_max_num_queries):
    meeting = factories.make_meeting(published=False)
    add_outcome(meeting)
    with django_assert_max_num_queries(60) as one:
        page = editor.get(address(meeting))
    assert page.content.decode().count("-by_countries") > 1
    for _ in range(4):
        add_outcome(meeting)
    with django_assert_max_num_queries(len(one)):
        page = editor.get(address(meeting))
    shown = page.content.decode()
    for outcome in meeting.outcomes.all():
        for field in Outcome._meta.local_many_to_many:
            for row in getattr(outcome, field.name).all():
                assert f'<option value="{row.pk}" selected>{row}</option>' in shown


def test_a_new_outcome_is_saved_without_asking_for_links_that_it_does_not_have(editor):
    """An outcome can have fourteen kinds of links."""
    china = factories.make_country("CHN")
    form = form_at(editor, address(Meeting, "add"))
    typed = {"title": "TEMM 30", "slug": "temm-30", "status": "held", "kind": "session", "outcomes-TOTAL_FORMS": "1"}
    outcome = {"position": "1", "kind": "decision", "text": "The sides will exchange data.", "by_countries": [china.pk]}
    typed |= {f"outcomes-0-{name}": value for name, value in outcome.items()}
    with CaptureQueriesContext(connection) as queries:
        assert editor.post(address(Meeting, "add"), {**form, **typed}).status_code == 302
    [saved] = Outcome.objects.filter(meeting__slug="temm-30")
    assert [*saved.by_countries.all()] == [china]
    tables = {field.remote_field.through._meta.db_table for field in Outcome._meta.local_many_to_many}
    asked = {table for table in tables if any(f'JOIN "{table}"' in each["sql"] for each in queries)}
    assert asked == {Outcome.by_countries.through._meta.db_table}


def test_statements_do_not_grow_while_errors_are_shown(editor, django_assert_max_num_queries):
    def refused(sent):
        response = editor.post(address(Meeting, "add"), sent)
        assert "This field is required." in errors(response)
        return response.content.decode()

    form = form_at(editor, address(Meeting, "add"))
    china = factories.make_country("CHN")
    typed = {"outcomes-0-by_countries": [china.pk], "outcomes-0-text": "As typed.", "outcomes-0-due_on": "soon"}
    shown = refused({**form, **typed, "countries": [china.pk]})
    assert shown.count(f'<option value="{china.pk}" selected>China</option>') == 2
    assert "As typed.</textarea>" in shown
    assert 'value="soon"' in shown
    assert "“soon” is not a date we can read" in shown.replace("&quot;", '"')


def test_a_draft_is_saved_as_it_stands_and_its_version_stays(editor):
    meeting = factories.make_meeting(published=False, start="2012-05")
    add_outcome(meeting)
    add_outcome(meeting)
    meeting.refresh_from_db()
    version = meeting.version
    response = editor.post(address(meeting), form_at(editor, address(meeting)), follow=True)
    assert "was changed successfully" in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.version == version
    assert meeting.outcomes.first().by_countries.count() == 2


def test_the_groups_are_those_of_the_model_and_the_rare_ones_are_folded(editor):
    page = editor.get(address(Meeting, "add")).content.decode()
    for name, _fields in Meeting.groups:
        assert f">{name}</h2>" in page
    folded = [each.split("</summary>")[0] for each in page.split("<summary>")[1:]]
    for name in ("For staff only", "What it concerns", "Follow-up"):
        assert any(f">{name}</h" in each for each in folded)


def test_a_date_box_says_what_may_be_written(editor):
    for kind in (Meeting, Agreement):
        page = editor.get(address(kind, "add")).content.decode()
        assert "Year, month or day: 2012, May 2012 or 4 May 2012." in page


def test_the_address_is_made_of_the_title_while_the_record_is_new_only(publisher):
    made = 'data-prepopulated-fields="[{&quot;id&quot;: &quot;#id_slug&quot;'
    assert made in publisher.get(address(Meeting, "add")).content.decode()
    for state in ({"published": False}, {}):
        assert made not in publisher.get(address(factories.make_meeting(**state))).content.decode()


def test_beside_a_relation_one_adds_what_is_missing_and_deletes_nothing(editor):
    page = editor.get(address(Meeting, "add")).content.decode()
    assert 'id="add_id_mechanism"' in page
    assert 'id="add_id_citations-__prefix__-source"' in page
    assert 'id="add_id_host_country"' not in page
    assert "delete_id_" not in page


def test_a_form_of_more_fields_than_django_allows_by_itself_is_taken(editor):
    meeting = factories.make_meeting(published=False)
    sent = form_at(editor, address(meeting))
    many = {f"unknown-{number}": "x" for number in range(1200)}
    assert editor.post(address(meeting), {**sent, **many, "city": "Busan"}).status_code == 302
    assert Meeting.objects.get().city == "Busan"


def test_enter_in_a_text_box_saves(editor):
    page = editor.get(address(factories.make_meeting(published=False))).content.decode()
    first = page[page.index('id="meeting_form"') :].partition('type="submit"')[2].partition(">")[0]
    assert 'name="_save"' in first
