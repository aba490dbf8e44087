"""Brings a heading of the page into view, once for each time it is asked to."""

from metl_ui.components.served import component

_go_to = component("metl_go_to", "go_to/go_to.js")


def go_to(heading: str, time: int) -> None:
    """Scroll to the heading that begins with these words, and put the keyboard's focus there.

    `time` counts: nothing happens at 0, nor when it is the same as before.
    """
    _go_to(key="go to", data={"heading": heading, "time": time}, height=0)
