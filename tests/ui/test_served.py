"""The components' files, as the server hands them out."""

import re
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from metl_ui.components import served
from metl_ui.serving.vendor import below_the_base
from tests.ui.asking import ask

COMPONENTS = Path(served.__file__).parent
MODULES = sorted(path.relative_to(COMPONENTS).as_posix() for path in COMPONENTS.rglob("*.js"))
SHEETS = sorted(path.relative_to(COMPONENTS).as_posix() for path in COMPONENTS.rglob("*.css"))


def get(address):
    return ask([served.modules_route], address)


@pytest.fixture(scope="module")
def folder():
    """Where a page is told to import the modules from."""

    def page():
        import plotly.graph_objects as go

        from metl_ui.components.figure import show_figure

        show_figure(go.Figure(), key="one", alt="One")

    loader = AppTest.from_function(page).run().main.children[0].proto.js_content
    found = re.search(r'"modules/[0-9a-f]{16}/(?=figure/figure\.js")', loader)
    assert found, loader
    return "/" + found[0].strip('"')


@pytest.mark.parametrize("path", MODULES + SHEETS)
def test_every_file_is_served_as_it_lies_there(folder, path):
    status, headers, body = get(folder + path)
    assert (status, body) == (200, (COMPONENTS / path).read_bytes())
    kind = "text/javascript" if path.endswith(".js") else "text/css"
    assert headers["content-type"] == f"{kind}; charset=utf-8"


def test_a_browser_may_keep_what_it_got_for_good(folder):
    _, headers, _ = get(folder + "figure/figure.js")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_address_of_another_version_is_not_answered_with_this_one(folder):
    other = re.sub("[0-9a-f]{16}", "0" * 16, folder)
    assert get(other + "figure/figure.js")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "figure/no_such_file.js",
        "figure/figure.py",  # lies there, but is not for the browser
        "served.py",
        "../contents.py",
        "../style.css",
        "figure/../served.py",
        "%2e%2e/style.css",
        "..%2fstyle.css",
        "/etc/passwd",
        "",
    ],
)
def test_nothing_else_can_be_had(folder, path):
    status, headers, body = get(folder + path)
    assert (status, body) == (404, b"")
    assert "cache-control" not in headers  # a browser that keeps a 404 would never look again


@pytest.mark.parametrize("path", MODULES)
def test_what_a_module_imports_is_there(path):
    text = (COMPONENTS / path).read_text()
    wanted = re.findall(r'from "([^"]+)"', text) + re.findall(r'new URL\("([^"]+\.css)"', text)
    missing = [name for name in wanted if not ((COMPONENTS / path).parent / name).is_file()]
    assert not missing


@pytest.mark.parametrize("base", ["metl", "/class/metl/"])
def test_below_a_base_path_the_modules_lie_below_it_too(base, folder):
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", base)
    try:
        assert below_the_base(folder) == f"/{base.strip('/')}{folder}"
    finally:
        config.set_option("server.baseUrlPath", before)


def test_a_module_that_is_not_there_is_refused_by_name():
    with pytest.raises(ValueError, match=r"^module must be one of .*, got 'figure/figur\.js'$"):
        served.component("metl_nothing", "figure/figur.js")
