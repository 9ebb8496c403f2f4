"""An ordinary migration widens a text, with indexes, triggers and computed columns in place."""

import pytest
from django.apps import apps
from django.db import connection

from cooperation.models import Agreement, Project, Topic
from regions.models import Country
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


def alter(model, name, **changes):
    """Do what an AlterField does."""
    before = model._meta.get_field(name)
    after = before.clone()
    for key, value in changes.items():
        setattr(after, key, value)
    after.set_attributes_from_name(name)
    after.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, before, after)


@pytest.mark.parametrize(
    ("model", "name", "make"),
    [
        (Topic, "name", f.make_topic),
        (Country, "name", f.make_country),
        (Agreement, "title", f.make_agreement),
        (Agreement, "signed_at", f.make_agreement),
    ],
)
def test_a_longer_text_fits_after_it(model, name, make):
    alter(model, name, max_length=900)
    row = make()
    model._base_manager.filter(pk=row.pk).update(**{name: "x" * 900})
    assert len(model._base_manager.values_list(name, flat=True).get(pk=row.pk)) == 900
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
            [model._meta.db_table],
        )
        lengths = [text for (text,) in cursor.fetchall() if f"char_length({name})" in text]
    assert lengths == [f"CHECK ((char_length({name}) <= 900))"]


def test_a_code_that_a_computed_column_reads_becomes_longer_and_gets_another_value():
    choices = [*Project._meta.get_field("status").choices, ("waiting-for-its-money", "waiting for its money")]
    alter(Project, "status", max_length=40, choices=choices)
    project = f.make_project(planned_start="2012")
    Project.objects.filter(pk=project.pk).update(status="waiting-for-its-money")
    assert Project.objects.get().until == "9999"


def test_no_text_that_people_enter_is_of_a_type_with_a_length():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type LIKE 'character%'"
        )
        found = set(cursor.fetchall())
    ours = [model for label in ("regions", "cooperation") for model in apps.get_app_config(label).get_models()]
    columns = {
        (model._meta.db_table, each.column): each for model in ours for each in model._meta.local_concrete_fields
    }
    assert {name for name in found if name in columns} == {
        ("cooperation_document", "url"),
        ("cooperation_keycounter", "owner"),
        ("cooperation_organization", "website"),
        ("cooperation_rating", "page"),
        ("cooperation_refusedpublication", "kind"),
        ("cooperation_session", "session_key"),
        ("cooperation_source", "url"),
    }
