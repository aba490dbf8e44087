"""Questions on softmax."""

import numpy as np

from metl_core.exercises.softmax import lowered, one_probability, shifts, two_confidences
from metl_core.expression_reader import Names
from metl_core.formulas import draw_points
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import (
    ChoiceAnswer,
    FormulaAnswer,
    NumberAnswer,
    Option,
    Question,
    matrix,
    vector,
)
from metl_ui.lessons.exercises.shuffle import shuffled


def probability(generator: np.random.Generator) -> Question:
    case = one_probability(generator)
    k = case.index + 1
    digits = case.digits
    exponentials, total = vector(case.exponentials, digits), tex(case.total, digits)
    return Question(
        title="One probability",
        text=f"Three logits are $z = {vector(case.logits)}$. What is the probability $p_{k}$ "
        "that softmax makes of them?",
        answer=NumberAnswer.of(
            case,
            {
                "ratio": f"That is $z_{k}$ over the sum of the logits. Softmax takes $e^{{z}}$ "
                "first: it depends on the differences of the logits, not on their ratios.",
                "alone": f"That is the sigmoid of $z_{k}$ alone, as if a second class had the "
                "logit 0. Softmax shares among the three classes that are there.",
                "exponential": f"That is $e^{{z_{k}}}$, the numerator. Divide it by the sum of "
                "all three exponentials.",
                "first": "That is the probability of another class. The first logit is $z_1$.",
            },
        ),
        hints=(
            "Take $e$ to the power of each logit.",
            f"The three exponentials are ${exponentials}$. Which share of their sum has class {k}?",
        ),
        solution=f"$e^z = {exponentials}$, and their sum is ${total}$.\n\n"
        f"$p_{k} = {tex(case.exponentials[case.index], digits)} / {total} = "
        f"{tex(case.answer, 3)}$.",
        see={"logits": _typed(case.logits), "c": 0.0},
        meets=("ratios",),
    )


def definition(generator: np.random.Generator) -> Question:
    names = Names(vectors=("x",))
    return Question(
        title="The definition",
        text="Write softmax as a formula: what is $p_i$? In the lab sheet's letters, which are "
        "used here, the logits are $x_1, …, x_n$. Write `x_i` for the logit of the class that is "
        "asked for, and `x_j` inside of `sum(…)`, which runs $j$ over all classes.",
        answer=FormulaAnswer(
            formula="exp(x_i) / sum(exp(x_j))",
            names=names,
            points=draw_points(names, generator),
            left="p_i =",
            solved=r"\dfrac{e^{x_i}}{\sum_j e^{x_j}}",
            whys={
                "exp(x_i) / sum(exp(x_i))": "The index of the sum must be in its term. With $x_i$ "
                "there, one and the same number is added $n$ times, and all that is left is $1/n$.",
                "x_i / sum(x_j)": "That depends on the ratios of the logits, and fails for "
                "negative ones. Softmax takes $e^x$ first.",
                "exp(x_i)": "That is positive, but the probabilities must add up to 1.",
                "sum(exp(x_j)) / exp(x_i)": "That is upside down.",
                "exp(x_i / sum(x_j))": "Take the exponentials first, then divide.",
            },
        ),
        hints=(
            "Each probability must be positive: which function makes a positive number of any "
            "logit?",
            "Their sum must be 1: divide by the sum of all exponentials, with $j$ for its index.",
        ),
        solution=r"$p_i = \dfrac{e^{x_i}}{\sum_j e^{x_j}}$. In $p_i$ the index $i$ stands still; "
        "the sum needs an index of its own. "
        r"The lab sheet writes $\sum_i e^{x_j}$, a sum whose term does not count along.",
        task="Softmax 1",
    )


def common_factor(generator: np.random.Generator) -> Question:
    names = Names(scalars=("c",), vectors=("x",))
    return Question(
        title="The factor that cancels",
        text="Add $c$ to each of the logits $x_1, …, x_n$. By which factor does the sum of "
        "the exponentials grow? Write it as short as you can.",
        answer=FormulaAnswer(
            formula="exp(c)",
            names=names,
            points=draw_points(names, generator),
            left=r"\dfrac{\sum_j e^{x_j + c}}{\sum_j e^{x_j}} =",
            solved="e^c",
            whys={
                "c": "The shift is added to the exponent: $e^{x + c} = e^x e^c$ multiplies by "
                "$e^c$, not by $c$.",
                "sum(exp(c))": "Each term has the factor $e^c$, but out of the sum it comes once: "
                "$ab + ac = a(b + c)$.",
                "1": "That is what becomes of the quotient $p_i$ in the end, for its numerator "
                "grows by the same factor. Here the sum alone is asked for.",
                "exp(-c)": "The sign: adding $c$ makes the exponentials larger for $c > 0$.",
                "x_i + c": "The shift is added to the exponent, not to the sum.",
            },
        ),
        hints=(
            "What is $e^{x + c}$ as a product?",
            "Each term of the upper sum is $e^{x_j} e^c$. The second factor has no $j$.",
        ),
        solution=r"$\sum_j e^{x_j + c} = \sum_j e^{x_j} e^c = e^c \sum_j e^{x_j}$. "
        "The numerator $e^{x_i + c} = e^c e^{x_i}$ has the same factor, so that $p_i$ stays as it "
        "was: $e^c$ cancels.",
        see={"c": 3.0},
        task="Softmax 2",
    )


def after_the_maximum(generator: np.random.Generator) -> Question:
    case = lowered(generator)
    k = case.index + 1
    return Question(
        title="The maximum taken off",
        text=f"The logits $z = {vector(case.logits)}$ give the probabilities "
        f"$p = {vector(case.before, 3)}$. Now subtract the largest, ${tex(case.largest)}$, from "
        f"all three. Predict: what is $p_{k}$ then?",
        answer=NumberAnswer.of(
            case,
            {
                "numerator only": rf"You let $e^{{-{tex(case.largest)}}}$ shrink the numerator. "
                "It shrinks the sum as well, and cancels.",
                "exponential": "That is the new numerator. The new sum is smaller too: divide.",
                "subtracted": "The shift is taken off the logits, before the exponential, and not "
                "off the probability.",
            },
        ),
        hints=(
            "By which factor does each exponential change?",
            "By the same factor, all three. What does that do to a share of their sum?",
        ),
        solution=rf"Each exponential is multiplied by $e^{{-{tex(case.largest)}}}$, and so is "
        f"their sum. The shares stay: $p_{k} = {tex(case.answer, 3)}$, as before. Subtracting the "
        "maximum changes nothing on paper; in a computer it keeps exp from overflowing.",
        see={"logits": _typed(case.logits), "c": -10.0},
        task="Softmax 2",
        meets=("maximum changes",),
    )


def which_maximum(generator: np.random.Generator) -> Question:
    case = shifts(generator)
    high, low = tex(case.rows[0, 0]), tex(-case.rows[2, 0])
    small = tex(case.rows[1, 1])
    return Question(
        title="Which maximum",
        text=f"Three examples, one a row:\n\n$$Z = {matrix(case.rows)}$$\n\n"
        "Before $e^z$ is taken, in float64, something is subtracted from each row. Which one keeps "
        "all three rows right?",
        answer=ChoiceAnswer(
            shuffled(
                generator,
                Option("The largest of its own row"),
                Option(
                    "The largest of the whole array",
                    f"Take ${high}$ off the second row: even $e^{{{small} - {high}}}$ is rounded "
                    "to 0, and 0/0 is nan. Each row has a maximum of its own.",
                ),
                Option(
                    "The smallest of its own row",
                    f"It leaves the first row as it is, and $e^{{{high}}}$ overflows to inf. "
                    "Inf over inf is nan.",
                ),
                Option(
                    "The largest of its own row, or 0 if that is negative",
                    f"It leaves the third row as it is. Both $e^{{-{low}}}$ and its neighbour are "
                    "rounded to 0, and 0/0 is nan. A negative maximum has to go as well.",
                ),
            )
        ),
        hints=(
            "In float64, $e^z$ is inf from $z = 710$ on, and 0 below $z = -746$.",
            "After the shift, the largest number of every row should be 0. Then no exponential "
            "overflows, and no sum is below 1.",
        ),
        solution="With the largest of its own row taken off, every row has one exponential "
        "$e^0 = 1$ and no larger one: nothing overflows, and the sum is never 0. Any other of "
        "these shifts makes nan of at least one row. `softmax` does it with "
        "`logits.max(axis=-1, keepdims=True)`.",
        see={"logits": f"{case.rows[0, 0]:.0f}, 0", "c": 0.0},
        task="Softmax 3",
        meets=("any maximum",),
    )


def trust(generator: np.random.Generator) -> Question:
    case = two_confidences(generator)
    calm, bold = f"{case.calm:.2f}", f"{case.bold:.2f}"
    return Question(
        title="How sure is it",
        text="Two networks always choose the same class, but every logit of the second is "
        f"{case.factor} times that of the first. For one picture the logits of the first are "
        f"$z = {vector(case.logits)}$: it gives its class the probability {calm}, the second "
        f"gives it {bold}. Which conclusion holds?",
        answer=ChoiceAnswer(
            shuffled(
                generator,
                Option(
                    "How often they are right at such probabilities has to be counted, on "
                    "examples whose class is known"
                ),
                Option(
                    f"The second is right about such pictures {bold} of the time",
                    "The first makes the very same choices, and says something else: both cannot "
                    "be true. That the outputs add up to 1 does not make them frequencies.",
                ),
                Option(
                    "The second is right more often",
                    "They choose the same class for every picture, so they are right equally "
                    "often. A factor on the logits changes how sure softmax sounds.",
                ),
                Option(
                    "The probabilities must agree: a factor on all logits cancels",
                    "A number added to all logits cancels. A factor does not: it stretches their "
                    "differences.",
                ),
            )
        ),
        hints=(
            "Who of the two is right more often, if they always choose the same class?",
            f"As often as each other. Yet one says {calm} and the other {bold}. What would "
            "tell which of these numbers is a frequency?",
        ),
        solution=f"Both choose alike, so both are right equally often, and {calm} and {bold} "
        "cannot both be that frequency. Softmax makes positive numbers whose sum is 1. Whether "
        "they are probabilities that one can trust is found by counting.",
        see={"logits": _typed(case.logits), "T": 0.25, "c": 0.0},
        meets=("trust",),
    )


def _typed(logits: np.ndarray) -> str:
    return ", ".join(f"{logit:g}" for logit in logits)


QUESTIONS = (probability, definition, common_factor, after_the_maximum, which_maximum, trust)
