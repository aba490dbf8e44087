"""The softmax lesson in a real browser."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_sliders import slider

PANELS = ("Bars of z", "Bars of the exponentials", "Bars of p", "At c =")
FURTHER_DOWN = (
    "Two rows of bars",
    "Probability of each class",
    "The Jacobian",
    "Logit 2 changes",
)


def wait_for_figures(page: Page, names: Sequence[str] = PANELS) -> None:
    for name in names:
        figure = page.locator("figure", has=page.get_by_role("img", name=name))
        expect(figure.locator(".main-svg").first).to_be_visible(timeout=30_000)


def drawn_texts(page: Page, name: str) -> list[str]:
    """What is written on the bars of a figure, from left to right, the upper row first."""
    figure = page.locator("figure", has=page.get_by_role("img", name=name))
    return figure.locator(".bartext").all_text_contents()


def test_the_bars_follow_the_slider_and_the_probabilities_stay(page, open_lesson):
    open_lesson(page, "softmax?logits=1,2,3&c=2")
    wait_for_figures(page)
    assert drawn_texts(page, "Bars of z") == ["1", "2", "3", "3", "4", "5"]
    probabilities = drawn_texts(page, "Bars of p")
    assert probabilities == ["0.090", "0.245", "0.665"] * 2

    shift = page.get_by_role("slider", name="Shift c")
    shift.press("ArrowRight")
    expect(page.get_by_role("img", name="After the shift: 4, 5, 6.")).to_be_attached()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.st-key-bars-of-z .bartext')]
            .map(text => text.textContent).join() === '1,2,3,4,5,6'"""
    )
    assert drawn_texts(page, "Bars of the exponentials")[3:] == ["54.6", "148", "403"]
    assert drawn_texts(page, "Bars of p") == probabilities
    expect(page).to_have_url(re.compile(r"[?&]c=3(&|$)"))


def test_the_axis_of_the_logits_does_not_jump_while_the_slider_moves(page, open_lesson):
    open_lesson(page, "softmax?c=-1")
    wait_for_figures(page)
    ticks = page.locator(".st-key-bars-of-z .ytick, .st-key-bars-of-z .y2tick")
    before = ticks.all_text_contents()
    assert before
    shift = page.get_by_role("slider", name="Shift c")
    for c in (0, 1, 2):
        shift.press("ArrowRight")
        expect(page.get_by_role("img", name=f"At c = {c},")).to_be_attached()
    expect(page.get_by_role("img", name="After the shift: 3, 4, 5.")).to_be_attached()
    assert ticks.all_text_contents() == before


def test_a_preset_shows_the_overflow_and_sets_the_link(page, open_lesson):
    open_lesson(page, "softmax")
    wait_for_figures(page)
    page.get_by_role("button", name="Overflow", exact=True).click()
    expect(page.get_by_text("exp(103) is larger than the largest float32")).to_be_visible()
    exponentials = page.locator("figure", has=page.get_by_role("img", name=PANELS[1]))
    expect(exponentials.get_by_text("inf", exact=True)).to_have_count(3)
    expect(page).to_have_url(re.compile(r"c=100"))
    expect(page).to_have_url(re.compile(r"dtype=float32"))


def test_bad_logits_stay_in_the_box_beside_a_sentence(page, open_lesson):
    open_lesson(page, "softmax")
    wait_for_figures(page)
    box = page.get_by_role("textbox", name="Logits z")
    box.fill("1, two")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("number 2 of 2 is two")
    expect(box).to_have_value("1, two")
    box.fill("5, 5")
    box.press("Enter")
    expect(page.get_by_role("img", name="Bars of p: 0.5, 0.5.")).to_be_attached()
    expect(page.get_by_role("alert")).to_have_count(0)


def drawn_heights(page: Page, key: str) -> list[list[float]]:
    """Of each trace of bars."""
    return page.evaluate(
        """key => document.querySelector(`.st-key-${key} .js-plotly-plot`)
            .data.filter(trace => trace.type === 'bar').map(trace => [...trace.y])""",
        key,
    )


def test_a_scale_moves_what_a_shift_does_not_and_a_nudge_moves_every_class(page, open_lesson):
    open_lesson(page, "softmax?logits=1,2&s=9.9&nudge=0.5")
    wait_for_figures(page, (*PANELS, *FURTHER_DOWN))
    slider(page, "Number s, once added and once a factor").press("ArrowRight")
    expect(page.get_by_role("img", name="At s = 10: 4.54e-05, 1.")).to_be_attached()
    page.wait_for_function(
        """() => document.querySelector('.st-key-added-and-multiplied .js-plotly-plot')
            .data[1].y[1] > 0.99995"""
    )
    added, multiplied = drawn_heights(page, "added-and-multiplied")
    assert added == pytest.approx([0.268941, 0.731059], abs=1e-6)
    assert multiplied == pytest.approx([4.53979e-5, 0.9999546], rel=1e-5)
    page.get_by_text("The logits and their probabilities as numbers").click()
    expect(page.get_by_role("table", name="Softmax of z, of z + 10 and of 10 z")).to_be_visible()

    slider(page, "Nudge, added to that logit alone").press("ArrowLeft")
    expect(page.get_by_role("img", name="Logit 2 changes by 0.45")).to_be_attached()
    page.wait_for_function(
        """() => Math.abs(document.querySelector('.st-key-nudge .js-plotly-plot')
            .data[1].y[1] - 0.196612 * 0.45) < 1e-6"""
    )
    change, whole, diagonal = drawn_heights(page, "nudge")
    assert change == pytest.approx([-0.0789399, 0.0789399], abs=1e-6)
    assert whole == pytest.approx([-0.0884754, 0.0884754], abs=1e-6)
    assert diagonal == pytest.approx([0, 0.0884754], abs=1e-6)
    page.locator(".st-key-j").get_by_role("radio", name="1", exact=True).click()
    expect(page.get_by_role("img", name="Logit 1 changes by 0.45")).to_be_attached()
    expect(page.get_by_text("By the diagonal alone no class but 1 would move")).to_be_visible()
