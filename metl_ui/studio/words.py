"""What the studio says of a run, in plain sentences."""

from metl_core.changes import Change
from metl_core.config import Settings
from metl_core.diagnosis import diagnose
from metl_core.run import Run
from metl_core.training import Trainer
from metl_ui.link import spell_number
from metl_ui.studio.burst import StopWhen, Why

SETTING_NAMES = {
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "l1": "L1 penalty",
    "l2": "L2 penalty",
}

# What each optimizer makes of small gradients.
ON_FLAT_GROUND = {
    "sgd": "plain gradient descent (sgd) hardly moves there",
    "momentum": "momentum goes on with the steps it took before",
    "rmsprop": "rmsprop divides them by their own recent size, and goes on",
    "adam": "adam divides them by their own recent size, and goes on",
}


def why_stopped(run: Run, why: Why, stop: StopWhen) -> str:
    """Why a run does not go on by itself, and what to do about it."""
    trainer = run.trainer
    if why == "broken":
        return (
            f"By epoch {trainer.epoch:,} the loss is no longer a finite number: with the learning "
            f"rate {trainer.learning_rate:g} the steps grew until the weights overflowed. Wind "
            "back, choose a smaller learning rate (a tenth, say) and continue from there, or reset."
        )
    goal = {
        "epoch": f"epoch {stop.epoch or 0:,}",
        "loss": f"a training loss of {stop.train_loss or 0:g}",
        "accuracy": f"an accuracy of {100 * (stop.accuracy or 0):g} %",
    }[why]
    return f"Stopped at epoch {trainer.epoch:,}: {goal} is reached. Change the goal to go on."


def what_to_notice(trainer: Trainer) -> str:
    """A sentence or two that speak to what is on screen."""
    history = trainer.history
    diagnosis = diagnose(history)
    if trainer.config.init == "zeros" and trainer.epoch and diagnosis != "broken":
        return (
            "All hidden units began alike, so all have the same gradient and stay alike: look at "
            "the columns of the weights. However many there are, they count as one."
        )
    norms = history.gradient_norm_W1
    return {
        "broken": "Weights that have overflowed cannot come back.",
        "untrained": "Nothing is learnt yet. A network that gives every class the same "
        f"probability has the loss ln {trainer.dataset.n_classes}. How far from it does this one "
        "begin? Press Play.",
        "overshooting": "The loss jumps up instead of falling: each step goes too far along the "
        "gradient and lands on the other side of the valley. Try a smaller learning rate.",
        "overfitting": f"The test loss was {history.test_loss.min():.4f} once. Now it rises, while "
        "the training loss falls: the network learns the noise of its examples by heart. What do "
        "fewer hidden units do, or an L2 penalty?",
        "learning": f"At its largest, the gradient to W1 had the norm {norms.max():.3g}; now it is "
        f"{norms[-1]:.3g}. Where the loss is flat, the gradients are small: "
        f"{ON_FLAT_GROUND[trainer.config.optimizer]}.",
    }[diagnosis]


def mark_of(change: Change) -> str:
    """A change by hand, as the curves are marked with it."""
    if change.index:
        where = ",".join(map(str, change.index))
        return f"{change.name}[{where}] = {change.value:.4g}"
    value = "all" if change.value is None else spell_number(change.value)
    return f"{SETTING_NAMES[change.name]} {value}"


def settings_of(settings: Settings) -> dict[str, str]:
    """The settings in force, spelled as on the page."""
    return {
        name: "all" if value is None else spell_number(value)
        for name, value in settings._asdict().items()
    }
