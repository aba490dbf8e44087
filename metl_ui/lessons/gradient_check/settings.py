"""The settings of the lesson on gradient checks, and what is computed once for all readers."""

from functools import cache

import numpy as np

from metl_core.blind_spots import ZeroGradient, check_zero_gradient
from metl_core.bug_check import BugCheck, check_bug
from metl_core.gradient_check import best_step
from metl_core.parameters import PARAMETER_NAMES
from metl_core.planted_bugs import BUG_NAMES
from metl_core.problem import small_problem
from metl_core.v_curve import V_DTYPES, Measured, VCurve, measure, v_curve
from metl_ui.link import Choice, Number, Whole

PROBLEM = small_problem()  # 2 inputs, 3 hidden units, 2 classes, 4 examples
ENTRIES = {
    f"{name}[{', '.join(map(str, index))}]": (name, index)
    for name in PARAMETER_NAMES
    for index in np.ndindex(PROBLEM.array(name).shape)
}
STEPS = (*(float(f"{digit}e-{k}") for k in range(16, 0, -1) for digit in (1, 3)), 1.0)

ENTRY = Choice(
    key="entry",
    label="Parameter",
    options=tuple(ENTRIES),
    default="W2[0, 0]",
    help="Row and column count from 0, as in the code.",
)
PRECISION = Choice(
    key="precision", label="Floating-point type", options=V_DTYPES, default="float64"
)
STEP = Choice(key="hstep", label="Step h", options=STEPS, default=1e-3)

BUG = Choice(key="bug", label="Planted bug", options=BUG_NAMES, default="missing σ′")
NETWORK = Whole(
    key="netseed",
    label="Network (seed)",
    default=0,
    minimum=0,
    maximum=999,
    help="Each seed has its own random weights and examples.",
)

SCALE = Choice(
    key="shrink",
    label="Scale of the loss",
    options=tuple(float(f"1e-{k}") for k in range(12, -1, -1)),
    default=1.0,
)
H_OF_CHECK = best_step("central")
KINK = Number(
    key="kink", label="x, in units of h", default=0.5, minimum=-2.0, maximum=2.0, step=0.1
)
RATE = Choice(key="pace", label="Learning rate", options=(0.1, 0.3, 1.0, 3.0, 10.0), default=10.0)

FIELDS = (ENTRY, PRECISION, STEP, BUG, NETWORK, SCALE, KINK, RATE)


@cache
def curve_of(entry: str, precision: str) -> VCurve:
    """All steps of one parameter of PROBLEM."""
    return v_curve(PROBLEM, *ENTRIES[entry], precision)


def measured_at(entry: str, precision: str, step: float) -> Measured:
    """One step of the same."""
    return measure(PROBLEM, *ENTRIES[entry], np.array([step]), precision)


@cache
def zero_gradient_at(scale: float) -> ZeroGradient:
    """An all-zero gradient of PROBLEM's loss times the scale."""
    return check_zero_gradient(PROBLEM, scale)


def check_of(bug: str, seed: int) -> BugCheck:
    """The check of one planted bug. W1 is square, so that no shape gives a bug away."""
    return check_bug(bug, small_problem(3, 3, 2, 4, seed=seed))
