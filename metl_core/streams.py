"""Where randomness comes from: one seed, and a stream of its own for each use of it."""

from enum import IntEnum

import numpy as np

MAX_SEED = 2**32 - 1


class Stream(IntEnum):
    """What is drawn. Changing how much one stream draws leaves the others as they were."""

    DATA = 0
    SPLIT = 1
    PARAMETERS = 2
    ORDER = 3  # of the examples, anew in every epoch
    EXERCISES = 4


def generator(seed: int, stream: Stream, *more: int) -> np.random.Generator:
    """The generator of a stream; `more` (an epoch, say) picks one of many within it."""
    return np.random.default_rng([seed, int(stream), *more])
