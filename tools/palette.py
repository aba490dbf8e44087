"""Prints the palette as a table of Markdown, with the contrast of each colour: see docs/design.md.

.venv/bin/python -m tools.palette
"""

import tomllib

from metl_ui.charts import theme
from tools.server import ROOT

MEANINGS = {
    "training": theme.TRAINING,
    "test": theme.TEST,
    "W1": theme.PARAMETERS["W1"],
    "b1": theme.PARAMETERS["b1"],
    "W2": theme.PARAMETERS["W2"],
    "b2": theme.PARAMETERS["b2"],
    "gradient to the inputs X": theme.PARAMETERS["X"],
    "a function; the form of it that holds": theme.FUNCTION,
    "its derivative, its tangent": theme.DERIVATIVE,
    "a slope measured from values": theme.MEASURED,
    "the form that breaks": theme.NAIVE,
    "what is at the logits": theme.LOGITS,
    "what things are compared with": theme.REFERENCE,
    "positive": theme.POSITIVE,
    "negative": theme.NEGATIVE,
    **{f"class {label}": colour for label, colour in enumerate(theme.CLASSES, start=1)},
}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, between 1 and 21, of two colours "#rrggbb"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = (value / 255 for value in bytes.fromhex(colour.removeprefix("#")))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def table() -> str:
    """Meaning, colour, and its contrast to the light and to the dark page."""
    schemes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    pages = [schemes[scheme]["backgroundColor"] for scheme in ("light", "dark")]
    rows = [
        f"| {meaning} | `{colour}` | "
        + " | ".join(f"{contrast(colour, page):.1f}" for page in pages)
        + " |"
        for meaning, colour in MEANINGS.items()
    ]
    return "\n".join(["| meaning | colour | on light | on dark |", "|---|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())
