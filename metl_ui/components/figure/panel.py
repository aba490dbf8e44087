"""A figure of a page that can be brought up to date without a run of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from metl_ui.charts.drawing import Drawing
from metl_ui.components.figure.figure import show_figure
from metl_ui.components.figure.message import message_after, parts_of


@dataclass(frozen=True, eq=False)
class Panel:
    """A figure of the page; see `show_figure`."""

    drawing: Drawing
    key: str
    alt: str

    def show(self, height: int) -> None:
        """Show it here."""
        show_figure(self.drawing, key=self.key, alt=self.alt, height=height)

    def message(self, versions: Iterable[str] = ()) -> bytes:
        """What brings the one on the page up to date; the browser has these `versions`."""
        parts = parts_of(self.drawing, key=self.key, alt=self.alt)
        return message_after(versions, self.key, parts)
