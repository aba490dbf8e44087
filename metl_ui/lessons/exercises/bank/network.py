"""Questions on the network with one hidden layer."""

import numpy as np

from metl_core.exercises.network import count, one_delta, one_weight, saturated
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


def parameters(generator: np.random.Generator) -> Question:
    case = count(generator)
    Dx, H, Dy = case.Dx, case.H, case.Dy
    return Question(
        title="How many parameters",
        text=f"A network has {Dx} inputs, {H} hidden units and {Dy} outputs. How many numbers "
        "does training set?",
        answer=NumberAnswer.of(
            case,
            {
                "units": "That is the number of hidden units. Each of them has a weight for every "
                "input and a bias, and every output has the same for the units.",
                "weights": "Those are the weights. Each hidden unit and each output has a bias "
                "too.",
                "first layer": "That is the first layer, with its biases. The outputs have weights "
                "and biases of their own.",
                "second biases": "That is $(D_x + D_y + 2) H$, as if there were a second bias for "
                f"each hidden unit. The second layer has a bias for each output: {Dy}, "
                f"not {H}.",
                "first biases only": "The biases of the outputs are missing.",
                "all units": "That counts the units. The parameters are on the connections, and "
                "one more at each unit that is computed.",
            },
            unit="parameters",
            digits=6,
        ),
        hints=(
            "Count the four arrays one by one: $W_1$, $b_1$, $W_2$, $b_2$.",
            rf"$W_1$ has a row for each input and a column for each hidden unit: "
            rf"${Dx} \times {H}$. Its biases $b_1$ are {H} more.",
        ),
        solution=rf"$W_1$: ${Dx} \cdot {H}$, $b_1$: ${H}$, $W_2$: ${H} \cdot {Dy}$, $b_2$: ${Dy}$. "
        "\n\n"
        rf"$(D_x + 1) H + (H + 1) D_y = ({Dx} + 1) \cdot {H} + ({H} + 1) \cdot {Dy} "
        rf"= {case.answer:.0f}$.",
        see={"inputs": min(Dx, 6), "units": min(H, 6), "outputs": Dy},
        task="Gradient 4",
        meets=("H parameters",),
    )


def weight(generator: np.random.Generator) -> Question:
    case = one_weight(generator)
    h, k = case.unit + 1, case.k + 1
    a, d, digits = case.a1[:, case.unit], case.errors[:, case.k], case.digits
    terms = [
        rf"{tex(output, digits)} \cdot "
        + (f"({tex(error, digits)})" if error < 0 else tex(error, digits))
        for output, error in zip(a, d, strict=True)
    ]
    entry = rf"\partial J / \partial W_{{2,{h}{k}}}"
    return Question(
        title="The gradient to a weight",
        text="Two examples have gone through a network of two hidden units and two classes. The "
        "loss $J$ is the mean of their cross-entropies. With a row for each example, the hidden "
        "outputs and the errors at the logits are"
        "\n\n"
        rf"$$a_1 = {matrix(case.a1, digits)},$$"
        "\n\n"
        rf"$$\hat y - y = {matrix(case.errors, digits)}.$$"
        "\n\n"
        rf"What is ${entry}$, the gradient to the weight from hidden unit {h} to class {k}?",
        answer=NumberAnswer.of(
            case,
            {
                "sum": "That is the sum over both examples. The loss is their mean: the factor "
                "$1/N$ is lost.",
                "first alone": "That is the share of the first example. The weight serves the "
                "second one too: add its share.",
                "last alone": "That is the share of the second example alone, as if it had been "
                "written over the first one's (`=` for `+=`).",
                "transposed": rf"That is the transposed entry, ${{\partial J / \partial "
                rf"W_{{2,{k}{h}}}}}$. $W_2$ has a row for each hidden unit and a column for each "
                "class.",
                "of sums": "You added first and multiplied then. Each example multiplies its own "
                "output by its own error.",
                "no activation": "That is the gradient to the bias of the class. A weight moves "
                "its logit by as much as the unit puts out: multiply by $a_1$.",
                "sign": r"The sign: the error is $\hat y - y$, as it stands there.",
            },
        ),
        hints=(
            rf"In one example, the weight moves the logit of class {k} by the output of unit {h}, "
            "and the logit moves the loss by its error: the chain rule multiplies.",
            rf"Column {h} of $a_1$ and column {k} of $\hat y - y$: multiply row by row, and take "
            "the mean.",
        ),
        solution=rf"${entry} = \sum_n a_{{1,n{h}}} \, \delta_{{1,n{k}}}$ over the examples $n$, "
        r"with $\delta_1 = (\hat y - y) / N$ since $J$ is a mean."
        "\n\n"
        rf"$({' + '.join(terms)}) / 2 = {tex(case.answer, 3)}$. For all entries at once that is "
        r"$a_1^\top \delta_1$.",
        see={"N": 2, "H": 2, "step": 10},
        task="Gradient 3",
    )


def delta(generator: np.random.Generator) -> Question:
    case = one_delta(generator)
    unit = case.unit + 1
    digits = case.digits
    a, delta2 = tex(case.a1[case.unit], digits), tex(case.delta2, digits)
    return Question(
        title="Back to the hidden layer",
        text="One example has gone through a network of two sigmoid units and two classes. Its "
        rf"hidden outputs are $a_1 = {vector(case.a1, digits)}$, the error at the logits is "
        rf"$\delta_1 = \hat y - y = {vector(case.delta1, digits)}$, and"
        f"\n\n$$W_2 = {matrix(case.W2)},$$\n\n"
        "with a row for each hidden unit. What is the gradient to "
        rf"$z_1$ of hidden unit {unit}, $\delta_{{3,{unit}}}$?",
        answer=NumberAnswer.of(
            case,
            {
                "no slope": r"That is $\delta_2$, the gradient to the unit's output. The sigmoid "
                r"lies between: multiply by its slope, $a (1 - a)$.",
                "transposed": r"$W_2$ was used the wrong way round: $\delta_2 = \delta_1 "
                r"W_2^\top$ takes the unit's row.",
                "slope of output": r"The slope was taken at $a$ instead of $z$: "
                r"$\sigma'(z) = a (1 - a)$.",
                "sign": r"The sign: $\delta_1$ is $\hat y - y$, not $y - \hat y$.",
                "nothing": "It is not 0: the unit has weights to both classes.",
            },
        ),
        hints=(
            r"First the gradient to the unit's output: $\delta_2 = \delta_1 W_2^\top$.",
            rf"Row {unit} of $W_2$ with $\delta_1$ gives ${delta2}$. Then the chain "
            "rule goes through the sigmoid.",
            rf"The slope is $a (1 - a)$, with $a = {a}$.",
        ),
        solution=rf"$\delta_{{2,{unit}}} = \sum_k \delta_{{1,k}} W_{{2,{unit}k}} = "
        rf"{delta2}$."
        "\n\n"
        rf"$\delta_{{3,{unit}}} = \delta_{{2,{unit}}} \cdot a (1 - a) = {delta2} "
        rf"\cdot {a} \cdot (1 - {a}) = {tex(case.answer, 3)}$.",
        see={"step": 9},
        task="Gradient 3",
    )


def inputs(generator: np.random.Generator) -> Question:
    names = Names(vectors=("d", "w"))
    return Question(
        title="Back to the inputs",
        text=r"The input $x$ of a network reaches hidden unit $j$ with the weight $w_j$, so that "
        r"$z_j = w_j x + …$ Let $d_j = \partial J / \partial z_j$. What is "
        r"$\partial J / \partial x$?",
        answer=FormulaAnswer(
            formula="sum(d_j * w_j)",
            names=names,
            points=draw_points(names, generator),
            left=r"\dfrac{\partial J}{\partial x} =",
            solved=r"\sum_j d_j w_j",
            whys={
                "d_i * w_i": "That is the way through one hidden unit. The input reaches all of "
                "them, and the ways add up.",
                "sum(d_j) * sum(w_j)": "Each way has its own weight and its own $d$: multiply "
                "first, then add.",
                "sum(d_j)": "Each $z_j$ moves by $w_j$ times as much as $x$ does. That factor is "
                "missing.",
                "sum(w_j)": "That is how the $z_j$ move with $x$. How $J$ moves with them is "
                "missing.",
                "sum(d_j / w_j)": r"The chain rule multiplies: $\partial z_j / \partial x = w_j$.",
            },
        ),
        hints=(
            "In how many ways does $x$ reach the loss?",
            r"One for each hidden unit. Along each, the chain rule multiplies "
            r"$\partial J / \partial z_j$ by $\partial z_j / \partial x$; the ways add up.",
        ),
        solution=r"$\dfrac{\partial J}{\partial x} = \sum_j \dfrac{\partial J}{\partial z_j} "
        r"\dfrac{\partial z_j}{\partial x} = \sum_j d_j w_j$. For all inputs at once that is "
        r"$\delta_3 W_1^\top$.",
        see={"step": 14},
        task="Gradient 3",
    )


def saturation(generator: np.random.Generator) -> Question:
    case = saturated(generator)
    z, slope = tex(case.z), tex(case.slope, case.digits)
    return Question(
        title="A unit far out",
        text=f"A network with cross-entropy is quite wrong about an example. The gradient to the "
        rf"output of a hidden sigmoid unit is $\delta_2 = {tex(case.delta2)}$, and the unit has "
        f"$z = {z}$. What happens to the weights that lead into it?",
        answer=ChoiceAnswer(
            shuffled(
                generator,
                Option(
                    rf"Next to nothing: $\sigma'({z}) = {slope}$ makes "
                    rf"$\delta_3 = {tex(case.delta3, 3)}$ of it"
                ),
                Option(
                    "They learn at full speed: cross-entropy removes saturation",
                    "It does so at the output, where the slope of softmax cancels against the "
                    "logarithm. The hidden units keep their own slope, and this one is flat.",
                ),
                Option(
                    "They learn fast, for the output is far from what it should be",
                    r"The error does reach the unit's output, as $\delta_2$. Between that and the "
                    "weights lies the slope of the sigmoid.",
                ),
                Option(
                    "Nothing, for the output of the unit is 0",
                    "Its output is not quite 0, and it is its slope that counts here.",
                )
                if case.z < 0
                else Option(
                    "Nothing, for the unit is at 1 already, where it belongs",
                    "Nobody said that it belongs there: it is the slope that keeps it from moving.",
                ),
            )
        ),
        hints=(
            r"Which factor lies between the gradient to $a$ and the gradient to $z$?",
            rf"The slope $\sigma'({z})$. Is the sigmoid steep there?",
        ),
        solution=rf"$\delta_3 = \delta_2 \, \sigma'(z) = {tex(case.delta2)} \cdot {slope} = "
        rf"{tex(case.delta3, 3)}$. Cross-entropy cancels the slope of the output layer, "
        r"$\delta_1 = \hat y - y$. A hidden sigmoid that is saturated lets next to nothing "
        "through, whatever the loss.",
        see={"step": 9, "factor": 20.0},
        task="Gradient 3",
        meets=("no saturation",),
    )


QUESTIONS = (parameters, weight, delta, inputs, saturation)
