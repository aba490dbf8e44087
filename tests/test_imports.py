"""What a start loads: looked at in a process of its own, by names and never by time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(str(page) for page in (ROOT / "pages").glob("*.py"))

LOADED = """
import ast, json, sys
before = set()
def tell():
    print(json.dumps(sorted(set(sys.modules) - before)))
{statements}
"""
CORE = """
import numpy
before = set(sys.modules)
import metl_core
tell()
"""
# Of a page only what it imports: what it does is for other tests.
APP = """
import app
tell()
for page in PAGES:
    tree = ast.parse(open(page, encoding="utf-8").read())
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(imports, []), page, "exec"), {})
tell()
"""

# Large, and of no use to sums over arrays.
NOT_FOR_THE_CORE = {
    "asyncio",
    "concurrent.futures",
    "ctypes",
    "doctest",
    "email",
    "http",
    "logging",
    "multiprocessing",
    "numpy.ctypeslib",
    "numpy.f2py",
    "numpy.fft",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.testing",
    "pydoc",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "unittest",
    "xml",
}
# What the tests and benchmarks need, and what Streamlit and Plotly load only for those who use it.
NOT_FOR_A_PAGE = {
    "IPython",
    "altair",
    "benchmarks",
    "hypothesis",
    "matplotlib",
    "mpmath",
    "numpy.testing",
    "playwright",
    "plotly.express",
    "plotly.figure_factory",
    "pydeck",
    "pytest",
    "scipy",
    "sklearn",
    "tests",
    "tools",
    "torch",
}


def loaded(statements: str) -> list[set[str]]:
    """The modules that a new process has loaded at each `tell()` of these statements."""
    return [set(json.loads(line)) for line in printed(LOADED.format(statements=statements))]


def printed(statements: str) -> list[str]:
    """The lines that a new process prints, which nobody has told how many threads to use."""
    done = subprocess.run(
        [sys.executable, "-c", statements],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "NUM_THREADS" not in name},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def of_the_core() -> set[str]:
    """What the core loads that NumPy does not load by itself."""
    return loaded(CORE)[0]


@pytest.fixture(scope="module")
def of_the_app() -> list[set[str]]:
    """What the server has loaded before anybody opens a page, and after all have been opened."""
    return loaded(f"PAGES = {PAGES!r}" + APP)


def test_the_core_loads_numpy_and_the_standard_library_and_nothing_else(of_the_core):
    packages = {name.split(".")[0] for name in of_the_core}
    from_cython = {name for name in packages if name.lower().startswith(("cython", "_cython"))}
    assert packages - from_cython <= sys.stdlib_module_names | {"numpy", "metl_core"}
    assert "metl_core.training" in of_the_core  # or nothing of this were tested


def test_the_core_loads_nothing_large_that_it_has_no_use_for(of_the_core):
    assert not of_the_core & NOT_FOR_THE_CORE


def test_what_a_run_is_taken_home_with_is_not_loaded_with_the_core(of_the_core):
    assert not {name for name in of_the_core if name.startswith("metl_core.take_home")}


def test_the_server_starts_without_the_studio(of_the_app):
    at_start, _ = of_the_app
    assert not {name for name in at_start if name.startswith("metl_ui.studio")}
    assert "metl_ui.live_figures" in at_start  # or nothing of this were tested


def test_no_reader_meets_a_half_imported_pandas(of_the_app):
    # Plotly would look into it while another thread imports it for a table.
    at_start, _ = of_the_app
    assert "pandas" in at_start


def test_no_page_loads_what_it_has_no_use_for(of_the_app):
    _, at_last = of_the_app
    assert len(PAGES) >= 4
    assert "metl_ui.studio.session" in at_last  # or nothing of this were tested
    assert not at_last & NOT_FOR_A_PAGE


def test_a_matrix_product_of_the_app_takes_one_thread():
    # The library reads it when it is loaded: to say it later would change nothing.
    threads = "print([pool['num_threads'] for pool in threadpool_info()])"
    lines = printed(f"import app\nfrom threadpoolctl import threadpool_info\n{threads}")
    assert json.loads(lines[-1]) == [1]
