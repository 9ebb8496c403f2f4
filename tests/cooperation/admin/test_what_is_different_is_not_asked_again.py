"""What was found to be different is stored for the pair, is shown on both, and is not asked again until taken back."""

import pytest
from django.db import IntegrityError, transaction

from cooperation.models import DifferentPair, Meeting, Merge, Organization, Topic
from cooperation.workflow import different
from cooperation.workflow.merge import merge, undo_merge
from tests import factories

from .conftest import address, errors, form_at, messages

pytestmark = pytest.mark.django_db
ASKS = "A similar record exists"


def add(client, model, **typed):
    return client.post(address(model, "add"), {**form_at(client, address(model, "add")), **typed})


def save(client, thing, **typed):
    return client.post(address(thing), {**form_at(client, address(thing)), **typed})


def asked(client, model, **typed):
    return client.get(f"/admin/cooperation/{model._meta.model_name}/alike/", typed).content.decode()


def shown(client, thing):
    """The names that the form says the thing is different from."""
    context = client.get(address(thing)).context
    return [str(other.thing) for other, _address in context["others"]]


@pytest.fixture
def two(editor):
    """Two meetings of the same name, of which the editor said that they are different."""
    first = factories.make_meeting("Forum on forests", start="2012-05")
    add(editor, Meeting, title="Forum on forests", slug="second", start="2012-05", _save_all_the_same=str(first.pk))
    return first, Meeting.objects.get(slug="second")


def test_it_is_stored_and_shown_on_both(editor, two):
    first, second = two
    pair = DifferentPair.objects.get()
    assert (pair.kind, pair.first, pair.second, pair.said_by) == ("meeting", first.pk, second.pk, "editor")
    page = editor.get(address(second)).content.decode()
    assert "Marked as different from" in page
    assert f'<a href="{address(first)}"' in page
    assert "by editor on" in page
    assert shown(editor, first) == shown(editor, second) == ["Forum on forests"]


def test_neither_the_form_nor_the_suggestion_asks_again(editor, publisher, two):
    first, second = two
    assert save(editor, second, title="Forum on the forests").status_code == 302
    assert save(publisher, first, title="A forum on forests").status_code == 302
    typed = {"title": "Forum on forests", "start": "2012-05"}
    assert asked(editor, Meeting, _id=second.pk, **typed).strip() == ""
    assert asked(editor, Meeting, _id=first.pk, **typed).strip() == ""
    assert address(first) in asked(editor, Meeting, **typed)
    assert address(second) in asked(editor, Meeting, **typed)


def test_who_publishes_is_not_asked_again(publisher, two):
    _first, second = two
    assert save(publisher, second, _publish_incomplete="1").status_code == 302
    second.refresh_from_db()
    assert second.is_public


def test_a_third_one_is_asked_about(editor, two):
    _first, second = two
    third = factories.make_meeting("Forum on forests", slug="third", start="2012-05")
    response = save(editor, second, title="Forum on the forests")
    assert ASKS in errors(response)
    assert response.context["alike_ids"] == str(third.pk)
    assert save(editor, second, title="Forum on the forests", _save_all_the_same=str(third.pk)).status_code == 302
    assert len(shown(editor, second)) == 2


def test_it_is_taken_back(editor, publisher, two):
    first, second = two
    response = publisher.post(f"/admin/cooperation/meeting/{first.pk}/different/", {"other": second.pk}, follow=True)
    assert "no longer marked as different" in messages(response)
    assert not DifferentPair.objects.exists()
    assert "Marked as different" not in response.content.decode()
    assert ASKS in errors(save(editor, second, title="Forum on the forests"))


def test_who_changes_no_meetings_takes_nothing_back(client, editor, two):
    first, second = two
    page = f"/admin/cooperation/meeting/{first.pk}/different/"
    assert client.post(page, {"other": second.pk}).status_code == 302
    reader = factories.make_user()
    reader.is_staff = True
    reader.save()
    client.force_login(reader)
    assert client.post(page, {"other": second.pk}).status_code == 403
    assert editor.get(page).status_code == 405
    for other in ("", "x", "0", "9" * 30, str(first.pk)):
        assert editor.post(page, {"other": other}).status_code == 302
    assert editor.post("/admin/cooperation/meeting/999999/different/", {"other": "1"}).status_code == 302
    assert DifferentPair.objects.count() == 1


def test_a_tick_that_the_suggestion_offered_is_stored_although_nothing_compared_was_changed(editor):
    first = factories.make_meeting("Forum on forests")
    draft = factories.make_meeting("Forum on forests", slug="second", published=False)
    assert save(editor, draft, summary="On trees.", _save_all_the_same=str(first.pk)).status_code == 302
    assert shown(editor, draft) == ["Forum on forests"]


def test_only_what_is_alike_is_stored(editor):
    first = factories.make_meeting("Forum on forests")
    other = factories.make_meeting("Wetlands day")
    ticked = f"{first.pk} {other.pk} 999999"
    assert add(editor, Meeting, title="Forum on forests", slug="x", _save_all_the_same=ticked).status_code == 302
    assert [pair.first for pair in DifferentPair.objects.all()] == [first.pk]


def test_a_save_that_is_refused_stores_nothing(editor):
    first = factories.make_meeting("Forum on forests")
    typed = {"title": "Forum on forests", "start": "2012", "end": "2011", "_save_all_the_same": str(first.pk)}
    assert add(editor, Meeting, **typed).status_code == 200
    assert not DifferentPair.objects.exists()


@pytest.mark.parametrize(("model", "kind"), [(Organization, {"kind": "fund"}), (Topic, {})])
def test_organizations_and_topics_too(administrator, model, kind):
    make = factories.make_organization if model is Organization else factories.make_topic
    other = make("Green Climate Fund")
    typed = {"name": "Green Climate Funds", "slug": "x", **kind}
    response = add(administrator, model, **typed)
    assert ASKS in errors(response)
    assert add(administrator, model, **typed, _save_all_the_same=str(other.pk)).status_code == 302
    new = model.objects.get(slug="x")
    assert shown(administrator, other) == [str(new)]
    assert save(administrator, new, name="Green Climate Fundx").status_code == 302
    administrator.post(f"/admin/cooperation/{model._meta.model_name}/{new.pk}/different/", {"other": other.pk})
    assert ASKS in errors(save(administrator, new, name="Green Climate Funds"))


def test_a_pair_has_no_order_and_is_stored_once(editor):
    rows = [factories.make_meeting("A", slug=f"a-{number}") for number in range(2)]
    for thing, other in (rows, rows[::-1], rows):
        different.mark_different(thing, [other.pk, thing.pk], editor.user)
    assert DifferentPair.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        DifferentPair.objects.create(kind="meeting", first=rows[1].pk, second=rows[0].pk, said_by="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        DifferentPair.objects.create(kind="meeting", first=rows[0].pk, second=rows[1].pk, said_by="x")


def test_one_of_another_kind_with_the_same_id_is_not_meant(editor, two):
    first, second = two
    assert different.known(Meeting, first.pk) == {first.pk, second.pk}
    assert different.known(Topic, first.pk) == {first.pk}
    assert different.known(Meeting, None) == set()


def test_one_that_was_deleted_is_not_shown(editor, two):
    first, second = two
    second.delete()
    assert shown(editor, first) == []


def test_a_pair_follows_a_merge_and_comes_back_with_its_undoing(editor, publisher, two):
    first, second = two
    survivor = factories.make_meeting("The forum", start="2012-05", published=False)
    merge(survivor, second, publisher.user)
    assert shown(publisher, survivor) == [str(first)]
    assert shown(publisher, first) == [str(survivor)]
    assert different.known(Meeting, survivor.pk) >= {first.pk}
    assert asked(publisher, Meeting, _id=survivor.pk, title="Forum on forests", start="2012-05").strip() == ""
    undo_merge(Merge.objects.get(), publisher.user)
    assert shown(publisher, survivor) == []
    assert shown(publisher, first) == [str(second)]
    merge(survivor, second, publisher.user)
    different.unmark_different(first, survivor.pk, publisher.user)
    assert shown(publisher, first) == []


def test_the_warning_links_to_the_merge_for_those_who_merge(editor, publisher):
    first = factories.make_meeting("Forum on forests")
    second = factories.make_meeting("Forum on forests", slug="second", published=False)
    typed = {"title": "Forum on forests", "_id": second.pk}
    link = f'href="/admin/cooperation/meeting/{first.pk}/merge/{second.pk}/"'
    assert link in asked(publisher, Meeting, **typed)
    assert "/merge/" not in asked(editor, Meeting, **typed)
    assert "/merge/" not in asked(publisher, Meeting, title="Forum on forests")
