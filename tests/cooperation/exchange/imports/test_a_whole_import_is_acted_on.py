"""A whole import is submitted, published, deleted or undone, batch after batch."""

import threading
import time

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.domain import roles
from cooperation.domain.choices import ImportAction
from cooperation.exchange.imports import batches, entering, uploads, whole
from cooperation.models import Agreement, Change, Country, ImportedFile, Party, Submission
from cooperation.workflow import publication, review
from tests import factories as f
from tests.connections import at_once
from tests.tables import rows_of_all_tables

from .conftest import preview, problems

SUBMIT, PUBLISH, WITHDRAW, DELETE, UNDO = ImportAction
OF_IMPORTS = ("cooperation_upload", "cooperation_uploadedrow", "cooperation_importedfile", "cooperation_importedrecord")


@pytest.fixture
def small(monkeypatch):
    """Batches of two records."""
    monkeypatch.setattr(batches, "LEAST", 2)
    monkeypatch.setattr(batches, "MOST", 2)


@pytest.fixture
def staff(transactional_db):
    return f.make_user(roles.EDITOR, email="editor@example.org"), f.make_user(roles.PUBLISHER, email="p@example.org")


def imported(user, rows, kind="agreements"):
    """The file of these rows, imported by the user."""
    upload = preview(kind, user, rows)
    assert problems(upload) == []
    uploads.enter(upload, user)
    file = ImportedFile.objects.get(upload=upload)
    upload.delete()
    file.refresh_from_db()
    return file


def treaties(count, **more):
    return [
        {"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}", **more} for number in range(count)
    ]


def act_on_all(file, action, by, **options):
    """Do it batch after batch. Return how many batches it took."""
    whole.start(file, action, by, **options)
    number = 0
    while not file.is_finished:
        whole.act(file, by)
        number += 1
    return number


def failed(file):
    """Why which records were left out."""
    rows = list(file.records.filter(state="failed").order_by("pk"))
    return {name: row.reason for row, (_record, name) in whole.names(rows).items()}


def counts(file):
    return {name: number for name, number in whole.progress(file).items() if number}


def test_all_drafts_of_a_batch_are_compared_with_one_reading_of_parties_and_of_the_own_country(staff):
    _editor, publisher = staff
    f.make_country("KOR")
    f.make_country("VNM")
    file = imported(publisher, treaties(3, parties="KOR; VNM"))
    with CaptureQueriesContext(connection) as queries:
        act_on_all(file, PUBLISH, publisher, with_gaps=True)
    statements = [each["sql"] for each in queries]
    assert counts(file) == {"done": 3, "total": 3}
    assert sum("\"alpha_3\" = 'KOR'" in each for each in statements) == 1
    assert sum(each.startswith("SELECT") and 'FROM "cooperation_party"' in each for each in statements) == 1


def test_an_import_is_published_batch_after_batch(small, staff):
    _editor, publisher = staff
    file = imported(publisher, treaties(5, summary="A treaty."))
    source = f.make_source()
    for agreement in Agreement.objects.exclude(reference="K-3"):
        f.make_citation(agreement, source=source)
    assert act_on_all(file, PUBLISH, publisher) == 3
    assert counts(file) == {"done": 4, "failed": 1, "total": 5}
    assert failed(file) == {"Treaty 3": "Known gaps: no source"}
    assert set(Agreement.objects.published().values_list("reference", flat=True)) == {"K-0", "K-1", "K-2", "K-4"}
    before = Change.objects.count()
    whole.act(file, publisher)  # a batch too many does nothing
    assert Change.objects.count() == before
    assert act_on_all(file, PUBLISH, publisher, with_gaps=True) == 1
    assert counts(file) == {"done": 1, "total": 1}
    assert Agreement.objects.published().count() == 5
    last = Change.objects.latest("pk")
    assert (last.user_id, last.reason) == (publisher.pk, "Published with the whole import of file.csv")


def test_the_published_records_of_an_import_are_withdrawn_batch_after_batch(small, staff):
    editor, publisher = staff
    other = f.make_agreement("Treaty of another list", published=True, reference="K-9", kind="treaty")
    file = imported(publisher, [*treaties(5), {"title": "Changed", "kind": "treaty", "reference": "K-9"}])
    act_on_all(file, PUBLISH, publisher, with_gaps=True)
    publication.withdraw(Agreement.objects.get(reference="K-4"), publisher, "Its text is not public.")
    with pytest.raises(PermissionDenied):
        whole.start(file, WITHDRAW, editor, message="Wrong list.")
    assert act_on_all(file, WITHDRAW, publisher, message="Wrong list.") == 2
    assert counts(file) == {"done": 4, "total": 4}
    assert list(Agreement.objects.published()) == [other]
    reasons = dict(Agreement.objects.exclude(pk=other.pk).values_list("reference", "withdrawal_reason"))
    assert reasons == {**{f"K-{n}": "Wrong list." for n in range(4)}, "K-4": "Its text is not public."}
    whole.start(file, WITHDRAW, publisher, message="Wrong list.")
    assert file.is_finished  # none is public any more


def test_an_editor_submits_an_import_and_one_mail_tells_it(small, staff):
    editor, publisher = staff
    file = imported(editor, treaties(5))
    review.submit(Agreement.objects.get(reference="K-4"), editor)
    mail.outbox.clear()
    act_on_all(file, SUBMIT, editor, message="Checked against the archive.")
    assert counts(file) == {"done": 4, "total": 4}
    assert Submission.objects.count() == 5
    [told] = mail.outbox
    assert told.to == [publisher.email]
    assert "4 drafts of the import “file.csv”" in told.body
    assert "Checked against the archive." in told.body
    mail.outbox.clear()
    act_on_all(file, PUBLISH, publisher, with_gaps=True)
    assert set(Submission.objects.values_list("state", flat=True)) == {"accepted"}
    [told] = mail.outbox
    assert told.to == [editor.email]
    assert "published 5 drafts" in told.body


def test_drafts_that_refer_to_each_other_are_deleted_in_any_order(small, staff):
    _editor, publisher = staff
    rows = treaties(7, amends="")
    for row, other in ((0, 6), (1, 0), (2, 5), (6, 3)):
        rows[row]["amends"] = f"K-{other}"
    file = imported(publisher, rows)
    publication.publish(Agreement.objects.get(reference="K-4"), publisher)
    other = f.make_agreement("Protocol", published=False)
    f.make_lineage(other, Agreement.objects.get(reference="K-5"))
    act_on_all(file, DELETE, publisher)
    assert failed(file) == {
        "Treaty 5": "“Protocol amends Treaty 5” refers to it.",
    }
    assert set(Agreement.objects.values_list("title", flat=True)) == {"Protocol", "Treaty 4", "Treaty 5"}


@pytest.mark.parametrize("size", [2, 100])
def test_undo_leaves_every_table_as_it_was(staff, monkeypatch, size):
    monkeypatch.setattr(batches, "LEAST", min(size, batches.LEAST))
    monkeypatch.setattr(batches, "MOST", size)
    _editor, publisher = staff
    china, japan, air = f.make_country("CHN"), f.make_country("JPN"), f.make_topic("Air")
    for number in range(4):
        agreement = f.make_agreement(f"Treaty {number}", reference=f"K-{number}", kind="treaty", signed_on="2011")
        agreement.topics.set([air] if number % 2 else [])
        f.make_party(agreement=agreement, country=china, signed_on="2011")
    f.make_lineage(Agreement.objects.get(reference="K-0"), Agreement.objects.get(reference="K-1"))
    before = rows_of_all_tables(*OF_IMPORTS)
    rows = treaties(8, signed_on="2012", topics="Air", amends="K-7; K-2")
    rows[2]["amends"], rows[7]["amends"] = "K-6", "K-1"
    file = imported(publisher, rows)
    parties = imported(
        publisher,
        [
            {"agreement": f"K-{number}", "country": code, "signed_on": "2012"}
            for number in range(8)
            for code in ("CHN", "JPN")
        ],
        kind="parties",
    )
    assert parties.rows == {"new": 12, "changed": 4}
    assert file.rows == {"new": 4, "changed": 4}
    act_on_all(parties, UNDO, publisher)
    assert counts(parties) == {"done": 8, "total": 8}
    assert Party.objects.filter(country=japan).count() == 0
    act_on_all(file, UNDO, publisher)
    assert failed(file) == {}
    assert rows_of_all_tables(*OF_IMPORTS) == before


def test_undo_keeps_and_lists_what_changed_since_and_what_was_published(small, staff):
    _editor, publisher = staff
    f.make_agreement("Treaty 0", reference="K-0", kind="treaty", signed_on="2011")
    f.make_agreement("Treaty 1", reference="K-1", kind="treaty", signed_on="2011")
    file = imported(publisher, treaties(5, signed_on="2012"))
    Agreement.objects.filter(reference="K-1").update(signed_on="2013")
    Agreement.objects.filter(reference="K-2").update(title="Treaty 2, corrected")
    publication.publish(Agreement.objects.get(reference="K-3"), publisher)
    act_on_all(file, UNDO, publisher)
    told = failed(file)
    assert told.keys() == {"Treaty 1", "Treaty 2, corrected", "Treaty 3"}
    assert told["Treaty 1"].startswith("changed by ")
    assert told["Treaty 2, corrected"].startswith("changed by ")
    assert told["Treaty 3"] == "This record has been published, so it cannot be deleted. Withdraw it instead."
    assert dict(Agreement.objects.values_list("reference", "signed_on")) == {
        "K-0": "2011",
        "K-1": "2013",
        "K-2": "2012",
        "K-3": "2012",
    }


def test_undo_of_half_an_import_leaves_the_rest_of_the_file_out(small, staff):
    _editor, publisher = staff
    upload = preview("agreements", publisher, treaties(5))
    uploads.entering.enter(upload, publisher)
    file = ImportedFile.objects.get()
    act_on_all(file, UNDO, publisher)
    assert not Agreement.objects.exists()
    assert not type(upload).objects.exists()


@pytest.mark.parametrize("action", [UNDO, PUBLISH])
def test_an_action_that_begins_while_a_batch_is_imported_waits_for_it(small, staff, monkeypatch, action):
    _editor, publisher = staff
    upload = preview("agreements", publisher, treaties(5))
    entering.enter(upload, publisher)
    is_written, note = threading.Event(), entering._note_records

    def note_slowly(*arguments):
        is_written.set()
        time.sleep(1)  # until the action waits
        note(*arguments)

    def begin():
        is_written.wait(timeout=10)
        file = ImportedFile.objects.select_related("upload").get()
        whole.start(file, action, publisher)
        return counts(file)

    monkeypatch.setattr(entering, "_note_records", note_slowly)
    done, begun = at_once(lambda: entering.enter(upload, publisher), begin)
    assert (done, begun) == ({"new": 2}, {"waiting": 4, "total": 4})


def test_a_draft_that_somebody_else_submitted_is_not_deleted(small, staff):
    editor, publisher = staff
    file = imported(publisher, treaties(3))
    review.submit(Agreement.objects.get(reference="K-0"), editor)
    review.submit(Agreement.objects.get(reference="K-1"), editor)
    Submission.objects.filter(agreement__reference="K-1").update(author=publisher)
    act_on_all(file, DELETE, publisher)
    assert failed(file) == {"Treaty 0": "It was submitted for review."}
    assert Submission.objects.get().agreement.title == "Treaty 0"


def test_two_windows_share_the_work(small, staff):
    _editor, publisher = staff
    file = imported(publisher, treaties(12))
    whole.start(file, PUBLISH, publisher, with_gaps=True)

    def act():
        own = ImportedFile.objects.get(pk=file.pk)
        while not own.is_finished:
            whole.act(own, publisher)

    assert at_once(act, act) == [None, None]
    assert counts(file) == {"done": 12, "total": 12}
    published = Change.objects.filter(table="cooperation_agreement", action="update", after__has_key="published_at")
    assert published.count() == 12


def test_a_batch_that_breaks_off_leaves_nothing_and_is_repeated(small, staff, monkeypatch):
    _editor, publisher = staff
    file = imported(publisher, treaties(4))
    whole.start(file, PUBLISH, publisher, with_gaps=True)
    whole.act(file, publisher)
    with monkeypatch.context() as patch:
        patch.setattr(whole, "_finish", lambda file: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            whole.act(file, publisher)
    assert Agreement.objects.published().count() == 2
    file.refresh_from_db()
    whole.act(file, publisher)
    assert Agreement.objects.published().count() == 4


def test_who_may_do_what_with_an_import(small, staff):
    editor, publisher = staff
    other = f.make_user(roles.EDITOR)
    own, of_publisher = imported(editor, treaties(1)), imported(publisher, [{"title": "A", "kind": "treaty"}])
    may = {
        (user, file): {action.value for action in ImportAction if whole.may_act(user, file, action)}
        for user in (editor, other, publisher)
        for file in (own, of_publisher)
    }
    assert may == {
        (editor, own): {"submit", "delete", "undo"},
        (editor, of_publisher): set(),
        (other, own): set(),
        (other, of_publisher): set(),
        (publisher, own): {"publish", "withdraw", "delete", "undo"},
        (publisher, of_publisher): {"publish", "withdraw", "delete", "undo"},
    }
    with pytest.raises(PermissionDenied):
        whole.start(own, PUBLISH, editor)
    # An editor's import that a publisher has published meanwhile stays.
    act_on_all(own, PUBLISH, publisher, with_gaps=True)
    act_on_all(own, UNDO, editor)
    assert failed(own) == {"Treaty 0": "This record has been published, so it cannot be deleted. Withdraw it instead."}
    assert Country.objects.count() == 0
