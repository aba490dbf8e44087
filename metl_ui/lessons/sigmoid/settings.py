"""The settings of the sigmoid lesson, and what is computed once for all of them."""

from functools import cache, lru_cache

from metl_core.relearning import Path, log_loss_gradient, relearn, squared_error_gradient
from metl_core.shift import DTYPES
from metl_core.slip import handed_curves
from metl_core.tails import sigmoid_curves, sigmoid_tails
from metl_ui.link import Choice, Number

STEPS: tuple[float, ...] = (*(float(f"1e-{k}") for k in range(16, 0, -1)), 0.2, 0.5, 1, 2, 4)
FAR_OUT: tuple[int, ...] = (0, 1, 2, 5, 7, 8, 10, 16, 17, 18, 20, 30, 36, 37, 40, 50, 75, 100)
FAR_OUT += (103, 104, 110, 150, 200, 300, 400, 500, 600, 700, 745, 746)

X = Number(key="x", label="Input x", default=1.0, minimum=-10.0, maximum=10.0, step=0.1)
# Not "h": each lesson that has a step has another ladder, and a key keeps its value between them.
H = Choice(key="secant_h", label="Step h", options=STEPS, default=2)
# From here to there x (1 − x) stays in sight.
HANDED_X = Number(
    key="handed_x", label="Input x, handed over", default=0.5, minimum=-1.0, maximum=2.0, step=0.1
)
START = Number(key="start", label="Start x", default=8.0, minimum=1.0, maximum=10.0, step=0.1)
FAR = Choice(key="far", label="Input x, far out", options=FAR_OUT, default=40)
DTYPE = Choice(key="dtype", label="Floating-point type", options=tuple(DTYPES), default="float64")

CURVES = sigmoid_curves(X.minimum, X.maximum)
HANDED = handed_curves(HANDED_X.minimum, HANDED_X.maximum)
tails_in = cache(sigmoid_tails)


@lru_cache(maxsize=512)  # a path from x = 10 takes 20 ms
def paths_from(x: float) -> tuple[Path, Path]:
    """From x to an output of ½: by squared error, and by cross-entropy."""
    return relearn(x, squared_error_gradient), relearn(x, log_loss_gradient)
