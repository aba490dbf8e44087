"""The contrasts that .streamlit/config.toml promises, by the formula of WCAG 2.2."""

import itertools
import tomllib
from pathlib import Path

import pytest

from metl_ui.charts.theme import CLASSES

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
THEME = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
FADED = 0.6  # the opacity of a caption in Streamlit's stylesheet

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
BACKGROUNDS = pytest.mark.parametrize("background", ["backgroundColor", "secondaryBackgroundColor"])


def rgb(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str, opacity: float = 1.0) -> float:
    """Between 1 and 21, of a colour that lies on another."""
    mixed = [opacity * f + (1 - opacity) * b for f, b in zip(rgb(front), rgb(back), strict=True)]
    lighter, darker = sorted([luminance(mixed), luminance(rgb(back))], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_agrees_with_the_published_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the well-known limit


@SCHEMES
@BACKGROUNDS
@pytest.mark.parametrize("role", ["textColor", "primaryColor", "linkColor"])
def test_what_is_read_has_a_contrast_of_four_and_a_half(scheme, background, role):
    colours = THEME[scheme]
    assert contrast(colours[role], colours[background]) >= 4.5


@SCHEMES
@BACKGROUNDS
def test_a_caption_has_a_contrast_of_four_and_a_half(scheme, background):
    colours = THEME[scheme]
    assert contrast(colours["textColor"], colours[background], FADED) >= 4.5


@SCHEMES
def test_a_link_in_a_caption_has_a_contrast_of_four_and_a_half(scheme):
    colours = THEME[scheme]
    assert contrast(colours["linkColor"], colours["backgroundColor"], FADED) >= 4.5


@SCHEMES
@pytest.mark.parametrize("colour", THEME["chartCategoricalColors"])
def test_a_chart_colour_has_a_contrast_of_three_on_either_page(scheme, colour):
    assert contrast(colour, THEME[scheme]["backgroundColor"]) >= 3


def test_no_two_chart_colours_are_the_same():
    pairs = itertools.combinations(THEME["chartCategoricalColors"], 2)
    assert all(one != other for one, other in pairs)


def test_the_colours_of_charts_are_the_colours_of_classes():
    assert tuple(THEME["chartCategoricalColors"]) == CLASSES
