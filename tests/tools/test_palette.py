"""The palette in the documents is the palette of the figures."""

from metl_ui.charts import theme
from tools.palette import MEANINGS, contrast, table
from tools.server import ROOT


def test_the_documents_have_the_palette_as_it_is():
    assert table() in (ROOT / "docs" / "design.md").read_text(encoding="utf-8")


def test_every_colour_of_the_figures_has_its_meaning_there():
    roles = {
        value for name, value in vars(theme).items() if name.isupper() and str(value)[:1] == "#"
    }
    assert roles <= set(MEANINGS.values())


def test_contrasts_are_those_that_are_published():
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert round(contrast("#000000", "#ffffff"), 6) == 21
