"""What each step of the walk computes: its heading, its equation, and what to notice in it."""

from metl_core.walk import NEARLY_ONE, STEPS, Step, Walk
from metl_ui.digits import formula
from metl_ui.lessons.network.notation import number_tex, tex_of

HEADINGS = {
    "z1": "weighted sums of the inputs",
    "a1": "the activations of the hidden units",
    "logits": "weighted sums of the activations",
    "probabilities": "the probabilities of the classes",
    "loss": "the loss",
    "delta1": "back to the logits",
    "delta2": "back through W2",
    "slope": "the slope of the activation",
    "delta3": "back through the activation",
    "dW2": "the gradient of W2",
    "db2": "the gradient of b2",
    "dW1": "the gradient of W1",
    "db1": "the gradient of b1",
    "dX": "the gradient of the inputs",
}

# A name in angle brackets stands for that matrix with its shape; ᵀ is its transpose.
_EQUATIONS = {
    "z1": r"<z1> = <X> \, <W1> + <b1>",
    "a1": r"<a1> = ACTIVATION(<z1>)",
    "logits": r"<logits> = <a1> \, <W2> + <b2>",
    "probabilities": r"<probabilities> = \operatorname{softmax}(<logits>)",
    "loss": r"<loss> = -\frac{1}{N} \sum_n \sum_k y[n,k] \, \log \hat y[n,k]",
    "delta1": r"<delta1> = \frac{1}{N} \, (<probabilities> - <y>)",
    "delta2": r"<delta2> = <delta1> \, <W2ᵀ>",
    "delta3": r"<delta3> = <delta2> \circ <slope>",
    "dW2": r"<dW2> = <a1ᵀ> \, <delta1>",
    "db2": r"<db2> = \sum_n \delta_1[n,\,:]",
    "dW1": r"<dW1> = <Xᵀ> \, <delta3>",
    "db1": r"<db1> = \sum_n \delta_3[n,\,:]",
    "dX": r"<dX> = <delta3> \, <W1ᵀ>",
}
_SLOPES = {
    "sigmoid": r"<slope> = <a1> \circ (1 - <a1>)",
    "tanh": r"<slope> = 1 - <a1> \circ <a1>",
    "relu": r"<slope> = \mathbf{1}[<a1> > 0]",
    "identity": "<slope> = 1",
}

_NOTICE = {
    "z1": "Each row is an example, each column a hidden unit: the inputs times the unit's "
    "weights, plus its bias. All examples go through the same weights.",
    "logits": "The same again, with $a_1$ in the place of $X$: one column for each class.",
    "probabilities": "Softmax makes each row sum to 1. The right class of example 0 is {label}, "
    "and the network gives it ${p}$.",
    "loss": "Only the probability of the right class counts: minus its logarithm, and the mean "
    "over the examples.",
    "delta1": r"Softmax and cross-entropy in one: $\hat y - y$ is the $p - t$ of the lesson "
    "before, and $J$ is the mean of its $L$. Only the right class can have a "
    "minus: the loss falls when that logit grows.",
    "delta2": r"$\delta_2$ is $\partial J / \partial a_1$. $a_1[n,h]$ is in every logit of its "
    "example, so this is a sum over the classes, by row $h$ of $W_2$.",
    "delta3": r"$\delta_3$ is $\partial J / \partial z_1$. $a_1[n,h]$ depends on $z_1[n,h]$ alone: "
    r"one slope, no sum. So $\circ$ multiplies number by number.",
    "dW2": "In logit $[n,k]$ the weight $[h,k]$ stands once, and its factor is $a_1[n,h]$. The "
    "examples add up. (The penalty in that line of code is 0 here.)",
    "db2": "A bias stands in each logit of its class with the factor 1: a sum over the examples.",
    "dW1": "In $z_1[n,h]$ the weight $[i,h]$ has the factor $X[n,i]$: an input of 0 gives its "
    "weights the gradient 0.",
    "db1": "In $z_1[n,h]$ the bias has the factor 1: one number for each hidden unit.",
    "dX": "Input $i$ goes into every hidden unit: a sum over these. Training changes no input, but "
    "a layer further down would be handed this.",
}
_NOTICE_OF_A1 = {
    "sigmoid": "The sigmoid takes every number of $z_1$ by itself and brings it between 0 and 1.",
    "tanh": "tanh takes every number of $z_1$ by itself and brings it between −1 and 1.",
    "relu": "relu takes every number of $z_1$ by itself: what is below 0 becomes 0.",
    "identity": "The identity changes nothing: the two layers together are then only one.",
}
_NOTICE_OF_SLOPE = {
    "sigmoid": "The slope of the sigmoid at $z_1$, out of its own output. It is never above a "
    "quarter; here it is ${slope}$ at most.",
    "tanh": "The slope of tanh at $z_1$, out of its own output. It is never above 1; here it is "
    "${slope}$ at most.",
    "relu": "The slope of relu is 1 where it lets through and 0 where it does not.",
    "identity": "The slope of a straight line is the same everywhere.",
}


def heading(step: Step) -> str:
    """Where we are: "Step 3 of 14, forwards: …"."""
    direction = "forwards" if step.is_forward else "backwards"
    return f"Step {STEPS.index(step) + 1} of {len(STEPS)}, {direction}: {HEADINGS[step.result]}"


def equation(walk: Walk, step: Step) -> str:
    """The step in TeX, with the shape of each matrix below it."""
    text = _SLOPES[walk.activation] if step.result == "slope" else _EQUATIONS[step.result]
    if step.result == "a1":
        text = text.replace("ACTIVATION", tex_of("slope", walk.activation).partition("'")[0])
    for name in walk.values:
        shape = size_of(walk, name)
        turned = " × ".join(reversed(shape.split(" × ")))
        tex = tex_of(name, walk.activation)
        text = text.replace(f"<{name}>", _over(tex, shape))
        text = text.replace(f"<{name}ᵀ>", _over(rf"{tex}^\top", turned))
    return formula(text)


def size_of(walk: Walk, matrix: str) -> str:
    """How large it is, rows first: "2 × 3"; a vector is a row, and a single number is one."""
    shape = walk.values[matrix].shape
    return " × ".join(map(str, shape)) if shape else "1 number"


def notice_of(walk: Walk, step: Step) -> str:
    """What to notice in this step (Markdown)."""
    match step.result:
        case "a1":
            text = _NOTICE_OF_A1[walk.activation]
        case "slope":
            text = _NOTICE_OF_SLOPE[walk.activation]
        case name:
            text = _NOTICE[name]
    label = walk.labels[0]
    p = float(walk.values["probabilities"][0, label])
    slope = number_tex(walk.largest("slope"), 3)
    return text.format(label=label, p=number_tex(p, 3), slope=slope) + _rounded_to_1(walk, step)


def _rounded_to_1(walk: Walk, step: Step) -> str:
    """What to say where the digits of float64 give a right class all of the probability."""
    if step.result == "loss" and (walk.right("probabilities") >= NEARLY_ONE).any():
        return r" Where $\hat y$ is so close to 1, the logits tell more, and the code takes these."
    if step.result == "delta1" and (walk.right("delta1") == 0).any():
        return r" Here a $\hat y$ is rounded to 1, and its $\delta_1$ to 0."
    return ""


def given_in_words(walk: Walk, matrix: str, index: tuple[int, ...]) -> str:
    """What a number is that nothing in the walk computes."""
    last = index[-1]
    return {
        "X": f"Given: input {last} of example {index[0]}.",
        "y": f"Given: 1 if the right class of example {index[0]} is {last}, else 0.",
        "W1": f"A weight: what input {index[0]} counts for in hidden unit {last}.",
        "b1": f"A bias: what hidden unit {last} adds whatever the inputs are.",
        "W2": f"A weight: what hidden unit {index[0]} counts for in the logit of class {last}.",
        "b2": f"A bias: what the logit of class {last} has whatever the inputs are.",
    }[matrix]


def _over(tex: str, shape: str) -> str:
    size = shape.replace("×", r"\times").replace("1 number", "")
    return rf"\;\underset{{{size}}}{{{tex}}}\;" if size else tex
