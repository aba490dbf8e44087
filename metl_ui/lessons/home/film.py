"""The film on the home page: one run, trained once in a server's life and sent to every reader.

Nothing of it depends on who looks, so a class that opens the page together costs the server one
training and, for each of them, the sending of bytes that are there already.
"""

import threading
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import numpy as np
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from metl_core.config import TrainingConfig
from metl_core.observation import Observer
from metl_core.training import Trainer
from metl_ui.components.live_view.wire import pack
from metl_ui.serving.vendor import below_the_base

FILM_PATH = "/film/spirals"
EPOCHS = 480  # a frame each, and one for the network before it has learnt anything

CONFIG = TrainingConfig(dataset="spirals", n_classes=3, noise=0.03, n_hidden=32, learning_rate=0.03)
# The same experiment as a link to /train has it.
LINK = {"dataset": "spirals", "arms": 3, "noise": 0.03, "hidden": 32, "rate": 0.03}

_one_trains = threading.Lock()  # many first readers at once, and still one training


@asynccontextmanager
async def trained_ahead(_: st.App) -> AsyncIterator[None]:
    """For the lifespan of the app: trains it while the server waits for its first reader."""
    threading.Thread(target=film, daemon=True).start()
    yield


def film() -> bytes:
    """The whole run as one message (see `wire.py`): its scene, its points, and all its frames."""
    with _one_trains:
        return _film()


@cache
def _film() -> bytes:
    from metl_ui.studio.scene import points_of, scene_of  # the server starts without the studio

    trainer = Trainer(CONFIG)
    observer = Observer(trainer)
    decisions, record = [], []
    for _ in range(EPOCHS + 1):
        decisions.append(observer.decision(trainer.parameters))
        latest = trainer.latest
        record.append((latest.epoch, latest.train_loss, latest.test_accuracy))
        trainer.step()
    epoch, loss, accuracy = np.array(record).T
    arrays = {
        "epoch": epoch.astype(np.uint32),
        "train_loss": loss,
        "test_accuracy": accuracy,
        "decision": np.stack(decisions),
        **points_of(trainer),
    }
    return pack({"scene": scene_of(trainer, observer)}, arrays, delta=["decision"])


def serve_film(request: Request) -> Response:
    """The film: sent once to a browser, afterwards only confirmed."""
    content = film()
    headers = {"ETag": f'"{zlib.crc32(content):08x}"', "Cache-Control": "no-cache"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/octet-stream")


film_route = Route(below_the_base(FILM_PATH), serve_film)
