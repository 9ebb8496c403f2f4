"""Rules live in the database: each is broken once there, and once in a form, where staff read what is wrong."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from cooperation.domain.dates import PartialDateField
from cooperation.models import Citation, ImportedFile, Outcome
from regions.fields import AddressField, CodeField, ShortTextField
from tests import factories as f

from .broken import CONSTRAINTS, OF_IMPORTS, TARGETS, bad

# The owner of the tables: the rules hold for tables too that the web server only reads.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

MODELS = [model for label in ("regions", "cooperation") for model in apps.get_app_config(label).get_models()]
# What the database itself writes, whatever a client sends.
OWNED = ("version", "changed_in", "key")
# Their constraints ask for exactly so many letters or digits, so the check of their length is never the first.
COUNTRY_CODES = ("alpha_2", "alpha_3", "numeric")


def make(model):
    names = {"projectorganization": "project_organization"}
    return getattr(f, f"make_{names.get(model._meta.model_name, model._meta.model_name)}")()


def fields_with_checks():
    """Each column that has a check of its own: its name in the database, a value that breaks it, what staff read."""
    for model in MODELS:
        for field in model._meta.local_concrete_fields:
            value, words = None, None
            if isinstance(field, PartialDateField):
                value, words = "2012-02-30", "Enter a real date, such as 2012"
            elif isinstance(field, AddressField):
                value, words = "No Address", "Use lower-case letters without accents, digits and single hyphens"
            elif isinstance(field, CodeField):
                value = "No code"[: field.max_length]
                words = f"Value {value!r} is not a valid choice."
            elif isinstance(field, ShortTextField) and field.name not in COUNTRY_CODES:
                value, words = (
                    "x" * (field.max_length + 1),
                    f"Ensure this value has at most {field.max_length} character",
                )
            elif field.get_internal_type().startswith("Positive"):
                value, words = -1, "Ensure this value is greater than or equal to "
            if value is not None and model._meta.model_name not in ("keycounter", "rating"):
                yield pytest.param(model, field.name, value, words, id=f"{model._meta.db_table}_{field.column}_check")


FIELDS = list(fields_with_checks())


def unique_fields():
    for model in MODELS:
        for field in model._meta.local_concrete_fields:
            if field.unique and not field.primary_key and model._meta.managed:
                yield pytest.param(model, field.name, id=f"{model._meta.db_table}.{field.column}")


UNIQUE = list(unique_fields())


def refusal_of(row):
    """The name of the constraint by which the database refuses the row."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    return plain(refusal.value.__cause__.diag.constraint_name)


def plain(name):
    """Return the name of a check without the hash that Django adds when a migration alters the column."""
    return re.sub(r"_[0-9a-f]{8}(?=_check$)", "", name)


def words_of(row):
    """What staff read of the row."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return [message for messages in refusal.value.message_dict.values() for message in messages]


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses_what_breaks_a_rule(name):
    assert refusal_of(CONSTRAINTS[name][0]()) == name


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_staff_read_what_is_wrong(name):
    make_row, words = CONSTRAINTS[name]
    assert words in words_of(make_row())


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_has_words_of_its_own(name):
    constraint = next((each for model in MODELS for each in model._meta.constraints if each.name == name), None)
    if constraint is None:
        assert name.startswith("citation_about_own_") or name.endswith("_check")
        return
    row = CONSTRAINTS[name][0]()
    with pytest.raises(ValidationError) as refusal:
        constraint.validate(type(row), row)
    assert refusal.value.messages == [str(constraint.violation_error_message)] or "_key_unique_" in name
    assert "is violated" not in refusal.value.messages[0]


@pytest.mark.parametrize(("model", "field", "value", "words"), FIELDS)
def test_a_column_with_a_check_refuses_what_breaks_it(model, field, value, words):
    column = model._meta.get_field(field).column
    row = bad(make(model), **{field: value})
    if field == "withdrawal_reason":
        row.withdrawn_at = timezone.now()
    if field == "basis":
        row.note = "What is not stated needs a note."
    if field in OWNED:
        row.save()
        assert model._base_manager.filter(pk=row.pk).values_list(field, flat=True).get() > 0
        return
    assert refusal_of(row) == f"{model._meta.db_table}_{column}_check"
    assert [message for message in words_of(row) if message.startswith(words)]


@pytest.mark.parametrize("make_part", [f.make_outcome, f.make_phase, f.make_document, f.make_citation])
def test_a_key_is_no_negative_number(make_part):
    with pytest.raises(IntegrityError, match="_key_check"), transaction.atomic():
        make_part(key=-1)


@pytest.mark.parametrize("name", OF_IMPORTS)
def test_what_no_form_enters_is_refused_too(name):
    assert refusal_of(OF_IMPORTS[name]()) == name


@pytest.mark.parametrize(("model", "field"), UNIQUE)
def test_what_is_unique_stands_once(model, field):
    one, other = make(model), make(model)
    if model is ImportedFile:  # one that is imported has no upload
        one = bad(one, upload=f.make_upload())
        one.save()
    setattr(other, field, getattr(one, field))
    name = refusal_of(other)
    assert name.startswith(model._meta.db_table)
    assert field in name
    label = model._meta.get_field(field).verbose_name.capitalize()
    assert (
        model is ImportedFile
        or f"{model._meta.verbose_name.capitalize()} with this {label} already exists." in words_of(other)
    )


def test_no_rule_of_the_database_is_without_a_test():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, coalesce(conname, index.indexrelid::regclass::text)
            FROM pg_class
            JOIN LATERAL (
                SELECT conname, conindid FROM pg_constraint WHERE conrelid = pg_class.oid
                AND (contype IN ('c', 'u') OR contype = 'f' AND array_length(conkey, 1) > 1)
                UNION ALL
                SELECT NULL, indexrelid FROM pg_index WHERE indrelid = pg_class.oid AND indisunique AND NOT indisprimary
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
            ) AS rule ON true
            LEFT JOIN pg_index AS index ON index.indexrelid = conindid AND conname IS NULL
            WHERE relname = ANY (%s)
            """,
            [[model._meta.db_table for model in MODELS]],
        )
        found = {(table, plain(name)) for table, name in cursor.fetchall()}
    columns = {tuple(param.id.split(".")) for param in UNIQUE}
    of_single_columns = {
        (table, name) for table, name in found if any(name.startswith(f"{t}_{c}_") for t, c in columns if t == table)
    }
    covered = {*CONSTRAINTS, *OF_IMPORTS, *TARGETS, *(param.id for param in FIELDS)}
    # The score of a rating is checked by "rating_of_five_steps" before its column's own check can be.
    covered.add("cooperation_rating_score_check")
    covered |= {f"regions_country_{code}_check" for code in COUNTRY_CODES}
    # Triggers alone write the log of commits: test_the_public_version.py.
    covered |= {"cooperation_publicversion_id_check", "cooperation_publiccommit_token"}
    # One function writes the events of accounts: test_triggers.py.
    covered |= {f"cooperation_accountevent_{name}" for name in ("times_check", "hour", "hourly")}
    assert sorted({name for _, name in found - of_single_columns} - covered) == []
    assert sorted(covered - {name for _, name in found}) == []
    assert len(of_single_columns) >= len(columns)


def test_no_constraint_of_a_model_is_without_a_test():
    names = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    assert sorted(names - {*CONSTRAINTS, *OF_IMPORTS} - TARGETS) == []
    for model in MODELS:
        for constraint in model._meta.constraints:
            if constraint.name in TARGETS:
                assert "id" in constraint.fields


def test_every_field_of_choices_is_held_by_the_database():
    choices = [
        field for model in MODELS for field in model._meta.local_concrete_fields if field.choices and field.editable
    ]
    assert [field for field in choices if not isinstance(field, CodeField)] == []
    assert len(choices) > 15


def test_migrations_see_a_code_that_is_new():
    assert not {"choices", "blank"} & set(CodeField.non_db_attrs)
    field = CodeField(max_length=5, choices=[("a", "A")])
    assert field.deconstruct()[3]["choices"] == [("a", "A")]


def test_a_code_may_be_empty_only_where_it_may_be_blank():
    assert refusal_of(bad(f.make_agreement(), kind="")) == "cooperation_agreement_kind_check"
    party = bad(f.make_party(), consent="")
    party.save()
    party.full_clean()


def test_a_negative_score_is_refused_too():
    rating = apps.get_model("cooperation", "Rating")(page="/", day="2026-11-24", score=-1)
    assert refusal_of(rating) in ("rating_of_five_steps", "cooperation_rating_score_check")


def test_a_decision_without_status_is_refused_by_the_database_and_read_as_active_by_the_form():
    outcome = bad(f.make_outcome(), status="")
    assert refusal_of(outcome) == "outcome_status_by_kind"
    outcome.full_clean()
    assert outcome.status == "active"
    assert Outcome(meeting=f.make_meeting(), kind="report", text="A report.").full_clean() is None


def test_a_citation_of_nothing_is_refused_too():
    with pytest.raises(
        ValidationError, match="A citation belongs to exactly one region, country, organization or record"
    ):
        Citation(source=f.make_source()).full_clean()
    with pytest.raises(IntegrityError, match="citation_of_one_thing"), transaction.atomic():
        Citation.objects.create(source=f.make_source())


def test_two_rows_without_reference_do_not_meet():
    f.make_meeting(reference="")
    f.make_meeting(reference="").full_clean()


def test_a_rule_over_dates_is_silent_where_one_is_not_known():
    for start, end in ((None, "2012"), ("2012", None), (None, None), ("2012-05-20", "2012-05"), ("2012", "2012-01-01")):
        f.make_meeting(start=start, end=end).full_clean()


def test_every_check_is_a_positive_model_field_or_named_here():
    """A new kind of column check must come with a value that breaks it."""
    kinds = {
        type(field)
        for model in MODELS
        for field in model._meta.local_concrete_fields
        if field.db_parameters(connection)["check"]
    }
    assert {kind for kind in kinds if not issubclass(kind, ShortTextField)} == {
        models.PositiveBigIntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
    }
