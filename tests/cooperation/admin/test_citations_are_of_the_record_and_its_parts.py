"""A citation on a form is about one of the record's own fields, or of its own parts."""

import pytest

from cooperation.models import Agreement, Citation, Meeting
from tests import factories

from .conftest import address, errors, fields, form_at, messages

pytestmark = pytest.mark.django_db


def options(page, name):
    """The choices of a box on a form, {group: {value: label}}."""
    form = page.context["inline_admin_formsets"][-1].formset.empty_form
    found = {}
    for value, label in form.fields[name].choices:
        if isinstance(label, (list, tuple)):
            found[str(value)] = {str(key): str(word) for key, word in label}
        else:
            found.setdefault("", {})[str(value)] = str(label)
    return found


def test_the_fields_are_chosen_by_their_names_in_words(editor):
    found = options(editor.get(address(factories.make_meeting(published=False))), "field")
    assert found[""] == {"": "the whole record"}
    assert found["Of the meeting"]["host_country"] == "Host country"
    assert found["Of the meeting"]["outcomes"] == "Outcomes"
    assert found["Of the meeting or the outcome chosen below"] == {
        "kind": "Kind",
        "status": "Status",
        "topics": "Topics",
    }
    assert found["Of the outcome chosen below"]["by_countries"] == "By countries"
    everything = {name for group in found.values() for name in group}
    assert not everything & {"internal_note", "responsible_unit", "slug", "position"}


def test_lists_and_reference_data_are_cited_too(editor, administrator):
    assert "parties" in options(editor.get(address(Agreement, "add")), "field")["Of the agreement"]
    region = factories.make_region("Africa")
    assert options(administrator.get(address(region)), "field")[""]["policy_directions"] == "Policy directions"


def test_only_the_records_own_parts_can_be_chosen(editor):
    meeting = factories.make_meeting(published=False)
    factories.make_outcome(meeting, "Ours.")
    stranger = factories.make_outcome(text="Theirs.")
    page = editor.get(address(meeting))
    assert list(options(page, "outcome")[""].values()) == ["---------", "Ours."]
    sent = {
        **fields(page),
        "citations-TOTAL_FORMS": "1",
        "citations-0-outcome": stranger.pk,
        "citations-0-source": factories.make_source().pk,
        "citations-0-basis": "stated",
    }
    assert "not one of the available choices" in errors(editor.post(address(meeting), sent))


def cite(client, meeting, **typed):
    sent = {f"citations-0-{name}": value for name, value in {"basis": "stated", **typed}.items()}
    sent = {**form_at(client, address(meeting)), "citations-TOTAL_FORMS": "1", **sent}
    return client.post(address(meeting), sent, follow=True)


def test_a_claim_about_an_outcome_is_entered(editor):
    meeting = factories.make_meeting(published=False)
    outcome, source = factories.make_outcome(meeting), factories.make_source()
    cite(editor, meeting, outcome=outcome.pk, field="due_on", value="2013", source=source.pk, locator="¶7")
    citation = Citation.objects.get()
    assert (citation.meeting, citation.outcome, citation.field, citation.key) == (meeting, outcome, "due_on", 1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"field": "start"}, "A value without a source must be marked as inferred."),
        ({"field": "start", "basis": "inferred"}, "Say in the note why the value is inferred or disputed."),
        ({"field": "text", "basis": "inferred", "note": "x"}, "meeting has no field “text”"),
        ({"field": "start", "basis": "inferred", "note": "x", "value": "May"}, "“May” has no year."),
        ({"field": "nonsense", "basis": "inferred", "note": "x"}, "not one of the available choices"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_in_words(editor, typed, words):
    response = cite(editor, factories.make_meeting(published=False), **typed)
    assert words in response.content.decode()
    assert not Citation.objects.exists()


def test_a_field_that_an_older_citation_names_stays_its_choice(editor):
    meeting = factories.make_meeting(published=False)
    factories.make_citation(meeting, field="reference")
    response = editor.post(address(meeting), form_at(editor, address(meeting)), follow=True)
    assert "was changed successfully" in messages(response)
    assert Citation.objects.get().field == "reference"


def test_statements_do_not_grow_with_citations(editor, django_assert_max_num_queries):
    agreement = factories.make_agreement(published=False)

    def add():
        party = factories.make_party(agreement)
        factories.make_citation(agreement, party=party, field="signed_on")

    add()
    with django_assert_max_num_queries(40) as one:
        editor.get(address(agreement))
    for _ in range(4):
        add()
    with django_assert_max_num_queries(len(one)):
        editor.get(address(agreement))
    assert Meeting.objects.count() == 0
