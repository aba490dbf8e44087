"""Moments: whoever trains what others train sees the same bits, and does not train."""

from types import SimpleNamespace

import numpy as np
import pytest

from metl_core import TrainingConfig
from metl_core.changes import Position
from metl_core.observation import Observer
from metl_core.run import Run
from metl_ui.studio import moments as moments_module
from metl_ui.studio.asks import Watch
from metl_ui.studio.burst import Burst, StopWhen
from metl_ui.studio.moments import MOST_PARAMETERS, Moments
from metl_ui.studio.pace import costs_of


@pytest.fixture(autouse=True)
def known(monkeypatch):
    known = Moments()
    monkeypatch.setattr(moments_module, "_moments", lambda: known)
    return known


def config(**fields):
    return TrainingConfig(**{"dataset": "moons", "n_samples": 60, "n_hidden": 5, **fields})


def frames(run, n_frames=13, epochs_per_frame=10, stop=None, watch=None):
    """All arrays that the browser is sent, of the next frames."""
    burst = Burst(run, Observer(run.trainer), watch or Watch())
    burst.train(n_frames, epochs_per_frame, stop or StopWhen())
    return {name: array.copy() for name, array in burst.arrays().items()}


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)
        assert array.tobytes() == other[name].tobytes()


@pytest.fixture
def steps(monkeypatch):
    """Counts the epochs that anybody trains."""
    count = SimpleNamespace(epochs=0)
    advance = Run.advance

    def counted(self, n_epochs, every=1):
        count.epochs += n_epochs
        advance(self, n_epochs, every)

    monkeypatch.setattr(Run, "advance", counted)
    return count


FIELDS = [
    {},
    {"batch_size": 16, "optimizer": "momentum", "l2": 0.01},
    {"optimizer": "sgd", "activation": "relu", "test_fraction": 0.0},
    {"dataset": "iris", "n_samples": None, "optimizer": "rmsprop"},
]


@pytest.mark.parametrize("fields", FIELDS)
def test_who_comes_later_sees_the_same_bits_and_trains_nothing(fields, steps):
    first, second = Run(config(**fields)), Run(config(**fields))
    seen = frames(first)
    assert steps.epochs == 130
    assert_same(seen, frames(second))
    assert steps.epochs == 130
    for of_first, of_second in (
        (first.trainer.numbers(), second.trainer.numbers()),
        (vars(first.trainer.history), vars(second.trainer.history)),
        (vars(first.trainer.gradients), vars(second.trainer.gradients)),
    ):
        assert_same(of_first, of_second)


@pytest.mark.parametrize("fields", FIELDS)
def test_from_there_on_all_is_as_if_one_had_trained_it_alone(fields, known, monkeypatch):
    frames(Run(config(**fields)), 40)
    shared = Run(config(**fields))
    frames(shared, 25)
    shared.trainer.edit("W1", (0, 0), 0.25)
    shared.advance(7, every=7)
    monkeypatch.setattr(moments_module, "_moments", Moments)  # which knows nothing, each time
    alone = Run(config(**fields))
    frames(alone, 25)
    alone.trainer.edit("W1", (0, 0), 0.25)
    alone.advance(7, every=7)
    assert_same(shared.trainer.numbers(), alone.trainer.numbers())
    assert_same(vars(shared.trainer.history), vars(alone.trainer.history))
    for epoch in (233, 120, 3):  # and back again, on the way that it never went itself
        for run in (shared, alone):
            run.go_to(Position(epoch))
        assert_same(shared.trainer.numbers(), alone.trainer.numbers())


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.trainer.edit("W2", (1, 0), 2.0),
        lambda run: run.trainer.change("learning_rate", 0.5),
        lambda run: run.trainer.change("l2", 0.1),
        lambda run: run.trainer.step_example(),
    ],
    ids=["weight", "rate", "penalty", "example"],
)
def test_what_one_changes_no_other_sees(change, steps):
    changed, others = Run(config()), Run(config())
    frames(changed, 3)
    change(changed)
    with_change = frames(changed, 6)
    without = frames(others, 9)
    assert with_change["record"][-1, 0] != without["record"][-1, 0]
    alone = Run(config())
    alone.advance(90, every=90)
    assert without["record"][-1].tobytes() == np.array(alone.trainer.latest[1:]).tobytes()


def test_runs_that_differ_in_one_setting_share_nothing(steps):
    for n, fields in enumerate([{}, {"seed": 1}, {"learning_rate": 0.02}, {"noise": 0.3}], 1):
        frames(Run(config(**fields)), 5)
        assert steps.epochs == n * 50


def test_who_watches_other_weights_gets_their_table():
    first, second = Run(config()), Run(config())
    of_w1 = frames(first, 6)["table"]
    of_b2 = frames(second, 6, watch=Watch("b2"))["table"]
    assert of_w1.shape[1:] == (8, 4) and of_b2.shape[1:] == (2, 4)
    alone = Run(config())
    alone.advance(10)
    np.testing.assert_array_equal(of_b2[-1, :, 0], alone.trainer.parameters.b2)




def test_frames_of_any_number_of_epochs_stand_where_those_of_others_do(steps):
    one, other = Run(config()), Run(config())
    one.advance(7)
    steps.epochs = 0
    seen = frames(one, 5)
    assert seen["epoch"].tolist() == [10, 20, 30, 40, 50]
    again = frames(other, 5)
    np.testing.assert_array_equal(again["record"], seen["record"])
    assert steps.epochs == 43


def test_a_run_that_stops_early_stops_there_for_all(steps):
    stop = StopWhen(epoch=25)
    one, other = Run(config()), Run(config())
    assert_same(frames(one, stop=stop), frames(other, stop=stop))
    assert one.trainer.epoch == other.trainer.epoch == 25
    assert steps.epochs == 25


def test_large_networks_are_not_kept(known, steps):
    large = config(n_hidden=MOST_PARAMETERS // 4)
    frames(Run(large), 3)
    frames(Run(large), 3)
    assert steps.epochs == 60
    assert len(known._known) == 0


def test_only_the_latest_are_kept(monkeypatch):
    few = Moments(at_most=10)
    monkeypatch.setattr(moments_module, "_moments", lambda: few)
    frames(Run(config()), 30)
    assert [position.epoch for _, position in few._known] == list(range(210, 301, 10))


def test_all_who_train_the_same_have_its_costs_in_common_as_long_as_they_do():
    costs = costs_of(config())
    assert costs_of(config()) is costs
    assert costs_of(config(seed=3)) is not costs
    mark = id(costs)
    costs.epoch.note(1.0, 1)
    del costs
    assert costs_of(config()).epoch.seconds != 1.0, mark
