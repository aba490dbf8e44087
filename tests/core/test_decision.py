"""Where the plane ends that a network decides in."""

import numpy as np
import pytest

from metl_core import Dataset
from metl_core.datasets import DATASETS, load_dataset
from metl_core.decision import plane_limits


@pytest.mark.parametrize("name", [n for n, info in DATASETS.items() if info.n_inputs == 2])
def test_the_plane_reaches_around_all_examples_by_the_same_share(name):
    dataset = load_dataset(name)
    low, high = plane_limits(dataset)
    for axis, values in enumerate(dataset.X.T):
        width = np.ptp(values)
        assert values.min() - low[axis] == pytest.approx(0.08 * width)
        assert high[axis] - values.max() == pytest.approx(0.08 * width)


def test_a_constant_column_still_has_a_width():
    X = np.column_stack([np.arange(20.0), np.full(20, 3.0)])
    low, high = plane_limits(Dataset("t", X, np.arange(20) % 2, ("a", "b"), ("no", "yes")))
    assert low[1] < 3 < high[1]
    assert np.isfinite([low, high]).all()
