"""A small app of sliders for tests/browser/test_live_slider.py, served the way the real one is."""

import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from metl_ui.components.served import modules_route  # noqa: E402  # the path to it comes first
from metl_ui.serving.headers import security_headers  # noqa: E402
from metl_ui.serving.vendor import plotly_js_route  # noqa: E402

app = st.App(
    HERE / "script.py",
    routes=[modules_route, plotly_js_route],
    middleware=[security_headers],
)
