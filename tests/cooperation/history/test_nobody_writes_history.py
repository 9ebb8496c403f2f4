"""History is written by the database: no path adds, changes or removes a line, and no list, form or dump holds one."""

import json

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models.deletion import Collector

from cooperation.domain import roles
from cooperation.models import Change
from tests import factories as f

pytestmark = pytest.mark.usefixtures("as_owner")


@pytest.fixture
def line(db):
    """One line of history."""
    topic = f.make_topic("Air")
    return Change.objects.get(kind="topic", record=topic.pk)


def another(line):
    """A line that never happened."""
    columns = {field.attname: getattr(line, field.attname) for field in Change._meta.fields}
    return Change(**columns | {"id": None, "user_name": "somebody else"})


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


WRITES = {
    "save": lambda line: line.save(),
    "save a new one": lambda line: another(line).save(),
    "create many": lambda line: Change.objects.bulk_create([another(line)]),
    "update": lambda line: Change.objects.update(user_name="somebody else"),
    "update many": lambda line: Change.objects.bulk_update([line], ["reason"]),
    "delete": lambda line: line.delete(),
    "delete all": lambda line: Change.objects.all().delete(),
    "UPDATE": lambda line: sql("UPDATE cooperation_change SET reason = 'x'"),
    "DELETE": lambda line: sql("DELETE FROM cooperation_change"),
    "INSERT": lambda line: sql("INSERT INTO cooperation_change SELECT * FROM cooperation_change"),
    "TRUNCATE": lambda line: sql("TRUNCATE cooperation_change"),
    "TRUNCATE CASCADE": lambda line: sql("TRUNCATE cooperation_change RESTART IDENTITY CASCADE"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_path_is_refused(line, write):
    before = list(Change.objects.values())
    with pytest.raises(DatabaseError, match="History is written by the database"), transaction.atomic():
        write(line)
    assert list(Change.objects.values()) == before


def test_a_fixture_brings_no_history(line, tmp_path):
    columns = {field.name: getattr(line, field.name) for field in Change._meta.fields if not field.primary_key}
    fixture = [{"model": "cooperation.change", "pk": None, "fields": {**columns, "at": str(line.at)}}]
    (tmp_path / "history.json").write_text(json.dumps(fixture))
    before = Change.objects.count()
    with pytest.raises(DatabaseError, match="History is written by the database"), transaction.atomic():
        call_command("loaddata", tmp_path / "history.json", verbosity=0)
    assert Change.objects.count() == before


def test_a_dump_holds_no_history(line, tmp_path):
    call_command("dumpdata", "cooperation", output=tmp_path / "dump.json", verbosity=0)
    kinds = {entry["model"] for entry in json.loads((tmp_path / "dump.json").read_text())}
    assert "cooperation.topic" in kinds
    assert "cooperation.change" not in kinds


def test_deleting_a_thing_or_a_user_takes_no_line_along(line):
    user = f.make_user(roles.EDITOR)
    for thing in (f.make_topic(), user):
        collector = Collector(using="default")
        collector.collect([thing])
        assert Change not in collector.data
    before = Change.objects.count()
    user.delete()
    assert Change.objects.count() == before


def test_no_list_form_or_role_is_of_lines():
    assert Change not in admin.site._registry
    assert not [name for names in roles.GROUPS.values() for name in names if name.endswith("_change")]
