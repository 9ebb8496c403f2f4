"""Imports go one way, from folder to folder. A new file needs no entry here; a new folder needs one in LAYERS."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("config", "cooperation", "regions")
# The folders and top-level modules of `cooperation`, in layers. A module imports from its own folder and from the
# layers before it, never from another folder of its own layer.
LAYERS = (
    ("domain",),
    ("models",),
    ("database", "index"),
    ("search", "staff_search", "history"),
    ("filters", "workflow"),
    ("exchange", "operations"),
    ("desk", "generator"),
    ("public",),
    ("sign_in",),
    ("admin",),
    ("templatetags",),
    ("management", "middleware", "urls", "apps"),
)
LAYER_OF = {folder: number for number, folders in enumerate(LAYERS) for folder in folders}
NOT_A_NAME = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc"}


def modules_of(*packages):
    """The source of each module by its dotted name, migrations left out."""
    found = {}
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if ".migrations." not in name:
                found[name] = path.read_text(encoding="utf-8")
    return found


def imports_of(name, source):
    """The full names of everything that a module imports, inside functions and by import_module() as well."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            yield from (".".join([*base, alias.name]) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))


def folder(name):
    """The folder of a module below its app: "models" for cooperation.models.meeting, "" for an app itself."""
    return "".join(name.removesuffix(".__init__").split(".")[1:2]).removesuffix("__init__")


def is_wrong(here, there):
    """Whether one folder of `cooperation` must not import from another."""
    return here != there and LAYER_OF[there] >= LAYER_OF[here]


def wrong_imports(modules):
    """A sentence for each import that goes the wrong way, and for each folder without a layer."""
    for name, source in modules.items():
        app, here = name.split(".")[0], folder(name)
        if app == "cooperation" and here and here not in LAYER_OF:
            yield f"{name} is in no layer: add its folder to LAYERS"
            continue
        for imported in imports_of(name, source):
            other, there = imported.split(".")[0], folder(imported)
            if app == "regions" and other in OURS and other != "regions":
                yield f"{name} imports {imported}: regions imports no other code of the project"
            elif app == "cooperation" and other == "config":
                yield f"{name} imports {imported}: use django.conf.settings"
            elif here == "domain" and imported.startswith("regions.models"):
                yield f"{name} imports {imported}: domain imports no model"
            elif app == other == "cooperation" and here and there in LAYER_OF and is_wrong(here, there):
                yield f"{name} imports {imported}, which is not in an earlier layer"


def imports_in_functions(source):
    """Each import statement inside a function, with the function's name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in ast.walk(node):
                if isinstance(inner, (ast.Import, ast.ImportFrom)):
                    yield f"{node.name}: {ast.unparse(inner)}"


def circular_imports(modules):
    """The modules in circular imports."""
    known = {name.removesuffix(".__init__"): name for name in modules}
    graph = {}
    for short, name in known.items():
        names = set(imports_of(name, modules[name]))
        names |= {imported.rpartition(".")[0] for imported in names}
        # A package that imports its own modules is no cycle.
        graph[short] = {other for other in names & set(known) if other != short and not short.startswith(f"{other}.")}
    while free := [name for name, names in graph.items() if not names & set(graph)]:
        for name in free:
            del graph[name]
    return sorted(graph)


def test_imports_go_from_later_layers_to_earlier_ones():
    assert list(wrong_imports(modules_of("cooperation", "regions"))) == []


def test_no_two_modules_import_each_other():
    assert circular_imports(modules_of("cooperation", "regions")) == []


def test_nothing_is_imported_inside_a_function():
    sources = modules_of(*OURS)
    assert {name: list(imports_in_functions(source)) for name, source in sources.items()} == {
        name: [] for name in sources
    }


def test_no_module_has_a_name_that_says_nothing():
    paths = [path.relative_to(ROOT) for package in (*OURS, "tests") for path in (ROOT / package).rglob("*.py")]
    names = {part.removesuffix(".py") for path in paths for part in path.parts}
    assert names & NOT_A_NAME == set()


def test_every_layer_exists():
    folders = {folder(name) for name in modules_of("cooperation")} - {""}
    assert folders == set(LAYER_OF)


def test_the_checks_read_every_module():
    modules = modules_of(*OURS)
    for name in ("regions.models", "cooperation.models.meeting", "cooperation.models.querysets", "cooperation.urls"):
        assert name in modules
    assert "cooperation.domain.choices.InForce" in imports_of(
        "cooperation.models.querysets", modules["cooperation.models.querysets"]
    )


# The checks themselves fail where they should.


@pytest.mark.parametrize(
    "source",
    [
        "import cooperation",
        "import cooperation.models",
        "import cooperation.models as m",
        "from cooperation import models",
        "from cooperation.models import Meeting",
        "def f():\n    from cooperation.models import Meeting",
        "if TYPE_CHECKING:\n    from cooperation.models import Meeting",
        "try:\n    import cooperation\nexcept ImportError:\n    pass",
        "importlib.import_module('cooperation.models')",
        "from config import settings",
        "from config.settings import HOME_COUNTRY",
    ],
)
def test_an_import_of_other_code_into_regions_is_found(source):
    [sentence] = wrong_imports({"regions.models": source})
    assert sentence.startswith("regions.models imports c")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cooperation.domain.dates", "from ..models import Meeting"),
        ("cooperation.domain.dates", "from .. import models"),
        ("cooperation.domain.dates", "from cooperation.models.meeting import Meeting"),
        ("cooperation.domain.choices", "from regions.models import Country"),
        ("cooperation.models.meeting", "from ..public.views import meetings"),
        ("cooperation.models.__init__", "from ..admin import account"),
        ("cooperation.search.query", "from ..history import versions"),
        ("cooperation.filters.base", "from ..urls import urlpatterns"),
        ("cooperation.public.views.meetings", "from ...admin.meeting import MeetingAdmin"),
        ("cooperation.desk.site", "from ..admin.record import RecordAdmin"),
        ("cooperation.public.views.home", "from config import health"),
        ("cooperation.newcomer.module", "import os"),
    ],
)
def test_an_import_in_the_wrong_direction_is_found(name, source):
    assert len(list(wrong_imports({name: source}))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cooperation.models.meeting", "from ..domain.choices import MeetingKind\nfrom .part import Part"),
        ("cooperation.models.meeting", "from regions.models import Country\nfrom django.db import models"),
        ("cooperation.domain.evidence", "from .dates import PartialDateField\nfrom regions.fields import LinesField"),
        ("cooperation.public.views.home", "from ...models import Meeting\nfrom .related_lists import Panel"),
        ("regions.models", "from .fields import LinesField\nimport cooperations"),
    ],
)
def test_an_import_in_the_right_direction_is_accepted(name, source):
    assert list(wrong_imports({name: source})) == []


def test_two_modules_that_import_each_other_are_found():
    modules = {
        "cooperation.public.views.home": "from .panels import Panel",
        "cooperation.public.views.panels": "from . import lists",
        "cooperation.public.views.lists": "from ..views.home import Home",
        "cooperation.public.views.about": "from .home import Home",
    }
    assert circular_imports(modules) == sorted(modules)
    assert (
        circular_imports({"cooperation.models.__init__": "from .a import A", "cooperation.models.a": "import os"}) == []
    )


def test_an_import_inside_a_function_is_found():
    assert list(imports_in_functions("def f():\n    import os")) == ["f: import os"]
    assert list(imports_in_functions("import os\ndef f():\n    pass")) == []
