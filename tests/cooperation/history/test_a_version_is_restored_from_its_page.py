"""Restoring in the staff's rooms: first what it would change, then the change, and nobody's work is overwritten."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cooperation import history
from cooperation.models import Change, Meeting, Outcome
from cooperation.workflow import publication
from tests import factories as f
from tests.connections import at_once

from .conftest import said, signed_in


def address(thing, number, page="restore"):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=[thing.pk, number])


def sent(response, reason=""):
    """What the page's form sends."""
    return {"seen": response.context["shown"].seen, "reason_for_change": reason}


def restore(client, thing, number, reason=""):
    """Open the page, press the button, and go where it leads."""
    page = client.get(address(thing, number))
    return client.post(address(thing, number), sent(page, reason), follow=True)


def test_the_page_shows_what_would_change_and_changes_nothing(meeting, publisher):
    page = said(signed_in(publisher).get(address(meeting, 1)))
    assert "Restore version 1 of TEMM 26" in page
    assert "Start removed: 4 May 2026 added: May 2026" in page
    assert "Participating countries removed: South Korea added: China" in page
    assert Meeting.objects.get().start == "2026-05-04"


def test_the_button_restores_and_leads_to_the_history(meeting, publisher):
    page = said(restore(signed_in(publisher), meeting, 1, "The host was right"))
    meeting.refresh_from_db()
    assert (meeting.start, meeting.outcomes.get().text) == ("2026-05", "Clean the air.")
    assert "“TEMM 26” was restored to version 1." in page
    assert "Version 3 changed" in page
    assert "Who pat From where version 1 restored Why The host was right" in page
    assert LogEntry.objects.get().get_change_message() == "Version 1 restored."


def test_what_somebody_changed_meanwhile_is_shown_first(meeting, publisher, editor):
    client = signed_in(publisher)
    page = client.get(address(meeting, 1))
    with history.attributed(editor):
        Meeting.objects.update(city="Seoul")
    again = client.post(address(meeting, 1), sent(page, "The host was right"))
    assert "Nothing was restored, because ed has changed this since. Check what restoring would change now." in said(
        again
    )
    assert "City removed: Seoul" in said(again)
    assert "The host was right" in again.content.decode()
    assert Meeting.objects.get().start == "2026-05-04"
    client.post(address(meeting, 1), sent(again))
    assert (Meeting.objects.get().start, Meeting.objects.get().city) == ("2026-05", "")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_saw_restores_nothing(meeting, publisher, seen):
    response = signed_in(publisher).post(address(meeting, 1), {"seen": seen})
    assert "Nothing was restored" in said(response)
    assert Meeting.objects.get().start == "2026-05-04"


def test_of_two_who_restore_at_once_one_is_told(meeting, publisher):
    clients = [signed_in(publisher), signed_in(publisher)]
    form = sent(clients[0].get(address(meeting, 1)))
    responses = at_once(*(lambda client=client: client.post(address(meeting, 1), form) for client in clients))
    assert sorted(response.status_code for response in responses) == [200, 302]
    assert len(history.versions("meeting", meeting.pk)) == 3


def test_what_is_as_it_was_needs_no_restoring(meeting, publisher):
    publication.publish(meeting, publisher)
    page = signed_in(publisher).get(address(meeting, 2))
    assert "The record is the same as in this version. There is nothing to restore." in said(page)
    assert "reason_for_change" not in page.content.decode()


def test_address_and_publication_are_not_restored(meeting, publisher):
    Meeting.objects.update(slug="temm-xxvi")
    publication.publish(meeting, publisher)
    client = signed_in(publisher)
    assert "temm-26" not in said(client.get(address(meeting, 1)))
    restore(client, meeting, 1)
    meeting.refresh_from_db()
    assert (meeting.slug, meeting.start, meeting.is_public) == ("temm-xxvi", "2026-05", True)


def test_what_no_longer_exists_is_named_before_and_after(meeting, publisher):
    korea_and_fund = f.make_organization("Dust Fund", acronym="")
    meeting.organizations.add(korea_and_fund)
    meeting.organizations.clear()
    korea_and_fund.delete()
    client = signed_in(publisher)
    named = "Meeting, participating organizations: Dust Fund (deleted)"
    assert f"This no longer exists and cannot be restored: {named}" in said(client.get(address(meeting, 3)))
    Meeting.objects.update(city="Seoul")
    assert f"could not be restored: {named}." in said(restore(client, meeting, 3))


def test_what_others_refer_to_stays_and_the_page_says_why(meeting, publisher):
    late = f.make_outcome(meeting, "Go on.")
    f.make_outcome(f.make_meeting("Next year", published=False), "Go on further.", follows=late)
    page = restore(signed_in(publisher), meeting, 2)
    assert "Nothing was restored." in said(page)
    assert Outcome.objects.filter(pk=late.pk).exists()
    assert len(history.versions("meeting", meeting.pk)) == 3


@pytest.mark.parametrize("number", [9, 0, 10**12])
def test_a_version_that_never_was_leads_back_to_the_history(meeting, publisher, number):
    response = signed_in(publisher).get(address(meeting, number), follow=True)
    assert "There is no such version." in said(response)
    assert "History: TEMM 26" in said(response)


def test_an_editor_restores_drafts_and_nothing_that_readers_see(meeting, editor, publisher):
    client = signed_in(editor)
    assert client.get(address(meeting, 1)).status_code == 200
    form = sent(client.get(address(meeting, 1)))
    publication.publish(meeting, publisher)
    assert client.get(address(meeting, 1)).status_code == 403
    assert client.post(address(meeting, 1), form).status_code == 403
    assert Meeting.objects.get().start == "2026-05-04"


def test_only_an_administrator_restores_a_country(editor, administrator):
    china = f.make_country("CHN", summary="Our neighbour.")
    type(china).objects.filter(pk=china.pk).update(summary="")
    assert signed_in(editor).get(address(china, 1)).status_code == 403
    restore(signed_in(administrator), china, 1)
    china.refresh_from_db()
    assert china.summary == "Our neighbour."


def test_the_members_of_a_bloc_come_back(publisher):
    asean = f.make_organization("ASEAN", kind="bloc")
    f.make_membership(asean, f.make_country("IDN"), joined_on="1967-08-08")
    asean.memberships.all().delete()
    restore(signed_in(publisher), asean, 2)
    assert [str(row.country) for row in asean.memberships.all()] == ["Indonesia"]


def test_accounts_are_not_restored(administrator):
    assert "auth_user_restore" not in str(Change.objects.values_list("origin"))
    response = signed_in(administrator).get(f"/admin/auth/user/{administrator.pk}/restore/1/")
    assert response.status_code == 403
