"""Questions on cross-entropy."""

import numpy as np

from metl_core.activations import softmax
from metl_core.exercises.cross_entropy import crosswise, one_loss, softmax_twice
from metl_core.expression_reader import Names
from metl_core.formulas import ELEMENTS, POINTS, draw_points
from metl_core.losses import one_hot
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import (
    ChoiceAnswer,
    FormulaAnswer,
    NumberAnswer,
    Option,
    Question,
    vector,
)
from metl_ui.lessons.exercises.shuffle import shuffled


def loss(generator: np.random.Generator) -> Question:
    case = one_loss(generator)
    y = case.label + 1
    p = tex(case.probabilities[case.label])
    return Question(
        title="One loss",
        text=f"A network gives the probabilities $p = {vector(case.probabilities)}$, and the true "
        f"class is {y}. What is the cross-entropy, in nats?",
        answer=NumberAnswer.of(
            case,
            {
                "bits": "That is in bits: you took the logarithm to base 2. A nat is the unit of "
                "the natural one.",
                "decimal": "That is the logarithm to base 10. Nats take the natural one.",
                "sign": "The sign: the logarithm of a probability is negative, the loss is minus "
                "that. A loss of 0 is the best there is.",
                "likeliest": "That is the loss if the likeliest class were the true one. The loss "
                "asks for the probability of the true class, whatever the network prefers.",
                "complement": "That is what the probability lacks to 1. The loss is its logarithm, "
                "with a minus.",
            },
            unit="nats",
        ),
        hints=(
            "Only the probability of the true class counts.",
            rf"The loss is $-\log p_{y}$, with the natural logarithm; here $p_{y} = {p}$. You may "
            "type `-log(…)`.",
        ),
        solution=rf"$L = -\log p_{y} = -\log {p} = {tex(case.answer, 3)}$ nats. The other "
        "probabilities do not enter, except that they leave this one what it is.",
    )


def gradient(generator: np.random.Generator) -> Question:
    points = draw_points(Names(vectors=("x",)), generator)
    points["q"] = softmax(points["x"])
    # Half of the points have the class that is asked for, the first one, for their label.
    points["y"] = one_hot([1, 0, 2, 0] * (POINTS // 4), ELEMENTS)
    return Question(
        title="The gradient",
        text="In the lab sheet's letters, the probabilities are "
        r"$q = \mathrm{softmax}(x)$, the loss is $L = -\sum_j y_j \log q_j$, and $y_j$ is 1 for "
        r"the true class and 0 for the others. Write $\partial L / \partial x_i$ with `q_i` "
        "and `y_i`.",
        answer=FormulaAnswer(
            formula="q_i - y_i",
            names=Names(vectors=("x", "q", "y")),
            points=points,
            left=r"\dfrac{\partial L}{\partial x_i} =",
            solved="q_i - y_i",
            whys={
                "q_i": "That is right for the wrong classes only. For the true one there is a "
                "second term, which makes its logit grow.",
                "q_i - 1": "That is right for the true class only. For the others nothing is "
                "taken off; $y_i$ knows which is which.",
                "y_i - q_i": "The sign: that is the way to go, downhill. The gradient points "
                "uphill.",
                "-y_i / q_i": r"That is $\partial L / \partial q_i$. From $q$ back to $x$ the "
                "chain rule has one more factor, the Jacobian of softmax.",
                "y_i / q_i": r"That is $\partial L / \partial q_i$, but for its sign. From $q$ "
                "back to $x$ the chain rule has one more factor, the Jacobian of softmax.",
                "-y_i * (1 - q_i)": "Only $q_i$ itself was differentiated, as if softmax had the "
                "derivative $q_i (1 - q_i)$ alone. Every other $q_j$ depends on $x_i$ too.",
                "q_i * (1 - q_i)": r"That is $\partial q_i / \partial x_i$, one entry of the "
                "Jacobian of softmax; the loss is not in it.",
            },
        ),
        hints=(
            r"Write the loss from the logits: $L = -x_y + \log \sum_j e^{x_j}$, for the true "
            "class $y$.",
            r"The derivative of $\log \sum_j e^{x_j}$ to $x_i$ is $q_i$. What is that of $-x_y$?",
            "It is −1 if $i$ is the true class, else 0: $-y_i$.",
        ),
        solution=r"$L = -\sum_j y_j x_j + \log \sum_j e^{x_j}$, since the $y_j$ add up to 1. "
        r"The derivative of the first part is $-y_i$; that of the second is "
        r"$e^{x_i} / \sum_j e^{x_j} = q_i$. So $\partial L / \partial x_i = q_i - y_i$: "
        "what the lab sheet leaves out at the end.",
        task="Gradient 2",
    )


def jacobian(generator: np.random.Generator) -> Question:
    case = crosswise(generator)
    i, j = case.i + 1, case.j + 1
    p_i, p_j = tex(case.probabilities[case.i]), tex(case.probabilities[case.j])
    return Question(
        title="Two different classes",
        text=f"Softmax gives $p = {vector(case.probabilities)}$. The logit $z_{j}$ grows a "
        rf"little: what is $\partial p_{i} / \partial z_{j}$?",
        answer=NumberAnswer.of(
            case,
            {
                "nothing": f"If $p_{j}$ grows, another must shrink, for their sum stays 1. Each "
                "probability depends on every logit.",
                "own": rf"That is $p_{i} (1 - p_{i}) = \partial p_{i} / \partial z_{i}$, the "
                "derivative to its own logit. It is the diagonal of the Jacobian and not all of "
                "it.",
                "sign": f"The sign: when $z_{j}$ grows, class {j} takes its share from the others.",
            },
        ),
        hints=(
            f"Does $p_{i}$ grow or shrink when another class is favoured?",
            rf"Differentiate $p_{i} = e^{{z_{i}}} / \sum_k e^{{z_k}}$ to $z_{j}$: only the sum "
            "holds it.",
        ),
        solution=rf"$\partial p_{i} / \partial z_{j} = -p_{i} p_{j} = -{p_i} \cdot {p_j} = "
        rf"{tex(case.answer, 3)}$. Only on the diagonal is it $p (1 - p)$, so that "
        "each row of the Jacobian adds up to 0.",
        see={"by": 2},
        task="Gradient 2",
        meets=("s(1 - s) alone",),
    )


def twice(generator: np.random.Generator) -> Question:
    case = softmax_twice(generator)
    once, more, least = tex(case.once, 2), tex(case.twice, 3), tex(case.least, 3)
    return Question(
        title="What cross-entropy is given",
        text="`cross_entropy(logits, labels)` takes logits, as most libraries do. A network gives "
        f"$z = {vector(case.logits)}$, and the true class is {case.label + 1}. By mistake, "
        "`softmax(logits)` is passed instead of `logits`. What happens?",
        answer=ChoiceAnswer(
            shuffled(
                generator,
                Option(
                    f"Nothing warns. The loss is ${more}$ nats, and no logits could bring it "
                    f"below ${least}$"
                ),
                Option(
                    f"The loss is ${once}$ nats, as it should be: cross-entropy wants "
                    "probabilities",
                    "On paper it is made of probabilities. The function makes them itself, from "
                    "logits: here softmax would be taken twice.",
                ),
                Option(
                    "An error, for probabilities are no logits",
                    "Any numbers can be logits, those from 0 to 1 as well. The shapes fit, and "
                    "nothing can warn.",
                ),
                Option(
                    "The loss is infinite, for the probabilities of the other classes are nearly 0",
                    "Only the true class counts, and its probability is nearly 1.",
                ),
            )
        ),
        hints=(
            "What does the function do with what it is given, before it takes a logarithm?",
            "It takes the softmax of numbers that lie between 0 and 1. How large can a "
            "probability become that way?",
        ),
        solution=f"Softmax makes about ${tex(case.probability, 5)}$ of the true logit. Taken for "
        f"logits, these numbers differ by at most 1, so that the true class gets at most "
        rf"$e / (e + 2) = 0.576$. The loss is ${more}$ instead of ${once}$ nats, stays above "
        f"${least}$, and its gradient is wrong.",
        meets=("wants probabilities",),
    )


QUESTIONS = (loss, gradient, jacobian, twice)
