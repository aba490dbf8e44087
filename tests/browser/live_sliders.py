"""The live sliders of a page, and a hand that drags them."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page


def slider(page: Page, name: str) -> Locator:
    return page.get_by_test_id("live-slider").get_by_role("slider", name=name, exact=True)


def grab(page: Page, knob: Locator, share: float = 0.5) -> Callable[[float], None]:
    """Press the mouse on a slider; what comes back moves it, to a share of the slider's width."""
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2

    def move(share: float) -> None:
        page.mouse.move(box["x"] + share * box["width"], height)

    move(share)
    page.mouse.down()
    return move
