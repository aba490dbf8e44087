"""Where randomness comes from: one seed, and a stream of its own for each use of it."""

from enum import IntEnum

import numpy as np

MAX_SEED = 2**32 - 1


class Stream(IntEnum):
    """What is drawn. Changing how much one stream draws leaves the others as they were."""

    DATA = 0
    SPLIT = 1
    PARAMETERS = 2
    ORDER = 3  # of the examples: see `order_generator`
    EXERCISES = 4


def generator(seed: int, stream: Stream, *more: int) -> np.random.Generator:
    """The generator of a stream; `more` (an epoch, say) picks one of many within it."""
    return np.random.default_rng([seed, int(stream), *more])


def order_generator(seed: int, epoch: int) -> np.random.Generator:
    """The generator that shuffles the examples of one epoch: the stream's, so many jumps on.

    A jump of PCG64 is far longer than what any epoch draws.
    """
    stream = np.random.PCG64([seed, int(Stream.ORDER)])
    return np.random.Generator(stream.jumped(epoch))
