"""A run that goes back: whatever was done on its way, its changes and its place give its bits."""

import math
import random
import tracemalloc

import numpy as np
import pytest

from metl_core import history
from metl_core import run as run_module
from metl_core.changes import Change, Position, read_changes, spell_changes
from metl_core.config import TrainingConfig
from metl_core.run import MAX_BYTES, MAX_SNAPSHOTS, Run
from metl_core.training import Trainer

OPTIMIZERS = ["sgd", "momentum", "rmsprop", "adam"]


def small(**fields):
    """45 training examples of three classes."""
    usual = {"dataset": "blobs", "n_samples": 60, "n_hidden": 5, "batch_size": 10, "seed": 3}
    return TrainingConfig(**{**usual, **fields})


def numbers_of(trainer):
    """All that goes into the next step, bit by bit."""
    return {name: array.tobytes() for name, array in trainer.numbers().items()}


def standing(trainer):
    return trainer.position, trainer.settings, trainer.changes, numbers_of(trainer)


def shown(trainer):
    """What is on the screen: gradients and the latest row of the record."""
    latest = [column[-1] for column in vars(trainer.history).values()]
    gradients = [array.tobytes() for array in vars(trainer.gradients).values()]
    return np.array(latest).tobytes(), gradients


def assert_same_run(run, other, n_epochs=3):
    """The same bits, now and in the epochs to come."""
    assert standing(run.trainer) == standing(other.trainer)
    assert shown(run.trainer) == shown(other.trainer)
    position, numbers = run.trainer.position, run.trainer.numbers()
    for _ in range(n_epochs):
        run.trainer.step()
        other.trainer.step()
        assert standing(run.trainer) == standing(other.trainer)
        assert shown(run.trainer) == shown(other.trainer)
    run.trainer.rewind(position, other.trainer.changes, numbers)


def replayed(run):
    """The same run made anew, by way of a link."""
    trainer = run.trainer
    changes = read_changes(spell_changes(trainer.changes), at_most=None)
    return Run.replay(trainer.config, changes, trainer.position)


# Whatever is done ----------------------------------------------------------------------


class Hand:
    """Does one thing after the other to a run, at random."""

    def __init__(self, run, seed):
        self.run, self.random, self.visited = run, random.Random(seed), [Position(0)]

    def act(self):
        trainer, chance = self.run.trainer, self.random
        action = chance.choice(
            ["advance", "step", "batch", "batch", "example", "examples", "setting", "setting",
             "edit", "edit", "snapshot", "back", "on", "look"]
        )  # fmt: skip
        if action == "advance":
            self.run.advance(chance.choice([0, 1, 2, 7, 60]), chance.choice([1, 1, 2, 10, 100]))
        elif action == "step":
            trainer.step(chance.choice([0, 1, 3]), chance.choice([1, 5]))
        elif action == "batch":
            trainer.step_batch()
        elif action == "example":
            trainer.step_example()
        elif action == "examples":
            for _ in range(chance.randrange(2, 50)):
                trainer.step_example()
        elif action == "setting":
            trainer.change(*self.setting())
        elif action == "edit":
            trainer.edit(*self.entry(), chance.choice([chance.gauss(0, 2), 0.0, -0.0]))
        elif action == "snapshot":
            self.run.snapshot()
        elif action == "back":
            target = chance.choice(self.visited)
            self.run.go_to(target)
            assert trainer.position == target
            self.visited = [there for there in self.visited if there <= target]
        elif action == "on":
            self.run.go_to(Position(trainer.epoch + chance.choice([1, 2, 30])))
        else:
            shown(trainer)
            trainer.predict(np.zeros((2, 2)))
        self.visited.append(trainer.position)
        assert trainer.history.epoch[-1] == trainer.position.time(45)

    def setting(self):
        chance = self.random
        name = chance.choice(["learning_rate", "batch_size", "batch_size", "l1", "l2"])
        values = {
            "learning_rate": [0.001, 0.01, 0.03],
            "batch_size": [None, 1, 7, 10, 44, 45, 46],
            "l1": [0.0, 0.001, 0.01],
            "l2": [0.0, 0.001, 0.01],
        }
        return name, chance.choice(values[name])

    def entry(self):
        name, shape = self.random.choice(
            [("W1", (2, 5)), ("b1", (5,)), ("W2", (5, 3)), ("b2", (3,))]
        )
        return name, tuple(self.random.randrange(n) for n in shape)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 10])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_its_changes_and_its_place_give_the_same_bits(optimizer, batch_size, seed):
    run = Run(small(optimizer=optimizer, batch_size=batch_size, learning_rate=0.01))
    hand = Hand(run, f"{optimizer} {batch_size} {seed}")
    for _ in range(4):
        for _ in range(8):
            hand.act()
        assert_same_run(run, replayed(run))


@pytest.mark.parametrize("seed", range(4))
def test_so_it_is_with_few_snapshots(monkeypatch, seed):
    monkeypatch.setattr(run_module, "MAX_SNAPSHOTS", 4)
    monkeypatch.setattr(run_module, "SPACING", 3)
    run = Run(small())
    hand = Hand(run, seed)
    for _ in range(30):
        hand.act()
        assert len(run._snapshots) <= 4
    assert_same_run(run, replayed(run))


@pytest.mark.parametrize("seed", range(4))
def test_back_at_a_position_everything_is_as_it_was_there(seed):
    """But for an edit or change made there after it was left."""
    run = Run(small(l2=0.01))
    hand = Hand(run, 100 + seed)
    stood = {}
    for _ in range(25):
        hand.act()
        now = run.trainer.position
        stood = {there: then for there, then in stood.items() if there < now}
        stood[now] = standing(run.trainer)
    for there in sorted(stood, reverse=True):
        run.go_to(there)
        position, settings, changes, numbers = stood[there]
        assert (run.trainer.position, numbers_of(run.trainer)) == (position, numbers)
        # Within a row of single examples the batch size is 1, and the way back is to come.
        if run.trainer.batch_size == settings.batch_size:
            assert (run.trainer.settings, run.trainer.changes) == (settings, changes)
        assert run.trainer.history.epoch[-1] == there.time(45)
        assert (np.diff(run.trainer.history.epoch) > 0).all()


# Going back ----------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [None, 10])
@pytest.mark.parametrize("epoch", [0, 1, 49, 50, 51, 99, 137, 299])
def test_gone_back_a_run_is_as_if_it_had_never_gone_further(epoch, batch_size):
    run, fresh = Run(small(batch_size=batch_size)), Run(small(batch_size=batch_size))
    run.advance(300)
    run.trainer.change("learning_rate", 0.5)
    run.trainer.edit("W1", (0, 0), 1.0)
    run.go_to(Position(epoch))
    fresh.advance(epoch)
    assert run.trainer.changes == ()
    record, expected = run.trainer.history, fresh.trainer.history
    rows = np.searchsorted(expected.epoch, record.epoch)
    for name, column in vars(record).items():
        assert column.tolist() == getattr(expected, name)[rows].tolist()
    assert_same_run(run, fresh)


def test_changes_at_the_very_position_stay_and_later_ones_are_gone():
    run = Run(small())
    for epoch in (5, 10, 15):
        run.go_to(Position(epoch))
        run.trainer.change("learning_rate", epoch / 1000)
        run.trainer.edit("b1", (0,), epoch)
    run.advance(5)
    run.go_to(Position(10))
    assert spell_changes(run.trainer.changes) == (
        "5:learning_rate=0.005;5:b1[0]=5.0;10:learning_rate=0.01;10:b1[0]=10.0"
    )
    assert run.trainer.learning_rate == 0.01
    assert run.trainer.parameters.b1[0] == 10
    assert_same_run(run, replayed(run))


def test_a_snapshot_between_two_edits_of_one_entry_does_not_bring_the_first_one_back():
    run = Run(small())
    run.advance(3)
    run.trainer.edit("b1", (0,), 1.0)
    run.trainer.change("l1", 0.5)
    run.snapshot()
    run.trainer.edit("b1", (0,), 2.0)
    run.trainer.change("l1", 0.0)
    run.advance(3)
    run.go_to(Position(3))
    assert run.trainer.parameters.b1[0] == 2
    assert run.trainer.l1 == 0
    assert_same_run(run, replayed(run))


def test_where_the_run_stands_already_nothing_is_done():
    run = Run(small())
    run.advance(7)
    run.trainer.step_batch()
    run.trainer.edit("b1", (0,), 1.0)
    before = {name: array.tobytes() for name, array in run.trainer.state().items()}
    run.go_to(Position(7, 10))
    assert {name: array.tobytes() for name, array in run.trainer.state().items()} == before


IMPOSSIBLE = [(0, 5), (3, 1), (20, 45), (20, 50), (10, 10**9), (-1, 0), (0, -1), (30, 11)]
NO_POSITION = [None, 3, 1.5, "3", (3,), (3, 0, 0), [3, 0], (3.0, 0), (True, 0), (3, None)]


@pytest.mark.parametrize("position", [*IMPOSSIBLE, *NO_POSITION])
def test_a_position_that_cannot_be_is_refused_and_changes_nothing(position):
    run = Run(small())
    run.advance(12)
    run.trainer.step_batch()
    before = {name: array.tobytes() for name, array in run.trainer.state().items()}
    with pytest.raises((ValueError, TypeError), match=r"position.* must be"):
        run.go_to(position)
    with pytest.raises((ValueError, TypeError), match=r"position.* must be"):
        Run.replay(small(), (), position)
    with pytest.raises((ValueError, TypeError), match=r"position.* must be"):
        run.trainer.step_to(position)
    assert {name: array.tobytes() for name, array in run.trainer.state().items()} == before


@pytest.mark.parametrize("seed", range(5))
def test_a_long_run_goes_back_by_few_epochs(seed):
    run = Run(small(n_samples=20, n_hidden=1, batch_size=None))
    run.advance(10_000, every=50)
    steps = []
    go_on_to = run.trainer._descent.go_on_to
    run.trainer._descent.go_on_to = lambda position: (
        steps.append(position.epoch - run.trainer.epoch),
        go_on_to(position),
    )
    back = random.Random(seed).randrange(1, 5000)
    run.go_to(Position(10_000 - back))
    # The room between two snapshots grows evenly with their age, from an 8th of the run on; it
    # may be twice as wide where one has just been dropped, and 50 epochs at the least.
    assert sum(steps) <= 2 * (10_000 / 8 + back) * math.log(9) / MAX_SNAPSHOTS + 50


# Training on ---------------------------------------------------------------------------


@pytest.mark.parametrize("every", [1, 3, 10, 49, 50, 51, 70, 1000])
@pytest.mark.parametrize("batch_size", [None, 10])
def test_advancing_is_stepping(every, batch_size):
    run, trainer = Run(small(batch_size=batch_size)), Trainer(small(batch_size=batch_size))
    for n_epochs in (130, 0, 7, 1):
        run.advance(n_epochs, every)
        trainer.step(n_epochs, every)
        state = trainer.state()
        for name, array in run.trainer.state().items():
            assert array.tobytes() == state[name].tobytes()


@pytest.mark.parametrize("n_epochs", [-1, 1.0, True, None, "3"])
def test_a_number_of_epochs_that_is_none_is_refused(n_epochs):
    run = Run(small())
    with pytest.raises((ValueError, TypeError), match="n_epochs must be an integer ≥ 0"):
        run.advance(n_epochs)
    with pytest.raises((ValueError, TypeError), match="every must be an integer ≥ 1"):
        run.advance(3, n_epochs if n_epochs != 1.0 else 0)
    assert run.trainer.epoch == 0


# Made anew -----------------------------------------------------------------------------


def test_a_run_is_replayed_from_a_link_long_and_short():
    run = Run(small(batch_size=None))
    run.advance(200)
    run.trainer.change("batch_size", 7)
    run.advance(2)
    run.trainer.step_example()
    run.trainer.edit("W2", (4, 2), -0.1)
    run.advance(1)
    link = "200:batch_size=7;202:batch_size=1;202.1:batch_size=7;202.1:W2[4,2]=-0.1"
    assert spell_changes(run.trainer.changes) == link
    assert_same_run(run, Run.replay(small(batch_size=None), read_changes(link), Position(203)))


def test_a_replayed_run_has_a_record_of_its_way_and_can_go_back():
    run = Run.replay(small(n_samples=20, batch_size=None), (), Position(5000))
    epochs = run.trainer.history.epoch
    assert 900 < len(epochs) < 1100
    assert np.diff(epochs).max() <= 5
    assert len(run._snapshots) > 50


def test_how_far_a_replay_has_come_is_told():
    shares = []
    change = Change(Position(400), "learning_rate", 0.02)
    Run.replay(small(n_samples=20), [change], Position(1000, 10), shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert 0 < shares[0] < 0.2
    assert shares[-1] == 1
    shares.clear()
    Run.replay(small(), (), Position(0), shares.append)
    assert shares == [1]


IMPOSSIBLE_CHANGES = [
    "3:l1=0.5",  # later than the position
    "2.40:l1=0.5",
    "1.3:l1=0.5",  # within a batch
    "1.45:l1=0.5",
    "1:W1[2,0]=0.5",  # no such entry
    "1:W1[0,5]=0.5",
    "1:b2[3]=0.5",
    "0:batch_size=7;1.10:l1=0.5",  # within a batch of that size
]


@pytest.mark.parametrize("text", IMPOSSIBLE_CHANGES)
def test_changes_that_this_run_cannot_have_are_refused(text):
    with pytest.raises(ValueError, match=r"(changes|position|index) must "):
        Run.replay(small(), read_changes(text), Position(2, 30))


@pytest.mark.parametrize("changes", [["1:l1=0.5"], [None], "1:l1=0.5"])
def test_what_is_no_changes_is_refused(changes):
    with pytest.raises(TypeError, match="changes must be"):
        Run.replay(small(), changes, Position(2))


# Bounded -------------------------------------------------------------------------------


def test_the_memory_of_a_run_is_bounded_however_long_it_is(monkeypatch):
    # As bounded as 200,000 epochs at 50 times the spacing, and a record of 4096 rows.
    monkeypatch.setattr(run_module, "SPACING", 1)
    monkeypatch.setattr(history, "CAPACITY", 128)
    monkeypatch.setattr(run_module, "MAX_SNAPSHOTS", 16)
    run = Run(small(n_samples=20, n_hidden=1, batch_size=None))
    # Every place for a snapshot and for a row of the record is taken, and Python has put by as
    # many small tuples for later as it ever does.
    run.advance(2500)
    tracemalloc.start()
    try:
        run.advance(4000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(run._snapshots) == 16
    assert len(run.trainer.history) <= 128
    # 4,000 snapshots would be 6,000,000 bytes, and as many rows 288,000. Here are 16 new
    # snapshots in place of the old ones.
    assert peak < 100_000


def test_snapshots_are_dense_near_the_end_and_reach_back_to_the_start():
    run = Run(small())
    for _ in range(2000):
        run.trainer._descent.epoch += 1  # as if it had been trained
        run.snapshot()
    kept = [snapshot.position.epoch for snapshot in run._snapshots]
    assert len(kept) == MAX_SNAPSHOTS
    assert (kept[0], kept[-1]) == (0, 2000)
    near, far = np.diff(kept)[-30:], np.diff(kept)[:30]
    assert near.mean() < far.mean() / 3
    assert far.max() < 2000 / 20


@pytest.mark.parametrize(
    ("config", "least"),
    [
        (TrainingConfig(), MAX_SNAPSHOTS),
        (TrainingConfig("digits"), 32),
        (TrainingConfig("digits", n_hidden=64), 16),
    ],
)
def test_the_snapshots_of_a_large_network_are_fewer(config, least):
    run = Run(config)
    for _ in range(MAX_SNAPSHOTS + 10):
        run.trainer._descent.epoch += 1  # as if it had been trained
        run.snapshot()
    held = sum(array.nbytes for kept in run._snapshots for array in kept.numbers.values())
    assert held <= MAX_BYTES
    assert len(run._snapshots) >= least


def test_snapshots_taken_again_and_again_at_one_place_are_one():
    run = Run(small())
    run.advance(3)
    for _ in range(5):
        run.snapshot()
    assert [kept.position.epoch for kept in run._snapshots] == [0, 3]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_that_turns_nan_goes_on_and_comes_back(optimizer):
    run = Run(small(optimizer=optimizer, activation="identity"))
    run.advance(60)
    here = standing(run.trainer)
    run.trainer.change("learning_rate", 1e300)
    run.advance(60)
    run.trainer.step_batch()
    run.trainer.step_example()
    run.trainer.edit("W1", (0, 0), 1.0)
    assert not np.isfinite(run.trainer.history.train_loss[-1])
    run.snapshot()
    assert_same_run(run, replayed(run))
    run.go_to(Position(60))
    run.trainer.change("learning_rate", here[1].learning_rate)
    assert standing(run.trainer) == here
