"""Merging in the admin: from the list, from the record, with a preview, and back."""

import re

import pytest

from cooperation.models import Meeting, Merge, Organization, Topic
from cooperation.workflow.different import mark_different
from cooperation.workflow.merge import merge, undo_merge
from tests import factories as f
from tests.cooperation.admin.conftest import address
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two():
    survivor = f.make_meeting("TEMM 14", start="2012")
    duplicate = f.make_meeting("Fourteenth TEMM", slug="fourteenth-temm", start="2012-05-03", city="Beijing")
    f.make_outcome(meeting=duplicate, text="Meet again.")
    f.make_citation(duplicate, source=f.make_source("Report"), field="start", value="2012-05-03", locator="¶2")
    f.make_meeting("Side event", part_of_meeting=duplicate)
    return survivor, duplicate


def merge_address(survivor, duplicate):
    return f"/admin/cooperation/{survivor._meta.model_name}/{survivor.pk}/merge/{duplicate.pk}/"


def sent(client, path, **changes):
    """What the form of the preview sends as it stands, with changes."""
    page = client.get(path).content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(seen)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', page))
    return found | changes


def test_the_preview_shows_what_moves_and_each_field_that_differs(publisher, two):
    survivor, duplicate = two
    page = words(publisher.get(merge_address(survivor, duplicate)))
    for text in (
        "Merge “Fourteenth TEMM” into “TEMM 14”",
        "Kept TEMM 14 published Duplicate Fourteenth TEMM published",
        "Start 2012 kept record 3 May 2012 duplicate",
        "City empty kept record Beijing duplicate",
        "Outcomes (1) Meet again.",
        "Citations (1) Start · 3 May 2012 · Report · ¶2",
        "Meetings (1) Side event (part of the meeting)",
        "Other names of the kept record: Fourteenth TEMM",
        "Readers who open /meetings/fourteenth-temm/ are sent to the page of the kept record.",
    ):
        assert text in page
    assert Meeting.objects.count() == 3


def test_the_preview_says_that_a_withdrawn_record_is_not_named(publisher):
    survivor, hidden = f.make_meeting("TEMM 14"), f.make_meeting("Secret talks", withdrawn=True)
    sentence = "The duplicate is withdrawn: its names are not added, and the public page does not list its address."
    page = words(publisher.get(merge_address(survivor, hidden)))
    assert sentence in page
    assert "Other names of the kept record" not in page
    other = f.make_meeting("Fourteenth TEMM")
    assert sentence not in words(publisher.get(merge_address(survivor, other)))


def test_it_merges_and_the_message_offers_to_undo_it(publisher, two):
    survivor, duplicate = two
    path = merge_address(survivor, duplicate)
    answer = publisher.post(path, sent(publisher, path, **{"field-start": "duplicate"}), follow=True)
    assert "“Fourteenth TEMM” was merged into this. Undo the merge" in words(answer)
    survivor.refresh_from_db()
    assert (survivor.start, survivor.city, survivor.outcomes.get().text) == ("2012-05-03", "Beijing", "Meet again.")
    done = Merge.objects.get()
    undo = f"/admin/cooperation/meeting/{survivor.pk}/unmerge/{done.pk}/"
    assert f'href="{undo}"' in answer.content.decode()
    for record in two:
        history = publisher.get(address(record, "history"))
        assert "“Fourteenth TEMM” merged into “TEMM 14”" in words(history)
        assert f"/{record.pk}/unmerge/{done.pk}/" in history.content.decode()
    assert "Both will be as they were before the merge" in words(publisher.get(undo))
    answer = publisher.post(undo, follow=True)
    assert "The merge was undone: both are as they were before." in words(answer)
    assert Meeting.objects.get(pk=duplicate.pk).outcomes.get().text == "Meet again."
    assert not Merge.objects.exists()
    assert "This merge has already been undone." in words(publisher.get(undo, follow=True))


def test_the_history_does_not_offer_to_restore_a_merge(publisher):
    survivor, draft = f.make_meeting("TEMM 14"), f.make_meeting("Draft", published=False)
    undo_merge(merge(survivor, draft, publisher.user), publisher.user)
    page = publisher.get(address(draft, "history")).content.decode()
    offered = re.findall(rf"/{draft.pk}/restore/([0-9]+)/", page)
    assert offered == ["1"]


def test_undoing_lists_what_changed_since(publisher, two):
    survivor, duplicate = two
    done = merge(survivor, duplicate, publisher.user)
    survivor.outcomes.update(text="Meet soon.")
    path = f"/admin/cooperation/meeting/{survivor.pk}/unmerge/{done.pk}/"
    answer = publisher.post(path)
    assert "Not everything can be undone, because these rows have changed since" in words(answer)
    assert "TEMM 14 Outcome 1: changed by" in words(answer)
    assert address(survivor, "history") in answer.content.decode()
    assert Merge.objects.exists()
    assert "Undo the rest" in answer.content.decode()
    answer = publisher.post(path, {"_rest": "1"}, follow=True)
    assert "The merge was undone, except for: TEMM 14, Outcome 1: changed by" in words(answer)
    assert Meeting.objects.filter(pk=duplicate.pk).exists()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("make", [f.make_meeting, f.make_topic])
def test_undoing_says_that_the_survivor_was_merged_meanwhile(publisher, administrator, make):
    first, second, third = make("Air A"), make("Air B"), make("Air C")
    ids = first.pk, second.pk, third.pk
    done = merge(second, first, administrator.user)
    again = merge(third, second, administrator.user)
    kind = third._meta.model_name
    path = f"/admin/cooperation/{kind}/{ids[1]}/unmerge/{done.pk}/"
    for answer in (administrator.get(path), administrator.post(path)):
        assert answer.status_code == 200
        assert "“Air B” was merged into “Air C”. Undo that first." in words(answer)
        assert f'href="/admin/cooperation/{kind}/{ids[2]}/history/"' in answer.content.decode()
        assert "Undo the rest" not in answer.content.decode()
    assert Merge.objects.count() == 2
    for each in (again, done):
        undo_merge(each, administrator.user)
    assert type(third).objects.count() == 3


def test_undoing_when_the_survivor_was_deleted_meanwhile(administrator):
    survivor, duplicate = f.make_topic("Air"), f.make_topic("The air")
    meeting = f.make_meeting("Air talks")
    meeting.topics.add(duplicate)
    done, number = merge(survivor, duplicate, administrator.user), survivor.pk
    meeting.topics.clear()
    survivor.delete()
    path = f"/admin/cooperation/topic/{number}/unmerge/{done.pk}/"
    for answer in (administrator.get(path), administrator.post(path, follow=True)):
        assert answer.status_code == 200
        assert "Air" in words(answer)


def test_somebody_changed_one_of_the_two_after_the_preview(publisher, two):
    survivor, duplicate = two
    path = merge_address(survivor, duplicate)
    form = sent(publisher, path, **{"field-start": "duplicate"})
    Meeting.objects.filter(pk=duplicate.pk).update(city="Seoul")
    answer = publisher.post(path, form)
    assert "Nothing was merged, because someone has changed one of the two since." in words(answer)
    assert 'name="field-start" value="duplicate" checked' in answer.content.decode()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("seen", ["", "1", "1-2-3", "a-b", "²-1", pytest.param(f"{'9' * 5000}-1", id="long")])
def test_a_form_without_proper_numbers_merges_nothing(publisher, two, seen):
    path = merge_address(*two)
    answer = publisher.post(path, sent(publisher, path, seen=seen))
    assert "Nothing was merged, because someone has changed one of the two since." in words(answer)
    assert not Merge.objects.exists()


def test_an_open_proposal_stops_it_and_is_named_with_a_link(publisher, editor, two):
    survivor, duplicate = two
    submission = f.make_submission(duplicate, author=editor.user, form=[["title", "x"]])
    answer = publisher.get(merge_address(survivor, duplicate))
    assert "Changes to “Fourteenth TEMM” proposed by editor wait for a decision. Decide first." in words(answer)
    assert f'href="/admin/review/#submission-{submission.pk}"' in answer.content.decode()
    assert 'value="Merge"' not in answer.content.decode()


def test_an_editor_may_not_and_is_not_offered_it(editor, publisher, two):
    survivor, duplicate = two
    assert editor.get(merge_address(survivor, duplicate)).status_code == 403
    assert editor.post(merge_address(survivor, duplicate)).status_code == 403
    assert editor.get(f"/admin/cooperation/meeting/{survivor.pk}/merge/").status_code == 403
    draft = f.make_meeting("Draft", published=False)
    assert "Merge with…" not in words(editor.get(address(draft)))
    assert "Merge with…" in words(publisher.get(address(draft)))
    assert "merge_selected" not in editor.get(address(Meeting, "changelist")).content.decode()
    done = merge(survivor, duplicate, publisher.user)
    assert editor.post(f"/admin/cooperation/meeting/{survivor.pk}/unmerge/{done.pk}/").status_code == 403


def test_the_history_of_a_survivor_that_got_nothing_offers_to_undo_the_merge(editor, publisher):
    survivor, duplicate = (f.make_meeting("TEMM 14", slug=slug) for slug in ("temm-14", "temm-14-again"))
    done = merge(survivor, duplicate, publisher.user)
    history = publisher.get(address(survivor, "history"))
    assert "“TEMM 14” was merged into this. Undo the merge" in words(history)
    undo = f"/admin/cooperation/meeting/{survivor.pk}/unmerge/{done.pk}/"
    assert f'href="{undo}"' in history.content.decode()
    assert undo not in editor.get(address(survivor, "history")).content.decode()
    publisher.post(undo)
    assert "was merged into this" not in words(publisher.get(address(survivor, "history")))


def test_publishers_do_not_merge_reference_data(publisher, administrator):
    one, other = f.make_topic("Air"), f.make_topic("The air")
    assert publisher.get(merge_address(one, other)).status_code == 403
    path = merge_address(one, other)
    answer = administrator.post(path, sent(administrator, path), follow=True)
    assert "“The air” was merged into this." in words(answer)
    assert Topic.objects.get().other_names == "The air"
    done = Merge.objects.get()
    history = administrator.get(f"/admin/cooperation/topic/{other.pk}/history/")
    assert f"/topic/{other.pk}/unmerge/{done.pk}/" in history.content.decode()
    administrator.post(f"/admin/cooperation/topic/{one.pk}/unmerge/{done.pk}/")
    assert Topic.objects.count() == 2


def test_two_ticked_rows_lead_to_the_preview(publisher, two):
    survivor, duplicate = two
    draft = f.make_meeting("Draft", published=False)
    form = {"action": "merge_selected", "_selected_action": [draft.pk, duplicate.pk]}
    answer = publisher.post(address(Meeting, "changelist"), form)
    assert answer["Location"] == merge_address(duplicate, draft)
    form["_selected_action"] = [survivor.pk]
    answer = publisher.post(address(Meeting, "changelist"), form, follow=True)
    assert "Tick exactly two rows to merge them." in words(answer)


def test_the_other_is_found_by_its_name(publisher, two):
    survivor, duplicate = two
    path = f"/admin/cooperation/meeting/{duplicate.pk}/merge/"
    page = publisher.get(path, {"q": "temm 14"})
    assert f'href="{merge_address(survivor, duplicate)}"' in page.content.decode()
    assert "No other record has all the words in “nonsense”." in words(publisher.get(path, {"q": "nonsense"}))


def test_similar_records_are_offered_first(publisher, administrator):
    survivor, other = f.make_meeting("TEMM 14", start="2012-05-04"), f.make_meeting("TEMM 14", slug="b", start="2012")
    page = publisher.get(f"/admin/cooperation/meeting/{other.pk}/merge/")
    assert f'href="{merge_address(survivor, other)}"' in page.content.decode()
    one, same = f.make_organization("Korea Forest Service"), f.make_organization("Korea Forest Service (KFS)")
    page = administrator.get(f"/admin/cooperation/organization/{same.pk}/merge/")
    assert f'href="{merge_address(one, same)}"' in page.content.decode()
    source = f.make_source("Gazette")
    assert administrator.get(f"/admin/cooperation/source/{source.pk}/merge/").status_code == 200


def test_the_warning_of_a_similar_record_links_to_the_merge(publisher, editor):
    other = f.make_meeting("Forum on the restoration of forests", start="2012-05", published=False)
    draft = f.make_meeting("Forum on restoration of forests", start="2012-05", published=False)
    asked = {"title": draft.title, "start": "2012-05", "_id": draft.pk}
    link = f'href="{merge_address(other, draft)}"'
    assert link in publisher.get("/admin/cooperation/meeting/alike/", asked).content.decode()
    assert link not in editor.get("/admin/cooperation/meeting/alike/", asked).content.decode()
    del asked["_id"]
    assert "/merge/" not in publisher.get("/admin/cooperation/meeting/alike/", asked).content.decode()


def test_a_pair_that_is_marked_as_different_is_pointed_out(publisher, two):
    survivor, duplicate = two
    assert "marked as different" not in words(publisher.get(merge_address(survivor, duplicate)))
    mark_different(survivor, [duplicate.pk], publisher.user)
    page = words(publisher.get(merge_address(survivor, duplicate)))
    assert "These two are marked as different. Merge them only if that is wrong." in page


def test_a_merged_record_is_in_no_list_but_can_be_read(publisher, administrator, two):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher.user)
    assert "Fourteenth" not in words(publisher.get(address(Meeting, "changelist")))
    assert "1 meeting" not in words(publisher.get(f"{address(Meeting, 'changelist')}?publication=withdrawn"))
    found = publisher.get(
        "/admin/autocomplete/",
        {"term": "", "app_label": "cooperation", "model_name": "meeting", "field_name": "part_of_meeting"},
    )
    assert {row["text"] for row in found.json()["results"]} == {"TEMM 14", "Side event"}
    page = publisher.get(address(duplicate))
    assert "This was merged into TEMM 14 on" in words(page)
    assert "Undo the merge" in words(page)
    assert 'name="_save"' not in page.content.decode()
    for name in ("plan", "withdraw"):
        assert publisher.get(f"/admin/cooperation/meeting/{duplicate.pk}/{name}/").status_code == 403
    assert administrator.get(address(duplicate, "delete"), follow=True).redirect_chain


def test_who_had_the_duplicate_open_keeps_what_they_typed(publisher, two):
    survivor, duplicate = two
    page = publisher.get(address(duplicate)).content.decode()
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', page))
    form |= {"title": "What I typed", "slug": "fourteenth-temm", "kind": "session", "status": "held", "mode": "online"}
    form |= {"outcomes-0-text": "An outcome that I typed", "outcomes-0-kind": "decision", "outcomes-0-status": "active"}
    merge(survivor, duplicate, publisher.user)
    answer = publisher.post(address(duplicate), form | {"_save": "Save"})
    assert answer.status_code == 200
    assert "“Fourteenth TEMM” was merged into “TEMM 14” and is not saved." in words(answer)
    assert "What I typed" in answer.content.decode()
    assert "An outcome that I typed" in answer.content.decode()
    assert Meeting._base_manager.get(pk=duplicate.pk).title == "Fourteenth TEMM"


def test_two_people_merge_at_once(publisher, two):
    survivor, duplicate = two
    path = merge_address(survivor, duplicate)
    form = sent(publisher, path)
    assert publisher.post(path, form).status_code == 302
    answer = publisher.post(path, form)
    assert answer.status_code == 200
    assert "was merged into another one already" in words(answer)
    assert Merge.objects.count() == 1


def test_a_result_that_breaks_a_rule_is_refused_and_keeps_the_choices(publisher):
    survivor, duplicate = f.make_meeting("One", start="2012", end="2013"), f.make_meeting("Two", start="2014")
    path = merge_address(survivor, duplicate)
    answer = publisher.post(path, sent(publisher, path, **{"field-start": "duplicate"}))
    assert "Nothing was merged. The end must not be before the start." in words(answer)
    assert 'name="field-start" value="duplicate" checked' in answer.content.decode()


def test_organizations_with_many_links_say_how_many(administrator):
    one, other = f.make_organization("UNEP"), f.make_organization("UN Environment")
    for number in range(25):
        f.make_meeting(f"Meeting {number}", organizations=[other])
    page = words(administrator.get(merge_address(one, other)))
    assert "Meetings (25)" in page
    assert "and 5 more" in page
    assert "The duplicate is deleted." in page
    path = merge_address(one, other)
    administrator.post(path, sent(administrator, path))
    assert Organization.objects.get().meetings.count() == 25


def test_a_superuser_opens_what_is_not_merged(administrator, django_user_model):
    """A superuser has every permission, also one that a kind does not have."""
    administrator.force_login(django_user_model.objects.create_superuser("root"))
    for thing in (administrator.user, f.make_country("CHN")):
        page = administrator.get(address(thing))
        assert page.status_code == 200
        assert "/merge/" not in page.content.decode()
