"""Where a network decides: the plane of its two inputs."""

import numpy as np

from metl_core.checks import Array
from metl_core.dataset import Dataset

MARGIN = 0.08  # of the data's width and height, left free around the points


def plane_limits(dataset: Dataset) -> tuple[Array, Array]:
    """Two corners (x1, x2) of the plane that holds data with two inputs, and a margin."""
    low, high = dataset.X.min(axis=0), dataset.X.max(axis=0)
    margin = np.where(high > low, MARGIN * (high - low), 1)
    return low - margin, high + margin
