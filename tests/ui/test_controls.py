"""Each control asks for its field, and what it hands on is always a value of the field."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from metl_ui.controls import choices, ladder, number, segments, select, slider, text, toggle
    from metl_ui.link import Choice, Choices, Flag, Number, Text, Whole, numbers

    st.session_state["values"] = {
        "shift": slider(
            Number(key="shift", label="Shift", default=0.0, minimum=-9.0, maximum=9.0, step=0.05)
        ),
        "hidden": slider(
            Whole(key="hidden", label="Hidden units", default=8, minimum=1, maximum=64)
        ),
        "seed": number(Whole(key="seed", label="Seed", default=0, minimum=0, maximum=2**32 - 1)),
        "noise": number(
            Number(key="noise", label="Noise", default=0.1, minimum=0.0, maximum=1.0, step=0.01)
        ),
        "data": select(Choice(key="data", label="Data", options=("moons", "xor"), default="moons")),
        "dtype": segments(
            Choice(key="dtype", label="Type", options=("float32", "float64"), default="float64")
        ),
        "rate": ladder(
            Choice(key="rate", label="Rate", options=(0.0001, 0.03, 1.0, 10.0), default=0.03)
        ),
        "features": choices(
            Choices(
                key="features", label="Features", options=("x1", "x2", "x1x2"), default=("x1", "x2")
            )
        ),
        "naive": toggle(Flag(key="naive", label="Naive")),
        "logits": text(
            Text(
                key="logits",
                label="Logits",
                default="1, 2, 3",
                read=numbers(at_least=2, at_most=5, minimum=-1e6, maximum=1e6),
            )
        ),
    }


DEFAULTS = {
    "shift": 0.0,
    "hidden": 8,
    "seed": 0,
    "noise": 0.1,
    "data": "moons",
    "dtype": "float64",
    "rate": 0.03,
    "features": ("x1", "x2"),
    "naive": False,
    "logits": (1.0, 2.0, 3.0),
}


def run(**query):
    app = AppTest.from_function(page)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def values(app):
    return app.session_state["values"]


def test_an_empty_link_gives_the_defaults_in_their_types():
    read = values(run())
    assert read == DEFAULTS
    assert {key: type(value) for key, value in read.items()} == {
        key: type(value) for key, value in DEFAULTS.items()
    }


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("shift", "-2.35", -2.35),
        ("hidden", "64", 64),
        ("seed", "4294967295", 2**32 - 1),
        ("noise", "0.25", 0.25),
        ("data", "xor", "xor"),
        ("dtype", "float32", "float32"),
        ("rate", "10", 10.0),
        ("rate", "0.0001", 0.0001),
        ("features", "x1x2", ("x1x2",)),
        ("features", ["x1x2", "x1"], ("x1", "x1x2")),
        ("naive", "true", True),
        ("logits", "5,6", (5.0, 6.0)),
    ],
)
def test_a_link_sets_its_control_and_stays_as_it_is(key, text, value):
    app = run(**{key: text})
    assert values(app) == {**DEFAULTS, key: value}
    assert type(values(app)[key]) is type(value)
    assert app.query_params == {key: text}


@pytest.mark.parametrize(
    "text", ["abc", "", "nan", "inf", "-inf", "1e999", "-99999999999", "99999999999", "\0"]
)
def test_junk_that_reaches_the_controls_leaves_the_defaults(text):
    assert values(run(**{key: text for key in DEFAULTS if key != "logits"})) == DEFAULTS


def test_a_changed_control_is_in_the_link():
    app = run()
    app.select_slider(key="rate").set_value(1.0)
    app.text_input(key="logits").set_value("4, 5")
    app.run()
    assert (values(app)["rate"], values(app)["logits"]) == (1.0, (4.0, 5.0))


def test_bad_text_is_kept_and_explained_while_the_last_good_value_goes_on():
    app = run()
    app.text_input(key="logits").set_value("4, 5").run()
    app.text_input(key="logits").set_value("4, five").run()
    assert values(app)["logits"] == (4.0, 5.0)
    assert app.text_input(key="logits").value == "4, five"
    assert [error.value for error in app.error] == [
        "logits must be numbers from -1000000 to 1000000; number 2 of 2 is `five`. "
        "Until then `4, 5` is used."
    ]
    app.text_input(key="logits").set_value("6, 7").run()
    assert values(app)["logits"] == (6.0, 7.0)
    assert not app.error


def test_bad_text_in_a_link_is_kept_and_explained_while_the_default_is_used():
    app = run(logits="a,b")
    assert values(app)["logits"] == (1.0, 2.0, 3.0)
    assert app.text_input(key="logits").value == "a,b"
    assert "Until then `1, 2, 3` is used." in app.error[0].value


def test_with_nothing_chosen_the_last_choice_goes_on():
    app = run()
    app.button_group(key="features").set_value(["x1x2"]).run()
    assert values(app)["features"] == ("x1x2",)
    app.button_group(key="features").set_value([]).run()
    assert values(app)["features"] == ("x1x2",)
    assert app.error[0].value == "features must be at least one; x1x2 is used until then."


def test_a_number_box_tells_every_step_from_the_next():
    app = run()
    assert app.number_input(key="noise").proto.format == "%.2f"
    assert app.number_input(key="seed").proto.format == "%.0f"
    assert app.slider(key="shift").proto.format == "%.2f"
