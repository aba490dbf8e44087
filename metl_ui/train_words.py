"""What the page of training says about a run, in words and numbers."""

from math import isqrt

import numpy as np

from metl_core import FEATURES, Trainer, parameter_count
from metl_core.decision import confusion_matrix, decision_grid
from metl_core.diagnosis import diagnose
from metl_ui.charts.boundary import boundary_figure
from metl_ui.charts.training import confusion_figure, unit_images
from metl_ui.components.figure import show_figure
from metl_ui.digits import formula

HEIGHT = 380  # pixels
NONE = "–"  # in place of a number: a run without a test part


def input_names(trainer: Trainer) -> tuple[str, ...]:
    """What the network is given, by name: the chosen features, or the columns of the data."""
    chosen = trainer.config.features
    if chosen is None:
        return trainer.dataset.feature_names
    return tuple(FEATURES[name].label for name in chosen)


def parameter_formula(trainer: Trainer) -> str:
    """The count of parameters by its formula, in TeX."""
    Dx, H, Dy = trainer.sizes
    return formula(
        r"& (D_x + 1)\,H + (H + 1)\,D_y",
        rf"&= ({Dx} + 1) \cdot {H} + ({H} + 1) \cdot {Dy}",
        f"&= {parameter_count(Dx, H, Dy)}",
    )


def show_decision(trainer: Trainer) -> None:
    """What the network decides: over the plane, as images of its weights, or class by class."""
    train, test = trainer.split.train, trainer.split.test
    if trainer.dataset.is_plane:
        show_figure(
            boundary_figure(decision_grid(trainer), train, test),
            key="decision",
            alt=f"{train.n_samples} training points (filled) and {test.n_samples} test points "
            f"(hollow) of {train.n_classes} classes in the plane, over the colours of the "
            "network's probabilities.",
            height=HEIGHT,
        )
    elif has_images(trainer):
        H = trainer.sizes[1]
        show_figure(
            unit_images(trainer.parameters.W1, isqrt(trainer.sizes[0])),
            key="images",
            alt=f"The weights from the pixels to each of the {H} hidden units, as images; blue "
            "speaks for the unit, orange against it.",
            height=HEIGHT,
        )
    else:
        part = test if test.n_samples else train
        matrix = confusion_matrix(trainer.predict(part.X), part.labels)
        show_figure(
            confusion_figure(matrix, part.class_names),
            key="confusion",
            alt=f"Confusion matrix: {int(matrix.trace())} of {part.n_samples} "
            f"{part_name(trainer)} examples are on the diagonal, where the prediction is right.",
            height=HEIGHT,
        )


def decision_title(trainer: Trainer) -> str:
    """The heading of what `show_decision` shows."""
    if trainer.dataset.is_plane:
        return "Decision of the network"
    if has_images(trainer):
        return "Weights W1 of each hidden unit, as an image"
    return f"Confusion matrix of the {part_name(trainer)} part"


def part_name(trainer: Trainer) -> str:
    """The part that is judged: the test part, if there is one."""
    return "test" if trainer.split.test.n_samples else "training"


def has_images(trainer: Trainer) -> bool:
    """Whether the inputs are pixels of a square image."""
    return trainer.config.dataset == "digits"


def standing(trainer: Trainer) -> dict[str, str]:
    """Where the run stands: label -> number."""
    history = trainer.history
    has_test = trainer.split.test.n_samples > 0
    return {
        "Epoch": f"{trainer.epoch:,}",
        "Training loss": f"{history.train_loss[-1]:.4f}",
        "Test loss": f"{history.test_loss[-1]:.4f}" if has_test else NONE,
        "Training accuracy": f"{history.train_accuracy[-1]:.1%}",
        "Test accuracy": f"{history.test_accuracy[-1]:.1%}" if has_test else NONE,
    }


def what_to_notice(trainer: Trainer) -> str:
    """A sentence or two that speak to what is on screen."""
    history, config = trainer.history, trainer.config
    diagnosis = diagnose(history)
    if diagnosis == "broken":
        return "Weights that have overflowed cannot come back: **Reset** starts again."
    if config.init == "zeros" and trainer.epoch:
        return (
            "All hidden units began alike, so all have the same gradient and stay alike: look at "
            "the columns of the weights. However many there are, they count as one."
        )
    norms = history.gradient_norm_W1
    return {
        "untrained": "Nothing is learnt yet. A network that gives every class the same "
        rf"probability has the loss $\ln {trainer.dataset.n_classes}$. How far from it does this "
        "one begin? Press **Play**.",
        "overshooting": "The loss jumps up instead of falling: each step goes too far along the "
        "gradient and lands on the other side of the valley. Try a smaller learning rate.",
        "overfitting": f"The test loss was {history.test_loss.min():.4f} once. Now it rises, while "
        "the training loss falls: the network learns the noise of its examples by heart. What do "
        "fewer hidden units do, or an L2 penalty?",
        "learning": f"At its largest, the gradient to $W_1$ had the norm {norms.max():.3g}; now "
        f"it is {norms[-1]:.3g}. Where the loss is flat, the gradients are small, and plain "
        "gradient descent hardly moves.",
    }[diagnosis]


def why_broken(trainer: Trainer) -> str:
    """Why the loss is no number any more, and what to try."""
    history = trainer.history
    epoch = history.epoch[~np.isfinite(history.train_loss)][0]
    return (
        f"At epoch {epoch} the loss is no longer a finite number: with the learning rate "
        f"{trainer.config.learning_rate:g} the steps grew until the weights overflowed. Choose a "
        "smaller learning rate (a tenth, say) or another optimizer; then it starts again from "
        "epoch 0."
    )
