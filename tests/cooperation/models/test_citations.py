"""A citation is of what its record has and readers may see, with a value in the field's own form."""

import pytest
from django.core.exceptions import ValidationError

from cooperation.models import Citation
from tests import factories as f

pytestmark = pytest.mark.django_db


def words_of(citation):
    try:
        citation.full_clean()
    except ValidationError as refusal:
        return refusal.message_dict
    return {}


def citation_of(owner, **fields):
    return f.make_citation(owner, **fields)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("", ""),
        ("title", "TEMM 14"),
        ("title_ko", "제14차 한·중·일 환경장관회의"),
        ("start", "2012-05-04"),
        ("start", ""),
        ("ordinal", "14"),
        ("status", "held"),
        ("countries", "CHN, JPN, KOR"),
        ("host_country", "CHN"),
        ("outcomes", "9 tasks"),
        ("is_participant_count_approximate", "True"),
        ("participant_count", "350"),
    ],
)
def test_a_value_in_the_field_s_own_form_is_taken(field, value):
    assert words_of(citation_of(f.make_meeting(), field=field, value=value)) == {}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("start", "May 2012", "Enter a real date"),
        ("start", "2012-02-30", "Enter a real date"),
        ("ordinal", "fourteenth", "“fourteenth” value must be an integer."),
        ("ordinal", "0", "Ensure this value is greater than or equal to 1."),
        ("status", "Held", "Value 'Held' is not a valid choice."),
        ("participant_count", "about 350", "“about 350” value must be an integer."),
        ("slug", "TEMM 14", "Use lower-case letters"),
    ],
)
def test_a_value_in_no_form_of_the_field_is_refused(field, value, words):
    refusal = words_of(citation_of(f.make_meeting(), field=field, value=value))
    assert list(refusal) == ["value"]
    assert refusal["value"][0].startswith(words)


def test_the_field_is_one_of_the_thing_or_of_the_part_it_is_about():
    meeting = f.make_meeting()
    assert words_of(citation_of(meeting, field="amount")) == {"field": ["meeting has no field “amount”."]}
    outcome = f.make_outcome(meeting)
    assert words_of(citation_of(meeting, outcome=outcome, field="text")) == {}
    assert words_of(citation_of(meeting, outcome=outcome, field="start")) == {
        "field": ["outcome has no field “start”."]
    }


@pytest.mark.parametrize("make", [f.make_meeting, f.make_agreement, f.make_project, f.make_mechanism])
@pytest.mark.parametrize(
    "field",
    ["internal_note", "responsible_unit", "published_at", "publish_at", "withdrawn_at", "version", "changed_in"],
)
def test_what_is_for_staff_only_or_the_registry_s_own_is_not_cited(make, field):
    record = make()
    assert words_of(citation_of(record, field=field)) == {
        "field": [f"{record._meta.verbose_name} has no field “{field}”."]
    }


def test_what_the_citation_is_about_is_open_until_it_has_an_owner():
    assert Citation(field="start").subject_model is None


def test_a_part_of_the_same_record_is_cited_there():
    project = f.make_project()
    phase = f.make_phase(project)
    assert words_of(citation_of(project, phase=phase, field="amount", value="300000.00")) == {}
    assert words_of(citation_of(project, phase=phase, field="currency", value="USD")) == {}
