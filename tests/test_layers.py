"""The house has floors, and imports only go down: CONTRIBUTING.md draws them, this file holds them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("config", "cooperation", "regions")
# The rooms of each floor, from the ground up. A module may use the floors below and the rooms of its own.
FLOORS = (
    (
        "audit",
        "choices",
        "clients",
        "comparison",
        "dates",
        "drawings",
        "evidence",
        "failures",
        "limits",
        "money",
        "paging",
        "pieces",
        "standing",
        "timeouts",
        "written_dates",
    ),
    ("claims", "lines", "markup", "pictures", "querysets"),
    ("models",),
    (
        "checklist",
        "differences",
        "duplicates",
        "history",
        "index",
        "needs",
        "notices",
        "publication",
        "restore",
        "review",
        "roles",
        "scheduled",
        "search",
        "series",
        "wording",
    ),
    (
        "admin",
        "api",
        "bin",
        "desk",
        "fast_entry",
        "filters",
        "generator",
        "guide",
        "imports",
        "middleware",
        "outputs",
        "page_cache",
        "staff",
        "templatetags",
    ),
    ("management", "views"),
    ("urls",),
    ("apps",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
NOT_A_NAME = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc"}


def modules_of(*packages):
    """The source of each module, by its name; of a package, the source of its __init__."""
    found = {}
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if ".migrations." not in name:
                found[name] = path.read_text(encoding="utf-8")
    return found


def imports_of(name, source):
    """The modules that a module imports, wherever in it and however it is written; what is imported from, in full."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            # "from . import admin" names a module, "from .admin import site" a thing in one: both may be meant.
            yield from (".".join([*base, alias.name]) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))


def room(name):
    """The room of a module: "models" for cooperation.models.meeting."""
    return name.removesuffix(".__init__").split(".")[1:2]


def complaints(modules):
    """A sentence for each import that goes up, and each module that has no floor."""
    for name, source in modules.items():
        package, here = name.split(".")[0], room(name)
        if package == "cooperation" and here and here != ["__init__"] and here[0] not in FLOOR_OF:
            yield f"{name} has no floor: give it one in FLOORS"
            continue
        for imported in imports_of(name, source):
            other, there = imported.split(".")[0], room(imported)
            if other not in OURS:
                continue
            if package == "regions" and other != "regions":
                yield f"{name} imports {imported}: regions know nothing of what is done there"
            elif package == "cooperation" and other == "config":
                yield f"{name} imports {imported}: settings come by django.conf"
            elif package == other == "cooperation" and there and there[0] in FLOOR_OF:
                if FLOOR_OF[there[0]] > FLOOR_OF[here[0]]:
                    yield f"{name} imports {imported}, which is above it"
            elif package == "cooperation" and here[0] in FLOORS[0] and there == ["models"]:
                yield f"{name} imports {imported}: a leaf knows no model"


def imports_in_functions(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in ast.walk(node):
                if isinstance(inner, (ast.Import, ast.ImportFrom)):
                    yield f"{node.name}: {ast.unparse(inner)}"


def circle(modules):
    """Modules that import each other in a circle, or nothing."""
    known = {name.removesuffix(".__init__"): name for name in modules}
    graph = {}
    for short, name in known.items():
        names = set(imports_of(name, modules[name]))
        names |= {imported.rpartition(".")[0] for imported in names}
        # That a package gathers its modules is no circle.
        graph[short] = {other for other in names & set(known) if other != short and not short.startswith(f"{other}.")}
    while free := [name for name, names in graph.items() if not names & set(graph)]:
        for name in free:
            del graph[name]
    return sorted(graph)


def test_imports_go_down():
    assert list(complaints(modules_of("cooperation", "regions"))) == []


def test_no_two_modules_import_each_other():
    assert circle(modules_of("cooperation", "regions")) == []


def test_nothing_is_imported_inside_a_function():
    sources = modules_of(*OURS)
    assert {name: list(imports_in_functions(source)) for name, source in sources.items()} == {
        name: [] for name in sources
    }


def test_no_module_has_a_name_that_says_nothing():
    paths = [path.relative_to(ROOT) for folder in (*OURS, "tests") for path in (ROOT / folder).rglob("*.py")]
    names = {part.removesuffix(".py") for path in paths for part in path.parts}
    assert names & NOT_A_NAME == set()


def test_everything_that_is_ours_was_looked_at():
    modules = modules_of(*OURS)
    for name in ("regions.models", "cooperation.models.meeting", "cooperation.querysets", "cooperation.urls"):
        assert name in modules
    assert "cooperation.models.meeting.Meeting" not in modules
    assert {"cooperation.dates.PartialDate"} <= set(
        imports_of("cooperation.querysets", modules["cooperation.querysets"])
    )


# The test of the test: it fails where it should.


@pytest.mark.parametrize(
    "source",
    [
        "import cooperation",
        "import cooperation.models",
        "import cooperation.models as m",
        "from cooperation import models",
        "from cooperation.models import Meeting",
        "from cooperation.models.meeting import Meeting",
        "def f():\n    from cooperation.models import Meeting",
        "if TYPE_CHECKING:\n    from cooperation.models import Meeting",
        "try:\n    import cooperation\nexcept ImportError:\n    pass",
        "importlib.import_module('cooperation.models')",
        "from config import settings",
        "from config.settings import HOME_COUNTRY",
    ],
)
def test_regions_that_import_cooperation_or_config_are_found(source):
    [complaint] = complaints({"regions.models": source})
    assert complaint.startswith("regions.models imports c")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cooperation.dates", "from .models import Meeting"),
        ("cooperation.choices", "from regions.models import Country"),
        ("cooperation.choices", "from .querysets import is_public"),
        ("cooperation.querysets", "from .models import Meeting"),
        ("cooperation.querysets", "from . import models"),
        ("cooperation.querysets", "from cooperation.models.meeting import Meeting"),
        ("cooperation.models.meeting", "from ..views import meetings"),
        ("cooperation.models.meeting", "from ..roles import may_change"),
        ("cooperation.models.__init__", "from ..admin import site"),
        ("cooperation.admin.meeting", "from ..views.meetings import MeetingDetail"),
        ("cooperation.filters.base", "from ..urls import urlpatterns"),
        ("cooperation.views.home", "from ..urls import urlpatterns"),
        ("cooperation.views.home", "from config import health"),
        ("cooperation.cupboard", "import os"),
    ],
)
def test_an_import_that_goes_up_is_found(name, source):
    assert len(list(complaints({name: source}))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cooperation.models.meeting", "from ..choices import MeetingKind\nfrom .part import Part"),
        ("cooperation.models.meeting", "from regions.models import Country\nfrom django.db import models"),
        ("cooperation.querysets", "from regions.models import Country"),
        ("cooperation.evidence", "from .dates import PartialDateField\nfrom regions.fields import LinesField"),
        ("cooperation.views.home", "from ..models import Meeting\nfrom .panels import Panel"),
        ("regions.models", "from .fields import LinesField\nimport cooperations"),
    ],
)
def test_an_import_that_goes_down_or_stays_is_fine(name, source):
    assert list(complaints({name: source})) == []


def test_two_modules_that_import_each_other_are_found():
    modules = {
        "cooperation.views.home": "from .panels import Panel",
        "cooperation.views.panels": "from . import lists",
        "cooperation.views.lists": "from ..views.home import Home",
        "cooperation.views.about": "from .home import Home",
    }
    assert circle(modules) == [f"cooperation.views.{name}" for name in ("about", "home", "lists", "panels")]
    assert circle({"cooperation.models.__init__": "from .a import A", "cooperation.models.a": "import os"}) == []


def test_an_import_inside_a_function_is_found():
    assert list(imports_in_functions("def f():\n    import os")) == ["f: import os"]
    assert list(imports_in_functions("import os\ndef f():\n    pass")) == []
