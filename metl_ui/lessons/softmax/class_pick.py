"""One class of as many as there are logits."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from metl_ui.controls import segments
from metl_ui.link import Choice


def pick_class(field: Choice[int], n: int) -> int:
    """One of the first n classes; a sentence if the link or an earlier choice asks for another."""
    asked = st.session_state.get(field.key)
    if asked is None:  # the page has just been opened
        with suppress(ValueError):
            asked = field.parse(st.query_params.get(field.key, ""))
    if asked is not None and asked > n:
        st.session_state[field.key] = field.default
        st.warning(
            f"{field.key} must be from 1 to {n}, as there are {n} logits, got {asked}; "
            f"{field.default} is used instead."
        )
    return segments(replace(field, options=field.options[:n]))
