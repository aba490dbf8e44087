"""The door: `streamlit run app.py`, or any ASGI server with `app:app`.

The app is an `st.App` and its script lies in metl_ui/: beside a folder called pages/, an entry
script would have Streamlit discover the pages by itself, and the first deep link would miss.
"""

from pathlib import Path

import streamlit as st

from metl_ui.components.served import modules_route
from metl_ui.lessons.sigmoid.panels import AT_X, SECANT, TAILS
from metl_ui.lessons.softmax.panels import BARS
from metl_ui.live_figures import live_route
from metl_ui.send_at_once import send_at_once
from metl_ui.vendor import plotly_js_route

app = st.App(
    Path(__file__).resolve().parent / "metl_ui" / "router.py",
    routes=[modules_route, plotly_js_route, live_route(BARS, AT_X, SECANT, TAILS)],
    middleware=[send_at_once],
)

if __name__ == "__main__":  # run as a plain script, as Streamlit's AppTest does
    from metl_ui.router import main

    main()
