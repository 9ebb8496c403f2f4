"""A long file is checked and imported in batches. Whatever the batches are, the result is the same."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cooperation.domain import roles
from cooperation.domain.choices import ImportAction
from cooperation.exchange.imports import batches, checking, entering, uploads, whole
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement, ImportedFile, Outcome, Party, Upload
from tests import factories as f
from tests.connections import at_once

from .conftest import as_csv, preview, problems, states


@pytest.fixture
def small(monkeypatch):
    """Batches of two rows."""
    monkeypatch.setattr(batches, "SECONDS", 0)
    monkeypatch.setattr(batches, "LEAST", 2)
    monkeypatch.setattr(batches, "MOST", 2)
    monkeypatch.setattr(checking, "CHUNK", 2)


def treaties(count, **more):
    return [
        {"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}", **more} for number in range(count)
    ]


def enter_all(upload, user):
    """Import batch after batch, and return how many batches it took."""
    number = 0
    while entering.waiting(upload).exists():
        entering.enter(upload, user)
        number += 1
    return number


@pytest.mark.django_db
def test_batches_do_not_read_the_file_again(small, publisher):
    upload = uploads.receive(KINDS["agreements"], publisher, "file.csv", as_csv(treaties(3)))
    with CaptureQueriesContext(connection) as queries:
        checking.check(upload, publisher)
        checking.check(upload, publisher)
        entering.enter(upload, publisher)
        whole.start(ImportedFile.objects.get(), ImportAction.UNDO, publisher)
    reads = [each["sql"] for each in queries if '"cooperation_upload"."data"' in each["sql"]]
    assert len(queries) > 10
    assert reads == []


@pytest.mark.django_db
def test_a_preview_goes_on_where_it_was(small, publisher):
    upload = uploads.receive(KINDS["agreements"], publisher, "file.csv", as_csv(treaties(5)))
    seen = []
    while not upload.is_checked:
        checking.check(upload, publisher)
        seen.append(upload.rows.exclude(state="").count())
    assert seen == [2, 4, 5]
    assert set(states(upload).values()) == {"new"}
    checking.check(upload, publisher)  # once more does nothing
    assert len(states(upload)) == 5


@pytest.mark.django_db
def test_rows_of_several_batches_are_compared_and_fall_together(small, publisher):
    rows = [
        {"title": "Protocol", "kind": "protocol", "reference": "K-2", "amends": "K-9"},
        {"title": "Treaty", "kind": "treaty", "reference": "K-1", "amends": ""},
        {"title": "Third", "kind": "treaty", "reference": "K-3", "amends": "K-2"},
        {"title": "Again", "kind": "treaty", "reference": "K-1", "amends": ""},
        {"title": "Untitled", "kind": "nothing", "reference": "K-9", "amends": ""},
    ]
    upload = preview("agreements", publisher, rows)
    assert [(number, column, reason) for number, column, _value, reason in problems(upload)] == [
        (2, "amends", "This refers to row 6, which has an error."),
        (4, "amends", "This refers to row 2, which has an error."),
        (5, "reference", "Row 3 also has this reference. Each record needs its own."),
        (6, "kind", problems(upload)[3][3]),
    ]


@pytest.mark.django_db
def test_links_to_rows_of_later_batches_are_written_when_those_exist(small, publisher):
    rows = treaties(6, amends="")
    rows[0]["amends"], rows[1]["amends"], rows[4]["amends"] = "K-5; K-1", "K-0", "K-0"
    upload = preview("agreements", publisher, rows)
    assert enter_all(upload, publisher) == 4  # three of two rows, one of the two that name others
    assert upload.done == {"new": 6}
    links = {
        (each.reference, link.earlier.reference) for each in Agreement.objects.all() for link in each.ancestors.all()
    }
    assert links == {("K-0", "K-5"), ("K-0", "K-1"), ("K-1", "K-0"), ("K-4", "K-0")}
    assert not upload.rows.exists()


@pytest.mark.django_db
def test_outcomes_name_each_other_by_the_title_of_their_meeting(small, publisher):
    f.make_meeting("Working group 3", slug="wg-3", published=False)
    meeting, named = "Working group 3", {3: 1, 4: 5}
    rows = [
        {
            "meeting": meeting,
            "key": str(key),
            "text": f"Text {key}",
            "kind": "decision",
            "follows": f"{meeting}#outcome-{named[key]}" if key in named else "",
        }
        for key in range(1, 6)
    ]
    upload = preview("outcomes", publisher, rows)
    assert problems(upload) == []
    enter_all(upload, publisher)
    assert dict(Outcome.objects.filter(follows__isnull=False).values_list("key", "follows__key")) == named
    assert not upload.rows.exists()


@pytest.mark.django_db(transaction=True)
def test_parts_of_one_record_are_in_several_batches(small):
    publisher = f.make_user(roles.PUBLISHER)
    agreement = f.make_agreement("Rivers", reference="K-1")
    codes = [f.make_country().alpha_3 for _ in range(6)]
    upload = preview("parties", publisher, [{"agreement": "K-1", "country": code} for code in codes])
    entering.enter(upload, publisher)
    assert Party.objects.count() == 2
    # Somebody else changes the agreement: then the rest is shown again.
    entering.enter(upload, publisher)
    Agreement.objects.filter(pk=agreement.pk).update(signed_at="Rome")
    entering.enter(upload, publisher)
    assert Party.objects.count() == 4
    assert [row.is_newer for row in upload.rows] == [True, True]
    assert not entering.waiting(upload).exists()
    entering.confirm(upload)
    enter_all(upload, publisher)
    assert (Party.objects.count(), upload.done) == (6, {"new": 6})


@pytest.mark.django_db(transaction=True)
def test_a_row_that_the_database_refuses_is_listed_and_the_others_go_in(monkeypatch):
    publisher = f.make_user(roles.PUBLISHER)
    upload = preview("agreements", publisher, treaties(9))
    f.make_agreement("Other", slug="taken")
    monkeypatch.setattr("cooperation.exchange.imports.slugs.Addresses.give", _give_one_that_is_taken)
    assert dict(uploads.enter(upload, publisher)) == {"new": 8}
    assert [(number, reason) for number, _column, _value, reason in problems(upload)] == [
        (7, "Agreement with this Slug already exists.")
    ]
    assert Agreement.objects.count() == 9
    with pytest.raises(IntegrityError), transaction.atomic():
        f.make_agreement("Another", slug="taken")


def _give_one_that_is_taken(self, rows):
    for row in rows:
        row.thing.slug = "taken" if row.number == 7 else f"treaty-{row.number}"


@pytest.mark.django_db(transaction=True)
def test_two_windows_import_each_row_once(small):
    publisher = f.make_user(roles.PUBLISHER)
    upload = preview("agreements", publisher, treaties(20))

    def act():
        return enter_all(Upload.objects.get(pk=upload.pk), publisher)

    assert all(isinstance(each, int) for each in at_once(act, act))
    assert Agreement.objects.count() == 20
    assert ImportedFile.objects.get().rows == {"new": 20}


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_read_again_while_it_is_imported_keeps_what_is_done(small):
    publisher = f.make_user(roles.PUBLISHER)
    upload = preview("agreements", publisher, treaties(5))
    before = Upload.objects.get(pk=upload.pk)  # in another window
    entering.enter(upload, publisher)
    uploads.check_again(before, {"orders": {}})
    assert before.done == Upload.objects.get().done == {"new": 2}
    assert before.choices == {"orders": {}}
    assert list(before.rows.values_list("number", flat=True)) == [4, 5, 6]


@pytest.mark.django_db
def test_rows_are_checked_again_without_the_file(small, publisher):
    f.make_agreement("Known", reference="K-9", kind="treaty")
    rows = [["title", "kind", "reference", "amends"], *([f"Treaty {n}", "treaty", f"K-{n}", ""] for n in range(3))]
    rows += [["No kind", "Charter", "K-3", ""], ["Refers to it", "treaty", "K-4", "K-3"], ["N\x00UL", "treaty", "", ""]]
    rows += [["Long", "treaty", "K-6", "", "more"], ["Renamed", "", "K-9", ""], ["Again", "treaty", "K-0", ""]]
    upload = preview("agreements", publisher, rows)
    fields = ("number", "state", "target", "label", "changes", "problems", "warnings", "marks", "links", "cells")
    before = list(upload.rows.values_list(*fields))
    assert len(problems(upload)) == 5
    Upload.objects.update(data=b"")
    for language in ("en", "ko"):
        with translation.override(language):
            uploads.check_again(upload)
            assert not upload.is_checked
        while not upload.is_checked:
            checking.check(upload, publisher)
        assert list(upload.rows.values_list(*fields)) == before


@pytest.mark.django_db(transaction=True)
def test_the_imported_file_knows_its_records(small):
    publisher = f.make_user(roles.PUBLISHER)
    known = f.make_agreement("Known", reference="K-0", kind="treaty")
    upload = preview("agreements", publisher, treaties(3, topics=""))
    enter_all(upload, publisher)
    file = ImportedFile.objects.get()
    assert (file.owner, file.name, file.about, file.rows) == (
        publisher,
        "file.csv",
        "agreement",
        {"new": 2, "changed": 1},
    )
    new = set(Agreement.objects.exclude(pk=known.pk).values_list("pk", flat=True))
    assert {each.record for each in file.records.filter(is_new=True)} == new
    assert [(each.kind, each.record) for each in file.records.filter(is_new=False)] == [("agreement", known.pk)]
    assert len(file.spans) == 2
    upload.delete()
    assert ImportedFile.objects.get().upload is None
