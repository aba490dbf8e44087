"""Where along the shifts softmax breaks: made once for all positions of the slider."""

from functools import lru_cache

from metl_core.shift import DTYPES, Verdicts, stable_reach, verdicts
from metl_ui.charts.breaking_points import breaking_points, words_beside_line
from metl_ui.charts.drawing import Drawing
from metl_ui.lessons.softmax.settings import SHIFTS
from metl_ui.lessons.softmax.words import reach_in_words, verdicts_in_words


def bands(logits: tuple[float, ...], temperature: float, c: float) -> Drawing:
    """The bands of `breaking_points` over SHIFTS, with the line at c, one of them."""
    by_dtype, drawing = _without_line(logits, temperature)
    here = SHIFTS.index(c)
    (line,) = drawing.layout["shapes"]
    data = [*drawing.data[:-1], words_beside_line(by_dtype, here)]
    return Drawing(data, drawing.layout | {"shapes": [line | {"x0": here, "x1": here}]})


def bands_in_words(logits: tuple[float, ...], temperature: float, c: float) -> str:
    """What they say at c."""
    by_dtype, _ = _without_line(logits, temperature)
    return verdicts_in_words(by_dtype, SHIFTS.index(c))


def breaking_in_words(logits: tuple[float, ...], temperature: float, dtype: str) -> str:
    """From which shift on the stable form fails in `dtype`."""
    by_dtype, _ = _without_line(logits, temperature)
    return reach_in_words(stable_reach(by_dtype[dtype].stable, SHIFTS, dtype), dtype)


@lru_cache(maxsize=32)
def _without_line(
    logits: tuple[float, ...], temperature: float
) -> tuple[dict[str, Verdicts], Drawing]:
    by_dtype = {name: verdicts(logits, SHIFTS, temperature, name) for name in DTYPES}
    figure = breaking_points(by_dtype, SHIFTS, SHIFTS[0]).to_dict()
    return by_dtype, Drawing(figure["data"], figure["layout"])
