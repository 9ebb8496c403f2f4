"""The reason for a change is asked for at the foot of the form and told in the history."""

import pytest
from django.urls import reverse

from cooperation import history
from cooperation.models import Meeting
from tests import factories as f
from tests.cooperation.admin.conftest import fields, form_at

from .conftest import signed_in


def address(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


def box(response):
    """What stands in the box, or None where there is no box."""
    page = response.content.decode()
    if 'name="reason_for_change"' not in page:
        return None
    return page.split('name="reason_for_change"')[1].split('value="')[1].split('"')[0]


def test_what_is_written_there_is_told_in_the_history(meeting, publisher):
    client = signed_in(publisher)
    form = client.get(address(meeting))
    assert box(form) == ""
    sent = fields(form) | {"city": "Seoul", "reason_for_change": "The host said so"}
    assert client.post(address(meeting), sent).status_code == 302
    last = history.versions("meeting", meeting.pk)[-1]
    assert (last.reason, last.user_name, last.origin) == ("The host said so", "pat", f"POST {address(meeting)}")


def test_it_is_optional(meeting, publisher):
    client = signed_in(publisher)
    sent = form_at(client, address(meeting)) | {"city": "Seoul"}
    assert client.post(address(meeting), sent).status_code == 302
    assert history.versions("meeting", meeting.pk)[-1].reason == ""


def test_it_stays_in_the_box_when_the_form_comes_back(meeting, publisher):
    client = signed_in(publisher)
    sent = form_at(client, address(meeting)) | {"start": "2026-13", "reason_for_change": 'He said "May"'}
    response = client.post(address(meeting), sent)
    assert response.status_code == 200
    assert box(response) == "He said &quot;May&quot;"
    assert len(history.versions("meeting", meeting.pk)) == 2


@pytest.mark.parametrize(("reason", "kept"), [("a\x00b", "ab"), ("x" * 400, "x" * 300), ("{}\\u0000'", "{}\\u0000'")])
def test_whatever_is_sent_the_change_is_saved(meeting, publisher, reason, kept):
    client = signed_in(publisher)
    sent = form_at(client, address(meeting)) | {"city": "Seoul", "reason_for_change": reason}
    assert client.post(address(meeting), sent).status_code == 302
    assert Meeting.objects.get().city == "Seoul"
    assert history.versions("meeting", meeting.pk)[-1].reason == kept


def test_reference_data_asks_too_and_what_has_no_history_does_not(administrator, publisher):
    client = signed_in(administrator)
    assert box(client.get(address(f.make_country("CHN")))) == ""
    assert box(client.get(address(f.make_topic()))) == ""
    assert box(client.get(address(publisher))) is None
    assert box(client.get(reverse("admin:cooperation_meeting_add"))) is None


def test_who_only_looks_is_not_asked(editor):
    assert box(signed_in(editor).get(address(f.make_country("CHN")))) is None
