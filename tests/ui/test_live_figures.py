"""The figures that follow a slider, as the server hands them out."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit import config

from metl_ui.components.figure.message import Sent, parts_of
from metl_ui.lessons.sigmoid.panels import AT_X, SECANT, TAILS
from metl_ui.lessons.sigmoid.settings import FAR_OUT
from metl_ui.lessons.softmax.panels import BARS
from metl_ui.lessons.softmax.settings import SHIFTS
from metl_ui.live_figures import MOST_BYTES, live_route
from tests.ui.asking import ask

SETS = (BARS, AT_X, SECANT, TAILS)
SOFTMAX = {"logits": "1, 2, 3", "dtype": "float64", "c": "3", "T": "1"}
AT_1_5 = {"x": "1.5", "secant_h": "0.1"}
GOOD = {
    "softmax": SOFTMAX,
    "sigmoid": AT_1_5,
    "secant": AT_1_5,
    "tails": {"far": "40", "dtype": "float64"},
}


def get(path, query="", method="GET"):
    query = query if isinstance(query, str) else urlencode(query)
    return ask([live_route(*SETS)], path, query, method)


def drawn(panels):
    """The parts of each figure, by its key."""
    return {
        panel.key: {
            path: json.loads(text)
            for path, text in parts_of(panel.drawing, key=panel.key, alt=panel.alt).items()
        }
        for panel in panels
    }


@pytest.mark.parametrize("figures", SETS, ids=lambda one: one.name)
def test_the_figures_are_those_of_the_page_for_the_same_settings(figures):
    settings = GOOD[figures.name]
    status, headers, body = get(figures.address, settings)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert headers["cache-control"] == "no-store"
    values = {field.key: field.parse(settings[field.key]) for field in figures.fields}
    assert {one["key"]: one["set"] for one in json.loads(body)} == drawn(figures.panels(**values))


def test_a_browser_that_has_the_whole_figures_gets_what_differs():
    sent, (panel,) = Sent(), SECANT.panels(x=-2.0, secant_h=1.0)
    parts = parts_of(panel.drawing, key="secant", alt=panel.alt)
    whole = json.loads(sent.message("secant", parts))
    have = f"0123456789abcdef,{whole['version']}"
    (message,) = json.loads(get("/live/secant", {**AT_1_5, "have": have})[2])
    assert message["base"] == whole["version"]
    now = drawn(SECANT.panels(x=1.5, secant_h=0.1))["secant"]
    assert {**whole["set"], **message["set"]} == now
    assert "data/0/y" not in message["set"]  # the curve stays at home
    (other,) = json.loads(get("/live/tails", {**GOOD["tails"], "have": have})[2])
    assert other["base"] is None  # what it has is another figure
    del sent, whole
    (message,) = json.loads(get("/live/secant", {**AT_1_5, "have": have})[2])
    assert message["base"] is None  # of a session that is over nothing is remembered


@pytest.mark.parametrize("figures", SETS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "change",
    [
        lambda query: query[1:],
        lambda query: [*query, query[0]],
        lambda query: [*query, ("colour", "red")],
        lambda query: [(query[0][0], "nan"), *query[1:]],
        lambda query: [(query[0][0], ""), *query[1:]],
        lambda query: [(query[0][0], "9" * 2500), *query[1:]],
        lambda query: [(query[0][0], "1" * MOST_BYTES), *query[1:]],
        lambda query: [*query, ("have", "a"), ("have", "b")],
        lambda query: [*query, ("have", "a," * 40)],
    ],
)
def test_settings_that_are_none_are_answered_with_a_sentence(figures, change):
    status, headers, body = get(figures.address, change(list(GOOD[figures.name].items())))
    assert (status, headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert headers["x-content-type-options"] == "nosniff"
    assert body.endswith(b".") and len(body) < 500


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*map(str, SHIFTS), *map(str, FAR_OUT), "float16", "1e400", "-0", "\0", "1_0"]),
    st.lists(st.floats(), min_size=1, max_size=11).map(lambda z: ",".join(map(str, z))),
)
KEYS = st.sampled_from(["logits", "dtype", "c", "T", "x", "secant_h", "far", "have", "", "e" * 50])


@given(
    st.sampled_from(SETS),
    st.dictionaries(KEYS, TEXTS, max_size=5),
    st.lists(st.tuples(KEYS, TEXTS), max_size=2),
)
def test_whatever_is_asked_for_is_answered(figures, changes, more):
    query = [*{**GOOD[figures.name], **changes}.items(), *more]
    status, _, body = get(figures.address, urlencode(query, errors="replace"))
    assert status in (200, 400)
    if status == 200:
        for message in json.loads(body, parse_constant=pytest.fail):  # no NaN: that is not JSON
            assert message["set"]["alt"]


@given(
    st.lists(st.floats(-10_000, 10_000), min_size=2, max_size=10),
    st.sampled_from(SHIFTS),
    st.sampled_from(BARS.fields[3].options),
    st.sampled_from(BARS.fields[1].options),
)
def test_every_setting_of_the_lesson_has_its_figures(logits, c, T, dtype):
    query = {"logits": ",".join(map(repr, logits)), "c": repr(c), "T": repr(T), "dtype": dtype}
    assert get("/live/softmax", query)[0] == 200


@pytest.mark.parametrize("query", ["%", "%ff=%fe", "&&&=", "a" * 9000, "x=1;x=2"])
def test_what_is_no_query_at_all_is_refused(query):
    assert get("/live/sigmoid", query)[0] == 400


@pytest.mark.parametrize("path", ["/live/", "/live/nothing", "/live/softmax/more", "/live/../app"])
def test_nothing_else_can_be_had(path):
    assert get(path, SOFTMAX)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_can_only_be_read(method):
    assert get("/live/softmax", SOFTMAX, method)[0] == 405


@pytest.mark.parametrize("base", ["metl", "/class/metl/"])
def test_below_a_base_path_it_lies_below_it_too(base):
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", base)
    try:
        assert live_route(*SETS).path == f"/{base.strip('/')}/live/{{name}}"
    finally:
        config.set_option("server.baseUrlPath", before)


def test_every_set_that_a_page_moves_is_served():
    root = Path(__file__).resolve().parents[2]
    moved = "".join(path.read_text(encoding="utf-8") for path in (root / "pages").glob("*.py"))
    served = (root / "app.py").read_text(encoding="utf-8")
    for name in ("BARS", "AT_X", "TAILS"):
        assert f"moves={name}" in moved
        assert name in served.partition("live_route(")[2].partition(")")[0]
