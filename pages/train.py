"""Train a network: the data, the decision, the loss and every gradient, while it learns."""

import streamlit as st

from metl_core import OPTIMIZERS, backward, forward
from metl_core.training_step import TrainingStep
from metl_ui.comparing.sections import compare_rates, compare_seeds
from metl_ui.experiment import FIELDS, ask_for_experiment
from metl_ui.lesson import Try, for_teachers, open_lesson, show_code, try_next
from metl_ui.presets import ask_for_preset
from metl_ui.studio.session import ADDRESS, live_view, studio_of
from metl_ui.studio.take_home import offer_files

open_lesson("train", [*FIELDS, *ADDRESS])
st.markdown(
    "Choose what to learn and how, then press **Play**. Learning rate, batch size and penalties "
    "can be changed while it trains; anything else begins again from epoch 0. Each step uses one "
    "**batch** of the examples, and an **epoch** uses each of them once; the **test part** is kept "
    "out of training, to tell how the network does on examples it has not seen."
)
ask_for_preset()
experiment = ask_for_experiment()
if experiment is None:
    st.stop()
studio = studio_of(*experiment)
if studio is None:
    st.stop()

live_view(studio)

st.header("Every learning rate at once")
st.markdown(
    "The experiment as it is set above, from the same first weights, at 32 learning rates from "
    "0.0001 to 10. Which one would you have chosen? Click a curve or a mark, and the studio begins "
    "anew with its rate."
)
compare_rates(experiment.config)

st.header("How lucky was that seed?")
st.markdown(
    "The same experiment with 64 seeds: each draws its own data, its own split of them and its "
    "own first weights. How much of a result is the network, and how much is luck?"
)
compare_seeds(experiment.config)

st.header("Take it home")
st.markdown(
    "The address of this page restores the experiment at the very epoch on screen: it is trained "
    "again, to the same bits. The weights and the record, as they are at the end of the line of "
    "time, are yours as files. So is the whole experiment, as a script that needs nothing of METL "
    "and ends at the same loss."
)
offer_files(studio)
show_code(
    forward,
    backward,
    TrainingStep.make_forward,
    TrainingStep.make_backward,
    OPTIMIZERS[experiment.config.optimizer],
)
try_next(
    FIELDS,
    Try("How is each of these gradients computed?", {"N": 3, "step": 6}, path="network"),
    Try("How would you notice if one were wrong?", {"bug": "transposed W1"}, path="gradient-check"),
    Try("The gradient is right, and yet the loss rises?", {"question": 22}, path="exercises"),
)
for_teachers(
    ask=[
        "Two moons: which hidden units bend the boundary, and what is left of it without them? "
        "(Click a link of the network and set its weight to 0.)",
        "Weights all 0: why does nothing happen at first? What do all the hidden units have in "
        "common?",
        "No bend: why can no rate and no number of hidden units learn XOR?",
        "Rate too high: the gradients are right. Why does the loss jump all the same?",
        "Wind the run back, choose another rate and go on: which curve is better, and from when?",
    ],
)
