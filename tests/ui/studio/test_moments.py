"""Moments: whoever trains what others train sees the same bits, and does not train."""

import tracemalloc
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
from metl_ui.studio.moments import MOST_PARAMETERS, PLAYING, Moments
from metl_ui.studio.pace import Costs, Typical, costs_of


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


def test_where_there_is_no_more_room_some_are_left_and_are_of_use(monkeypatch, steps):
    few = Moments(most_bytes=100_000)
    monkeypatch.setattr(moments_module, "_moments", lambda: few)
    seen = frames(Run(config()), 30)
    kept = len(few._known)
    assert 10 < kept < 30
    assert sum(moment.size for moment in few._known.values()) <= 100_000
    assert_same(seen, frames(Run(config()), 30))  # who comes later, all the same way
    assert steps.epochs < 2 * 300 - 5 * 10
    assert len(few._known) == len(few._names) <= kept + 2


def test_a_moment_takes_about_as_much_memory_as_it_says(known):
    config_ = config(n_hidden=16)
    frames(Run(config_), 20)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        run = Run(config_)
        run.advance(200)
        begin, _ = tracemalloc.get_traced_memory()
        frames(run, 120)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    told = sum(m.size for (_, position), m in known._known.items() if position.epoch > 200)
    of_the_run = 120 * 10 / 50 * 8000  # snapshots and rows of the record, at most
    assert told / 2 < after - begin < told * 1.5 + of_the_run
    assert before >= 0


def test_players_are_those_who_asked_of_late():
    hand = [0.0]
    moments = Moments(clock=lambda: hand[0])
    assert [moments.players("run", who) for who in "abca"] == [1, 2, 3, 3]
    assert moments.players("another", "b") == 1
    assert moments.players("run", "a") == 2
    hand[0] = PLAYING + 1
    assert moments.players("run", "c") == 1


def test_what_many_share_costs_each_a_part():
    costs = Costs(Typical(4e-5), Typical(2e-4), Typical(4e-3), Typical(5e-5))
    alone, of_ten = costs.demand(600), costs.demand(600, 10)
    assert of_ten < alone
    assert of_ten == pytest.approx(0.25 * 4e-3 + 600 * 4e-6 + 60 * (2e-5 + 5e-5))
    assert costs.pace(600, 0.008).frames < costs.pace(600, 0.008, 10).frames == 60


def test_all_who_train_the_same_have_its_costs_in_common_as_long_as_they_do():
    costs = costs_of(config())
    assert costs_of(config()) is costs
    assert costs_of(config(seed=3)) is not costs
    mark = id(costs)
    costs.epoch.note(1.0, 1)
    del costs
    assert costs_of(config()).epoch.seconds != 1.0, mark
