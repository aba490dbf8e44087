"""Take it home: a run as files that need no METL, as scripts, weights and a table."""

from metl_core.take_home.in_numpy import numpy_script
from metl_core.take_home.in_torch import torch_script
from metl_core.take_home.weights import history_csv, weights_json, weights_npz

__all__ = ["history_csv", "numpy_script", "torch_script", "weights_json", "weights_npz"]
