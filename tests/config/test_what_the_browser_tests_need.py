"""`make test` says within a second what it needs, or installs it as root."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import chromium

ROOT = Path(__file__).parents[2]


def program(folder, name, says=""):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)


def ask(folder):
    """The last line of the check on a machine that has only the programs in `folder`."""
    environment = {**os.environ, "PATH": str(folder), "HOME": str(folder)}
    environment.pop("CHROMIUM", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.chromium"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has both")
def test_what_is_missing_is_said_at_once(tmp_path):
    program(tmp_path, "fc-list")
    assert ask(tmp_path) == (1, f"{chromium.ADVICE}\n{chromium.FONT_ADVICE}")
    program(tmp_path, "chromium")
    assert ask(tmp_path) == (1, chromium.FONT_ADVICE)
    program(tmp_path, "fc-list", "echo NanumGothic,나눔고딕")
    assert ask(tmp_path) == (0, "")


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has Korean fonts")
def test_without_fontconfig_the_files_of_fonts_tell(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "FOLDERS", [str(tmp_path)])
    (tmp_path / "DejaVuSans.ttf").touch()
    assert not chromium.has_korean_font()
    (tmp_path / "opentype").mkdir()
    (tmp_path / "opentype" / "NotoSansCJK-Regular.ttc").touch()
    assert chromium.has_korean_font()
