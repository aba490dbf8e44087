"""Settings worth seeing, a button each."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from metl_ui.experiment import FIELDS
from metl_ui.link import Choices


@dataclass(frozen=True)
class Preset:
    """What the button says, what there is to see, and the settings that are not the default."""

    title: str
    why: str
    values: dict[str, Any] = field(default_factory=dict)


PRESETS = (
    Preset("Two moons", "Every setting at its default."),
    Preset(
        "Two spirals",
        "The right input features make an easy task of a hard one.",
        {
            "dataset": "spirals",
            "noise": 0.03,
            "features": ["x1", "x2", "sin(pi*x1)", "sin(pi*x2)"],
        },
    ),
    Preset(
        "Digits",
        "Ten classes and 64 pixels: each hidden unit has an image of its weights.",
        {"dataset": "digits", "hidden": 32},
    ),
    Preset(
        "No bend",
        "With the identity as activation two layers are one, and XOR cannot be learnt.",
        {"dataset": "xor", "activation": "identity"},
    ),
    Preset(
        "Weights all 0",
        "Every hidden unit has the same gradient as every other: none, at first.",
        {"dataset": "circles", "init": "zeros"},
    ),
    Preset(
        "Rate too high",
        "Each step overshoots, and the loss jumps instead of falling.",
        {"optimizer": "sgd", "rate": 10.0, "activation": "relu", "batch": "32"},
    ),
)


def ask_for_preset() -> None:
    """A row of buttons; each changes the settings below."""
    with st.container(horizontal=True):
        for preset in PRESETS:
            st.button(preset.title, help=preset.why, on_click=_apply, args=[preset])


def _apply(preset: Preset) -> None:
    for setting in FIELDS:
        default = list(setting.default) if isinstance(setting, Choices) else setting.default
        st.session_state[setting.key] = preset.values.get(setting.key, default)
