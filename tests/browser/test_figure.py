"""A figure in a real page: updated in place, in the page's theme, gone without a trace."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

APP = Path(__file__).resolve().parent / "figure_app" / "app.py"


@pytest.fixture(scope="module")
def figure_app(browser: Browser) -> Iterator[str]:
    """The address of a small app that shows nothing but figures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any("URL:" in line for line in process.stdout), "the server did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def open_figures(figure_app: str, new_page: Callable[..., Page]) -> Callable[..., Page]:
    def go(**dress: object) -> Page:
        page = new_page(**dress)
        page.goto(figure_app)
        wait_until_drawn(page, "Two waves, shifted by 0")
        return page

    return go


def figure_called(page: Page, alt: str) -> Locator:
    return page.locator("figure", has=page.get_by_role("img", name=alt))


def wait_until_drawn(page: Page, alt: str) -> None:
    drawing = figure_called(page, alt).locator(".main-svg").first
    expect(drawing).to_be_visible(timeout=30_000)  # ms; the first time, Plotly has to come first


def plot(page: Page, key: str, expression: str) -> object:
    """The value of a JavaScript `expression` in which `plot` is the figure's element."""
    return page.evaluate(
        f"""() => {{
            const plot = document.querySelector('.st-key-{key} .js-plotly-plot');
            return {expression};
        }}"""
    )


def shift_once(page: Page, to: int) -> None:
    page.get_by_role("slider", name="shift").press("ArrowRight")
    expect(page.get_by_role("img", name=f"Two waves, shifted by {to}")).to_be_attached()


def test_new_data_reach_the_same_element_and_keep_zoom_and_hidden_traces(open_figures):
    page = open_figures()
    plot(page, "curve", "plot.mark = 'mine'")
    plot(page, "curve", "Plotly.relayout(plot, {'xaxis.range': [1, 2]}).then(() => 0)")
    page.locator(".st-key-curve .legendtoggle").nth(1).click()
    page.wait_for_function(
        "document.querySelector('.st-key-curve .js-plotly-plot')._fullData[1].visible !== true"
    )
    before = plot(page, "curve", "plot.data[0].y[3]")

    shift_once(page, 1)

    page.wait_for_function(
        "y => document.querySelector('.st-key-curve .js-plotly-plot').data[0].y[3] !== y",
        arg=before,
    )
    assert plot(page, "curve", "plot.mark") == "mine"
    assert plot(page, "curve", "plot._fullLayout.xaxis.range") == [1, 2]
    assert plot(page, "curve", "plot._fullData[1].visible") == "legendonly"


def test_figures_of_a_fragment_on_a_timer_stay_the_same_elements(open_figures):
    page = open_figures()
    page.wait_for_function("document.querySelector('.st-key-live .js-plotly-plot')?.data")
    plot(page, "live", "plot.mark = 'mine'")
    first = plot(page, "live", "plot.data[0].y[0]")
    for _ in range(3):
        page.wait_for_function(
            "y => document.querySelector('.st-key-live .js-plotly-plot').data[0].y[0] !== y",
            arg=first,
        )
        first = plot(page, "live", "plot.data[0].y[0]")
    assert plot(page, "live", "plot.mark") == "mine"


def test_a_figure_that_moves_in_the_page_takes_its_zoom_along(open_figures):
    page = open_figures()
    plot(page, "curve", "plot.mark = 'mine'")
    plot(page, "curve", "Plotly.relayout(plot, {'xaxis.range': [1, 2]}).then(() => 0)")
    plot(page, "curve", "plot.closest('[data-testid=stBidiComponentRegular]').mark = 'old'")
    page.get_by_text("framed").click()
    page.wait_for_function(
        """() => {
            const plot = document.querySelector('.st-key-curve .js-plotly-plot');
            return plot && !plot.closest('[data-testid=stBidiComponentRegular]').mark;
        }"""
    )
    assert plot(page, "curve", "plot.mark") == "mine"
    assert plot(page, "curve", "plot._fullLayout.xaxis.range") == [1, 2]


def test_arrays_arrive_as_they_are_and_what_is_not_finite_is_a_gap(open_figures):
    page = open_figures()
    y = plot(page, "curve", "plot.data[0].y")
    assert len(y) == 61
    assert y[0] == 0
    wait_until_drawn(page, "Six cells")
    assert plot(page, "cells", "plot.data[0].z") == [[0, 1, 2], [3, 4, 5]]
    lines = "plot.querySelector('.scatterlayer .trace').querySelectorAll('path.js-line').length"
    assert plot(page, "curve", lines) == 3  # the pen is lifted at nan and at infinity


def test_the_figure_wears_the_theme_and_changes_with_it(open_figures):
    page = open_figures(scheme="light")
    plot(page, "curve", "plot.mark = 'mine'")
    light = plot(page, "curve", "plot._fullLayout.paper_bgcolor")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "light => document.querySelector('.st-key-curve .js-plotly-plot')"
        "._fullLayout.paper_bgcolor !== light",
        arg=light,
    )
    assert plot(page, "curve", "plot.mark") == "mine"
    assert plot(page, "curve", "plot._fullLayout.paper_bgcolor") == plot(
        page, "curve", "getComputedStyle(plot).getPropertyValue('--st-background-color').trim()"
    )
    text = plot(page, "curve", "plot._fullLayout.font.color")
    assert text == plot(
        page, "curve", "getComputedStyle(plot).getPropertyValue('--st-text-color').trim()"
    )


def test_text_of_a_reader_is_shown_letter_by_letter(open_figures):
    page = open_figures()
    legend = page.locator(".st-key-curve .legendtext").first
    expect(legend).to_have_text('<b>bold</b> <a href="https://example.org">&lt; %{x}')
    assert legend.locator("a").count() == 0
    assert legend.evaluate("node => node.innerHTML.includes('font-weight')") is False


def test_nothing_is_amiss_for_those_who_cannot_see_or_use_no_mouse(open_figures):
    page = open_figures()
    wait_until_drawn(page, "Six cells")
    report = Axe().run(page, context=".metl-figure")
    assert report.response["violations"] == []
    button = page.locator(".st-key-curve .modebar-btn").first
    button.focus()
    page.wait_for_function(
        "getComputedStyle(document.querySelector('.st-key-curve .modebar')).opacity === '1'"
    )


def test_a_figure_fills_its_column_and_follows_it(open_figures):
    page = open_figures(width=1300)
    wait_until_drawn(page, "Six cells")
    widths = {key: plot(page, key, "plot._fullLayout.width") for key in ("curve", "cells")}
    assert widths["cells"] < 0.6 * widths["curve"]
    page.set_viewport_size({"width": 390, "height": 844})
    for key in widths:
        page.wait_for_function(
            f"""() => {{
                const plot = document.querySelector('.st-key-{key} .js-plotly-plot');
                const width = plot._fullLayout.width;
                return width < 390 && Math.abs(width - plot.clientWidth) <= 1;
            }}"""
        )


def test_the_height_is_reserved_before_anything_is_drawn(figure_app, new_page):
    page = new_page()
    page.route(re.compile("plotly.min.js"), lambda route: None)  # never answered
    page.goto(figure_app)
    figure = page.locator(".st-key-curve figure")
    expect(figure).to_be_attached()
    page.wait_for_function("document.querySelector('.st-key-curve figure').clientHeight === 300")
    assert page.locator(".js-plotly-plot").count() == 0


def test_a_figure_behind_a_tab_is_drawn_when_it_shows(open_figures):
    page = open_figures()
    expect(page.locator(".st-key-tabbed figure")).to_be_attached()
    assert page.locator(".st-key-tabbed .main-svg").count() == 0
    page.get_by_role("tab", name="hidden").click()
    wait_until_drawn(page, "Behind a tab")
    width = plot(page, "tabbed", "plot._fullLayout.width")
    assert width == plot(page, "tabbed", "plot.clientWidth")


def test_a_page_that_is_left_leaves_no_figure_behind(open_figures):
    page = open_figures()
    plot(page, "curve", "window.kept = plot")
    page.get_by_role("link", name="elsewhere").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    page.wait_for_function("window.kept._fullLayout === undefined")  # purged
    page.get_by_role("link", name="figures").click()
    wait_until_drawn(page, "Two waves, shifted by 0")


def test_the_reader_is_told_when_plotly_cannot_be_had(figure_app, browser):
    page = browser.new_page()  # not `new_page`: the browser logs the missing file as an error
    page.route(re.compile("plotly.min.js"), lambda route: route.fulfill(status=404))
    page.goto(figure_app)
    alert = page.locator(".st-key-curve").get_by_role("alert")
    expect(alert).to_contain_text("This figure could not be drawn")
    expect(alert).to_contain_text("/vendor/plotly.min.js")
    page.close()
