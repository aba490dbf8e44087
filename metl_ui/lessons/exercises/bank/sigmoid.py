"""Questions on the sigmoid."""

import numpy as np

from metl_core.activations import sigmoid
from metl_core.exercises.sigmoid import slope
from metl_core.expression_reader import Names
from metl_core.formulas import draw_points
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import FormulaAnswer, NumberAnswer, Question


def derivative(generator: np.random.Generator) -> Question:
    names = Names(scalars=("x",))
    points = draw_points(names, generator)
    return Question(
        title="The derivative",
        text=r"Let $s = \sigma(x) = \dfrac{1}{1 + e^{-x}}$. Write the derivative $\sigma'(x)$ as "
        "short as you can, with `s`, with `x`, or with both.",
        answer=FormulaAnswer(
            formula="s * (1 - s)",
            names=Names(scalars=("x", "s")),
            points=points | {"s": sigmoid(points["x"])},
            left=r"\sigma'(x) =",
            solved="s\\,(1 - s)",
            whys={
                "s": r"That would be a function that is its own derivative, as $e^x$ is. "
                r"$\sigma$ flattens out, so its slope must go to 0 where $s$ goes to 1.",
                "1 - s": "That is $e^{-x} / (1 + e^{-x})$. For large negative $x$ it goes to 1, "
                "but there the sigmoid is flat: the denominator has to be squared.",
                "x * (1 - x)": r"The formula holds for the output $s = \sigma(x)$, not for $x$.",
                "s * (s - 1)": "The sign: two minus signs meet, one from $1/u$ "
                "and one from $e^{-x}$. The sigmoid rises.",
                "1 / (1 + exp(-x))^2": "The inner derivative is missing: that of $1 + e^{-x}$ is "
                "$-e^{-x}$.",
            },
        ),
        hints=(
            r"Use the chain rule on $\sigma(x) = (1 + e^{-x})^{-1}$.",
            r"That gives $\dfrac{e^{-x}}{(1 + e^{-x})^2}$. Split it into two fractions, one of "
            "which is $s$.",
            r"The other fraction is $\dfrac{e^{-x}}{1 + e^{-x}}$: what $s$ lacks to 1.",
        ),
        solution=r"$\sigma'(x) = \dfrac{e^{-x}}{(1 + e^{-x})^2} = \dfrac{1}{1 + e^{-x}} \cdot "
        r"\dfrac{e^{-x}}{1 + e^{-x}} = s\,(1 - s)$.",
        see={"x": 1.0},
        task="Gradient 1",
    )


def slope_of_output(generator: np.random.Generator) -> Question:
    case = slope(generator)
    x, s = tex(case.x), tex(case.output, case.digits)
    return Question(
        title="What sigmoid_grad takes",
        text="`def sigmoid_grad(s): return s * (1 - s)` is to give the slope of the sigmoid at "
        f"$x = {x}$. What is that slope? Think about what the function must be called with.",
        answer=NumberAnswer.of(
            case,
            {
                "of x": f"That is `sigmoid_grad({case.x:g})`. The function takes the output "
                rf"$s = \sigma(x)$, not $x$, and no slope of the sigmoid is negative.",
                "output": r"That is $\sigma(x)$ itself, what the function has to be given.",
                "twice": r"That is $\sigma'(\sigma(x))$: the sigmoid was applied twice.",
                "complement": r"That is $1 - \sigma(x)$, one of the two factors.",
            },
        ),
        hints=(
            r"The argument is called `s`: it is the output $\sigma(x)$.",
            rf"$\sigma({x}) = {s}$.",
        ),
        solution=rf"$s = \sigma({x}) = {s}$, and $s\,(1 - s) = {tex(case.answer, 3)}$. Called "
        rf"with $x$ itself it gives ${tex(case.mistakes['of x'], 3)}$, which is no slope at all: "
        "the sigmoid always rises, and never by more than a quarter.",
        see={"x": case.x},
        task="Gradient 5",
        meets=("sigmoid_grad",),
    )


QUESTIONS = (derivative, slope_of_output)
