"""The error of a numerical derivative against its step, for a parameter of the reader's choice."""

from collections.abc import Iterable

import streamlit as st

from metl_core.v_curve import V_METHODS
from metl_ui.controls import live_slider, segments, select
from metl_ui.derivation import show_derivation
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.gradient_check.derivation import derivation_of
from metl_ui.lessons.gradient_check.panels import CURVE
from metl_ui.lessons.gradient_check.settings import (
    ENTRY,
    PRECISION,
    STEP,
    curve_of,
    measured_at,
)
from metl_ui.lessons.gradient_check.words import steps_in_words


@st.fragment
def how_small() -> None:
    """Move h, see the errors of three methods, and derive their best steps."""
    left, right = st.columns(2, gap="medium")
    with left:
        entry = select(ENTRY)
    with right:
        precision = segments(PRECISION)
    step = live_slider(STEP, moves=CURVE)
    curve, here = curve_of(entry, precision), measured_at(entry, precision, step)
    (panel,) = CURVE.panels(entry=entry, precision=precision, hstep=step)
    figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        panel.show(height=460)
    with number_side:
        st.markdown(f"∂J/∂{entry} by `backward`: **{curve.derivatives.slope:.12g}**")
        best_steps = (curve.predictions[method].best_step for method in V_METHODS[:2])
        columns: dict[str, Iterable[object]] = {
            f"at h = {step:g}": V_METHODS,
            "derivative": (f"{here.numeric[method][0]:.12g}" for method in V_METHODS),
            "relative error": (f"{here.error[method][0]:.1e}" for method in V_METHODS),
            "best h": (*(f"{best:.1e}" for best in best_steps), "any small h"),
        }
        show_table(columns, alt=f"∂J/∂{entry} by three methods at h = {step:g}")
    notice(steps_in_words(curve, here))
    with st.expander("Where the best step comes from"):
        show_derivation(*derivation_of(curve), key="best step")
