"""Made-up data sets in the plane: shapes that a straight line cannot tell apart, and blobs.

Every function takes (n_samples, noise, generator), some n_classes too, and gives a `Dataset`
with classes of equal size, or differing by one. Without noise the points lie exactly on the
shape, within -1 … 1; `noise` is the standard deviation of the normal distribution that is
then added to each coordinate. The same generator state gives the same bits.

Raises ValueError or TypeError for numbers outside these bounds.
"""

import numpy as np

from metl_core.checks import Array, integer, number
from metl_core.dataset import Dataset

MIN_SAMPLES, MAX_SAMPLES = 10, 5000
MAX_NOISE = 1.0
MAX_BLOBS = 10
MAX_ARMS = 5

CIRCLE_RADII = (1.0, 0.5)  # of class 0 and class 1
BLOB_DISTANCE = 0.7  # of the centres from the origin
SPIRAL_RADII = (0.1, 1.0)  # the first is not 0: there the arms would meet
SPIRAL_TURNS = 1.25  # while the radius grows by 1
XOR_MARGIN, CHECKERBOARD_MARGIN = 0.15, 0.05  # from a point to the edge of its cell
CHECKERBOARD_CELLS = 4  # along each side


def xor(n_samples: int, noise: float, generator: np.random.Generator) -> Dataset:
    """The four quadrants: class 0 where x₁ and x₂ have the same sign, class 1 where not."""
    labels = _balanced_labels(n_samples, noise, 2)
    return _dataset("xor", _cells(labels, 2, XOR_MARGIN, generator), labels, noise, generator)


def checkerboard(n_samples: int, noise: float, generator: np.random.Generator) -> Dataset:
    """A board of 4 × 4 cells in two colours, class 0 in the corner of the smallest x₁ and x₂."""
    labels = _balanced_labels(n_samples, noise, 2)
    points = _cells(labels, CHECKERBOARD_CELLS, CHECKERBOARD_MARGIN, generator)
    return _dataset("checkerboard", points, labels, noise, generator)


def circles(n_samples: int, noise: float, generator: np.random.Generator) -> Dataset:
    """Two circles about the origin, of radius 1 (class 0) and 0.5 (class 1)."""
    labels = _balanced_labels(n_samples, noise, 2)
    angle = generator.uniform(0, 2 * np.pi, n_samples)
    points = _polar(np.array(CIRCLE_RADII)[labels], angle)
    return _dataset("circles", points, labels, noise, generator)


def moons(n_samples: int, noise: float, generator: np.random.Generator) -> Dataset:
    """Two half circles of radius 2/3 that reach into each other, one the other's mirror image."""
    labels = _balanced_labels(n_samples, noise, 2)
    angle = generator.uniform(0, np.pi, n_samples)
    upper = 2 / 3 * (_polar(np.ones(n_samples), angle) - [0.5, 0.25])
    points = np.where(labels[:, None] == 0, upper, -upper)
    return _dataset("moons", points, labels, noise, generator)


def blobs(
    n_samples: int, noise: float, generator: np.random.Generator, n_classes: int = 3
) -> Dataset:
    """2 to 10 normal distributions, their centres evenly on a circle of radius 0.7.

    Without noise all points of a class are its centre.
    """
    integer("n_classes", n_classes, minimum=2, maximum=MAX_BLOBS)
    labels = _balanced_labels(n_samples, noise, n_classes)
    centres = _polar(np.full(n_samples, BLOB_DISTANCE), 2 * np.pi * labels / n_classes)
    return _dataset("blobs", centres, labels, noise, generator, n_classes)


def spirals(
    n_samples: int, noise: float, generator: np.random.Generator, n_classes: int = 2
) -> Dataset:
    """2 to 5 spiral arms, each the one before turned by 1/K of a circle."""
    integer("n_classes", n_classes, minimum=2, maximum=MAX_ARMS)
    labels = _balanced_labels(n_samples, noise, n_classes)
    radius = generator.uniform(*SPIRAL_RADII, n_samples)
    points = _polar(radius, 2 * np.pi * (SPIRAL_TURNS * radius + labels / n_classes))
    return _dataset("spirals", points, labels, noise, generator, n_classes)


def _balanced_labels(n_samples: int, noise: float, n_classes: int) -> Array:
    """0, 1, …, K - 1, 0, 1, …: as many of each class, or one more. Checks both numbers."""
    integer("n_samples", n_samples, minimum=MIN_SAMPLES, maximum=MAX_SAMPLES)
    number("noise", noise, minimum=0, maximum=MAX_NOISE)
    return np.arange(n_samples) % n_classes


def _polar(radius: Array, angle: Array) -> Array:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _cells(labels: Array, n_cells: int, margin: float, generator: np.random.Generator) -> Array:
    """Points of a chequered square: each class fills its cells in turn, uniformly but for a
    margin around each cell."""
    row, column = np.divmod(np.arange(n_cells**2), n_cells)
    cells = np.column_stack([row, column])
    cells_of_class = np.stack([cells[(row + column) % 2 == label] for label in (0, 1)])
    turn = np.arange(labels.size) // 2 % (n_cells**2 // 2)
    width = 2 / n_cells
    corner = cells_of_class[labels, turn] * width - 1
    return corner + generator.uniform(margin, width - margin, (labels.size, 2))


def _dataset(
    name: str,
    points: Array,
    labels: Array,
    noise: float,
    generator: np.random.Generator,
    n_classes: int = 2,
) -> Dataset:
    return Dataset(
        name=name,
        X=points + noise * generator.standard_normal(points.shape),
        labels=labels,
        feature_names=("x1", "x2"),
        class_names=tuple(f"class {label}" for label in range(n_classes)),
    )
