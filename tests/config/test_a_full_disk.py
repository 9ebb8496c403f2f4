"""Without disk space nothing is half saved, readers read on, and whoever saves is told what is wrong."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection

from cooperation.models import Change, Meeting, Outcome, Upload
from tests import factories as f
from tests.cooperation.admin.conftest import address, form_at
from tests.settled import settle

MB = 1024**2
# What PostgreSQL says when it cannot extend a file, as soon as an outcome is written.
FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/5/16384": No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER disk_is_full BEFORE INSERT OR UPDATE ON cooperation_outcome FOR EACH ROW EXECUTE FUNCTION disk_is_full();
"""


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("chief"))
    client.raise_request_exception = False
    return client


def everything():
    return [list(model._base_manager.order_by("pk").values()) for model in (Meeting, Outcome, Change)]


@pytest.mark.usefixtures("as_owner")
def test_a_save_leaves_nothing_and_can_be_sent_again(staff, client, caplog):
    meeting = f.make_meeting("TEMM 14")
    f.make_outcome(meeting, "Clean the sea.")
    settle()
    form = {**form_at(staff, address(meeting)), "title": "TEMM XIV", "outcomes-0-text": "Clean the water."}
    with connection.cursor() as cursor:
        cursor.execute(FULL)
    before = everything()
    answer = staff.post(address(meeting), form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "<h1>The registry has no disk space left</h1>" in answer.text
    assert "Nothing was saved." in answer.text
    assert f'<a href="{address(meeting)}">Back to the form</a>' in answer.text
    assert "No space left on device" in caplog.text
    assert everything() == before
    assert staff.get("/meetings/temm-14/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER disk_is_full ON cooperation_outcome")
    assert staff.post(address(meeting), form).status_code == 302
    assert Outcome.objects.get().text == "Clean the water."


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_an_upload_for_which_there_is_no_space_is_refused_in_words(staff, monkeypatch, code):
    def fail(handler, *args):
        handler.file.close()
        raise OSError(code, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", fail)
    file = SimpleUploadedFile("meetings.csv", b"x" * 3 * MB, "text/csv")
    answer = staff.post("/admin/imports/", {"kind": "meeting", "file": file})
    assert answer.status_code == 503
    assert "The registry has no disk space left" in answer.text
    assert not Upload.objects.exists()
