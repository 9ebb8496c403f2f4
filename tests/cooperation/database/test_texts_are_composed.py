"""Texts are stored in Unicode's composed form on every path, whatever form they are sent in."""

import json
import unicodedata

import pytest
from django.core.management import call_command
from django.db import connection

from cooperation.database import composed
from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Citation, Meeting, Outcome, Source, Topic
from regions.models import Country
from tests import factories as f

pytestmark = pytest.mark.django_db

TITLE = "제14차 한·중·일 환경장관회의"


def apart(text):
    """Return the text as a Mac sends it: each jamo of a syllable is a character."""
    found = unicodedata.normalize("NFD", text)
    assert found != text
    return found


def ask(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def stored(column, table="cooperation_meeting"):
    return {value for (value,) in ask(f"SELECT {column} FROM {table}")}  # noqa: S608


def test_a_row_that_is_saved():
    meeting = f.make_meeting("TEMM 14", title_ko=apart(TITLE), other_names=apart("환경장관회의\n한중일"))
    assert stored("title_ko") == {TITLE}
    assert stored("other_names") == {"환경장관회의\n한중일"}
    meeting.city_ko, meeting.title = apart("베이징"), "Café"
    meeting.save()
    assert stored("city_ko") == {"베이징"}
    assert stored("title") == {"Café"}
    Meeting.objects.update(summary_ko=apart("세 나라 장관이 만났다."))
    assert stored("summary_ko") == {"세 나라 장관이 만났다."}


def test_rows_that_are_created_together():
    meeting = f.make_meeting("TEMM 14")
    Outcome.objects.bulk_create([Outcome(meeting=meeting, text_ko=apart("황사 자료를 공유한다."), kind="statement")])
    assert stored("text_ko", "cooperation_outcome") == {"황사 자료를 공유한다."}


def test_rows_of_plain_sql():
    f.make_meeting("TEMM 14")
    ask("UPDATE cooperation_meeting SET title_ko = %s, usual_city = usual_city", apart(TITLE))
    assert stored("title_ko") == {TITLE}
    ask("INSERT INTO cooperation_topic (name, name_ko, slug, other_names) VALUES ('', %s, 'air', '')", apart("대기"))
    assert stored("name_ko", "cooperation_topic") >= {"대기"}


def test_rows_that_are_copied():
    statement = "COPY cooperation_topic (name, name_ko, slug, other_names) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        rows.write_row(["", apart("물관리"), "water", apart("수질")])
    assert Topic.objects.values_list("name_ko", "other_names").get(slug="water") == ("물관리", "수질")


def test_rows_of_a_fixture(tmp_path):
    fields = {"name": "", "name_ko": apart("기후변화"), "slug": "climate", "other_names": [apart("온난화")]}
    path = tmp_path / "topics.json"
    path.write_text(json.dumps([{"model": "cooperation.topic", "fields": fields}]))
    call_command("loaddata", str(path), verbosity=0)
    topic = Topic.objects.get(slug="climate")
    assert (topic.name_ko, topic.other_names) == ("기후변화", "온난화")


def test_what_a_source_says_is_composed_too():
    citation = f.make_citation(f.make_meeting("TEMM 14"), quotation=apart("장관들이 합의하였다."))
    assert Citation.objects.get(pk=citation.pk).quotation == "장관들이 합의하였다."
    Source.objects.update(title=apart("환경부 누리집"))
    assert set(Source.objects.values_list("title", flat=True)) == {"환경부 누리집"}


def test_the_other_values_of_the_row_stay_as_they_are():
    before = f.make_meeting("TEMM 14", start="2012-05", ordinal=14, published_at="2024-05-04T10:11:12.123456+09:00")
    before.refresh_from_db()
    Meeting.objects.filter(pk=before.pk).update(title_ko=apart(TITLE))
    after = Meeting.objects.get(pk=before.pk)
    assert (after.start, after.ordinal, after.published_at) == (before.start, 14, before.published_at)
    assert after.version in (before.version, before.version + 1)


def test_the_same_text_in_another_form_changes_nothing():
    meeting = f.make_meeting("TEMM 14", title_ko=TITLE)
    version = Meeting.objects.get(pk=meeting.pk).version
    Meeting.objects.filter(pk=meeting.pk).update(title_ko=apart(TITLE))
    assert Meeting.objects.get(pk=meeting.pk).version == version


def test_a_lookup_finds_it_in_either_form():
    f.make_meeting("TEMM 14", title_ko=TITLE)
    assert Meeting.objects.filter(title_ko=apart(TITLE)).exists()
    assert Country.objects.filter(other_names=apart("한국")).count() == 0


def test_a_form_gives_the_composed_text():
    form = Meeting._meta.get_field("title_ko").formfield()
    assert form.clean(apart(TITLE)) == TITLE
    lines = Meeting._meta.get_field("other_names").formfield()
    assert lines.clean(apart("한중일")) == "한중일"


def test_every_table_with_texts_has_the_trigger():
    found = {table for (table,) in ask("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'as_composed'")}
    assert found == {model._meta.db_table for model in composed.models()}
    wanted = {"meeting", "agreement", "project", "mechanism", "outcome", "phase", "party", "document", "citation"}
    assert {f"cooperation_{name}" for name in wanted} | {"regions_country", "regions_region"} <= found
    assert not {table for table in found if "change" in table or "cache" in table}


def test_an_uploaded_file_is_not_compared_each_time_its_row_is_saved():
    assert "as_composed" not in {
        name for (name,) in ask("SELECT tgname FROM pg_trigger WHERE tgrelid = 'cooperation_upload'::regclass")
    }
    data = f"title,kind\n{apart(TITLE)},treaty\n".encode()
    upload = uploads.preview(KINDS["agreements"], f.make_user(), apart("조약.csv"), data)
    assert upload.name == "조약.csv"
    assert upload.rows.get().cells["title_ko"] == TITLE


@pytest.mark.usefixtures("as_owner")
def test_an_upgrade_composes_what_was_stored_before():
    meeting = f.make_meeting("TEMM 14")
    ask("DROP FUNCTION registry_compose CASCADE")
    ask("DELETE FROM cooperation_program WHERE name = 'function registry_compose'")
    ask("UPDATE cooperation_meeting SET title_ko = %s", apart(TITLE))
    assert stored("title_ko") == {apart(TITLE)}
    call_command("migrate", interactive=False, verbosity=0)
    assert stored("title_ko") == {TITLE}
    assert Meeting.objects.get(pk=meeting.pk).title == "TEMM 14"
