"""Questions on checking a gradient."""

import numpy as np

from metl_core.exercises.gradient_check import step_errors
from metl_core.expression_reader import Names
from metl_core.formulas import draw_points
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import ChoiceAnswer, FormulaAnswer, Option, Question
from metl_ui.lessons.exercises.shuffle import shuffled


def central(generator: np.random.Generator) -> Question:
    names = Names(scalars=("u", "v", "h"))
    return Question(
        title="The central difference",
        text="A function was evaluated at two points, $u = f(x + h)$ and $v = f(x - h)$. Estimate "
        "the derivative $f'(x)$ with `u`, `v` and `h`.",
        answer=FormulaAnswer(
            formula="(u - v) / (2*h)",
            names=names,
            points=draw_points(names, generator, low=0.1),
            left="f'(x) \\approx",
            solved=r"\dfrac{u - v}{2h}",
            whys={
                "(u - v) / h": "The two points are $2h$ apart, not $h$.",
                "(u - v) / 2 * h": "Division and multiplication go from left to right: that "
                "divides by 2 and then multiplies by $h$. Put brackets around `2*h`.",
                "u - v / (2*h)": "The division comes before the subtraction: put brackets around "
                "`u - v`.",
                "(v - u) / (2*h)": "The sign: $u$ is the value further right.",
                "(u + v) / (2*h)": "The slope is a difference of two values, over their distance.",
                "u - v": "That is how much $f$ grows. A slope is that over the distance.",
            },
        ),
        hints=(
            "The slope of a line through two points is rise over run.",
            "The rise is $u - v$. How far apart are $x + h$ and $x - h$?",
        ),
        solution=r"$f'(x) \approx \dfrac{f(x + h) - f(x - h)}{2h} = \dfrac{u - v}{2h}$. It misses "
        "by about $h^2$, where the forward difference $(f(x + h) - f(x))/h$ misses by about $h$.",
        task="Gradient 6",
    )


def step(generator: np.random.Generator) -> Question:
    case = step_errors(generator)
    options = tuple(
        Option(f"$h = {tex(h)}$", "" if h == case.best else _why(h, error, case.best))
        for h, error in case.errors.items()
    )
    smallest = min(case.errors)
    return Question(
        title="How small a step",
        text=rf"The slope of $\sigma$ at $x = {case.x:g}$ is estimated by the central difference, "
        f"in {case.dtype}. Which step $h$ comes closest?",
        answer=ChoiceAnswer(options),
        hints=(
            "Two errors compete: the formula is exact only for $h → 0$, but the two values of "
            r"$\sigma$ become so much alike that their difference has few digits left.",
            "The first error falls as $h^2$, the second grows as $1/h$. For a central difference "
            "they balance near the cube root of the spacing of floats at 1, which is "
            + ("$2 \\cdot 10^{-16}$." if case.dtype == "float64" else "$10^{-7}$."),
        ),
        solution=f"With $h = {tex(case.best)}$ the estimate misses by "
        f"${tex(case.errors[case.best], 2)}$. With $h = {tex(smallest)}$ it misses by "
        f"${tex(case.errors[smallest], 2)}$: "
        "a smaller $h$ is better only until rounding takes over.",
        see={"precision": case.dtype, "hstep": case.best},
        task="Gradient 6",
        meets=("smaller h",),
    )


def _why(h: float, error: float, best: float) -> str:
    misses = f"With $h = {tex(h)}$ the estimate misses by ${tex(error, 2)}$. "
    if h > best:
        return misses + "The curve bends between the two points: a smaller $h$ would be better."
    return misses + (
        "Both values of the function agree in most of their digits, and the difference is made of "
        "what is left: mostly rounding, divided by a tiny $2h$."
    )


# A mistake in `backward`, and the matrices whose gradients it makes wrong.
BUGS = {
    r"$\delta_3 = \delta_2$: the slope $\sigma'(z_1)$ is forgotten": ("W1", "b1"),
    r"The gradients are summed over the batch, not averaged, while the loss is a mean": (
        "W1",
        "b1",
        "W2",
        "b2",
    ),
    r"The gradient of $b_2$ takes the first example instead of the sum over all": ("b2",),
    r"The gradient of $W_2$ is $z_1^\top \delta_1$ instead of $a_1^\top \delta_1$": ("W2",),
}


def which_bug(generator: np.random.Generator) -> Question:
    bugs = list(BUGS)
    bug = bugs[generator.integers(len(bugs))]
    failed = BUGS[bug]
    options = (
        Option(one, "" if one == bug else f"That would make {_listed(wrong)} fail.")
        for one, wrong in BUGS.items()
    )
    passed = [name for name in ("W1", "b1", "W2", "b2") if name not in failed]
    rest = f" and passes for {_listed(passed)}" if passed else ""
    return Question(
        title="Find the mistake",
        text="Somebody wrote `backward` for a batch of examples. The gradient check fails for "
        f"{_listed(failed)}{rest}. Which mistake fits?",
        answer=ChoiceAnswer(shuffled(generator, *options)),
        hints=(
            "A gradient depends on what lies after it on the way back: a mistake in $\\delta_1$ "
            "reaches all four, one in $\\delta_3$ only the first layer.",
            "Ask of each mistake: which of the four gradients is computed from it?",
        ),
        solution=f"{bug}. That is used for {_listed(failed)} and nowhere else, so these fail"
        + (f", and {_listed(passed)} pass." if passed else "."),
        task="Gradient 6",
    )


def _listed(names: tuple[str, ...] | list[str]) -> str:
    symbols = [f"${name[0]}_{name[1]}$" for name in names]
    return " and ".join([", ".join(symbols[:-1]), symbols[-1]] if symbols[1:] else symbols)


QUESTIONS = (central, step, which_bug)
