"""What a management command writes is told with the command's name."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cooperation import history
from cooperation.models import Topic
from tests import factories as f
from tests.connections import database_url

from .conftest import said, signed_in

ROOT = Path(__file__).parents[3]


def manage(*arguments, **environment):
    """Run manage.py on the tests' database, as an operator would."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def last_of(topic):
    return history.versions("topic", topic.pk)[-1]


def test_loaddata_is_named(publisher, tmp_path):
    topic = f.make_topic("Air", slug="air")
    fixture = [{"model": "cooperation.topic", "fields": {"name": "Clean air", "slug": "air"}}]
    (tmp_path / "topics.json").write_text(json.dumps(fixture))
    manage("loaddata", str(tmp_path / "topics.json"))
    assert last_of(topic).origin == "manage.py loaddata"
    response = signed_in(publisher).get(f"/admin/cooperation/topic/{topic.pk}/history/")
    assert "Who nobody signed in (database user registry_web) From where manage.py loaddata" in said(response)


def test_a_shell_is_named_and_an_operator_s_own_name_stands(transactional_db):
    topic = f.make_topic("Air")
    write = "from cooperation.models import Topic; Topic.objects.update(name='{}')"
    manage("shell", "--verbosity", "0", "--command", write.format("Clean air"))
    assert last_of(topic).origin == "manage.py shell"
    manage("shell", "--verbosity", "0", "--command", write.format("Cleaner air"), PGAPPNAME="the yearly import")
    assert last_of(topic).origin == "the yearly import"
    assert Topic.objects.get().name == "Cleaner air"


@pytest.mark.parametrize("module", ["config.wsgi"])
def test_the_web_server_is_named(transactional_db, module):
    """What it writes for nobody who is signed in, that is: whoever is signed in is named by the request."""
    topic = f.make_topic("Air")
    program = f"import {module}\nfrom cooperation.models import Topic\nTopic.objects.update(name='Clean air')\n"
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        timeout=120,
    )
    assert last_of(topic).origin == "web server"
