"""What a gradient check found and did not find, in sentences (Markdown)."""

from collections.abc import Collection

from metl_core.blind_spots import CheckedRun, Kink, ZeroGradient
from metl_core.bug_check import BugCheck
from metl_core.gradient_check import Method
from metl_core.planted_bugs import NO_BUG
from metl_core.v_curve import V_METHODS, Measured, Regime, VCurve
from metl_ui.digits import tex

NONE = "none"  # of the matrices, as a guess

REGIMES: dict[Regime, str] = {
    "truncation": "is longer than its best: on the whole, a smaller one has less **truncation**, "
    "the error of the formula",
    "rounding": "is shorter than its best: on the whole, a smaller one has more **rounding**, as "
    "the digits of $f$ run out",
}
NOISE = "is so short that the result is mostly noise: the rounding of $f$ outweighs the slope"
LOST = "is lost: $f$ comes out the same at both of its ends, and the error is 100 %"

CLUES = {
    "transposed W1": "Everything is right but the gradient to the inputs, the only one that goes "
    "through $W_1$: the slip is in $δ_3 W_1^⊤$.",
    "missing σ′": "$W_2$ and $b_2$ are right, and everything before the sigmoid is wrong: the slip "
    "is where the gradient passes through it.",
    "lost 1/N": "Everything is wrong, and by the same factor {factor}, the number of examples: "
    "the slip is at the very end of the network, and it is a factor.",
    "bias not added": "The numerical gradient to $b_1$ is exactly 0: the loss does not depend on "
    "it. Here `backward` is right, and `forward` is not.",
    "bias gradient left at 0": "Only $b_2$ is wrong, and its analytic gradient is exactly 0: "
    "nobody has computed it.",
    "= for +=": "Only $W_2$ is wrong, and by no constant factor: of four examples the last alone "
    "is in it.",
    "softmax shifted by the minimum": "With ordinary logits all is well: on paper any shift will "
    "do. With large ones exp overflows, and in every gradient there is a nan. A check tells only "
    "about the numbers that it was given.",
    NO_BUG: "A check that passes says that `backward` fits `forward`. Whether `forward` is what "
    "you meant, it cannot know.",
}


def steps_in_words(curve: VCurve, here: Measured) -> str:
    """What the errors at this h are made of."""
    h = float(here.h[0])
    forward, central = (_difference(method, curve, here) for method in V_METHODS[:2])
    differences = (
        f"the step of both differences {forward}"
        if forward == central
        else f"the step of the forward difference {forward}; that of the central one {central}"
    )
    return f"At $h = {power(h)}$ {differences}. {_complex(curve, h)}"


def _difference(method: Method, curve: VCurve, here: Measured) -> str:
    if here.numeric[method][0] == 0:
        return LOST
    regime = curve.regime(method, float(here.h[0]))
    return NOISE if regime == "rounding" and here.error[method][0] >= 1 else REGIMES[regime]


def _complex(curve: VCurve, h: float) -> str:
    if curve.regime("complex", h) == "flat":
        return "The complex step has all its digits here, and keeps them for any smaller $h$."
    return "The complex step still has truncation here, and a smaller $h$ never hurts it."


def guess_in_words(guess: Collection[str], check: BugCheck) -> str:
    """Whether the reader saw it coming."""
    named = listed(check.named) or "none of them"
    if not guess:
        return f"The check points at **{named}**."
    said = [name for name in guess if name != NONE]
    if set(said) == set(check.named):
        return f"As you said, the check points at **{named}**."
    return f"The check points at **{named}**; you said {listed(said) or 'none of them'}."


def clue_in_words(bug: str, check: BugCheck) -> str:
    """What the pattern of right and wrong tells about the slip."""
    worst = check.matrices[check.telling]["W1"].report
    factor = worst.analytic / worst.numeric if bug == "lost 1/N" else 1
    return CLUES[bug].format(factor=f"{factor:.4g}")


def verdict(passed: bool) -> str:
    """In one word."""
    return "passes" if passed else "fails"


def listed(names: Collection[str]) -> str:
    """W1, b1 and X."""
    *first, last = names if names else [""]
    return f"{', '.join(first)} and {last}" if first else last


def scale_in_words(zero: ZeroGradient) -> str:
    """Which test lets an all-zero gradient pass at this scale."""
    start = (
        f"The true gradient has an element of ${tex(zero.largest, 3)}$, the one that was given "
        "is 0 throughout. "
    )
    if zero.passed:
        return (
            start + f"The test that is absolute below 1 measures ${tex(zero.error, 3)}$ and **lets "
            "it pass**: it would let any gradient of so small a function pass. The relative test "
            "measures 1 and fails it."
        )
    return start + "Both tests fail it, as they should. Make the loss smaller: which one gives in?"


def kink_in_words(kink: Kink) -> str:
    """What the differences make of relu here, and the check of them."""
    if kink.report.passed:
        return (
            "The kink is not inside the window, or only just, and the check passes. Move $x$ to 0: "
            "which slope will each of them give?"
        )
    if kink.x == 0:
        return (
            "At the kink there is **no gradient**: the slope is 0 to the left and 1 to the right, "
            "and the central difference is their mean. `relu_derivative` says 0, which is a choice "
            "like any other, and the check fails it without there being a bug."
        )
    return (
        f"The gradient at this $x$ is {kink.analytic:g} without a doubt. But the window reaches "
        "across the kink, the central difference mixes both sides, and the check fails a gradient "
        "that is right. A smaller $h$, or another $x$, clears it up."
    )


def run_in_words(run: CheckedRun) -> str:
    """What the check and the loss say about the same run."""
    change = f"from {number(run.losses[0])} to {number(run.losses[-1])} nats"
    always = "passes before every epoch" if run.passed else "does not pass throughout"
    if run.diverged:
        return (
            f"The gradient {always}, and the loss goes {change}. The gradient is the slope where "
            "one stands; a step this long ends where the slope is another."
        )
    return (
        f"The gradient {always}, and the loss goes {change}. At which learning rate does the "
        "check notice that something is wrong?"
    )


def power(h: float) -> str:
    """A step in TeX: 0.003, 10^{-5}, 3 \\cdot 10^{-9}."""
    return tex(h, 1).removeprefix(r"1 \cdot ")


def number(value: float) -> str:
    """Short, in Markdown with TeX where it needs a power of ten."""
    return f"${tex(value, 3)}$"
