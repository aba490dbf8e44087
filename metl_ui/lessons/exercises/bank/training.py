"""Questions on training by gradient descent."""

import numpy as np

from metl_core.exercises.training import one_step, overshoot
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import ChoiceAnswer, NumberAnswer, Option, Question
from metl_ui.lessons.exercises.shuffle import shuffled


def step(generator: np.random.Generator) -> Question:
    case = one_step(generator)
    w, g, rate = tex(case.weight), tex(case.gradient), tex(case.rate)
    return Question(
        title="One step",
        text=f"A weight is $w = {w}$, the gradient of the loss to it is $g = {g}$, and the "
        f"learning rate is ${rate}$. What is $w$ after one step of gradient descent?",
        answer=NumberAnswer.of(
            case,
            {
                "uphill": "That is a step uphill. The gradient points to where the loss grows: "
                "subtract.",
                "step alone": "That is the step. It is added to the weight.",
                "no rate": "The step is the learning rate times the gradient; you went all of it.",
            },
            digits=4,
        ),
        hints=(
            "The gradient points uphill, and the loss is to fall.",
            r"Subtract the learning rate times the gradient: $w - \eta g$.",
        ),
        solution=rf"Against the gradient, by the learning rate times its size: "
        rf"$w - \eta g = {w} - {rate} \cdot ({g}) = {tex(case.answer, 4)}$.",
        task="Gradient 7",
    )


def diverges(generator: np.random.Generator) -> Question:
    case = overshoot(generator)
    losses = ", ".join(f"${tex(loss, 3)}$" for loss in case.losses)
    calm = ", ".join(f"${tex(loss, 3)}$" for loss in case.calm_losses)
    return Question(
        title="Right gradient, rising loss",
        text="Gradient descent on $J(w) = w^2$, whose gradient $2w$ passes the check, gives the "
        f"losses {losses}. What is the matter?",
        answer=ChoiceAnswer(
            shuffled(
                generator,
                Option(f"The learning rate, {case.rate:g}, is too large"),
                Option(
                    "The gradient is wrong after all",
                    "The derivative of $w^2$ is $2w$. A gradient says where downhill is, not how "
                    "far it is to the bottom.",
                ),
                Option(
                    "The step goes uphill: the sign is wrong",
                    "Uphill, $w$ would keep its sign and grow. Here it jumps over the bottom, from "
                    "one side to the other.",
                ),
                Option(
                    "The $h$ of the check is too large",
                    "The check is not used in training; it has already passed.",
                ),
            )
        ),
        hints=(
            r"Follow $w$ itself: what does $w - \eta \cdot 2w$ make of it?",
            rf"It multiplies $w$ by $1 - 2\eta$. With $\eta = {case.rate:g}$ that is "
            f"${tex(case.factor)}$.",
        ),
        solution=rf"Each step multiplies $w$ by $1 - 2 \cdot {case.rate:g} = "
        rf"{tex(case.factor)}$: it jumps over the bottom and lands further away. "
        f"With the rate {case.calm_rate:g} the losses are {calm}. "
        "A check that passes says that the gradient is right, not that training converges.",
        task="Gradient 7",
    )


QUESTIONS = (step, diverges)
