"""The frame of a lesson: what it says of a link, and the code it shows."""

import inspect

import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.contents import LESSONS
from metl_ui.lesson import place
from metl_ui.link import quoted


def page():
    import streamlit as st

    from metl_ui.controls import select, slider
    from metl_ui.lesson import notice, open_lesson, show_code
    from metl_ui.link import Choice, Whole, quoted

    hidden = Whole(key="hidden", label="Hidden units", default=8, minimum=1, maximum=64)
    data = Choice(key="data", label="Data", options=("moons", "xor"), default="moons")
    open_lesson("softmax", [hidden, data])
    st.session_state["values"] = (slider(hidden), select(data))
    notice("Nothing $x$.")
    show_code(quoted)


def run(**query):
    app = AppTest.from_function(page)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def test_a_lesson_is_headed_by_its_title_and_question():
    lesson = next(lesson for lesson in LESSONS if lesson.path == "softmax")
    app = run()
    assert app.title[0].value == lesson.title
    assert app.markdown[0].value == f"**{lesson.question}**"
    assert not app.warning


def test_a_good_link_is_used_without_a_word():
    app = run(hidden="9", data="xor", embed="true")
    assert app.session_state["values"] == (9, "xor")
    assert not app.warning


def test_a_bad_link_is_told_and_cleared_and_its_good_part_is_used():
    app = run(hidden="900", data="xor", foo="<b>**x**")
    assert app.session_state["values"] == (8, "xor")
    assert app.warning[0].value == (
        "- hidden must be a whole number from 1 to 64, got `900`; 8 is used instead.\n"
        "- `foo` is not a setting of this page and was left out."
    )
    assert app.query_params == {"data": "xor"}


def test_the_word_stays_until_the_reader_dismisses_it():
    app = run(hidden="900")
    app.slider(key="hidden").set_value(10).run()
    assert len(app.warning) == 1
    app.button[0].click().run()
    assert not app.warning
    app.slider(key="hidden").set_value(11).run()
    assert not app.warning
    assert app.session_state["values"][0] == 11


def test_a_word_dismissed_stays_away_though_the_link_keeps_its_cause():
    app = run(hidden="9")
    app.query_params["foo"] = "1"  # as by a step back in the browser: widgets hold the link now
    app.run()
    assert app.warning[0].value == "- `foo` is not a setting of this page and was left out."
    app.button[0].click().run()
    assert app.query_params == {"hidden": "9", "foo": "1"}
    assert not app.warning


def test_a_huge_link_is_told_briefly():
    app = run(**{f"key{i}": "x" * 400 for i in range(500)})
    assert len(app.warning[0].value) < 2000


@pytest.mark.parametrize("text", ["1e999", "nan", "-inf", "3.7", "", "[x](https://example.org)"])
def test_no_junk_falls_over(text):
    app = run(hidden=text, data=text)
    assert app.session_state["values"] == (8, "moons")
    assert len(app.warning) == 1


def test_the_code_shown_is_the_code_that_runs():
    app = run()
    assert app.code[0].value.strip() == inspect.getsource(quoted).strip()
    assert any(markdown.value == f"`{place(quoted)}`" for markdown in app.markdown)


def test_a_place_is_a_file_and_its_line():
    file, line = place(quoted).split(":")
    assert file == "metl_ui/link.py"
    with open(inspect.getsourcefile(quoted), encoding="utf-8") as source:
        assert source.readlines()[int(line) - 1].startswith("def quoted(")


def going_on():
    import streamlit as st

    from metl_ui.controls import live_slider, text
    from metl_ui.lesson import Try, for_teachers, open_lesson, try_next
    from metl_ui.link import Number, Text, numbers

    read = numbers(at_least=1, at_most=3, minimum=-9, maximum=9)
    z = Text(key="z", label="Logits", default="1, 2", read=read)
    h = Number(key="h", label="Step", default=1.0, minimum=0.0, maximum=2.0, step=0.1)
    open_lesson("softmax", [z, h])
    st.session_state["values"] = (text(z), live_slider(h))
    try_next(
        [z, h],
        Try("What if h is small?", {"h": 0.1}),
        Try("Are three alike?", {"z": "3, 3, 3"}),
    )
    for_teachers(meets={"smaller h": "Try it."}, ask=["Why?"])


def test_a_try_sets_what_it_names_and_all_else_to_its_default():
    app = AppTest.from_function(going_on).run()
    app.text_input[0].set_value("5, 6").run()
    app.button(key="try 1").click().run()
    assert app.session_state["values"] == ((1.0, 2.0), 0.1)
    app.button(key="try 2").click().run()
    assert app.session_state["values"] == ((3.0, 3.0, 3.0), 1.0)


def test_a_note_for_teachers_names_the_misconception_and_what_to_do():
    texts = [block.value for block in AppTest.from_function(going_on).run().markdown]
    assert any("About 9 minutes" in text for text in texts)
    assert "- *A smaller h is always better.* Try it." in texts


def two_lessons():
    import streamlit as st

    from metl_ui.controls import live_slider
    from metl_ui.lesson import open_lesson
    from metl_ui.link import Number

    a, b = (
        Number(key=key, label=key, default=1.0, minimum=0.0, maximum=2.0, step=0.1) for key in "ab"
    )
    second = st.session_state.get("second", False)
    open_lesson("sigmoid" if second else "softmax", [b if second else a])
    live_slider(b if second else a)


def test_what_the_last_lesson_left_in_the_address_goes_without_a_word():
    app = AppTest.from_function(two_lessons)
    app.query_params["a"] = "0.5"
    app.run()
    app.session_state["second"] = True
    app.query_params.update({"a": "0.5", "b": "1.5"})
    app.run()
    assert not app.warning
    assert app.query_params == {"b": "1.5"}
    app.query_params["c"] = "1"
    app.run()
    assert "`c` is not a setting" in app.warning[0].value
