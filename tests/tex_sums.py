"""What a page writes as a sum in TeX, computed anew from its letters."""

import re
from math import exp, log, tanh

NAMES = {
    r"\hat y": "probabilities",
    r"\text{logits}": "logits",
    r"\delta_1": "delta1",
    r"\delta_2": "delta2",
    r"\delta_3": "delta3",
    **{f"{letter}_{layer}": f"{letter}{layer}" for letter in "Wbza" for layer in "12"},
}
SLOPES = (r"\sigma'(z_1)", r"\tanh'(z_1)", r"\operatorname{relu}'(z_1)", r"\operatorname{id}'(z_1)")


def computed(tex: str, **matrices: object) -> float:
    """The value of a formula of numbers and of entries such as `z_1[0,1]` of `matrices`."""
    text = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", tex)
    for slope in SLOPES:
        text = text.replace(slope, "slope")
    for name, letters in NAMES.items():
        text = text.replace(name, letters)
    text = re.sub(r"\\mathbf\{1\}\[(.*) > 0\]", r"float((\1) > 0)", text)
    text = text.replace(r"\,", " ").replace(r"\;", " ").replace(r"\cdot", "*")
    while re.search(r"e\^\{[^{}]*\}", text):
        text = re.sub(r"e\^\{([^{}]*)\}", r"exp(\1)", text)
    text = re.sub(r"\\(log|tanh|max)", r"\1", text)
    functions = {"exp": exp, "log": log, "tanh": tanh, "max": max, "float": float}
    return float(eval(text, {"__builtins__": {}, **functions, **matrices}))
