"""The page of an imported file: its numbers, and what is done with all its records."""

import json
import re

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from cooperation.exchange.imports import batches, checking, entering, uploads, whole
from cooperation.exchange.imports.adding import add
from cooperation.models import Agreement, ImportedFile, Mechanism, Meeting, Organization, Party, Source, Upload
from cooperation.workflow import different
from tests import factories as f
from tests.cooperation.exchange.imports.conftest import preview

from .test_staff_import_in_the_admin import IMPORTS, click_on, here, send, text, told

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def small(monkeypatch):
    """Batches of two."""
    monkeypatch.setattr(batches, "SECONDS", 0)
    monkeypatch.setattr(batches, "LEAST", 2)
    monkeypatch.setattr(batches, "MOST", 2)
    monkeypatch.setattr(checking, "CHUNK", 2)


def treaties(count):
    return [{"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}"} for number in range(count)]


def imported(client, rows, kind="agreements"):
    upload = preview(kind, client.user, rows)
    uploads.enter(upload, client.user)
    upload.delete()
    file = ImportedFile.objects.latest("pk")
    return file, reverse("admin:imported_file", args=[file.pk])


def answers(client, address, **sent):
    """What the script is answered, batch after batch."""
    found = []
    while not found or "next" not in found[-1]:
        found.append(json.loads(client.post(address, sent, headers=SCRIPT).content))
    return found


def test_a_long_file_is_checked_and_imported_click_by_click(small, editor):
    page = send(editor, treaties(5))
    assert "Checked 2 of 5 rows." in text(page)
    assert 'max="5" value="2"' in text(page)
    page = editor.post(f"{here(page)}check/", follow=True)
    assert "Checked 4 of 5 rows." in text(page)
    page = editor.post(f"{here(page)}check/", follow=True)
    assert "Import 5 rows" in text(page)
    page = editor.post(here(page), {"_start": "1"}, follow=True)
    assert "Imported 2 of 5 rows." in text(page)
    assert "Import 3 rows" in text(page)
    page = click_on(editor, page)
    assert "5 added, 0 changed, 0 unchanged." in told(page)
    assert Agreement.objects.count() == 5


def test_the_script_is_told_the_numbers(small, editor):
    page = send(editor, treaties(5))
    checked = answers(editor, f"{here(page)}check/")
    assert [each["words"] for each in checked[:-1]] == ["Checked 4 of 5 rows."]
    entered = answers(editor, here(page))
    assert entered == [
        {"done": 2, "total": 5, "words": "Imported 2 of 5 rows."},
        {"done": 4, "total": 5, "words": "Imported 4 of 5 rows."},
        {"next": reverse("admin:imported_file", args=[ImportedFile.objects.get().pk])},
    ]
    # Whoever asks once more, in another window, is led away and changes nothing.
    assert answers(editor, here(page)) == [{"next": IMPORTS}]
    assert editor.post(here(page))["Location"] == IMPORTS
    assert Agreement.objects.count() == 5


@pytest.mark.parametrize("step", ["check", "enter"])
def test_a_window_that_comes_too_late_is_told_that_the_import_is_finished(small, editor, monkeypatch, step):
    page = send(editor, treaties(5))
    address = f"{here(page)}check/"
    if step == "enter":
        answers(editor, address)
        address = here(page)
    module = checking if step == "check" else entering
    act = getattr(module, step)

    def gone_meanwhile(upload, user):
        Upload.objects.all().delete()  # as the other window does at the end
        return act(upload, user)

    monkeypatch.setattr(module, step, gone_meanwhile)
    assert answers(editor, address) == [{"next": here(page) if step == "check" else IMPORTS}]
    page = editor.get(here(page), follow=True)
    assert "This file is no longer available." in told(page)


def test_choosing_for_a_file_that_was_just_imported_leads_to_the_imports(editor, monkeypatch):
    page = send(editor, treaties(2))
    check_again = uploads.check_again

    def gone_meanwhile(*arguments):
        Upload.objects.all().delete()
        return check_again(*arguments)

    monkeypatch.setattr(uploads, "check_again", gone_meanwhile)
    for sent in ({"_orders": "1"}, {"_values": "1"}):
        page = send(editor, treaties(2))
        page = editor.post(here(page), sent, follow=True)
        assert "This file is no longer available." in told(page)


def test_both_windows_may_see_the_last_row_imported(editor, monkeypatch):
    page = send(editor, treaties(2))
    count = uploads.counts

    def gone_meanwhile(upload):
        found = count(upload)
        Upload.objects.all().delete()
        return found

    monkeypatch.setattr(uploads, "counts", gone_meanwhile)
    assert answers(editor, here(page)) == [{"next": here(page)}]


def test_an_action_that_has_to_wait_too_long_is_not_begun(editor, monkeypatch):
    _file, page = imported(editor, treaties(2))

    def fail(*_arguments, **_more):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(whole, "start", fail)
    shown = editor.post(f"{page}undo/", follow=True)
    assert shown.redirect_chain[-1][0] == page
    assert "Nothing was begun, because something else was saved at the same moment. Try again." in told(shown)


def test_imports_are_listed_for_their_owner_and_for_publishers(editor, publisher, administrator):
    _file, page = imported(editor, treaties(2))
    f.make_importedfile(owner=publisher.user, name="of-the-publisher.csv")
    assert "of-the-publisher.csv" not in text(editor.get(IMPORTS))
    for reader in (editor, publisher, administrator):
        assert page in text(reader.get(IMPORTS))
        assert "Records of this import" in text(reader.get(page))
    other = f.make_user("Editor")
    editor.force_login(other)
    assert page not in text(editor.get(IMPORTS))
    for address in (page, f"{page}undo/", f"{page}left-out.csv"):
        assert editor.get(address).status_code == 403
    assert editor.post(f"{page}continue/").status_code == 403
    assert editor.get("/admin/imports/files/999999/").status_code == 404
    assert publisher.get(f"{page}nonsense/").status_code == 404


def test_each_number_is_that_of_its_list(publisher):
    f.make_agreement("Treaty 0", reference="K-0", kind="mou")
    _file, page = imported(publisher, treaties(4))
    Agreement.objects.filter(reference="K-1").delete()
    publisher.post(f"{page}publish/", {"with_gaps": "on"})
    numbers = re.findall(
        r'<dd><a href="([^"]+)">(\d+)<span class="visually-hidden"> ([^<]+)</span>', text(publisher.get(page))
    )
    assert [(label, number) for _address, number, label in numbers] == [
        ("New", "2"),
        ("of these, drafts", "2"),
        ("Changed", "1"),
    ]
    for address, number, _label in numbers:
        rows = publisher.get(address.replace("&amp;", "&")).context["cl"].result_count
        assert rows == int(number), address


def test_published_records_are_not_counted_as_deleted_by_an_undo(publisher):
    _file, page = imported(publisher, treaties(3))
    Agreement.objects.filter(reference="K-0").update(published_at=timezone.now())
    undo = text(publisher.get(f"{page}undo/"))
    assert "2 new records are deleted." in undo
    assert "1 record that has been published stays." in undo
    publisher.post(f"{page}undo/")
    publisher.post(f"{page}continue/")
    assert [each.reference for each in Agreement.objects.all()] == ["K-0"]


def test_a_published_import_is_withdrawn_with_a_reason(publisher):
    _file, page = imported(publisher, treaties(3))
    assert "Withdraw…" not in text(publisher.get(page))
    publisher.post(f"{page}publish/", {"with_gaps": "on"})
    answers(publisher, f"{page}continue/")
    assert "Withdraw…" in text(publisher.get(page))
    assert "3 published records will no longer be visible to readers." in text(publisher.get(f"{page}withdraw/"))
    assert "This field is required." in text(publisher.post(f"{page}withdraw/", {"message": " "}))
    publisher.post(f"{page}withdraw/", {"message": "Wrong list."})
    answers(publisher, f"{page}continue/")
    assert "3 of 3 records withdrawn." in text(publisher.get(page))
    assert set(Agreement.objects.values_list("is_public", "withdrawal_reason")) == {(False, "Wrong list.")}


def test_organizations_are_listed_and_undone(publisher):
    f.make_organization("World Bank", slug="world-bank", kind="fund")
    rows = [{"name": "World Bank", "kind": "company"}, {"name": "Green Climate Fund", "kind": "fund"}]
    file, page = imported(publisher, rows, kind="organizations")
    shown = text(publisher.get(page))
    assert re.findall(r'class="button">([^<]+)…</a>', shown) == ["Undo the import"]
    for query, name in ((f"{file.pk}-new", "Green Climate Fund"), (f"{file.pk}-changed", "World Bank")):
        address = f"/admin/cooperation/organization/?import={query}"
        assert f'href="{address}"' in shown
        assert [row.name for row in publisher.get(address).context["cl"].result_list] == [name]
    publisher.post(f"{page}undo/")
    answers(publisher, f"{page}continue/")
    assert dict(Organization.objects.values_list("name", "kind")) == {"World Bank": "fund"}


def test_a_series_that_was_added_for_an_import_is_published_and_deleted_with_it(publisher):
    rows = [{"title": f"Session {year}", "start": f"{year}-08-29", "summary": "Forests."} for year in (2012, 2013)]
    upload = preview("meetings", publisher.user, rows)
    add(Mechanism, ["Forum of forests"], publisher.user, upload)
    uploads.enter(upload, publisher.user)
    Meeting.objects.filter(title="Session 2013").update(mechanism=Mechanism.objects.get())
    page = reverse("admin:imported_file", args=[ImportedFile.objects.get().pk])
    shown = text(publisher.get(f"{page}publish/"))
    assert "3 drafts will be visible to readers." in shown
    assert "3 of them have serious gaps (no source, no summary)." in shown
    assert "3 drafts are deleted." in text(publisher.get(f"{page}delete/"))
    publisher.post(f"{page}publish/", {"with_gaps": "on"})
    answers(publisher, f"{page}continue/")
    assert Mechanism.objects.get().is_public
    publisher.post(f"{page}withdraw/", {"message": "Wrong list."})
    answers(publisher, f"{page}continue/")
    assert not Mechanism.objects.get().is_public


def test_drafts_that_are_similar_to_a_record_from_elsewhere_are_left_out_unless_chosen(publisher):
    dated = {"title": "Treaty on the birds of the Yellow Sea", "kind": "treaty", "signed_on": "2012-05-04"}
    other = f.make_agreement(dated["title"], kind="treaty", signed_on="2012-05-04", reference="X-1", published=True)
    rows = [{**dated, "reference": "K-1"}, {**dated, "reference": "K-2"}, {**dated, "reference": "K-3"}]
    _file, page = imported(publisher, [*rows, {"title": "Lakes", "kind": "treaty", "reference": "K-4"}])
    assert "Drafts that are similar to a record from elsewhere are listed" in text(publisher.get(f"{page}publish/"))
    different.mark_different(Agreement.objects.get(reference="K-3"), {other.pk}, publisher.user)
    publisher.post(f"{page}publish/", {"with_gaps": "on"})
    answers(publisher, f"{page}continue/")
    assert "2 of 4 drafts published. 2 were left out." in text(publisher.get(page))
    assert f"Similar record: “{other}” (a similar name)" in text(publisher.get(page))
    assert set(Agreement.objects.published().values_list("reference", flat=True)) == {"X-1", "K-3", "K-4"}
    publisher.post(f"{page}publish/", {"with_gaps": "on", "with_similar": "on"})
    answers(publisher, f"{page}continue/")
    assert Agreement.objects.published().count() == 5


def test_the_confirmation_of_an_undo_tells_what_stays(publisher):
    f.make_agreement("Treaty 0", reference="K-0", kind="mou")
    f.make_agreement("Treaty 1", reference="K-1", kind="mou")
    _file, page = imported(publisher, treaties(7))
    assert "2 changed records get back" in text(publisher.get(f"{page}undo/"))
    assert "since the import" not in text(publisher.get(f"{page}undo/"))
    Agreement.objects.filter(reference="K-1").update(kind="protocol")
    Agreement.objects.filter(reference="K-2").update(title="Corrected")
    Agreement.objects.get(reference="K-3").delete()
    f.make_lineage(f.make_agreement("Protocol", published=False), Agreement.objects.get(reference="K-4"))
    Agreement.objects.filter(reference="K-5").update(published_at=timezone.now())
    undo = text(publisher.get(f"{page}undo/"))
    assert "1 new record is deleted." in undo
    assert "1 changed record gets back its values from before the import." in undo
    assert "1 record that has been published stays." in undo
    assert "3 records were changed since the import, or something newer refers to them." in undo
    publisher.post(f"{page}undo/")
    answers(publisher, f"{page}continue/")
    assert "3 of 7 records are as they were before the import. 4 were left out." in text(publisher.get(page))


def test_publishing_is_confirmed_then_goes_batch_after_batch(small, editor, publisher):
    _file, page = imported(editor, treaties(5))
    assert editor.get(f"{page}publish/").status_code == 403
    confirm = publisher.get(f"{page}publish/")
    assert "5 drafts will be visible to readers." in text(confirm)
    assert "5 of them have serious gaps (no source, no summary)." in text(confirm)
    begun = publisher.post(f"{page}publish/", {"with_gaps": "on"}, follow=True)
    assert here(begun) == f"{page}?start"
    assert "0 of 5 drafts published." in text(begun)
    assert "data-start" in text(begun)
    once = publisher.post(f"{page}continue/", follow=True)
    assert "data-start" not in text(once)
    assert "2 of 5 drafts published." in text(once)
    assert "Continue" in text(once)
    assert [each.get("done") for each in answers(publisher, f"{page}continue/")] == [4, None]
    assert "5 of 5 drafts published." in told(publisher.get(page))
    assert Agreement.objects.published().count() == 5
    answers(publisher, f"{page}continue/")  # nothing is left to do
    assert "There is nothing to do." in told(publisher.post(f"{page}publish/", follow=True))


def test_what_is_left_out_is_listed_twenty_and_a_number_and_all_as_csv(publisher):
    _file, page = imported(publisher, treaties(23))
    publisher.post(f"{page}publish/")
    answers(publisher, f"{page}continue/")
    shown = publisher.get(page)
    assert "0 of 23 drafts published. 23 were left out." in text(shown)
    assert "Left out (20 of 23)" in text(shown)
    assert text(shown).count("Known gaps: no source, no summary") == 20
    first = Agreement.objects.get(reference="K-0")
    assert f'<a href="/admin/cooperation/agreement/{first.pk}/change/">Treaty 0</a>' in text(shown)
    lines = b"".join(publisher.get(f"{page}left-out.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 24
    assert (
        lines[1]
        == f'Treaty 0,"Known gaps: no source, no summary",http://testserver/admin/cooperation/agreement/{first.pk}/change/'
    )


def test_an_editor_submits_deletes_and_undoes_own_imports(editor):
    _file, page = imported(editor, treaties(3))
    buttons = re.findall(r'class="button">([^<]+)…</a>', text(editor.get(page)))
    assert buttons == ["Submit for review", "Delete the drafts", "Undo the import"]
    assert "Message to the publisher" in text(editor.get(f"{page}submit/"))
    editor.post(f"{page}submit/", {"message": "Look."})
    answers(editor, f"{page}continue/")
    assert "3 of 3 drafts submitted." in text(editor.get(page))
    Agreement.objects.filter(reference="K-0").update(title="Corrected")
    confirm = text(editor.get(f"{page}delete/"))
    assert "3 drafts are deleted." in confirm
    assert "1 of them was changed since the import." in confirm
    undo = text(editor.get(f"{page}undo/"))
    assert "2 new records are deleted." in undo  # the one that was changed stays
    assert "2 submissions for review are deleted with their drafts." in undo
    editor.post(f"{page}undo/")
    answers(editor, f"{page}continue/")
    shown = text(editor.get(page))
    assert "2 of 3 records are as they were before the import. 1 was left out." in shown
    assert ">Corrected</a>" in shown
    assert list(Agreement.objects.values_list("title", flat=True)) == ["Corrected"]
    editor.post(f"{page}delete/")
    answers(editor, f"{page}continue/")
    assert not Agreement.objects.exists()
    assert "The whole import" in text(editor.get(page))


def test_what_was_added_for_an_import_is_undone_with_it_unless_something_else_refers_to_it(publisher):
    rows = [{**row, "parties": "Atlantis; Mu"} for row in treaties(2)]
    page = send(publisher, rows)
    sent = {"_values": "1", "of": "country", "rest": "+", "added_kind": "association"}
    publisher.post(here(page), sent)
    publisher.post(here(page), {"_source": "1", "source-title": "List of treaties", "source-origin": "external"})
    assert (Organization.objects.count(), Source.objects.count()) == (2, 1)
    [told] = answers(publisher, here(page))
    page = told["next"]
    assert Party.objects.count() == 4
    other = f.make_agreement("Other", published=False)
    f.make_party(other, organization=Organization.objects.get(name="Mu"))
    undo = text(publisher.get(f"{page}undo/"))
    assert "4 new records are deleted." in undo
    assert "1 record was changed since the import, or something newer refers to it." in undo
    publisher.post(f"{page}undo/")
    answers(publisher, f"{page}continue/")
    assert "4 of 5 records are as they were before the import. 1 was left out." in text(publisher.get(page))
    assert list(Agreement.objects.all()) == [other]
    assert [each.name for each in Organization.objects.all()] == ["Mu"]
    assert not Source.objects.exists()


def test_the_confirmation_of_an_undo_tells_that_what_was_published_keeps_what_it_refers_to(publisher):
    page = send(publisher, [{**row, "parties": "Atlantis"} for row in treaties(1)])
    publisher.post(here(page), {"_values": "1", "of": "country", "rest": "+", "added_kind": "association"})
    [told] = answers(publisher, here(page))
    Agreement.objects.update(published_at=timezone.now())
    undo = text(publisher.get(f"{told['next']}undo/"))
    assert "deleted" not in undo
    assert "1 record that has been published stays." in undo
    assert "1 record was changed since the import, or something newer refers to it." in undo


def test_the_review_page_names_the_imports_that_wait(editor, publisher):
    _file, page = imported(editor, treaties(3))
    assert page not in text(publisher.get("/admin/review/"))
    editor.post(f"{page}submit/")
    answers(editor, f"{page}continue/")
    assert f'<a href="{page}">file.csv</a> (3 drafts wait)' in text(publisher.get("/admin/review/"))
    publisher.post(f"{page}publish/", {"with_gaps": "on"})
    answers(publisher, f"{page}continue/")
    assert page not in text(publisher.get("/admin/review/"))


def test_rows_that_are_not_imported_yet_are_named(small, editor):
    upload = preview("agreements", editor.user, treaties(5))
    uploads.entering.enter(upload, editor.user)
    file = ImportedFile.objects.get()
    page = reverse("admin:imported_file", args=[file.pk])
    assert "3 rows of the file are not imported yet." in text(editor.get(page))
    assert f'<a href="/admin/imports/{upload.pk}/">Continue the import</a>' in text(editor.get(page))
    assert "3 rows of the file that are not imported yet are discarded." in text(editor.get(f"{page}undo/"))
    assert f'<a href="{page}">Records of this import</a>' in text(editor.get(f"/admin/imports/{upload.pk}/"))


def test_the_statements_of_the_page_do_not_depend_on_its_records(publisher, django_assert_max_num_queries):
    def statements(count):
        _file, page = imported(
            publisher, [{**row, "title": f"{count} {row['title']}", "reference": ""} for row in treaties(count)]
        )
        publisher.post(f"{page}publish/")
        answers(publisher, f"{page}continue/")
        publisher.get(page)
        with django_assert_max_num_queries(60) as captured:
            publisher.get(page)
        return len(captured)

    assert statements(3) == statements(30)
