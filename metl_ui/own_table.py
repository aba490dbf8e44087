"""A reader's own table: it stays in their session and in their tab, and is gone with them."""

from dataclasses import dataclass

import streamlit as st

from metl_core import CsvError, Dataset, read_csv
from metl_core.csv_rows import MAX_BYTES
from metl_core.csv_table import MAX_CLASSES, MAX_FEATURES, MAX_ROWS, MIN_ROWS
from metl_ui.components.kept_table import keep_table
from metl_ui.serving.events import refused

_KEPT, _FORGET = "own table", "own table to forget"
_WHAT_IS_READ = (
    "A CSV file: a row an example, columns of numbers and one of labels (called label, class or "
    f"target, or else the last). {MIN_ROWS} to {MAX_ROWS:,} rows, up to {MAX_FEATURES} columns of "
    f"numbers, 2 to {MAX_CLASSES} different labels, at most {MAX_BYTES // 1_000_000} MB. It is "
    "kept in this tab and in its session only, and never stored on the server."
)


@dataclass(frozen=True, eq=False)
class OwnTable:
    """What a reader gave, and what was read of it."""

    content: bytes
    dataset: Dataset


def ask_for_table() -> Dataset | None:
    """The last table that could be read, or None as long as there is none."""
    file = st.file_uploader("Your table", type=["csv", "tsv", "txt"], help=_WHAT_IS_READ)
    kept: OwnTable | None = st.session_state.get(_KEPT)
    if file is not None:
        try:
            kept = st.session_state[_KEPT] = _read(file.getvalue(), kept)
        except CsvError as error:
            refused("table")
            instead = "" if kept is None else " The table you gave before is used until then."
            st.error(f"The file could not be used.{instead}")
            st.code(str(error), language=None, wrap_lines=True)  # cells of the file: no Markdown
    if kept is None:
        st.info(_WHAT_IS_READ, icon=":material/upload_file:")
        keep_table(st.session_state.pop(_FORGET, None), on_return=_take_back)
        return None
    st.markdown(
        f"{kept.dataset.n_samples} examples, {kept.dataset.n_inputs} inputs, "
        f"{kept.dataset.n_classes} classes."
    )
    keep_table(kept.content, on_return=_take_back)
    return kept.dataset


def _read(content: bytes, kept: OwnTable | None) -> OwnTable:
    """The table in the file; the one that is kept if it is of the same file.

    A new `Dataset` would be a new experiment, and training would begin again.
    """
    if kept is not None and kept.content == content:
        return kept
    return OwnTable(content, read_csv(content))


def _take_back(content: bytes) -> None:
    """What the tab has kept, for a session that has no table: a new one for a page still open."""
    if _KEPT in st.session_state:
        return
    try:
        st.session_state[_KEPT] = _read(content, None)
    except CsvError:
        st.session_state[_FORGET] = b""
