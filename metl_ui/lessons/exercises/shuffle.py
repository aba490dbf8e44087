"""The options of a choice in an order that a generator draws."""

import numpy as np

from metl_ui.lessons.exercises.question import Option


def shuffled(generator: np.random.Generator, *options: Option) -> tuple[Option, ...]:
    """The right one does not always stand first."""
    return tuple(options[place] for place in generator.permutation(len(options)))
