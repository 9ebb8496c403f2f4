"""Whatever refers to a row keeps it: by every relation there is, with words, and in the database as well."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError

from cooperation.models import (
    AccountLanguage,
    Citation,
    ImportedFile,
    ImportedRecord,
    InactiveAccount,
    Membership,
    Organization,
    Outcome,
    Record,
    Session,
    Upload,
    UploadedRow,
    UploadedValue,
)
from regions.models import Country
from tests import factories as f

pytestmark = pytest.mark.django_db

MODELS = [model for label in ("regions", "cooperation") for model in apps.get_app_config(label).get_models()]
FIELDS = [field for model in MODELS for field in (*model._meta.local_fields, *model._meta.local_many_to_many)]
RELATIONS = [
    field
    for field in FIELDS
    if field.is_relation and not (field.many_to_many and not field.remote_field.through._meta.auto_created)
]


def is_own_part(field):
    """Whether the field leads from a part to what it belongs to: they go together."""
    owners = getattr(field.model, "owners", None) or (getattr(field.model, "record_field", None),)
    # A citation about a part goes with the part, and an upload or a session with its account.
    is_about_part = field.model is Citation and field.name in ("party", "outcome", "phase")
    of_files = (ImportedRecord, Upload, UploadedRow, UploadedValue)
    of_accounts = (AccountLanguage, InactiveAccount, Session)
    return field.name in owners or is_about_part or field.model in (*of_files, *of_accounts)


OWN = [field for field in RELATIONS if is_own_part(field)]
# A file that was imported stays without the account.
REFERENCES = [field for field in RELATIONS if not is_own_part(field) and field.model is not ImportedFile]


def make(model, **fields):
    names = {"projectorganization": "project_organization"}
    name = names.get(model._meta.model_name, model._meta.model_name)
    return getattr(f, f"make_{name}")(**fields)


def make_target(field):
    """A row that the field may lead to: of a record a draft, for nobody deletes what was public anyway."""
    model = field.related_model
    return make(model, **({"published": False} if issubclass(model, Record) else {}))


def refer(field, target):
    if field.name == "merged_into":  # what was merged is not public
        return make(field.model, merged_into=target, published=False)
    return make(field.model, **{field.name: [target] if field.many_to_many else target})


def delete_by_sql(row):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608


@pytest.mark.parametrize("field", REFERENCES, ids=str)
def test_what_is_referred_to_is_not_deleted_and_the_refusal_says_by_what(field):
    target = make_target(field)
    row = refer(field, target)
    with pytest.raises((ProtectedError, RestrictedError)) as refusal:
        target.delete()
    [reason] = getattr(refusal.value, "protected_objects", None) or refusal.value.restricted_objects
    assert str(row) in str(reason)
    with pytest.raises((ProtectedError, RestrictedError)):
        type(target).objects.filter(pk=target.pk).delete()
    assert type(target).objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("field", REFERENCES, ids=str)
def test_the_database_keeps_it_too(field):
    target = make_target(field)
    refer(field, target)
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
        delete_by_sql(target)


@pytest.mark.parametrize("field", REFERENCES, ids=str)
def test_once_nothing_refers_to_it_any_more_it_goes(field):
    target = make_target(field)
    row = refer(field, target)
    if issubclass(type(row), Record):
        getattr(row, field.name).clear() if field.many_to_many else None
        type(row)._base_manager.filter(pk=row.pk).update(**({} if field.many_to_many else {field.name: None}))
    else:
        row.delete()
    target.delete()
    assert not type(target).objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("field", OWN, ids=str)
def test_what_belongs_to_a_draft_goes_with_it(field):
    assert field.remote_field.on_delete in (models.CASCADE, models.DB_CASCADE)
    if field.model is Citation and field.name in ("party", "outcome", "phase"):
        part = make(field.related_model)
        owner = part._meta.get_field(part.record_field)
        row = f.make_citation(getattr(part, owner.name), **{field.name: part})
        part.delete()
    else:
        target = make_target(field)
        row = make(field.model, owner=target) if field.model is Citation else None
        row = row or (f.make_document(target) if "documents" in str(field.remote_field.name) else refer(field, target))
        target.delete()
    assert not field.model.objects.filter(pk=row.pk).exists()


def test_the_lists_above_hold_what_they_should():
    names = {str(field) for field in REFERENCES}
    assert {
        "regions.Country.region",
        "cooperation.Topic.parent",
        "cooperation.Meeting.countries",
        "cooperation.Meeting.topics",
        "cooperation.Outcome.to_organizations",
        "cooperation.Party.signed_by",
        "cooperation.Phase.funder",
        "cooperation.Citation.source",
        "cooperation.Membership.country",
        "cooperation.ProjectOrganization.organization",
    } <= names
    assert len(REFERENCES) > 40
    assert {str(field) for field in OWN} >= {"cooperation.Party.agreement", "cooperation.Membership.organization"}


def test_a_bloc_that_nothing_names_goes_with_its_memberships_and_leaves_the_countries():
    membership = f.make_membership()
    membership.organization.delete()
    assert not Membership.objects.exists()
    assert Country.objects.filter(pk=membership.country_id).exists()
    assert not Organization.objects.exists()


def test_an_outcome_that_a_later_one_takes_up_stays():
    first = f.make_outcome(f.make_meeting(published=False))
    later = f.make_outcome(follows=first)
    for thing in (first, first.meeting):
        with pytest.raises(RestrictedError):
            thing.delete()
    later.delete()
    first.meeting.delete()
    assert not Outcome.objects.exists()


def test_a_broader_topic_stays_while_it_has_narrower_ones():
    air = f.make_topic("Air")
    f.make_topic("Yellow dust", parent=air)
    with pytest.raises(ProtectedError) as refusal:
        air.delete()
    assert [str(row) for row in refusal.value.protected_objects] == ["Yellow dust"]
