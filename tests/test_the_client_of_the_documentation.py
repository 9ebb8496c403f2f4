"""The code of docs/client.md runs unchanged against a server, and finds the database's rows."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cooperation.exchange.package import archive
from cooperation.models import Meeting, Party
from regions.models import Country
from tests.serving import served

DOCUMENT = (Path(__file__).resolve().parents[1] / "docs" / "client.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
PRINT_THE_PLOT = "print(by_year.sum(axis=1).to_json())\n"


def test_the_client_has_six_lines():
    assert len(list(filter(None, BLOCKS[0].splitlines()))) == 6


@pytest.mark.django_db(transaction=True)
def test_the_code_of_the_document_runs(demo_fixtures, tmp_path):
    exports = tmp_path / "exports"
    archive.write(exports, "https://registry.example")
    with served(WORKERS="1", EXPORT_FOLDER=str(exports), SITE_ADDRESS="https://registry.example") as server:
        code = "".join([BLOCKS[0], PRINT_THE_PLOT, *BLOCKS[1:]])
        assert code.count("https://registry.example") == 1
        done = subprocess.run(
            [
                sys.executable,
                "-W",
                "error",
                "-c",
                code.replace("https://registry.example", f"http://127.0.0.1:{server.port}"),
            ],
            cwd=tmp_path,
            env={**os.environ, "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    by_year, undated, *printed = done.stdout.splitlines()
    china = Country.objects.get(slug="china")
    meetings = Meeting.objects.published().in_countries([china])
    expected = Counter(int(meeting.start[:4]) for meeting in meetings if meeting.start)
    assert len(expected) > 3
    assert json.loads(by_year) == {str(year): number for year, number in expected.items()}
    assert undated == f"{meetings.filter(start=None).count()} meetings without a date"
    parties = Counter(party.country.name for party in Party.objects.published().filter(country__isnull=False))
    name, number = parties.most_common(1)[0]
    assert any(line.split()[-1] == str(number) and line.startswith(name) for line in printed), printed
    assert (tmp_path / "meetings.png").read_bytes().startswith(b"\x89PNG")
