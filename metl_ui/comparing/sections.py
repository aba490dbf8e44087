"""The two comparisons as the page shows them: they run when asked, and the browser drives them.

A figure that has been drawn asks for the next piece. So a slow browser slows the training down, a
hidden page stops it, and nothing runs by itself.
"""

import math
import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from metl_core.comparing import band, rate_verdicts
from metl_core.config import TrainingConfig
from metl_ui.charts.learning_rates import rate_curves, rate_outcomes
from metl_ui.charts.seeds import accuracy_spread, seed_band
from metl_ui.comparing import words
from metl_ui.comparing.comparison import (
    N_SEEDS,
    SECONDS,
    SECONDS_IN_ALL,
    Comparison,
    all_but,
    rates_of,
    seeds_of,
)
from metl_ui.components.figure import show_figure
from metl_ui.experiment import RATE, RATES
from metl_ui.lesson import notice
from metl_ui.serving.turns import one_at_a_time, shares
from metl_ui.studio.session import (
    begin_anew,
    run_page_if_changed,
    settings_now,
)

_RATES, _SEEDS = "compared rates", "compared seeds"
_TAKEN = "rate was taken"
LONGEST_PAUSE = 1.0  # seconds before a piece, while many play: its picture costs more than it


def compare_rates(config: TrainingConfig) -> None:
    """The experiment at every learning rate; the one that is clicked goes into the studio."""
    _rates(config, settings_now())


def compare_seeds(config: TrainingConfig) -> None:
    """The experiment with many seeds."""
    _seeds(config, settings_now())


@st.fragment
def _rates(config: TrainingConfig, settings: dict[str, Any]) -> None:
    taken = st.session_state.pop(_TAKEN, None)
    if taken is not None:
        st.toast(f"The studio has the learning rate {taken:g}, and begins at epoch 0.")
        st.rerun()  # the studio is elsewhere on the page
    run_page_if_changed(settings)
    comparison = _under_way(
        _RATES,
        all_but(config, "learning_rate"),
        f"Train {len(RATES)} learning rates",
        lambda: rates_of(config, RATES),
    )
    if comparison is None or comparison.histories is None or not comparison.epoch:
        return
    rates = [one.learning_rate for one in comparison.configs]
    losses = comparison.histories.train_loss
    verdicts = rate_verdicts(rates, losses)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_figure(
            rate_curves(rates, losses, verdicts, comparison.n_epochs),
            key="rate-curves",
            alt=words.curves_alt(rates, losses, verdicts),
            height=420,
            on_drawn=_more(comparison),
            on_pick=_take,
        )
    with right:
        show_figure(
            rate_outcomes(rates, losses, verdicts, config.learning_rate),
            key="rate-outcomes",
            alt=words.outcomes_alt(rates, losses, verdicts),
            height=420,
            on_pick=_take,
        )
    if not comparison.is_over and not comparison.paused:
        return
    notice(words.rates_notice(rates, losses, verdicts))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Rate for the studio",
            rates,
            index=verdicts.index("best"),
            format_func=lambda rate: f"{rate:g}: {verdicts[rates.index(rate)]}",
            help="A click on a curve or a mark above does the same.",
            key="rate for the studio",
            width=260,
        )
        st.button("Take it into the studio", key="take a rate", on_click=_take, args=[chosen])


@st.fragment
def _seeds(config: TrainingConfig, settings: dict[str, Any]) -> None:
    run_page_if_changed(settings)
    kept = st.session_state.get(_SEEDS)
    if kept is not None and config.seed not in [one.seed for one in kept[1].configs]:
        del st.session_state[_SEEDS]  # the reader's own would be missing
    comparison = _under_way(
        _SEEDS, all_but(config, "seed"), f"Train {N_SEEDS} seeds", lambda: seeds_of(config)
    )
    if comparison is None or comparison.histories is None or not comparison.epoch:
        return
    seed, seeds = config.seed, [one.seed for one in comparison.configs]
    histories, own = comparison.histories, seeds.index(seed)
    losses = band(histories.train_loss)
    part, accuracies = words.judged_by(histories)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_figure(
            seed_band(losses, histories.train_loss[:, own], seed, comparison.n_epochs),
            key="seed-band",
            alt=words.band_alt(losses, histories.train_loss[:, own], seed, len(seeds)),
            height=400,
            on_drawn=_more(comparison),
        )
    with right:
        show_figure(
            accuracy_spread(accuracies, float(accuracies[own]), seed, part),
            key="seed-accuracies",
            alt=words.spread_alt(accuracies, own, seed, part),
            height=400,
        )
    if comparison.is_over or comparison.paused:
        notice(words.seeds_notice(accuracies, own, seed, part))


def _under_way(
    key: str, of: str, label: str, configs: Callable[[], list[TrainingConfig]]
) -> Comparison | None:
    """The comparison of these settings, trained on by a piece; None until it is asked for."""
    kept: tuple[str, Comparison] | None = st.session_state.get(key)
    if kept is None or kept[0] != of:
        st.session_state.pop(key, None)
        st.button(
            label,
            icon=":material/play_arrow:",
            key=f"begin {key}",
            on_click=_begin,
            args=[key, of, configs],
        )
        st.markdown("Nothing is trained yet: press the button. It takes some seconds.")
        return None
    comparison = kept[1]
    try:
        _advance(comparison)
    except ValueError as error:  # such as squares of huge numbers
        st.session_state.pop(key)
        st.error(f"These settings do not go together: {error}.")
        return None
    _show_progress(comparison, key)
    return comparison


def _advance(comparison: Comparison) -> None:
    """By a piece that leaves the others their part; where that is too little, a while later."""
    if comparison.paused or comparison.is_over:
        return
    who = f"comparison {id(comparison)}"
    share, seconds = shares().plays(who, math.inf)
    if seconds < SECONDS:
        time.sleep(min(LONGEST_PAUSE, (SECONDS - seconds) / share))
    with one_at_a_time():
        begin = time.monotonic()
        spent = comparison.advance(max(seconds, share * LONGEST_PAUSE))
        shares().spends(who, spent, time.monotonic() - begin)


def _begin(key: str, of: str, configs: Callable[[], list[TrainingConfig]]) -> None:
    with one_at_a_time():
        st.session_state[key] = of, Comparison(configs())


def _show_progress(comparison: Comparison, key: str) -> None:
    n, epoch = len(comparison.configs), comparison.epoch
    text = f"{n} runs, epoch {epoch:,} of {comparison.n_epochs:,}"
    if comparison.ran_out:
        st.markdown(f"{text}: they have had their {SECONDS_IN_ALL:g} seconds of computing.")
    elif not comparison.is_over:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(epoch / comparison.n_epochs, text=text)
            st.button(
                "Go on" if comparison.paused else "Pause",
                key=f"pause {key}",
                on_click=_pause,
                args=[comparison],
            )
    else:
        st.markdown(f"{n} runs of {epoch:,} epochs, each as the studio would train it.")


def _pause(comparison: Comparison) -> None:
    comparison.paused = not comparison.paused


def _more(comparison: Comparison) -> Callable[[], None] | None:
    """What the figure asks for when it is drawn; the run of the fragment that follows does it."""
    return None if comparison.is_over or comparison.paused else _nothing


def _nothing() -> None:
    pass


def _take(rate: object) -> None:
    """The studio begins anew with this rate, if it is one of those to choose from."""
    if type(rate) in (int, float) and rate in RATES:  # True is no rate
        st.session_state[RATE.key] = RATES[RATES.index(rate)]
        st.session_state[_TAKEN] = rate
        begin_anew()
