"""The server's side of the matrices and of the lit code: what the browser is told and may ask."""

import json

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from metl_ui.components.lit_code import show_lit_code
    from metl_ui.components.matrices import Group, Matrix, Place, show_matrices

    known = Matrix("A", "A", "1 × 2", (1, 2), [[1.0, -2.0]], 2.0, "input", "#7830fc")
    unknown = Matrix("B", "B", "1 × 1", (1, 1), None, 1.0)
    show_matrices(
        [Group("All", [[known], [unknown]])],
        key="matrices",
        chosen=Place("A", 0, 1),
        used=[Place("A", 0, 0)],
        on_choose=lambda place: st.session_state.update(got=place),
    )
    show_lit_code(["<b>x</b> = 1", "y = 2"], key="code", place="f.py", first=7, lit={8})


def opened():
    app = AppTest.from_function(page).run()
    assert not app.exception
    return app


def data(app, index):
    return json.loads(app.get("bidi_component")[index].proto.json)


def test_the_browser_is_told_every_number_and_where_none_is_yet():
    told = data(opened(), 0)
    (group,) = told["groups"]
    first, second = (matrices[0] for matrices in group["columns"])
    assert first["values"] == [[1.0, -2.0]]
    assert second["values"] is None
    assert (told["chosen"], told["used"]) == (["A", 0, 1], [["A", 0, 0]])


def test_code_travels_as_text_with_its_numbers_and_what_is_lit():
    assert data(opened(), 1)["lines"] == [
        {"number": 7, "text": "<b>x</b> = 1", "lit": False},
        {"number": 8, "text": "y = 2", "lit": True},
    ]


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (["A", 0, 1], ("A", 0, 1)),
        (["A", 0, 2], None),
        (["A", -1, 0], None),
        (["B", 0, 0], None),  # not computed yet
        (["C", 0, 0], None),
        (["A", 0], None),
        (["A", "0", 0], None),
        (["A", 0.5, 0], None),
        ("A", None),
        (None, None),
        ({"matrix": "A"}, None),
    ],
)
def test_a_number_that_was_chosen_is_heard_if_it_is_there(sent, place, monkeypatch):
    from metl_ui.components.matrices import Group, Matrix, matrices

    heard, callbacks = [], {}
    monkeypatch.setattr(matrices, "_matrices", lambda **given: callbacks.update(given))
    monkeypatch.setattr(matrices.st, "session_state", {"m": {"chosen": sent}})
    shown = Matrix("A", "A", "1 × 2", (1, 2), [[1.0, -2.0]], 2.0)
    empty = Matrix("B", "B", "1 × 1", (1, 1), None, 1.0)
    matrices.show_matrices(
        [Group("All", [[shown, empty]])], key="m", chosen=None, used=[], on_choose=heard.append
    )
    callbacks["on_chosen_change"]()
    assert heard == ([] if place is None else [place])
