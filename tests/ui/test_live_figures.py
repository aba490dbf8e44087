"""The figures that follow a slider, as the server hands them out."""

import importlib
import json
import pkgutil
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit import config

from metl_ui import lessons
from metl_ui.components.figure.message import Sent, parts_of
from metl_ui.lessons.live import LIVE
from metl_ui.lessons.sigmoid.panels import SECANT
from metl_ui.lessons.sigmoid.settings import FAR_OUT
from metl_ui.lessons.softmax.panels import BARS
from metl_ui.lessons.softmax.settings import SHIFTS
from metl_ui.live_figures import MOST_BYTES, LiveFigures, live_route
from tests.ui.asking import ask

SOFTMAX = {"logits": "1, 2, 3", "dtype": "float64", "c": "3", "T": "1"}
GOOD = {
    figures.name: {field.key: field.spell(field.default) for field in figures.fields}
    for figures in LIVE
} | {"softmax": SOFTMAX, "secant": {"x": "1.5", "secant_h": "0.1"}}


def get(path, query="", method="GET"):
    query = query if isinstance(query, str) else urlencode(query)
    return ask([live_route(*LIVE)], path, query, method)


def drawn(panels):
    """The parts of each figure, by its key."""
    return {
        panel.key: {
            path: json.loads(text)
            for path, text in parts_of(panel.drawing, key=panel.key, alt=panel.alt).items()
        }
        for panel in panels
    }


@pytest.mark.parametrize("figures", LIVE, ids=lambda one: one.name)
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
    (message,) = json.loads(get("/live/secant", {**GOOD["secant"], "have": have})[2])
    assert message["base"] == whole["version"]
    now = drawn(SECANT.panels(x=1.5, secant_h=0.1))["secant"]
    assert {**whole["set"], **message["set"]} == now
    assert "data/0/y" not in message["set"]  # the curve stays at home
    (other,) = json.loads(get("/live/tails", {**GOOD["tails"], "have": have})[2])
    assert other["base"] is None  # what it has is another figure
    del sent, whole
    (message,) = json.loads(get("/live/secant", {**GOOD["secant"], "have": have})[2])
    assert message["base"] is None  # of a session that is over nothing is remembered


@pytest.mark.parametrize("figures", LIVE, ids=lambda one: one.name)
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
    assert body.endswith(b".") and len(body) < 500


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*map(str, SHIFTS), *map(str, FAR_OUT), "float16", "1e400", "-0", "\0", "1_0"]),
    st.lists(st.floats(), min_size=1, max_size=11).map(lambda z: ",".join(map(str, z))),
)
KEYS = st.sampled_from(["logits", "dtype", "c", "T", "x", "far", "have", "", "e" * 50])


@given(
    st.sampled_from(LIVE),
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


def test_a_class_that_is_not_there_is_no_error():
    query = {"logits": "1, 2", "T": "1", "j": "10", "nudge": "1"}
    status, _, body = get("/live/nudge", query)
    assert status == 200
    assert "Logit 2 changes" in json.loads(body)[0]["set"]["alt"]


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
        assert live_route(*LIVE).path == f"/{base.strip('/')}/live/{{name}}"
    finally:
        config.set_option("server.baseUrlPath", before)


def test_every_set_that_a_lesson_makes_is_served_under_a_name_of_its_own():
    made = {
        id(value): value
        for module in pkgutil.walk_packages(lessons.__path__, "metl_ui.lessons.")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, LiveFigures)
    }
    assert {figures.name for figures in made.values()} == {figures.name for figures in LIVE}
    assert len({figures.name for figures in LIVE}) == len(LIVE) == len(made)
