"""What many runs come to, in plain sentences: for the page, and for those who cannot see it."""

from collections.abc import Sequence

import numpy as np

from metl_core.checks import Array
from metl_core.comparing import Band, Verdict, band, learns, mean_losses, rank
from metl_core.many_runs import ManyHistories


def rates_notice(rates: Sequence[float], losses: Array, verdicts: Sequence[Verdict]) -> str:
    """Which rate was the best, which others were as good, too small, too large. Markdown."""
    if not learns(losses):
        return (
            f"Over {_epochs(len(losses) - 1)} the training loss falls at none of these rates: what "
            "keeps this network from learning is something else."
        )
    means = mean_losses(losses)
    best = verdicts.index("best")
    sentences = [
        f"Over {_epochs(len(losses) - 1)} the rate **{rates[best]:g}** has the lowest training "
        f"loss, {means[best]:.3g} in the mean."
    ]
    if good := _of("good", rates, verdicts):
        sentences.append(f"Also **good**, nine tenths as far down: {_span(good)}.")
    if slow := _of("slow", rates, verdicts):
        sentences.append(f"**Slow**, with steps too small for the time: {_span(slow)}.")
    if over := _of("overshooting", rates, verdicts):
        sentences.append(f"**Overshooting**, with steps too long for the valley: {_span(over)}.")
    if lost := _of("diverging", rates, verdicts):
        sentences.append(
            f"**Diverging**, and now above the first loss or at no number: {_span(lost)}."
        )
    return " ".join(sentences)


def curves_alt(rates: Sequence[float], losses: Array, verdicts: Sequence[Verdict]) -> str:
    """What the curves of many rates show."""
    kinds: tuple[Verdict, ...] = ("good", "slow", "overshooting", "diverging")
    counts = ", ".join(f"{verdicts.count(kind)} {kind}" for kind in kinds)
    best = verdicts.index("best")
    return (
        f"Training loss over {_epochs(len(losses) - 1)} for {len(rates)} learning rates from "
        f"{rates[0]:g} to {rates[-1]:g}. Best is {rates[best]:g}, at "
        f"{mean_losses(losses)[best]:.3g} in the mean; of the others {counts}."
    )


def outcomes_alt(rates: Sequence[float], losses: Array, verdicts: Sequence[Verdict]) -> str:
    """What the losses at the end over the rates show."""
    means, best = mean_losses(losses), verdicts.index("best")
    ends = " and ".join(
        f"{means[i]:.3g} at {rates[i]:g}" if np.isfinite(means[i]) else f"no number at {rates[i]:g}"
        for i in (0, -1)
    )
    return (
        f"Mean training loss over {_epochs(len(losses) - 1)}, by learning rate: {ends}, and "
        f"lowest, {means[best]:.3g}, at {rates[best]:g}."
    )


def seeds_notice(accuracies: Array, own: int, seed: int, part: str) -> str:
    """How far the seeds are apart at the end, and where the reader's stands. Markdown."""
    spread, place = band(accuracies), rank(accuracies, own)
    return (
        f"Of {len(accuracies)} seeds, the middle half end {_between(*spread[1:4:2])} on the {part} "
        f"examples, and all of them {_between(*spread[0:5:4])}. Yours, **{seed}**, ends at "
        f"{_percent(accuracies[own])}: better than {place.better} of the others, as good as "
        f"{place.equal}, and worse than {place.worse}. Another setting that moves the accuracy by "
        "less than this spread has shown nothing yet."
    )


def band_alt(losses: Band, own: Array, seed: int, n_seeds: int) -> str:
    """What the band of the losses shows."""
    return (
        f"Training loss of {n_seeds} seeds over {_epochs(len(own) - 1)}: at the end from "
        f"{losses.lowest[-1]:.3g} to {losses.highest[-1]:.3g}, half of them between "
        f"{losses.lower_quartile[-1]:.3g} and {losses.upper_quartile[-1]:.3g}, the median "
        f"{losses.median[-1]:.3g}. Your seed, {seed}, is at {own[-1]:.3g}."
    )


def spread_alt(accuracies: Array, own: int, seed: int, part: str) -> str:
    """What the accuracies at the end show."""
    spread = band(accuracies)
    return (
        f"Accuracies of {len(accuracies)} seeds on the {part} examples: from "
        f"{_percent(spread.lowest)} to {_percent(spread.highest)}, the median "
        f"{_percent(spread.median)}. Your seed, {seed}, has {_percent(accuracies[own])}."
    )


def judged_by(histories: ManyHistories) -> tuple[str, Array]:
    """The part of the data that accuracies are taken of, and these at the end, (R,)."""
    tested = histories.test_accuracy[-1]
    return (
        ("training", histories.train_accuracy[-1]) if np.isnan(tested).any() else ("test", tested)
    )


def _of(kind: Verdict, rates: Sequence[float], verdicts: Sequence[Verdict]) -> list[float]:
    return [rate for rate, verdict in zip(rates, verdicts, strict=True) if verdict == kind]


def _span(rates: Sequence[float]) -> str:
    """They need not lie side by side; how many there are is said too."""
    if len(rates) == 1:
        return f"{rates[0]:g}"
    return f"{len(rates)} rates from {rates[0]:g} to {rates[-1]:g}"


def _epochs(n: int) -> str:
    return "1 epoch" if n == 1 else f"{n:,} epochs"


def _between(low: float | Array, high: float | Array) -> str:
    ends = _percent(low), _percent(high)
    return f"at {ends[0]}" if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"


def _percent(share: float | Array) -> str:
    return f"{100 * float(share):.3g} %"
