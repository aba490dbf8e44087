"""A reader's own table: it stays in their session, and is gone with it."""

import streamlit as st

from metl_core import CsvError, Dataset, read_csv
from metl_core.csv_rows import MAX_BYTES
from metl_core.csv_table import MAX_CLASSES, MAX_FEATURES, MAX_ROWS, MIN_ROWS
from metl_ui.serving.events import refused

_KEPT, _FILE = "own table", "own table file"
_WHAT_IS_READ = (
    "A CSV file: a row an example, columns of numbers and one of labels (called label, class or "
    f"target, or else the last). {MIN_ROWS} to {MAX_ROWS:,} rows, up to {MAX_FEATURES} columns of "
    f"numbers, 2 to {MAX_CLASSES} different labels, at most {MAX_BYTES // 1_000_000} MB. It is "
    "kept in this session only and never stored."
)


def ask_for_table() -> Dataset | None:
    """The last table that could be read, or None as long as there is none."""
    file = st.file_uploader("Your table", type=["csv", "tsv", "txt"], help=_WHAT_IS_READ)
    kept: Dataset | None = st.session_state.get(_KEPT)
    if file is not None:
        try:
            kept = st.session_state[_KEPT] = _read(file.file_id, file.getvalue(), kept)
        except CsvError as error:
            refused("table")
            instead = "" if kept is None else " The table you gave before is used until then."
            st.error(f"The file could not be used.{instead}")
            st.code(str(error), language=None, wrap_lines=True)  # cells of the file: no Markdown
    if kept is None:
        st.info(_WHAT_IS_READ, icon=":material/upload_file:")
    else:
        st.markdown(f"{kept.n_samples} examples, {kept.n_inputs} inputs, {kept.n_classes} classes.")
    return kept


def _read(file_id: str, content: bytes, kept: Dataset | None) -> Dataset:
    """The table in the file; the one that is kept if it is of the same file.

    A new `Dataset` would be a new experiment, and training would begin again.
    """
    if kept is not None and st.session_state.get(_FILE) == file_id:
        return kept
    dataset = read_csv(content)
    st.session_state[_FILE] = file_id
    return dataset
