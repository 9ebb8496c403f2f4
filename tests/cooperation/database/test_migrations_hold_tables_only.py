"""Migrations hold tables, columns, checks and codes: no words for people, no programs, and of our code only fields."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command

from cooperation.models import Meeting

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
FILES = sorted(
    (ROOT / app / "migrations" / name.name)
    for app in ("regions", "cooperation")
    for name in (ROOT / app / "migrations").glob("0*.py")
)
OF_OURS = {"regions.fields", "cooperation.domain.dates"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_migration_imports_only_fields_and_has_no_words(path):
    source = path.read_text(encoding="utf-8")
    imported = {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert {name for name in imported if name.split(".")[0] in ("config", "cooperation", "regions")} <= OF_OURS
    for word in ("verbose_name=", "help_text=", "violation_error_message=", "CREATE FUNCTION", "CREATE TRIGGER"):
        assert word not in source


def test_a_better_help_text_needs_no_migration(monkeypatch):
    monkeypatch.setattr(Meeting._meta.get_field("city"), "help_text", "The city, in English.")
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_a_wider_column_needs_one(monkeypatch):
    monkeypatch.setattr(Meeting._meta.get_field("city"), "max_length", 150)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
