"""The part of the softmax lesson that proves the invariance, with the reader's numbers."""

from collections.abc import Sequence
from math import exp, log

import numpy as np
import streamlit as st

from metl_core.shift_proof import ProofLine, ShiftProof, shift_proof
from metl_ui.charts.softmax import short
from metl_ui.derivation import Line, show_derivation
from metl_ui.digits import tex
from metl_ui.lessons.softmax import words
from metl_ui.lessons.softmax.class_pick import pick_class
from metl_ui.lessons.softmax.index import show_index
from metl_ui.lessons.softmax.settings import CLASS_I

MACHINE_DIGITS = 6  # of a number above or below a fraction bar
ROOM = 40  # for a sum, in letters of an exponent: as many as a phone has room for
A_POWER, A_PLUS = 1.5, 3.5  # what these take of it, the exponent apart

WHY = (
    "The formula, with $z + c$ in the place of $z$.",
    "A power of a sum is a product: ${e^{a + b} = e^a e^b}$.",
    "The factor that holds $c$ is the same for every $j$: it comes out of the sum.",
    "It is not 0, and stands above and below: it cancels.",
)


@st.fragment
def show_proof(logits: tuple[float, ...], c: float, T: float, dtype: str) -> None:
    """Every line, for the class that the reader picks."""
    st.header("Why does the shift leave no trace?")
    i = pick_class(CLASS_I, len(logits))
    st.markdown(f"Each line in symbols, then with your numbers as {dtype} computes them.")
    proof = shift_proof(logits, c, i, T, dtype)
    show_derivation(*proof_lines(proof, logits, c, i, T), key="invariance")
    with st.expander("Why does the sum need an index of its own?"):
        show_index(logits, i, T)


def proof_lines(
    proof: ShiftProof, logits: Sequence[float], c: float, i: int, T: float
) -> tuple[Line, ...]:
    """Each line in symbols, with the reader's numbers, and why it holds, or here does not."""
    rows = zip(_symbols(T), _substituted(logits, c, i, T), proof.lines, WHY, strict=True)
    parted = False
    lines = []
    for symbols, fraction, line, why in rows:
        if line.outcome != "fine":
            why += _parting(line, proof, again=parted)
            parted = True
        lines.append(Line(symbols, rf"&= {fraction} \\[2.5ex] {_evaluated(line)}", why))
    return (*lines, _last_line(proof, T))


def on_paper(proof: ShiftProof) -> str:
    """What every line is without rounding, in TeX, however small."""
    if proof.log_on_paper > -700:
        return tex(exp(proof.log_on_paper), 4)
    return rf"10^{{{proof.log_on_paper / log(10):.0f}}}"


def _symbols(T: float) -> tuple[str, ...]:
    over = "" if T == 1 else "/T"
    shifted, all_shifted = (
        f"e^{{z_{k} + c}}" if T == 1 else f"e^{{(z_{k} + c)/T}}" for k in ("i", "j")
    )
    z_i, z_j, e_c = f"e^{{z_i{over}}}", f"e^{{z_j{over}}}", f"e^{{c{over}}}"
    start = r"\mathrm{softmax}(z + c)_i" if T == 1 else r"\mathrm{softmax}((z + c)/T)_i"
    return (
        rf"{start} &= \frac{{{shifted}}}{{\sum_j {all_shifted}}}",
        rf"&= \frac{{{z_i} \, {e_c}}}{{\sum_j {z_j} \, {e_c}}}",
        rf"&= \frac{{{e_c} \; {z_i}}}{{{e_c} \sum_j {z_j}}}",
        rf"&= \frac{{{z_i}}}{{\sum_j {z_j}}}",
    )


def _substituted(logits: Sequence[float], c: float, i: int, T: float) -> tuple[str, ...]:
    """The same four fractions with the reader's logits and c, before anything is computed."""
    over = "" if T == 1 else f"/{T:g}"
    z = [words.reader_number(z_j) for z_j in logits]
    plus_c = f" - {words.reader_number(-c)}" if c < 0 else f" + {words.reader_number(c)}"
    shifted = [f"{z_j}{plus_c}" if T == 1 else f"({z_j}{plus_c}){over}" for z_j in z]
    plain = [f"{z_j}{over}" for z_j in z]
    factor = f"{words.reader_number(c)}{over}"
    e_c = f"e^{{{factor}}}"
    split = rf" \, {e_c}"
    of_factor = _width(factor)
    z_i = f"e^{{{plain[i - 1]}}}"
    return (
        rf"\frac{{e^{{{shifted[i - 1]}}}}}{{{_sum(shifted)}}}",
        rf"\frac{{{z_i}{split}}}{{{_sum(plain, then=split, width=of_factor)}}}",
        rf"\frac{{{e_c} \; {z_i}}}{{{e_c} \, ({_sum(plain, room=ROOM - of_factor - 2)})}}",
        rf"\frac{{{z_i}}}{{{_sum(plain)}}}",
    )


def _sum(exponents: Sequence[str], then: str = "", width: float = 0, room: float = ROOM) -> str:
    """e^a + e^b + … + e^k, with as many terms written out as there is room for.

    `then` follows each power and takes `width`.
    """
    terms = [f"e^{{{exponent}}}{then}" for exponent in exponents]
    widths = [_width(exponent) + width for exponent in exponents]
    for head in (len(terms), 2, 1):
        shown = terms if head >= len(terms) else [*terms[:head], r"\dots", terms[-1]]
        taken = sum(widths) if head >= len(terms) else sum(widths[:head]) + widths[-1] + 2
        if head <= 3 and taken + A_PLUS * (len(shown) - 1) <= room:
            return " + ".join(shown)
    return rf"{terms[0]} + \dots"


def _width(exponent: str) -> float:
    visible = exponent.replace(r"\cdot", "·").replace(" ", "").translate({123: None, 125: None})
    return A_POWER + len(visible)


def _evaluated(line: ProofLine) -> str:
    """The fraction computed. What is not a number is left to the words beside it."""
    if np.isnan(line.above) or np.isnan(line.below):
        return ""
    fraction = rf"\frac{{{_machine(line.above)}}}{{{_machine(line.below)}}}"
    if line.outcome == "fine":
        digits = line.agreeing_digits(MACHINE_DIGITS, most=4)
        return rf"&\approx {fraction} \approx {tex(line.value, digits)}"
    return rf"&\to {fraction}" + ("" if np.isnan(line.value) else rf" \to {tex(line.value, 4)}")


def _machine(value: np.floating) -> str:
    return r"\infty" if np.isinf(value) else tex(value, MACHINE_DIGITS)


def _parting(line: ProofLine, proof: ShiftProof, *, again: bool) -> str:
    """How the machine's line differs from the paper's."""
    why = _what_the_machine_has(line, proof.dtype)
    if again:
        return f" **Here too they part:** {why}."
    return (
        f" **Here paper and machine part:** {why}. On paper the line is still ${on_paper(proof)}$."
    )


def _what_the_machine_has(line: ProofLine, dtype: str) -> str:
    largest = short(np.finfo(dtype).max)
    if np.isnan(line.above) or np.isnan(line.below):
        return f"in {dtype} a factor became 0 and the other ∞, and 0\u00a0·\u00a0∞ is not a number"
    if line.outcome == "overflow":
        end = "is not a number" if np.isnan(line.value) else "is 0"
        above = "∞" if np.isinf(line.above) else short(line.above)
        return f"what is beyond {largest} becomes ∞ in {dtype}, and {above}\u00a0/\u00a0∞ {end}"
    if line.below == 0:
        return f"in {dtype} every power became 0, and 0\u00a0/\u00a00 is not a number"
    if line.above == 0:
        return f"the power above is too small for {dtype} and became 0"
    return f"{dtype} has too few digits here"


def _last_line(proof: ShiftProof, T: float) -> Line:
    symbols = r"&= \mathrm{softmax}(z)_i" if T == 1 else r"&= \mathrm{softmax}(z/T)_i"
    value, dtype = proof.probability, proof.dtype
    if proof.probability_outcome == "fine":
        why = "No $c$ is left. This line the app computes by the stable form, below."
        return Line(symbols, rf"&\approx {tex(value, 4)}", why)
    paper = f"On paper this is ${on_paper(proof)}$"
    if np.isnan(value):
        why = f"{paper}. Your logits do not fit into {dtype}, whatever the formula."
        return Line(symbols, "", why)
    too_small = f"{paper}, too small for {dtype}, which rounds it."
    rounded = f"{paper}: {dtype} had to round $z{'' if T == 1 else '/T'}$ first."
    small = value < 10 * float(np.finfo(dtype).tiny)
    return Line(symbols, rf"&\to {tex(value, 4)}", too_small if small else rounded)
