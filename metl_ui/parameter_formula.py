"""The count of a network's parameters."""

from metl_core import parameter_count
from metl_ui.digits import formula


def parameter_formula(sizes: tuple[int, int, int]) -> str:
    """The count by its formula, in TeX, for the sizes (Dx, H, Dy)."""
    Dx, H, Dy = sizes
    return formula(
        r"& (D_x + 1)\,H + (H + 1)\,D_y",
        rf"&= ({Dx} + 1) \cdot {H} + ({H} + 1) \cdot {Dy}",
        f"&= {parameter_count(Dx, H, Dy)}",
    )
