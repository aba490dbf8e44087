"""A Plotly figure that is updated in place: no flicker, zoom and hidden traces are kept."""

import plotly.graph_objects as go
import plotly.io as pio

from metl_ui.components.served import component

_figure = component("metl_figure", "figure/figure.js")


def show_figure(figure: go.Figure, *, key: str, alt: str, height: int = 360) -> None:
    """Show `figure` in the page's theme; a later call with the same `key` updates it in place.

    `key` is unique in the page. `alt` says in words what there is to be seen, for those who
    cannot see it. `height` is in pixels and is reserved before anything is drawn; the width is
    that of the column. Zoom and hidden traces survive an update for as long as the figure's
    `layout.uirevision` stays the same, which it does unless the caller sets it.
    """
    _figure(key=key, data=payload(figure, key=key, alt=alt, height=height))


def payload(figure: go.Figure, *, key: str, alt: str, height: int) -> bytes:
    """What travels to the browser: JSON in UTF-8, arrays in base64, no template."""
    if not key:
        raise ValueError("key must be a non-empty string, got ''")
    if not alt.strip():
        raise ValueError(f"alt must say what the figure shows, got {alt!r}")
    if height <= 0:
        raise ValueError(f"height must be a number of pixels > 0, got {height!r}")
    drawing = figure.to_dict()
    drawing["layout"].pop("template", None)
    drawing["layout"].setdefault("uirevision", key)
    # Plotly's own encoder: arrays travel in base64, nan and infinity in a list become null, a gap.
    text: str = pio.to_json({**drawing, "key": key, "alt": alt, "height": height}, validate=False)
    return text.encode()  # as text it would be written as JSON a second time on its way
