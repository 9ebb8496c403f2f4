"""`export_public` writes one zip with everything that readers see, of one state, and nothing else."""

import csv
import io
import json
import multiprocessing
import zipfile
from collections import Counter

import frictionless
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from cooperation.exchange.exports.tables import TABLES
from cooperation.exchange.package import archive
from cooperation.exchange.package.resources import KINDS, PARTS, RESOURCES
from cooperation.exchange.package.state import one_state
from cooperation.models import Meeting, Party, Submission
from tests.cooperation.public.hub import Hub
from tests.cooperation.public.test_nothing_unpublished_shows import SECRET, STATES, make_hidden
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_meeting,
    make_organization,
    make_project,
)

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = "https://registry.example"


def written(folder):
    archive.write(folder, ORIGIN)
    return zipfile.ZipFile(folder / archive.NAME)


def rows(zipped, name):
    """Return the rows of a table as dictionaries."""
    text = zipped.read(f"csv/{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def description(zipped):
    return json.loads(zipped.read("datapackage.json"))


def test_the_package_of_the_demo_is_valid(demo_fixtures, tmp_path):
    zipped = written(tmp_path)
    report = frictionless.validate(str(tmp_path / archive.NAME), type="package")
    problems = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert (problems, report.errors, report.warnings) == ([], [], [])
    described = description(zipped)
    assert {task.name for task in report.tasks if task.type == "table"} == {each.name for each in RESOURCES}
    assert {each["path"] for each in described["resources"]} | {"datapackage.json"} == set(zipped.namelist())
    assert len(rows(zipped, "meetings")) == Meeting.objects.published().count() > 50


def test_it_has_a_table_for_each_kind_and_each_part():
    assert set(KINDS) == set(TABLES)
    parts = {model for model in apps.get_models() if hasattr(model, "record_field") or hasattr(model, "owners")}
    assert parts - {*KINDS, Submission} <= set(PARTS)


def test_the_validator_finds_a_row_that_refers_to_nothing(tmp_path):
    party = make_agreement(countries=[make_country("KOR")]).parties.get()
    zipped = written(tmp_path / "zip")
    zipped.extractall(tmp_path)
    table = tmp_path / "csv" / "parties.csv"
    table.write_text(table.read_text().replace(f"\n{party.pk},{party.agreement_id},", f"\n{party.pk},99999,"))
    report = frictionless.validate(str(tmp_path / "datapackage.json"), type="package")
    assert ("parties", "foreign-key") in {(task.name, error.type) for task in report.tasks for error in task.errors}


def test_it_has_every_row_of_every_table(tmp_path):
    hub = Hub()
    hub.grow()
    zipped = written(tmp_path)
    described = {each["name"]: each for each in description(zipped)["resources"]}
    for resource in RESOURCES:
        found = rows(zipped, f"{resource.folder}{resource.name}")
        assert described[resource.name]["rows"] == len(found), resource.name
    hubs = {row["slug"] for row in rows(zipped, "meetings")}
    assert hub.meeting.slug in hubs
    assert {row["id"] for row in rows(zipped, "parties")} == {
        str(pk) for pk in Party.objects.values_list("pk", flat=True)
    }
    links = {(row["meeting_id"], row["topic_id"]) for row in rows(zipped, "links/meeting_topics")}
    assert links == {
        (str(meeting.pk), str(topic.pk)) for meeting in Meeting.objects.all() for topic in meeting.topics.all()
    }
    objects = [json.loads(line) for line in zipped.read("json/meetings.jsonl").splitlines()]
    assert [each["id"] for each in objects] == sorted(Meeting.objects.values_list("pk", flat=True))
    assert described["meetings-json"]["objects"] == len(objects)


def test_tables_can_be_joined_by_their_ids(tmp_path):
    korea = make_country("KOR")
    agreement = make_agreement("Air", countries=[korea], signed_on="2012-05")
    make_citation(agreement, field="signed_on", value="2012-05")
    zipped = written(tmp_path)
    [row] = rows(zipped, "agreements")
    [party] = rows(zipped, "parties")
    [citation] = rows(zipped, "citations")
    assert row["url"] == "https://registry.example/agreements/air/"
    assert (row["signed_on"], row["signed_on_first"], row["signed_on_last"]) == ("2012-05", "2012-05-01", "2012-05-31")
    assert party["agreement_id"] == citation["agreement_id"] == row["id"] == str(agreement.pk)
    [country] = [each for each in rows(zipped, "countries") if each["id"] == party["country_id"]]
    assert country["alpha_3"] == "KOR"


def test_it_names_its_state(tmp_path):
    make_meeting()
    with one_state() as state:
        pass
    assert archive.write(tmp_path, ORIGIN) == state
    described = description(zipfile.ZipFile(tmp_path / archive.NAME))
    assert described["state"] == {"number": state.number, "token": state.token, "day": state.day.isoformat()}
    assert (described["version"], described["created"]) == (str(state.number), state.at.isoformat(timespec="seconds"))


def test_the_same_state_gives_the_same_file(tmp_path):
    Hub().grow()
    first = archive.write(tmp_path / "a", ORIGIN)
    assert archive.write(tmp_path / "b", ORIGIN) == first
    assert (tmp_path / "a" / archive.NAME).read_bytes() == (tmp_path / "b" / archive.NAME).read_bytes()
    make_meeting()
    assert archive.write(tmp_path / "b", ORIGIN).number > first.number


def test_what_others_save_meanwhile_is_not_in_it(tmp_path, monkeypatch):
    make_meeting("Before")
    tables = archive._tables

    def and_then_saved(zipped, state, origin):
        connection.ensure_connection()
        others = connections.create_connection("default")
        with others.cursor() as cursor:
            cursor.execute("UPDATE cooperation_meeting SET title = 'After'")
        others.close()
        return tables(zipped, state, origin)

    monkeypatch.setattr(archive, "_tables", and_then_saved)
    zipped = written(tmp_path)
    assert Meeting.objects.get().title == "After"
    assert [row["title"] for row in rows(zipped, "meetings")] == ["Before"]
    assert b'"After"' not in zipped.read("json/meetings.jsonl")


@pytest.mark.parametrize("state", STATES)
def test_nothing_that_is_not_public_is_in_it(tmp_path, state):
    make_hidden(state)
    meeting = make_meeting("Public one", internal_note=SECRET, responsible_unit=SECRET, start="2012")
    make_document(meeting, f"{SECRET} minutes", is_internal=True)
    hidden = make_project(f"{SECRET} plan", **state)
    other = make_meeting("Public two", part_of_project=hidden)
    make_citation(other, field="part_of_project", value=hidden.slug)
    earlier = make_agreement(f"{SECRET} treaty", **state)
    agreement = make_agreement("Public treaty")
    for field in ("ancestors", "successors"):
        make_citation(agreement, field=field, value=earlier.slug)
    for address in (f"/api/v1/agreements/{agreement.pk}", "/agreements.json", agreement.get_absolute_url()):
        assert SECRET.lower() not in Client().get(address).getvalue().decode().lower(), address
    zipped = written(tmp_path)
    for name in zipped.namelist():
        assert SECRET.lower() not in zipped.read(name).decode().lower(), name
    assert {"Public one", "Public two", "Public meeting"} == {row["title"] for row in rows(zipped, "meetings")}
    [claim] = [row for row in rows(zipped, "citations") if row["field"] == "part_of_project"]
    assert claim["value"] == "a record that is not public"
    assert b"a record that is not public" in zipped.read("json/meetings.jsonl")
    claims = [row["value"] for row in rows(zipped, "citations") if row["field"] in ("ancestors", "successors")]
    assert claims == ["a record that is not public"] * 2


def test_a_claim_keeps_the_codes_of_what_is_public(tmp_path):
    body = make_organization("Clean Air Fund")
    meeting = make_meeting(organizations=[body], countries=[make_country("KOR")])
    make_citation(meeting, field="organizations", value="clean-air-fund")
    make_citation(meeting, field="countries", value="KOR, VNM")
    values = Counter(row["value"] for row in rows(written(tmp_path), "citations"))
    assert values == {"clean-air-fund": 1, "KOR, VNM": 1}


def _begin_and_wait(folder, began):
    """Hold the lock and leave half a file, as a run that is killed does."""
    with archive._locked(folder / f".{archive.NAME}.lock"), archive._replacing(folder / archive.NAME) as file:
        file.write(b"half")
        file.flush()
        began.set()
        multiprocessing.Event().wait()


def test_a_run_that_is_killed_leaves_the_old_file(tmp_path):
    make_meeting()
    archive.write(tmp_path, ORIGIN)
    old = (tmp_path / archive.NAME).read_bytes()
    context = multiprocessing.get_context("fork")
    began = context.Event()
    process = context.Process(target=_begin_and_wait, args=(tmp_path, began))
    process.start()
    assert began.wait(20)
    with pytest.raises(archive.IsBeingWritten):
        archive.write(tmp_path, ORIGIN)
    process.kill()
    process.join()
    assert (tmp_path / archive.NAME).read_bytes() == old
    make_meeting()
    assert len(rows(written(tmp_path), "meetings")) == 2
    assert {path.name for path in tmp_path.iterdir()} == {archive.NAME, archive.CHECKSUM, f".{archive.NAME}.lock"}


def test_an_error_leaves_the_old_file(tmp_path, monkeypatch):
    archive.write(tmp_path, ORIGIN)
    old = (tmp_path / archive.NAME).read_bytes()
    make_meeting()
    monkeypatch.setattr(archive, "_objects", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        archive.write(tmp_path, ORIGIN)
    assert (tmp_path / archive.NAME).read_bytes() == old
    assert not (tmp_path / f".{archive.NAME}.part").exists()


def test_the_command_says_what_it_wrote_or_what_is_missing(tmp_path, settings, capsys):
    with pytest.raises(CommandError, match="Name a folder, or set EXPORT_FOLDER"):
        call_command("export_public")
    settings.EXPORT_FOLDER = tmp_path / "new" / "folder"
    with pytest.raises(CommandError, match="SITE_ADDRESS is not set"):
        call_command("export_public")
    settings.SITE_ADDRESS = ORIGIN
    call_command("export_public")
    assert (settings.EXPORT_FOLDER / archive.NAME).exists()
    assert "public state" in capsys.readouterr().out
    call_command("export_public", str(tmp_path / "monthly"))
    assert (tmp_path / "monthly" / archive.NAME).exists()
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("export_public", str(tmp_path / "file"))
