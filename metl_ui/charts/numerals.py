"""How numbers are written, in figures and beside them."""


def true_minus(value: object) -> str:
    """The text of `value` with true minus signs, in exponents too: −0.5, 1e−16."""
    return str(value).replace("-", "−")
