"""Links that mean harm, to every page: what is good is kept, the rest is named, and soon."""

import importlib
import pkgutil
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metl_ui import experiment, lessons
from metl_ui.lessons.live import LIVE
from metl_ui.link import MAX_SENTENCES, Choices, Text, sift
from metl_ui.live_figures import MOST_BYTES, live_route
from metl_ui.serving.messages import LONGEST_LINK
from metl_ui.studio import session
from tests.hostile.bounds import bounded
from tests.pages.opening import open_page
from tests.ui.asking import ask


def fields_in(module):
    return [one for one in vars(module).values() if isinstance(getattr(one, "key", None), str)]


PAGES = {
    module.name: fields_in(importlib.import_module(f"metl_ui.lessons.{module.name}.settings"))
    for module in pkgutil.iter_modules(lessons.__path__)
    if module.ispkg and module.name != "home"
}
PAGES["train"] = [*experiment.FIELDS, *session.ADDRESS]

JUNK = st.one_of(
    st.sampled_from(("nan", "inf", "-inf", "-0", "1e400", "0x10", "1_0", "٣", "null", "true", "")),
    st.sampled_from(
        ("9" * 5000, "1," * 3000, "0." + "0" * 9000 + "1", "(" * 2000, "1:W1[0,0]=1;" * 300)
    ),
    st.sampled_from(
        ("<script>alert(1)</script>", "[x](javascript:alert(1))", "$x$", "`", "|", "\\")
    ),
    st.sampled_from(
        ("\0", "\r\n", "\u202e", "\ud800", "\ufeff", "%00", "../../etc/passwd", "\x1b[2J")
    ),
    st.floats().map(repr),
    st.integers().map(str),
    st.lists(st.floats().map(repr), max_size=12).map(",".join),
    st.text(max_size=40),
)


@st.composite
def links(draw):
    """(page, query): some of the page's own keys, and others."""
    page = draw(st.sampled_from(sorted(PAGES)))
    own = st.sampled_from([field.key for field in PAGES[page]])
    return page, draw(st.dictionaries(own | JUNK, st.lists(JUNK, max_size=4), max_size=6))


@given(links())
def test_what_is_kept_of_a_link_is_good_and_the_rest_is_named_in_a_few_short_lines(link):
    page, query = link
    check(PAGES[page], query, bounded("links", lambda: sift(PAGES[page], query)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {f"k{i}": ["1"] for i in range(LONGEST_LINK // 5)},
        {"\ud800" * (LONGEST_LINK // 3): ["x"]},
        {"seed": ["nan"] * (LONGEST_LINK // 5)},
        {"features": [f"x{i}" for i in range(LONGEST_LINK // 12)]},
        {"changes": ["1:W1[0,0]=1;" * (LONGEST_LINK // 12)], "at": ["1" * LONGEST_LINK]},
    ],
    ids=["many keys", "a long key", "many values", "many choices", "long values"],
)
def test_the_longest_link_is_soon_read(page, query):
    check(PAGES[page], query, bounded("longest links", lambda: sift(PAGES[page], query)))


def check(fields, query, sifted):
    by_key = {field.key: field for field in fields}
    assert len(sifted.sentences) <= MAX_SENTENCES + 1
    for sentence in sifted.sentences:
        assert len(sentence) < 1000 and sentence.isprintable()
        assert "<script" not in sentence.replace("`<script", "")  # but as code
    for key, values in sifted.kept.items():
        field = by_key[key]
        assert set(values) <= set(query[key]) or not isinstance(field, Text | Choices)
        if not isinstance(field, Text):  # whose box keeps what was typed, and says what is wrong
            assert all(field.parse(value) is not None for value in values)


@given(st.sampled_from(LIVE), st.data())
def test_figures_are_drawn_for_good_settings_and_refused_for_all_else(figures, data):
    keys = st.sampled_from([*(field.key for field in figures.fields), "have", ""])
    pairs = data.draw(st.lists(st.tuples(keys, JUNK), max_size=8))
    wanted = {field.key: field.spell(field.default) for field in figures.fields}
    wanted |= dict(data.draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else {})
    query = urlencode([*wanted.items(), *pairs[:1]], errors="replace")
    status, _, body = bounded("live figures", lambda: ask([ROUTE], figures.address, query))
    assert status in (200, 400)
    assert status == 200 or (len(body) < 1000 and body.endswith(b"."))
    assert status == 400 or len(query) <= MOST_BYTES


ROUTE = live_route(*LIVE)


@settings(max_examples=max(5, settings().max_examples // 20))
@given(links())
def test_a_page_opens_with_any_link(link):
    page, query = link
    query = {key: [v.replace("\ud800", "?") for v in values] for key, values in query.items()}
    app = open_page(page, **{k.replace("\ud800", "?"): v for k, v in query.items() if v})
    assert app.title
