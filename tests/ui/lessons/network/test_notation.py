"""Sums in TeX: every number of every step, by name and in numbers, gives what is shown."""

import numpy as np
import pytest

from metl_core.small_network import small_network
from metl_core.walk import STEPS, walk
from metl_ui.lessons.network.notation import letters_of, noise_in_words, number_tex, sum_lines
from tests.tex_sums import computed

ACTIVATIONS = ["sigmoid", "tanh", "relu", "identity"]


def walked(seed: int, activation: str, sizes=(2, 2, 3, 3), factor=1.0):
    drawn = small_network(*sizes, seed=seed, factor=factor)
    return walk(drawn.parameters, drawn.X, drawn.labels, activation)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("factor", [1.0, 20.0, 100.0])
def test_the_terms_that_are_shown_give_the_number_that_is_shown(activation, factor):
    for seed in range(3):
        one = walked(seed, activation, factor=factor)
        for step in STEPS:
            for index in np.ndindex(*one.values[step.result].shape):
                _, by_name, *in_numbers = sum_lines(one, step.result, index)
                value = float(one.values[step.result][index])
                assert computed(" ".join(by_name), **one.values) == pytest.approx(
                    value, rel=1e-9, abs=1e-13
                )
                if noise_in_words(one, step.result, index):
                    continue
                for line in in_numbers:  # the sum and its value, which has four digits
                    again = computed(" ".join(line))
                    same = float(f"{again:.4g}") == float(f"{value:.4g}")
                    assert same or again == pytest.approx(value, rel=1e-11), line


def test_a_number_that_is_one_other_number_is_not_written_twice():
    one = walked(0, "identity", sizes=(1, 2, 3, 2))
    name, by_name, value = sum_lines(one, "a1", (0, 1))
    assert (name, by_name) == (["a_1[0,1]"], ["z_1[0,1]"])
    assert computed(value[0]) == pytest.approx(one.values["z1"][0, 1], rel=1e-3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.3, "0.3"),
        (1 / 3, "0.3333"),
        (0.5 + 1e-9, "0.5000"),
        (1.0, "1"),
        (-0.0, "0"),
        (1234.5, "1234"),
        (12345.6, r"1.235 \cdot 10^{4}"),
        (-4.53999e-5, r"-4.540 \cdot 10^{-5}"),
    ],
)
def test_a_rounded_number_keeps_its_zeros_and_a_short_one_has_none(value, text):
    assert number_tex(value) == text


def test_what_rounding_left_is_said_in_words():
    one = walked(0, "sigmoid")
    one.values["X"][0] = [0.1, 0.2]
    one.values["W1"][:, 0] = [1, 1]
    one.values["b1"][0] = -0.3
    one.values["z1"][0, 0] = 0.1 + 0.2 - 0.3
    assert "rounding" in noise_in_words(one, "z1", (0, 0))
    assert noise_in_words(one, "z1", (0, 1)) == ""


def test_the_slope_is_named_by_its_activation():
    names = [letters_of("slope", activation) for activation in ACTIVATIONS]
    assert names == ["σ′(z1)", "tanh′(z1)", "relu′(z1)", "id′(z1)"]
