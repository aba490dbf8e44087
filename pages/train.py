"""Train a network: the data, the decision, the loss and every gradient, epoch by epoch."""

import streamlit as st

from metl_core import OPTIMIZERS, Trainer, backward, forward
from metl_core.training_step import TrainingStep
from metl_ui import run
from metl_ui.charts.training import accuracy_curves, gradient_norms, layer_heatmaps, loss_curves
from metl_ui.components.figure import show_figure
from metl_ui.controls import segments
from metl_ui.experiment import FIELDS, ask_for_experiment
from metl_ui.lesson import notice, open_lesson, show_code
from metl_ui.link import Choice
from metl_ui.presets import ask_for_preset
from metl_ui.train_words import (
    decision_title,
    input_names,
    parameter_formula,
    show_decision,
    standing,
    what_to_notice,
    why_broken,
)

SPEED = Choice(key="speed", label="Epochs in a step", options=(1, 10, 100), default=10)

open_lesson("train", [*FIELDS, SPEED])
st.markdown(
    "Choose what to learn and how, then press **Play**. A changed setting starts again from "
    "epoch 0. The link in the address bar always holds the settings."
)
ask_for_preset()
config = ask_for_experiment()
if config is None:
    st.stop()
playing = run.is_playing()


@st.fragment(run_every=run.SECONDS_BETWEEN if playing else None)
def live_view() -> None:
    """The buttons and all that moves. While playing, only this runs again, four times a second."""
    trainer = run.trainer_of(config)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shows_pause = run.is_playing()
        if shows_pause:
            st.button("Pause", icon=":material/pause:", type="primary", on_click=run.pause)
        else:
            st.button("Play", icon=":material/play_arrow:", type="primary", on_click=run.play)
        n_epochs = segments(SPEED)
        stepped = st.button("Step", icon=":material/skip_next:")
        st.button("Reset", icon=":material/replay:", on_click=run.reset)
    if stepped:
        with st.spinner(f"Training for {n_epochs} epochs"):
            run.step(trainer, n_epochs)
    elif run.is_playing():
        run.play_on(trainer, n_epochs)
    if not playing == shows_pause == run.is_playing():
        st.rerun()  # the whole page: the timer of this part is set there
    show(trainer)


def show(trainer: Trainer) -> None:
    """The run as it stands: numbers, decision, curves, gradients, weights."""
    history, numbers = trainer.history, standing(trainer)
    with st.container(horizontal=True, gap="medium"):
        for label, value in numbers.items():
            st.metric(label, value, width="content")
    if run.has_broken(trainer):
        st.error(why_broken(trainer))

    decision, curves = st.columns(2, gap="medium")
    with decision:
        st.header(decision_title(trainer))
        show_decision(trainer)
    with curves:
        st.header("Loss")
        alt = "Loss by epoch: training {Training loss}, test {Test loss} nats at epoch {Epoch}."
        show_figure(loss_curves(history), key="loss", alt=alt.format(**numbers), height=380)

    accuracy, gradients = st.columns(2, gap="medium")
    with accuracy:
        st.header("Accuracy")
        alt = "Accuracy by epoch: training {Training accuracy}, test {Test accuracy}."
        show_figure(accuracy_curves(history), key="accuracy", alt=alt.format(**numbers), height=300)
    with gradients:
        st.header("Norm of each gradient")
        alt = f"Norms of the gradients by epoch; to W1 now {history.gradient_norm_W1[-1]:.3g}."
        show_figure(gradient_norms(history), key="norms", alt=alt, height=300)
    notice(what_to_notice(trainer))

    names = input_names(trainer), trainer.dataset.class_names
    weights, their_gradients = st.columns(2, gap="medium")
    with weights:
        st.header("Weights and biases")
        alt = "Heatmaps of W1 with b1 and of W2 with b2; blue is positive, orange negative."
        show_figure(layer_heatmaps(trainer.parameters, *names), key="weights", alt=alt, height=420)
    with their_gradients:
        st.header("Their gradients")
        alt = "Heatmaps of the gradients to W1, b1, W2, b2; blue is positive, orange negative."
        show_figure(layer_heatmaps(trainer.gradients, *names), key="slopes", alt=alt, height=420)
    st.markdown(
        "Blue is positive, orange negative, and the background is 0. How many parameters are "
        "there? Count every weight and every bias of both layers:"
    )
    st.latex(parameter_formula(trainer))


live_view()
step_of_optimizer = OPTIMIZERS[config.optimizer].update
show_code(forward, backward, TrainingStep.forward, TrainingStep.backward, step_of_optimizer)
