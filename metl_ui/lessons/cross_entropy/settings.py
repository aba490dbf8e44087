"""The settings of the cross-entropy lesson."""

from metl_core.shift import DTYPES
from metl_ui.link import Choice, Number, Whole

N_CLASSES = 3
FAR = (6.0, 8.0, 10.0, 20.0, 50.0, 100.0, 1000.0)  # beyond 5, for those who want to see it break
NEAR = tuple(quarter / 4 for quarter in range(-20, 21))
LADDER = (*(-z for z in reversed(FAR)), *NEAR, *FAR)
GAPS: tuple[int, ...] = (*range(1, 13), 14, 16, 17, 18, 20, 30, 40, 50, 60, 70, 80, 88, 89)
GAPS += (90, 95, 100, 103, 104, 110, 150, 200, 300, 400, 500, 600, 700, 709, 710, 740, 745, 746)
GAPS += (800, 900, 1000)


def _logit(i: int, default: float) -> Choice[float]:
    return Choice(
        key=f"logit{i}",
        label=f"Logit z{'₁₂₃'[i - 1]}",
        options=LADDER,
        default=default,
        help="Quarters from −5 to 5, and a few numbers that are farther out.",
    )


LOGITS = (_logit(1, 1.0), _logit(2, 2.0), _logit(3, 3.0))
LABEL = Choice(key="label", label="Right class y", options=(1, 2, 3), default=1)
BY = Choice(key="by", label="Differentiate by the logit of class i", options=(1, 2, 3), default=1)

SMOOTHING = Number(
    key="smoothing", label="Smoothing ε", default=0.3, minimum=0.0, maximum=1.0, step=0.05
)
Z_SOFT = Number(
    key="z_soft",
    label="Logit z₁ against the soft target",
    default=4.0,
    minimum=-4.0,
    maximum=8.0,
    step=0.1,
)

DTYPE = Choice(key="dtype", label="Floating-point type", options=tuple(DTYPES), default="float64")
GAP = Choice(
    key="gap", label="Gap: how far the wrong logit is above the right", options=GAPS, default=104
)

CLASSES = Whole(key="classes", label="Classes K", default=3, minimum=2, maximum=10)
Z_RIVAL = Number(
    key="z_rival",
    label="Logit z₁, once or twice through softmax",
    default=-6.0,
    minimum=-10.0,
    maximum=10.0,
    step=0.1,
)

COPIES = Whole(key="copies", label="Copies of the four examples", default=8, minimum=1, maximum=16)

FIELDS = (*LOGITS, LABEL, BY, SMOOTHING, Z_SOFT, DTYPE, GAP, CLASSES, Z_RIVAL, COPIES)
