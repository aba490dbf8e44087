"""A run as files, made when they are asked for."""

from collections.abc import Callable

import streamlit as st

from metl_core.take_home import (
    history_csv,
    numpy_script,
    torch_script,
    weights_json,
    weights_npz,
)
from metl_core.training import Trainer
from metl_ui.serving.turns import one_at_a_time
from metl_ui.studio.studio import Studio

FILES: dict[str, tuple[str, str, Callable[[Trainer], str | bytes]]] = {
    "Weights (NumPy)": ("weights.npz", "application/octet-stream", weights_npz),
    "Weights (JSON)": ("weights.json", "application/json", weights_json),
    "History (CSV)": ("history.csv", "text/csv", history_csv),
    "NumPy script": ("experiment.py", "text/x-python", numpy_script),
    "PyTorch script": ("experiment_torch.py", "text/x-python", torch_script),
}


def offer_files(studio: Studio) -> None:
    """A button for each file. It holds the run as the server has it when the button is pressed."""
    with st.container(horizontal=True):
        for label, (name, kind, make) in FILES.items():
            st.download_button(
                label,
                _made(studio, make),
                file_name=f"metl-{name}",
                mime=kind,
                on_click="ignore",
                icon=":material/download:",
            )


def _made(studio: Studio, make: Callable[[Trainer], str | bytes]) -> Callable[[], bytes]:
    def content() -> bytes:
        with one_at_a_time():
            made = make(studio.run.trainer)
        return made.encode() if isinstance(made, str) else made

    return content
