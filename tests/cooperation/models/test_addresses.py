"""A public address is for ever: what was public and is renamed leaves a redirect, and no other row takes its place."""

import threading
import time

import pytest
from django.apps import apps
from django.contrib.redirects.models import Redirect
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cooperation.models import RECORDS
from regions.models import Addressed
from tests import factories as f
from tests.connections import at_once

pytestmark = pytest.mark.django_db

ADDRESSED = [model for model in apps.get_models() if issubclass(model, Addressed)]
every_kind = pytest.mark.parametrize("model", ADDRESSED, ids=lambda model: model.__name__)
every_record = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)


def make(model, slug, **fields):
    return getattr(f, f"make_{model._meta.model_name}")(slug=slug, **fields)


def rename(row, slug):
    row.slug = slug
    row.save()


def address(model, slug):
    return model(slug=slug).get_absolute_url()


def redirects(model):
    """Where old slugs lead: {old: new}."""
    prefix = address(model, "x")[:-2]
    rows = Redirect.objects.filter(old_path__startswith=prefix).values_list("old_path", "new_path")
    return {old.removeprefix(prefix)[:-1]: new.removeprefix(prefix)[:-1] for old, new in rows}


@every_kind
def test_the_triggers_and_the_pages_agree_on_the_address(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgargs FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'address'", [model._meta.db_table]
        )
        [[args]] = cursor.fetchall()
    assert bytes(args).decode().split("\0")[0] + "temm-14/" == address(model, "temm-14")


@every_kind
def test_what_was_public_leaves_a_redirect(model):
    rename(make(model, "old"), "new")
    assert redirects(model) == {"old": "new"}


@every_record
def test_a_withdrawn_record_leaves_one_too(model):
    rename(make(model, "old", withdrawn=True), "new")
    assert redirects(model) == {"old": "new"}


@every_record
def test_the_slug_of_a_draft_is_free(model):
    draft = make(model, "old", published=False)
    rename(draft, "new")
    rename(draft, "newer")
    assert redirects(model) == {}
    make(model, "old")


@every_record
def test_what_a_draft_was_called_before_it_was_public_is_forgotten(model):
    draft = make(model, "working-title", published=False)
    rename(draft, "title")
    model.objects.filter(pk=draft.pk).update(published_at="2026-01-01T00:00Z")
    draft.refresh_from_db()
    rename(draft, "better-title")
    assert redirects(model) == {"title": "better-title"}


@every_kind
def test_a_chain_is_shortened(model):
    row = make(model, "one")
    for slug in ("two", "three", "four"):
        rename(row, slug)
    assert redirects(model) == {"one": "four", "two": "four", "three": "four"}


@every_kind
def test_a_row_returns_to_an_address_of_its_own_and_a_live_address_never_redirects(model):
    row = make(model, "one")
    for slug in ("two", "three", "one"):
        rename(row, slug)
        row.refresh_from_db()
        row.full_clean()
    assert redirects(model) == {"two": "one", "three": "one"}


@every_kind
def test_no_path_misses_a_change(model):
    row = make(model, "one")
    model.objects.filter(pk=row.pk).update(slug="two")
    row.refresh_from_db()
    row.slug = "three"
    model.objects.bulk_update([row], ["slug"])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET slug = 'four' WHERE id = %s", [row.pk])  # noqa: S608
    assert redirects(model) == {"one": "four", "two": "four", "three": "four"}


@every_kind
def test_an_address_that_redirects_is_refused_to_a_new_row(model):
    rename(make(model, "old"), "new")
    taken = make(model, "free")
    taken.slug, taken.pk = "old", None
    with pytest.raises(ValidationError) as refusal:
        taken.clean()
    assert refusal.value.message_dict == {"slug": ["This address redirects to another page. Choose another one."]}
    with (
        pytest.raises(IntegrityError, match="once led to another page and still does") as refusal,
        transaction.atomic(),
    ):
        make(model, "old")
    assert refusal.value.__cause__.diag.constraint_name == f"{model._meta.db_table}_address_is_free"


@every_kind
def test_an_address_that_redirects_is_refused_to_another_row(model):
    rename(make(model, "old"), "new")
    other = make(model, "other")
    other.slug = "old"
    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert refusal.value.message_dict["slug"] == ["This address redirects to another page. Choose another one."]
    with pytest.raises(IntegrityError, match="once led to another page and still does"), transaction.atomic():
        other.save()
    with pytest.raises(IntegrityError, match="once led to another page and still does"), transaction.atomic():
        model.objects.filter(pk=other.pk).update(slug="old")


@every_record
def test_an_address_that_redirects_is_refused_to_a_draft(model):
    rename(make(model, "old"), "new")
    with pytest.raises(IntegrityError, match="once led to another page"), transaction.atomic():
        make(model, "old", published=False)


@every_record
def test_the_address_of_a_withdrawn_record_goes_to_no_other(model):
    make(model, "gone", withdrawn=True)
    with pytest.raises(IntegrityError, match="slug"), transaction.atomic():
        make(model, "gone", published=False)


@every_kind
def test_a_row_saved_as_it_is_leaves_nothing(model):
    row = make(model, "same")
    row.save()
    model.objects.update(slug="same")
    assert redirects(model) == {}


@pytest.mark.parametrize("make_row", [f.make_topic, f.make_organization, f.make_source])
def test_what_is_deleted_leaves_no_address_that_leads_nowhere(make_row):
    row = make_row(slug="typing-eror")
    rename(row, "typing-error")
    row.delete()
    assert not Redirect.objects.exists()
    make_row(slug="typing-eror")


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_an_address_does_not_get_it_once_it_redirects():
    meeting = f.make_meeting(slug="temm-14")
    is_renamed = threading.Event()

    def rename_slowly():
        with transaction.atomic():
            rename(meeting, "temm-14-beijing")
            is_renamed.set()
            time.sleep(0.3)  # while the other waits for the slug

    def take():
        is_renamed.wait(5)
        f.make_meeting(slug="temm-14", published=False)

    renamed, taken = at_once(rename_slowly, take)
    assert renamed is None
    assert "once led to another page" in str(taken)
    assert redirects(type(meeting)) == {"temm-14": "temm-14-beijing"}


def test_two_kinds_may_share_a_slug():
    rename(f.make_meeting(slug="temm"), "temm-14")
    f.make_mechanism(slug="temm")
    assert Redirect.objects.get().new_path == "/meetings/temm-14/"


@every_kind
def test_the_longest_slug_fits_the_table_of_redirects(model):
    row = make(model, "a" * 120)
    rename(row, "b" * 120)
    assert redirects(model) == {"a" * 120: "b" * 120}


@pytest.mark.parametrize(
    "slug", ["TEMM", "temm 14", "temm_14", "temm--14", "-temm", "temm-", "témm", "temm/14", "temm\n"]
)
def test_an_address_is_made_of_lower_case_letters_digits_and_single_hyphens(slug):
    meeting = f.make_meeting()
    meeting.slug = slug
    with pytest.raises(ValidationError) as refusal:
        meeting.full_clean()
    assert refusal.value.message_dict["slug"] == [
        "Use lower-case letters without accents, digits and single hyphens, such as “temm-14”."
    ]
    with pytest.raises(IntegrityError, match="cooperation_meeting_slug_check"), transaction.atomic():
        meeting.save()


def test_an_empty_address_is_no_address():
    meeting = f.make_meeting()
    meeting.slug = ""
    with pytest.raises(ValidationError, match="This field cannot be blank"):
        meeting.full_clean()
    with pytest.raises(IntegrityError, match="cooperation_meeting_slug_check"), transaction.atomic():
        meeting.save()
