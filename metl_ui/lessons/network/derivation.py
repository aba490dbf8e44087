"""All gradients at a glance, in the order of the walk, with the reader's numbers."""

from collections.abc import Iterator

from metl_core.walk import STEPS, Walk
from metl_ui.derivation import Line
from metl_ui.lessons.network.notation import entry_tex, sum_lines

LONGEST = 26  # letters of a line, also on a narrow screen


def gradient_lines(walk: Walk) -> Iterator[Line]:
    """The chain rule from the loss back to the inputs, for the first number of each matrix."""
    slope = entry_tex(walk, "slope", ())
    lines = {
        "delta1": r"\delta_1[n,k] &= \frac{1}{N} \big(\hat y[n,k] - y[n,k]\big)",
        "delta2": r"\delta_2[n,h] &= \sum_k \delta_1[n,k] \, W_2[h,k]",
        "delta3": rf"\delta_3[n,h] &= \delta_2[n,h] \; {slope}[n,h]",
        "dW2": r"\frac{\partial J}{\partial W_2}[h,k] &= \sum_n a_1[n,h] \, \delta_1[n,k]",
        "db2": r"\frac{\partial J}{\partial b_2}[k] &= \sum_n \delta_1[n,k]",
        "dW1": r"\frac{\partial J}{\partial W_1}[i,h] &= \sum_n X[n,i] \, \delta_3[n,h]",
        "db1": r"\frac{\partial J}{\partial b_1}[h] &= \sum_n \delta_3[n,h]",
        "dX": r"\frac{\partial J}{\partial X}[n,i] &= \sum_h \delta_3[n,h] \, W_1[i,h]",
    }
    for number, step in enumerate(STEPS, start=1):
        if step.result in lines:
            yield Line(lines[step.result], _in_numbers(walk, step.result), f"Step {number}")


def _in_numbers(walk: Walk, matrix: str) -> str:
    """The first number of the matrix; terms that are too many for a line stand below each other."""
    index = (0,) * walk.values[matrix].ndim
    (name,), _, *numbers = sum_lines(walk, matrix, index)
    lines = [" ".join(parts) for parts in numbers]
    if len(lines[0].replace(r"\cdot", "·").replace(r"\;", "")) > LONGEST:
        lines[0] = r" \\ &\quad ".join(numbers[0])
    return name + r" \\ ".join(f"&= {line}" for line in lines)
