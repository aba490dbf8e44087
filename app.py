"""The door: `streamlit run app.py`, or any ASGI server with `app:app`.

The app is an `st.App` and its script lies in metl_ui/: beside a folder called pages/, an entry
script would have Streamlit discover the pages by itself, and the first deep link would miss.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

# One thread for each matrix product, to be said before NumPy is imported. Readers fill the cores
# already; the threads of a product wait for one another, and on a busy server for longer than a
# hundred times the product alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Streamlit imports it with the first table and Plotly looks into it for every figure, even while
# another reader's thread has imported half of it, and falls over. Here it is whole before both.
import pandas  # noqa: F401
import streamlit as st

from metl_ui.components.served import modules_route
from metl_ui.components.share.code import code_route
from metl_ui.first_page import first_page
from metl_ui.lessons.home.film import film_route, trained_ahead
from metl_ui.lessons.live import LIVE
from metl_ui.live_figures import live_route
from metl_ui.serving.door import door
from metl_ui.serving.events import failed
from metl_ui.serving.headers import security_headers
from metl_ui.serving.operating import operated, say_failed
from metl_ui.serving.send_at_once import send_at_once
from metl_ui.serving.sessions import count_sessions
from metl_ui.serving.short_way import short_way
from metl_ui.serving.vendor import plotly_js_route


@asynccontextmanager
async def life(server: st.App) -> AsyncIterator[None]:
    """From the start of the server to its end."""
    async with operated(server), trained_ahead(server):
        yield


app = st.App(
    Path(__file__).resolve().parent / "metl_ui" / "router.py",
    routes=[modules_route, plotly_js_route, code_route, film_route, live_route(*LIVE), short_way()],
    middleware=[send_at_once, first_page, security_headers, door, count_sessions],
    lifespan=life,
    on_script_error=failed,
    exception_handlers={Exception: say_failed},
)

if __name__ == "__main__":  # run as a plain script, as Streamlit's AppTest does
    from metl_ui.router import main

    main()
