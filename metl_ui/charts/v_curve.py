"""The error of numerical derivatives against their step, with the V that was predicted."""

from functools import lru_cache
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.gradient_check import Method
from metl_core.v_curve import LARGEST, SMALLEST, V_METHODS, Measured, VCurve
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing, upright
from metl_ui.charts.theme import DIFFERENCE_SYMBOLS, DIFFERENCES, POWERS

BOTTOM, TOP = 1e-18, 1e3  # of the error's axis; what is beyond is drawn at its end


def v_curve_figure(curve: VCurve, here: Measured) -> Drawing:
    """Relative error against h, both logarithmic, for each method; `here` is measured at one h.

    Dots are measured, dotted lines predicted; a dashed line stands at each difference's best h.
    """
    h = float(here.h[0])
    dots = [_dots([h], here.error[method], method, larger=7) for method in reversed(V_METHODS)]
    return bare_drawing(
        *_standing(curve),
        upright(h, BOTTOM, TOP, width=2, dash="solid"),
        *(dot | {"showlegend": False} for dot in dots),
        xaxis=_axis("step h", SMALLEST / 2, LARGEST * 2),
        yaxis=_axis("relative error of the derivative", BOTTOM, TOP),
    )


@lru_cache(maxsize=64)
def _standing(curve: VCurve) -> list[Trace]:
    """What does not move with h."""
    h = curve.measured.h
    traces: list[Trace] = []
    for method in reversed(V_METHODS):  # the complex step below the others
        traces.append(
            {
                "type": "scatter",
                "x": h,
                "y": curve.predicted(method, h),  # lines may leave the axis, dots may not
                "mode": "lines",
                "line": {"color": DIFFERENCES[method], "dash": "dot", "width": 2},
                "name": f"{method}, predicted",
                "showlegend": False,
                "hoverinfo": "skip",
            }
        )
        traces.append(_dots(h, curve.measured.error[method], method))
        if method != "complex":  # any small step is its best
            traces.append(_best(curve.predictions[method].best_step, method))
    return traces


def _dots(h: Any, error: Array, method: Method, larger: int = 0) -> Trace:
    name = "complex step" if method == "complex" else f"{method} difference"
    return {
        "type": "scatter",
        "x": h,
        "y": _shown(error),
        "mode": "markers",
        "name": name,
        "legendrank": V_METHODS.index(method),
        "marker": _marker(method, 7 + larger),
        "hovertemplate": f"{name}<br>h = %{{x:.2g}}<br>error %{{y:.2g}}<extra></extra>",
    }


def _best(h: float, method: str) -> Trace:
    return {
        "type": "scatter",
        "x": [h, h],
        "y": [BOTTOM, TOP / 20],
        "mode": "lines+markers",
        "marker": _marker(method, [0, 9]),  # at its upper end
        "line": {"color": DIFFERENCES[method], "dash": "dash", "width": 1.5},
        "name": f"{method}, best h",
        "showlegend": False,
        "hovertemplate": f"best h of the {method} difference: %{{x:.2g}}<extra></extra>",
    }


def _marker(method: str, size: int | list[int]) -> dict[str, object]:
    line = {"color": DIFFERENCES[method], "width": 1.5}
    symbol = DIFFERENCE_SYMBOLS[method]
    return {"color": DIFFERENCES[method], "symbol": symbol, "size": size, "line": line}


def _shown(error: Array) -> Array:
    return np.clip(error, BOTTOM * 2, TOP / 2)


def _axis(title: str, low: float, high: float) -> dict[str, object]:
    ends = [float(np.log10(low)), float(np.log10(high))]
    ticks = {"tick0": 0, "dtick": 4, **POWERS}
    return {"title": {"text": title}, "type": "log", "range": ends, **ticks}
