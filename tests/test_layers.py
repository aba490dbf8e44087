"""Who may import whom: app -> pages -> metl_ui -> metl_core -> numpy, never upward."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: For the files below a place, the packages that they may import, the standard library aside.
#: The first place that holds a file counts.
LAYERS = {
    "metl_core": {"metl_core", "numpy"},
    "metl_ui/charts": {"metl_ui.charts", "metl_core", "numpy", "plotly"},
    "metl_ui/serving": {
        "metl_ui.serving",
        "metl_core",
        "streamlit",
        "starlette",
        "prometheus_client",
        "google.protobuf",
    },
    "metl_ui/components/share": {"metl_ui", "starlette", "segno"},
    "metl_ui": {"metl_ui", "metl_core", "numpy", "plotly", "streamlit", "starlette"},
    "pages": {"metl_ui", "metl_core", "streamlit"},
    "app.py": {"metl_ui", "streamlit", "pandas"},
}

SOURCES = sorted(
    {
        path.relative_to(ROOT).as_posix()
        for place in LAYERS
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    }
)


def imported(source: str, file: str) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything that a file imports, wherever it does so."""
    package = file.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def upward_imports(source: str, file: str) -> list[str]:
    """What a file imports and may not, as "file:line imports name"."""
    layer = next(place for place in LAYERS if file == place or file.startswith(f"{place}/"))
    allowed = LAYERS[layer]
    return [
        f"{file}:{line} imports {name}"
        for line, name in imported(source, file)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(f"{name}.".startswith(f"{package}.") for package in allowed)
    ]


@pytest.mark.parametrize("file", SOURCES)
def test_a_file_imports_only_from_its_own_layer_and_below(file):
    assert upward_imports((ROOT / file).read_text(encoding="utf-8"), file) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("metl_core/losses.py", "import streamlit as st"),
        ("metl_core/losses.py", "import scipy.special"),
        ("metl_core/losses.py", "from metl_ui.charts import theme"),
        ("metl_core/losses.py", "def f():\n    import plotly.graph_objects as go"),
        ("metl_core/losses.py", "from ..metl_ui import lessons"),
        ("metl_ui/charts/bars.py", "import streamlit"),
        ("metl_ui/charts/bars.py", "from metl_ui import controls"),
        ("metl_ui/charts/bars.py", "from .. import controls"),
        ("metl_ui/controls.py", "from pages import softmax"),
        ("metl_ui/controls.py", "import app"),
        ("pages/softmax.py", "import numpy as np"),
        ("app.py", "import metl_core"),
    ],
)
def test_an_upward_import_is_caught(file, source):
    assert len(upward_imports(source, file)) == 1


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("metl_core/losses.py", "import numpy as np\nfrom metl_core.activations import softmax"),
        ("metl_core/losses.py", "from .activations import softmax\nimport math"),
        ("metl_ui/charts/bars.py", "from . import theme\nfrom metl_ui.charts.theme import INK"),
        ("metl_ui/controls.py", "from metl_ui.charts import theme\nimport streamlit as st"),
        ("pages/softmax.py", "from metl_core import softmax\nimport streamlit as st"),
    ],
)
def test_an_import_from_below_is_let_through(file, source):
    assert upward_imports(source, file) == []


def test_every_layer_is_looked_at():
    for place in LAYERS:
        assert any(file == place or file.startswith(f"{place}/") for file in SOURCES), place


def test_no_module_of_the_interface_hides_one_of_the_standard_library():
    # Streamlit puts the folder of its script, metl_ui, first on the path.
    modules = {path.stem for path in (ROOT / "metl_ui").iterdir()}
    assert modules & sys.stdlib_module_names == set()
