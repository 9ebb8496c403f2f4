"""The status is set in the list, row by row, and nobody's choice is overwritten without a word."""

import pytest

from cooperation.models import Meeting, Project
from tests import factories
from tests.cooperation.admin.conftest import address, messages
from tests.cooperation.workflow.conftest import key_of, listed, words

pytestmark = pytest.mark.django_db
LIST = address(Meeting, "changelist")


def status_of(record):
    return type(record).objects.get(pk=record.pk).status


@pytest.mark.parametrize(("make", "status"), [(factories.make_meeting, "held"), (factories.make_project, "closed")])
def test_a_status_is_chosen_and_saved(editor, make, status):
    draft = make(published=False)
    sent = listed(editor.get(address(type(draft), "changelist")))
    response = editor.post(
        address(type(draft), "changelist"), {**sent, key_of(sent, draft): status, "_save": "1"}, follow=True
    )
    assert "was changed successfully" in messages(response)
    assert status_of(draft) == status


def test_an_editor_has_no_box_for_what_readers_see(editor, publisher):
    public, draft = factories.make_meeting("Public"), factories.make_meeting("Draft", published=False)
    sent = listed(editor.get(LIST))
    assert key_of(sent, draft) in sent
    assert key_of(sent, public) not in sent
    assert key_of(sent, public) in listed(publisher.get(LIST))


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}, {"published": False, "publish_at": "2030-01-01T00:00Z"}])
def test_a_status_sent_all_the_same_is_refused_with_words_and_nothing_is_saved(editor, state):
    theirs, draft = factories.make_meeting("Theirs", **state), factories.make_meeting("Draft", published=False)
    sent = listed(editor.get(LIST))
    sent |= {key_of(sent, theirs): "cancelled", key_of(sent, draft): "held", "_save": "1"}
    response = editor.post(LIST, sent)
    assert "“Theirs” was not changed" in words(response)
    assert "Only a publisher can change it" in words(response)
    assert (status_of(theirs), status_of(draft)) == ("not-recorded", "not-recorded")


def test_the_second_is_told_what_the_first_chose_and_keeps_either(editor, publisher):
    draft = factories.make_meeting("TEMM 26", status="tentative", published=False)
    stale = listed(publisher.get(LIST))
    fresh = listed(editor.get(LIST))
    editor.post(LIST, {**fresh, key_of(fresh, draft): "confirmed", "_save": "1"})
    response = publisher.post(LIST, {**stale, key_of(stale, draft): "cancelled", "_save": "1"})
    assert "editor changed “TEMM 26” to “confirmed” while you were editing. You chose “cancelled”." in words(response)
    assert status_of(draft) == "confirmed"
    again = listed(response)
    assert again[key_of(again, draft)] == "cancelled"
    publisher.post(LIST, {**again, "_save": "1"})
    assert status_of(draft) == "cancelled"


def test_a_row_that_only_the_other_changed_keeps_theirs(editor, publisher):
    one, other = (factories.make_meeting(title, published=False) for title in ("One", "Other"))
    stale = listed(publisher.get(LIST))
    fresh = listed(editor.get(LIST))
    editor.post(LIST, {**fresh, key_of(fresh, one): "held", "_save": "1"})
    publisher.post(LIST, {**stale, key_of(stale, other): "postponed", "_save": "1"})
    assert (status_of(one), status_of(other)) == ("held", "postponed")


def test_another_field_that_somebody_changed_is_no_conflict_and_stays(editor):
    draft = factories.make_meeting(published=False)
    sent = listed(editor.get(LIST))
    Meeting.objects.filter(pk=draft.pk).update(city="Busan")
    editor.post(LIST, {**sent, key_of(sent, draft): "held", "_save": "1"})
    draft.refresh_from_db()
    assert (draft.status, draft.city) == ("held", "Busan")


def test_each_row_stands_beside_its_own_record_when_the_order_became_another(editor):
    early = factories.make_meeting("Early", start="2010", published=False)
    late = factories.make_meeting("Late", start="2020", published=False)
    sent = listed(editor.get(LIST))
    Meeting.objects.filter(pk=early.pk).update(start="2030", status="held")
    response = editor.post(LIST, {**sent, key_of(sent, early): "cancelled", "_save": "1"})
    changelist = response.context["cl"]
    assert [row.pk for row in changelist.result_list] == [form.instance.pk for form in changelist.formset.forms]
    assert [row.pk for row in changelist.result_list] == [late.pk, early.pk]


def test_a_row_that_was_deleted_meanwhile_is_told_and_the_others_are_saved(editor):
    gone, stays = (factories.make_meeting(title, published=False) for title in ("Gone", "Stays"))
    sent = listed(editor.get(LIST))
    gone.delete()
    response = editor.post(LIST, {**sent, key_of(sent, stays): "held", "_save": "1"}, follow=True)
    assert "Someone deleted a row of this list while you were editing." in messages(response)
    assert status_of(stays) == "held"


def test_a_token_that_is_none_overwrites_nothing(editor):
    draft = factories.make_meeting(published=False)
    sent = listed(editor.get(LIST))
    Meeting.objects.filter(pk=draft.pk).update(status="held")
    sent |= {key_of(sent, draft): "cancelled", f"_began_from-{draft.pk}": "x", "_save": "1"}
    editor.post(LIST, sent)
    assert status_of(draft) == "held"


def test_a_list_without_its_management_form_is_answered(editor):
    factories.make_project(published=False)
    response = editor.post(address(Project, "changelist"), {"_save": "1"}, follow=True)
    assert "Nothing was saved, because a part of the list was missing. Try again." in messages(response)


def test_the_number_of_statements_does_not_grow_with_the_rows(editor, django_assert_max_num_queries):
    for _ in range(3):
        factories.make_meeting(published=False)
    editor.get(LIST)
    with django_assert_max_num_queries(60) as few:
        editor.get(LIST)
    for _ in range(20):
        factories.make_meeting(published=False)
    with django_assert_max_num_queries(len(few)):
        editor.get(LIST)
