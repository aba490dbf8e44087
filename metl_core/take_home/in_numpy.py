"""An experiment as a script that needs NumPy alone, and ends at the same bits."""

from collections.abc import Callable

from metl_core.take_home import experiment
from metl_core.take_home.script import written
from metl_core.training import Trainer

_ABOUT = """One experiment with a network of one hidden layer, in NumPy and nothing else.

    python experiment.py

It trains from the first weights, through every change that was made on the way, to where the
run stood when this file was written, and prints the loss there. With the same NumPy, on the same
kind of processor and on as many cores, that is the same loss to the last digit; elsewhere the
last digits may differ.

On top stand the settings, then the training as it goes, then what it is made of: the code that
ran in METL itself, of which only what this run uses, and without its checks of arguments. At
the end stand the data. It needs NumPy and Python 3.10 or newer.
"""


def numpy_script(trainer: Trainer) -> str:
    """The Python text of a script that repeats the trainer's run with NumPy alone.

    It carries its data, its settings and the project's own code, and prints the loss of both
    parts; in the same environment they are the trainer's to the last bit.
    """
    roots: list[Callable[..., object]] = [
        experiment.train,
        experiment.batches,
        experiment.first_parameters,
        experiment.scores,
    ]
    return written(trainer, _ABOUT, roots)
