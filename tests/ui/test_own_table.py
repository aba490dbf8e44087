"""What a tab sends back of a reader's table: it came from a browser."""

import base64

import pytest
from streamlit.testing.v1 import AppTest

TABLE = ("a,b,label\n" + "".join(f"{i},{i * i % 7},{'ny'[i % 2]}\n" for i in range(24))).encode()


def page():
    import streamlit as st

    from metl_ui.components.kept_table.kept_table import _read
    from metl_ui.own_table import _take_back, ask_for_table

    if "returned" in st.session_state:
        _take_back(_read(st.session_state.pop("returned")))
    ask_for_table()


def after(returned):
    app = AppTest.from_function(page)
    app.session_state["returned"] = returned
    return app.run()


def told(app):
    """What the tab is told: to keep these bytes, or None."""
    protos = [element.proto for element in app.main]
    (proto,) = [p for p in protos if getattr(p, "component_name", "") == "metl_kept_table"]
    return proto.bytes if proto.WhichOneof("data") == "bytes" else None


def test_a_session_without_a_table_takes_the_one_that_the_tab_has_kept():
    app = after(base64.b64encode(TABLE).decode())
    assert not app.info
    assert app.session_state["own table"].dataset.n_samples == 24
    assert told(app) == TABLE


def test_a_session_with_a_table_of_its_own_keeps_that_one():
    app = AppTest.from_function(page).run()
    assert told(app) is None  # the tab is asked
    app.file_uploader[0].set_value(("table.csv", TABLE, "text/csv")).run()
    app.session_state["returned"] = base64.b64encode(TABLE.replace(b"1", b"2")).decode()
    assert told(app.run()) == TABLE


@pytest.mark.parametrize(
    "junk",
    [None, 7, {}, ["YQ=="], "", "ä", "YQ", "Y Q==", "YQ==", "A" * 1_400_000, "A" * 1_333_336],
    ids=lambda junk: repr(junk)[:20],
)
def test_junk_from_a_tab_is_forgotten_there_and_the_reader_is_asked_anew(junk):
    app = after(junk)
    assert not app.exception
    assert "A CSV file" in app.info[0].value
    assert told(app) == b""
    assert told(app.run()) is None
