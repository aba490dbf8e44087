"""A figure in a real page: updated in place, in the page's theme, gone without a trace."""

import csv
import math
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

APP = Path(__file__).resolve().parent / "figure_app" / "app.py"


@contextmanager
def run_app(port: int, base: str = "") -> Iterator[str]:
    """The address of a small app that shows nothing but figures."""
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    command += [f"--server.baseUrlPath={base}"] if base else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any("URL:" in line for line in process.stdout), "the server did not start"
            yield f"http://127.0.0.1:{port}/{base}"
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def figure_app(browser: Browser) -> Iterator[str]:
    with run_app(free_port()) as url:
        yield url


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


@pytest.mark.parametrize("late", ["plotly.min.js", "figure/figure.js"])
def test_the_height_is_reserved_before_anything_is_drawn(figure_app, new_page, late):
    page = new_page()
    page.route(re.compile(re.escape(late)), lambda route: None)  # never answered
    page.goto(figure_app)
    page.wait_for_function("document.querySelector('.st-key-curve')?.clientHeight === 300")
    expect(page.get_by_role("slider", name="shift")).to_be_visible()
    page.wait_for_function("document.querySelector('.st-key-cells')?.clientHeight === 240")
    assert page.locator(".js-plotly-plot").count() == 0


def test_a_figure_is_exactly_as_high_as_its_room(open_figures):
    page = open_figures()
    room = page.locator(".st-key-curve")
    assert room.evaluate("room => [room.clientHeight, room.scrollHeight]") == [300, 300]
    assert room.locator("figure").evaluate("figure => figure.offsetHeight") == 300


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


# --- what does not arrive -----------------------------------------------------------------------


def runs(page: Page) -> int:
    return int(page.get_by_text(re.compile(r"^run \d+$")).inner_text().split()[1])


def y_of(page: Page, key: str) -> float:
    return plot(page, key, "plot.data[0].y[0]")


def test_a_figure_that_was_lost_on_its_way_is_asked_for_once(open_figures):
    page = open_figures()
    shift_once(page, 1)
    plot(page, "curve", "plot.mark = 'mine'")
    before = runs(page)
    page.get_by_role("button", name="lose", exact=True).click()
    # One run for the click, and one for the asking.
    expect(page.get_by_text(f"run {before + 2}", exact=True)).to_be_visible()
    shift_once(page, 2)
    page.wait_for_function(
        "y => Math.abs(document.querySelector('.st-key-curve .js-plotly-plot').data[0].y[0] - y)"
        " < 1e-9",
        arg=math.sin(2),
    )
    assert runs(page) == before + 3
    assert plot(page, "curve", "plot.mark") == "mine"


def test_a_figure_in_a_fragment_asks_its_fragment_alone(open_figures):
    page = open_figures()
    page.wait_for_function("document.querySelector('.st-key-live .js-plotly-plot')?.data")
    before = runs(page)
    y = y_of(page, "live")
    page.get_by_role("button", name="lose the live one").click()
    for _ in range(3):
        page.wait_for_function(
            "y => document.querySelector('.st-key-live .js-plotly-plot').data[0].y[0] !== y", arg=y
        )
        y = y_of(page, "live")
    assert runs(page) == before


def test_a_page_that_one_comes_back_to_has_its_figures_without_asking(open_figures):
    page = open_figures()
    before = runs(page)
    page.get_by_role("link", name="elsewhere").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    page.get_by_role("link", name="figures").click()
    wait_until_drawn(page, "Two waves, shifted by 0")
    shift_once(page, 1)
    wait_until_drawn(page, "Six cells, from -1")
    assert runs(page) == before + 2


def test_a_server_that_was_started_again_finds_the_open_page(browser):
    port = free_port()
    page = browser.new_page()  # not `new_page`: the browser logs the lost connection as an error
    with run_app(port) as url:
        page.goto(url)
        wait_until_drawn(page, "Two waves, shifted by 0")
        shift_once(page, 1)
    page.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    with run_app(port):
        page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')
        page.get_by_role("slider", name="shift").press("ArrowRight")
        wait_until_drawn(page, "Two waves, shifted by 2")
        y = "figure => figure.querySelector('.js-plotly-plot').data[0].y[0]"
        figure = figure_called(page, "Two waves, shifted by 2")
        assert figure.evaluate(y) == pytest.approx(math.sin(2), rel=1e-15)  # the last bit
        page.close()


def test_figures_that_change_while_their_module_is_on_its_way_are_there_in_the_end(
    figure_app, new_page
):
    page = new_page()
    held = []
    page.route(re.compile(r"figure/figure\.js"), lambda route: held.append(route))
    page.goto(figure_app)
    for run in (1, 2, 3):
        expect(page.get_by_text(f"run {run}", exact=True)).to_be_visible()
        page.get_by_role("slider", name="shift").press("ArrowRight")
    expect(page.get_by_text("run 4", exact=True)).to_be_visible()
    assert held
    for route in held:
        route.continue_()
    wait_until_drawn(page, "Two waves, shifted by 3")
    wait_until_drawn(page, "Six cells, from -3")
    assert runs(page) == 4  # all that came was kept: nobody had to ask


def test_below_a_base_path_figures_are_drawn_as_well(browser, new_page):
    with run_app(free_port(), base="class/metl") as url:
        page = new_page()
        page.goto(url)
        wait_until_drawn(page, "Two waves, shifted by 0")
        page.goto("about:blank")  # before its server goes


# --- the tools ----------------------------------------------------------------------------------


def tool(page: Page, key: str, name: str) -> Locator:
    return page.locator(f".st-key-{key}").get_by_role("button", name=name)


def zoom(page: Page, key: str) -> None:
    box = page.locator(f".st-key-{key} .nsewdrag").bounding_box()
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 3, y + box["height"] / 3, steps=4)
    page.mouse.up()
    page.wait_for_function(
        f"document.querySelector('.st-key-{key} .js-plotly-plot')._fullLayout.xaxis.range[1] < 5"
    )


def test_zoom_and_hidden_traces_survive_a_change_of_theme(open_figures):
    page = open_figures(scheme="light")
    zoom(page, "curve")
    ranges = plot(page, "curve", "[plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]")
    page.locator(".st-key-curve .legendtoggle").nth(1).click()
    page.wait_for_function(
        "document.querySelector('.st-key-curve .js-plotly-plot')._fullData[1].visible !== true"
    )
    light = plot(page, "curve", "plot._fullLayout.paper_bgcolor")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "light => document.querySelector('.st-key-curve .js-plotly-plot')"
        "._fullLayout.paper_bgcolor !== light",
        arg=light,
    )
    after = plot(page, "curve", "[plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]")
    assert after == ranges
    assert plot(page, "curve", "plot._fullData[1].visible") == "legendonly"


def test_zoom_can_be_reset_for_good_and_hidden_traces_stay_hidden(open_figures):
    page = open_figures()
    before = plot(page, "curve", "plot._fullLayout.xaxis.range")
    page.locator(".st-key-curve .legendtoggle").nth(1).click()
    page.wait_for_function(
        "document.querySelector('.st-key-curve .js-plotly-plot')._fullData[1].visible !== true"
    )
    zoom(page, "curve")
    tool(page, "curve", "Reset zoom").click()
    page.wait_for_function(
        "before => String(document.querySelector('.st-key-curve .js-plotly-plot')"
        "._fullLayout.xaxis.range) === String(before)",
        arg=before,
    )
    shift_once(page, 1)
    page.wait_for_function(
        "document.querySelector('.st-key-curve .js-plotly-plot').data[0].y[0] > 0.8"
    )
    assert plot(page, "curve", "plot._fullLayout.xaxis.range") == before
    assert plot(page, "curve", "plot._fullLayout.yaxis.autorange") is True
    assert plot(page, "curve", "plot._fullData[1].visible") == "legendonly"
    zoom(page, "curve")  # and can be zoomed again, which again survives
    zoomed = plot(page, "curve", "plot._fullLayout.xaxis.range")
    shift_once(page, 2)
    assert plot(page, "curve", "plot._fullLayout.xaxis.range") == zoomed


def test_the_keyboard_finds_the_tools_in_one_stop_and_the_data_behind_them(open_figures):
    page = open_figures()
    page.get_by_role("switch", name="framed").focus()
    page.keyboard.press("Tab")
    expect(tool(page, "curve", "Reset zoom")).to_be_focused()
    tools = page.locator(".st-key-curve .metl-figure-tools")
    expect(tools).to_have_css("opacity", "1")
    page.keyboard.press("ArrowRight")
    button = tool(page, "curve", "Show the data as a table")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    table = page.get_by_role("region", name="Data: Two waves, shifted by 0")
    expect(table.get_by_role("row")).to_have_count(1 + 2 * 61)
    page.keyboard.press("Shift+Tab")
    expect(table).to_be_focused()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Space")
    expect(table).not_to_be_attached()


def test_the_table_holds_the_data_letter_by_letter_and_follows_the_figure(open_figures):
    page = open_figures()
    assert page.locator("figure table").count() == 0  # made only for those who want it
    tool(page, "curve", "Show the data as a table").click()
    table = page.locator(".st-key-curve table")
    expect(table.get_by_role("columnheader")).to_have_text(["name", "x", "y"])
    hostile = '<b>bold</b> <a href="https://example.org">&lt; %{x}'
    expect(table.get_by_role("row").nth(2).get_by_role("cell")).to_have_text(
        [hostile, "0.1", "0.0998334"]
    )
    expect(table.get_by_role("row").nth(21).get_by_role("cell").last).to_have_text("nan")
    assert table.locator("a, b").count() == 0
    plot(page, "curve", "plot.closest('figure').querySelector('[role=region]').scrollTop = 300")
    shift_once(page, 1)
    expect(table.get_by_role("row").nth(2).get_by_role("cell").last).to_have_text("0.891207")
    region = page.get_by_role("region", name="Data: Two waves, shifted by 1")
    assert region.evaluate("region => region.scrollTop") == 300  # one reads on where one was


def test_a_long_table_is_cut_and_says_so(open_figures):
    page = open_figures()
    page.get_by_role("tab", name="hidden").click()
    wait_until_drawn(page, "Behind a tab")
    page.locator(".st-key-tabbed figure").hover()
    tool(page, "tabbed", "Show the data as a table").click()
    table = page.locator(".st-key-tabbed table")
    expect(table.get_by_role("row")).to_have_count(1 + 200)
    expect(table.locator("caption")).to_have_text(
        "The first 200 of 602 rows; the CSV file has all."
    )


def test_the_data_can_be_downloaded_to_the_last_digit(open_figures, tmp_path):
    page = open_figures()
    with page.expect_download() as waiting:
        tool(page, "curve", "Download CSV").click()
    assert waiting.value.suggested_filename == "curve.csv"
    waiting.value.save_as(tmp_path / "curve.csv")
    with (tmp_path / "curve.csv").open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert head == ["name", "x", "y"]
    assert len(rows) == 2 * 61
    assert rows[1][0] == '<b>bold</b> <a href="https://example.org">&lt; %{x}'
    # The last bit of sin and of the x before it may differ between two machines' libraries.
    assert float(rows[1][2]) == pytest.approx(math.sin(0.1), rel=1e-15)
    assert (rows[20][2], rows[40][2]) == ("nan", "inf")


@pytest.mark.parametrize(("name", "start"), [("PNG", b"\x89PNG\r\n"), ("SVG", b"<svg")])
def test_the_figure_can_be_downloaded_as_a_picture(open_figures, tmp_path, name, start):
    page = open_figures()
    with page.expect_download() as waiting:
        tool(page, "curve", f"Download {name}").click()
    assert waiting.value.suggested_filename == f"curve.{name.lower()}"
    waiting.value.save_as(tmp_path / "picture")
    assert (tmp_path / "picture").read_bytes().startswith(start)


def test_full_screen_fills_the_screen_and_escape_leaves_it(open_figures):
    page = open_figures(width=1200, height=800)
    plot(page, "curve", "plot.mark = 'mine'")
    button = tool(page, "curve", "Full screen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(
        "document.querySelector('.st-key-curve .js-plotly-plot')._fullLayout.height > 600"
    )
    assert plot(page, "curve", "plot._fullLayout.width") > 1100
    background = "getComputedStyle(plot.closest('figure')).backgroundColor"
    assert plot(page, "curve", background) == plot(
        page, "curve", "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    )
    page.evaluate("document.exitFullscreen()")  # as Escape does; no key reaches a headless browser
    expect(button).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(
        "document.querySelector('.st-key-curve .js-plotly-plot')._fullLayout.height < 300"
    )
    assert plot(page, "curve", "plot.mark") == "mine"


@pytest.mark.parametrize("width", [1400, 390])
def test_the_tools_cover_nothing_and_move_nothing(open_figures, width):
    page = open_figures(width=width)
    figure, tools = (page.locator(f".st-key-curve {name}") for name in ("figure", "[role=toolbar]"))
    expect(tools).to_have_css("opacity", "0")
    where = "[...document.querySelectorAll('.st-key-curve *')].map(node => node.offsetTop + ' '"
    where += " + node.offsetHeight).join()"
    before = page.evaluate(where)
    figure.hover()
    expect(tools).to_have_css("opacity", "1")
    assert page.evaluate(where) == before
    bars, box = tools.bounding_box(), figure.bounding_box()
    picture = figure.locator(".main-svg").first.bounding_box()
    assert picture["y"] + picture["height"] <= bars["y"]
    assert bars["y"] + bars["height"] <= box["y"] + box["height"]
    last = tools.get_by_role("button").last.bounding_box()
    first = tools.get_by_role("button").first.bounding_box()
    assert box["x"] <= first["x"] < last["x"] + last["width"] <= box["x"] + box["width"] + 0.5


def test_under_a_finger_the_tools_are_always_there(figure_app, browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(figure_app)
    wait_until_drawn(page, "Two waves, shifted by 0")
    tools = page.locator(".st-key-curve .metl-figure-tools")
    expect(tools).to_have_css("opacity", "1")
    for button in tools.get_by_role("button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24  # WCAG 2.2, 2.5.8
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_amiss_for_those_who_cannot_see(open_figures, scheme):
    page = open_figures(scheme=scheme)
    wait_until_drawn(page, "Six cells")
    tool(page, "curve", "Show the data as a table").click()
    expect(page.locator(".st-key-curve .metl-figure-tools")).to_have_css("opacity", "1")
    report = Axe().run(page, context=".metl-figure")
    assert report.response["violations"] == []
