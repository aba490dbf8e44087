"""A burst: what its frames say is what a trainer on its own says at those very epochs."""

import dataclasses
import itertools
import types
import warnings

import numpy as np
import pytest
import scipy.special

from metl_core import Dataset, Trainer, TrainingConfig
from metl_core.observation import GRID, RESPONSE_GRID, Observer
from metl_core.run import Run
from metl_ui.components.live_view.wire import pack, unpack
from metl_ui.studio import burst as burst_module
from metl_ui.studio import moments as moments_module
from metl_ui.studio.asks import MAX_EPOCH, MOST_FRAMES, Watch
from metl_ui.studio.burst import DETAIL_EVERY, SECONDS, TABLE_EVERY, Burst, StopWhen
from metl_ui.studio.moments import Moments, Past
from metl_ui.studio.pace import LATEST, SLOWEST, SMOOTH, Costs, Typical
from metl_ui.studio.table import table_rows, watched

NEVER = StopWhen()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that stands still unless it is told to go on, so that no burst is cut short."""
    hand = types.SimpleNamespace(now=100.0)
    monkeypatch.setattr(burst_module, "computed", lambda: hand.now)
    return hand


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """Nobody has trained anything before."""
    known = Moments()
    monkeypatch.setattr(moments_module, "_moments", lambda: known)
    return known


def config(**fields):
    usual = {"dataset": "moons", "n_samples": 60, "n_hidden": 5, "seed": 1, "batch_size": 16}
    return TrainingConfig(**{**usual, **fields})


def burst_of(run, watch=None):
    return Burst(run, Observer(run.trainer), watch or Watch())


def trained(run, n_frames, epochs_per_frame, stop=NEVER, watch=None):
    burst = burst_of(run, watch)
    burst.train(n_frames, epochs_per_frame, stop)
    return burst


def through_the_wire(burst):
    return unpack(pack({}, burst.arrays(), delta=[]))[1]


# What the frames say -------------------------------------------------------------------


@pytest.mark.parametrize("epochs_per_frame", [1, 7])
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"batch_size": None, "optimizer": "momentum", "l2": 0.01},
        {"activation": "relu", "l1": 0.001, "test_fraction": 0.0},
        {"dataset": "blobs", "n_classes": 10, "n_samples": 100, "optimizer": "rmsprop"},
        {"dataset": "iris", "n_samples": None, "activation": "sigmoid", "optimizer": "sgd"},
    ],
    ids=["moons", "full batch", "no test part", "ten classes", "iris"],
)
def test_every_frame_says_what_a_trainer_alone_says_to_the_last_bit(fields, epochs_per_frame):
    n_frames = 2 * TABLE_EVERY + 3
    run = Run(config(**fields))
    run.advance(3)
    arrays = through_the_wire(trained(run, n_frames, epochs_per_frame))
    alone = Trainer(config(**fields))
    alone.step(3)
    observer = Observer(alone)

    # Frames, details and tables stand where they stand for everybody who trains this.
    first = 3 // epochs_per_frame + 1
    details, tables = (
        [i for i in range(n_frames) if i == 0 or (first + i) % every == 0]
        for every in (DETAIL_EVERY, TABLE_EVERY)
    )
    assert list(arrays["detail_frame"]) == details
    assert len(arrays["table"]) == len(tables)
    n_classes = alone.dataset.n_classes
    for frame in range(n_frames):
        alone.step((first + frame) * epochs_per_frame - alone.epoch)
        assert (arrays["epoch"][frame], arrays["row"][frame]) == (alone.epoch, 0)
        expected = np.array([column[-1] for column in vars(alone.history).values()][1:])
        assert arrays["record"][frame].tobytes() == expected.tobytes()
        if alone.dataset.is_plane:
            np.testing.assert_array_equal(
                arrays["decision"][frame], observer.decision(alone.parameters)
            )
        if frame in details:
            detail = details.index(frame)
            for name, vector in (
                ("weights", alone.parameters.to_vector()),
                ("gradients", alone.gradients.to_vector()),
            ):
                assert arrays[name][detail].tobytes() == vector.astype(np.float32).tobytes()
            confusion = observer.confusion()
            np.testing.assert_array_equal(
                arrays["confusion_train"][detail].reshape(n_classes, n_classes), confusion.train
            )
            if alone.split.test.n_samples:
                np.testing.assert_array_equal(arrays["confusion_test"][detail], confusion.test)
            if alone.dataset.is_plane:
                np.testing.assert_array_equal(
                    arrays["responses"][detail], observer.responses(alone.parameters)
                )
        if frame in tables:
            rows = table_rows(alone, watched(alone, Watch()))
            np.testing.assert_array_equal(arrays["table"][tables.index(frame)], rows)
    assert ("decision" in arrays) == ("responses" in arrays) == alone.dataset.is_plane
    assert ("confusion_test" in arrays) == bool(alone.split.test.n_samples)


def test_a_frame_of_several_epochs_ends_where_one_by_one_ends():
    one, many = Run(config()), Run(config())
    a = trained(one, 24, 1).arrays()
    b = trained(many, 3, 8).arrays()
    np.testing.assert_array_equal(b["epoch"], [8, 16, 24])
    np.testing.assert_array_equal(a["record"][7::8], b["record"])
    np.testing.assert_array_equal(a["decision"][7::8], b["decision"])


@pytest.mark.parametrize("begin", [0, 3, 10])
def test_a_frame_is_recorded_once_wherever_it_begins(begin):
    run = Run(config())
    run.advance(begin, every=10)
    trained(run, 4, 10)
    ends = begin // 10 * 10 + 10 * np.arange(1, 5)
    assert run.trainer.history.epoch.tolist() == sorted({0, begin, *ends.tolist()})


def test_a_burst_in_mid_epoch_goes_on_at_the_end_of_it():
    run = Run(config())
    run.advance(2)
    run.trainer.step_batch()
    arrays = trained(run, 3, 1).arrays()
    np.testing.assert_array_equal(arrays["epoch"], [3, 4, 5])
    np.testing.assert_array_equal(arrays["row"], 0)


def test_a_look_in_mid_epoch_tells_the_row():
    run = Run(config())
    run.advance(2)
    run.trainer.step_example()
    burst = burst_of(run)
    burst.take()
    arrays = burst.arrays()
    assert (arrays["epoch"][0], arrays["row"][0]) == (2, 1)
    assert arrays["record"][0, 0] == run.trainer.history.train_loss[-1]


@pytest.mark.parametrize(("name", "value"), [("l1", 0.3), ("l2", 0.5), ("learning_rate", 1.0)])
def test_the_norms_of_a_frame_are_those_of_its_gradients_also_after_a_change(name, value):
    run = Run(config())
    run.advance(2)
    run.trainer.change(name, value)
    burst = burst_of(run)
    burst.take()
    gradients = vars(run.trainer.gradients)
    norms = [np.linalg.norm(gradients[name]) for name in ("W1", "b1", "W2", "b2")]
    np.testing.assert_allclose(burst.arrays()["record"][0, 4:], norms, rtol=1e-12)  # rounding


def test_the_arrays_have_the_shapes_and_types_that_the_browser_reads():
    run = Run(config(dataset="blobs", n_classes=10, n_samples=100))
    arrays = trained(run, 8, 1).arrays()
    n_weights = 2 * 5 + 5 + 5 * 10 + 10
    expected = {
        "epoch": (np.float64, (8,)),
        "row": (np.uint32, (8,)),
        "record": (np.float64, (8, 8)),
        "detail_frame": (np.uint16, (2,)),  # the first one and the run's sixth
        "decision": (np.uint8, (8, GRID**2)),
        "weights": (np.float32, (2, n_weights)),
        "gradients": (np.float32, (2, n_weights)),
        "confusion_train": (np.uint16, (2, 10, 10)),
        "confusion_test": (np.uint16, (2, 10, 10)),
        "responses": (np.uint8, (2, 5, RESPONSE_GRID**2)),
        "table": (np.float64, (1, 8, 4)),
    }
    assert {name: (array.dtype, array.shape) for name, array in arrays.items()} == expected


# Stopping ------------------------------------------------------------------------------


def epochs_to(config, is_reached):
    """The first epoch of a run of its own that reaches a goal."""
    trainer = Trainer(config)
    while not is_reached(trainer):
        trainer.step()
    return trainer.epoch


GOALS = [
    (StopWhen(train_loss=0.25), "loss", lambda t: t.history.train_loss[-1] <= 0.25, {}),
    (StopWhen(accuracy=0.9), "accuracy", lambda t: t.history.test_accuracy[-1] >= 0.9, {}),
    (StopWhen(epoch=11), "epoch", lambda t: t.epoch == 11, {}),
    (StopWhen(epoch=11, train_loss=0.01), "epoch", lambda t: t.epoch == 11, {}),
    (
        StopWhen(accuracy=0.9),
        "accuracy",
        lambda t: t.history.train_accuracy[-1] >= 0.9,
        {"test_fraction": 0.0, "activation": "relu", "seed": 2, "learning_rate": 0.003},
    ),
]


@pytest.mark.parametrize(("stop", "why", "is_reached", "fields"), GOALS)
@pytest.mark.parametrize("epochs_per_frame", [1, 10, MAX_EPOCH])
def test_a_run_stops_at_the_first_epoch_that_reaches_its_goal(
    stop, why, is_reached, fields, epochs_per_frame
):
    settings = config(**{"learning_rate": 0.01, **fields})
    expected = epochs_to(settings, is_reached)
    assert expected > 3  # or stopping at once would do
    run = Run(settings)
    burst = trained(run, MOST_FRAMES, epochs_per_frame, stop)
    assert (run.trainer.epoch, burst.why) == (expected, why)
    assert burst.frames[-1][0] == expected
    # The last frame is there to be read: with all that there is.
    assert max(burst.details) == max(burst.tables) == len(burst.frames) - 1
    again = trained(run, MOST_FRAMES, epochs_per_frame, stop)
    assert (run.trainer.epoch, again.why, again.frames) == (expected, why, [])


def test_without_a_goal_nothing_stops():
    run = Run(config())
    burst = trained(run, 50, 3)
    assert (run.trainer.epoch, burst.why) == (150, None)


@pytest.mark.parametrize("epochs_per_frame", [1, 50])
@pytest.mark.parametrize("stop", [NEVER, StopWhen(epoch=10**6, train_loss=1e-9, accuracy=1.0)])
@pytest.mark.parametrize("activation", ["identity", "relu", "tanh"])
def test_a_run_that_overflows_stops_and_neither_warns_nor_raises(
    activation, stop, epochs_per_frame
):
    run = Run(config(activation=activation, optimizer="sgd", learning_rate=1e200, l2=1e200))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        burst = trained(run, MOST_FRAMES, epochs_per_frame, stop)
        arrays = through_the_wire(burst)
        burst_of(run).take()  # and it can be looked at afterwards
    assert burst.why == "broken"
    assert not np.isfinite(arrays["record"][-1, 0])
    assert len(burst.frames) < MOST_FRAMES
    if epochs_per_frame == 1:
        assert np.isfinite(arrays["record"][:-1, 0]).all()


def test_weights_beyond_float32_are_infinite_in_the_picture():
    run = Run(config())
    run.trainer.edit("W1", (0, 0), 1e300)
    run.trainer.edit("b1", (1,), -1e39)
    burst = burst_of(run)
    burst.take()
    weights = burst.arrays()["weights"][0]
    assert weights[0] == np.inf and weights[11] == -np.inf
    assert burst.arrays()["table"][0, 0, 0] == 1e300  # but not where it is read as a number


# Time ----------------------------------------------------------------------------------


class SlowRun(Run):
    """Each epoch takes so many seconds of a clock."""

    def __init__(self, config, clock, seconds):
        super().__init__(config)
        self.clock, self.seconds = clock, seconds

    def advance(self, n_epochs, every=1):
        super().advance(n_epochs, every)
        self.clock.now += n_epochs * self.seconds


def slow_burst(clock, of_epoch, n_frames=MOST_FRAMES, epochs_per_frame=1, **given):
    run = SlowRun(config(batch_size=None), clock, of_epoch)
    burst = burst_of(run)
    burst.past = Past(run, Moments())
    burst.train(n_frames, epochs_per_frame, NEVER, **given)
    return burst


def test_a_burst_has_no_more_frames_than_are_wanted(clock):
    assert len(slow_burst(clock, 0.0, 5).frames) == 5
    assert len(slow_burst(clock, 1e-6, 5).frames) == 5


@pytest.mark.parametrize("given", [{}, {"seconds": 99.0}, {"seconds": 0.125}])
@pytest.mark.parametrize("seconds", [0.02, 0.1])
def test_a_burst_ends_when_its_time_is_up(clock, seconds, given):
    begin = clock.now
    burst = slow_burst(clock, seconds, **given)
    most = min(SECONDS, given.get("seconds", SECONDS))
    assert most < clock.now - begin <= most + 1.001 * seconds  # one frame beyond
    assert len(burst.frames) == round((clock.now - begin) / seconds)


@pytest.mark.parametrize("given", [{}, {"seconds": 0.0}])
def test_a_burst_has_a_frame_however_little_time_there_is(clock, given):
    assert len(slow_burst(clock, 3.0, epochs_per_frame=50, **given).frames) == 1


def test_a_table_is_told_as_often_however_small_the_bursts_are(clock):
    run, untold, told = Run(config()), TABLE_EVERY, []
    for _ in range(3 * TABLE_EVERY // 5):
        burst = burst_of(run)
        burst.untold = untold
        burst.train(5, 1, NEVER)
        told += [number in burst.tables for number in range(5)]
        untold = burst.untold
    frames = 1 + np.flatnonzero(told)  # of the run: the first one seen, then where they stand
    assert frames.tolist() == [1, TABLE_EVERY, 2 * TABLE_EVERY, 3 * TABLE_EVERY]


# The pace ------------------------------------------------------------------------------


def costs(epoch=4e-5, picture=2e-4, answer=4e-3):
    return Costs(*(Typical(seconds) for seconds in (epoch, picture, answer)))


def spent(costs, pace):
    """Seconds of computing for a second of play, with an answer every four seconds."""
    a_frame = costs.picture.seconds + pace.epochs * costs.epoch.seconds
    return costs.answer.seconds / 4 + pace.frames * a_frame


@pytest.mark.parametrize(
    ("speed", "frames", "epochs"), [(1, 1, 1), (10, 10, 1), (60, 60, 1), (600, 60, 10)]
)
def test_with_time_enough_it_is_shown_at_its_speed(speed, frames, epochs):
    pace = costs().pace(speed, 0.8)
    assert (pace.frames, pace.epochs) == (frames, epochs)


@pytest.mark.parametrize("share", [0.8, 0.1, 0.03, 0.016, 0.008])
@pytest.mark.parametrize("speed", [60, 600, 6000, float("inf")])
def test_no_more_is_spent_than_the_share_and_nearly_all_of_it_if_it_is_needed(speed, share):
    of_these = costs()
    pace = of_these.pace(speed, share)
    assert spent(of_these, pace) <= share * 1.0001
    if of_these.demand(speed) > share and speed > 60:  # else a frame is of one epoch or two
        more = dataclasses.replace(pace, epochs=max(5, 2 * pace.epochs))
        assert spent(of_these, more) > 0.9 * share


@pytest.mark.parametrize("speed", [60, 600, float("inf")])
def test_frames_of_one_pace_are_among_those_of_any_slower_one(speed):
    paces = [costs().pace(speed, share) for share in np.geomspace(0.003, 0.8, 60)]
    numbers = sorted({pace.epochs for pace in paces})
    assert all(larger % smaller == 0 for smaller, larger in itertools.pairwise(numbers))
    assert numbers[0] == 1


def test_pictures_thin_out_first_then_epochs_and_last_of_all_what_is_smooth():
    paces = [costs().pace(600, share) for share in (0.05, 0.024, 0.016, 0.008, 0.006, 0.003)]
    frames = [pace.frames for pace in paces]
    assert frames == sorted(frames, reverse=True)
    assert frames[0] == 60 and frames[3] == SMOOTH and frames[-1] < SMOOTH
    assert [pace.epochs for pace in paces] == [10, 10, 5, 1, 1, 1]


@pytest.mark.parametrize("share", [0.8, 0.02, 0.005, 1e-4])
def test_a_frame_lasts_for_whole_drawings_of_the_browser(share):
    frames = costs().pace(600, share).frames
    assert 60 / frames == pytest.approx(round(60 / frames))


def test_however_dear_an_epoch_there_are_frames_now_and_then():
    pace = costs(epoch=40.0).pace(float("inf"), 0.008)
    assert (pace.frames, pace.epochs) == (pytest.approx(SLOWEST), 1)


def test_costs_are_those_of_the_bursts_as_of_late(clock):
    seen = Costs()
    for seconds in (2e-3, 2e-3, 2e-3, 50e-3):  # of which one was disturbed
        seen.note(slow_burst(clock, seconds, 10, 4), 40 * seconds + 0.01)
    assert seen.epoch.seconds == pytest.approx(2e-3)
    for _ in range(LATEST // 2 + 1):
        seen.note(slow_burst(clock, 4e-3, 10, 4), 0.17)
    assert seen.epoch.seconds == pytest.approx(4e-3)
    assert seen.answer.seconds == pytest.approx(0.01)
    assert seen.picture.seconds < 1e-5  # the clock stood still


def test_a_clock_that_is_too_coarse_to_tell_breaks_nothing(clock):
    seen = Costs()
    seen.note(slow_burst(clock, 0.0, 5), 0.0)
    assert seen.pace(600, 0.8).frames == 60


def test_the_first_frame_of_a_run_is_a_careful_guess():
    assert 1 <= Costs().pace(float("inf"), 0.8).epochs <= 20


# Data of all kinds ---------------------------------------------------------------------


def test_the_table_follows_what_is_watched():
    run = Run(config())
    burst = trained(run, 1, 1, watch=Watch("W2", 8))
    assert burst.entries.names == ("W2[4,0]", "W2[4,1]")
    np.testing.assert_array_equal(burst.tables[0][:, 0], run.trainer.parameters.W2[4])


def test_a_picture_that_was_taken_does_not_change_while_the_run_goes_on():
    run = Run(config())
    burst = burst_of(run)
    burst.take()
    before = {name: array.copy() for name, array in burst.arrays().items()}
    run.advance(5)
    for name, array in burst.arrays().items():
        np.testing.assert_array_equal(array, before[name])


def test_counts_of_the_largest_table_fit_into_the_wire():
    rng = np.random.default_rng(0)
    table = Dataset(
        "t", rng.normal(size=(5000, 3)), np.arange(5000) % 2, ("a", "b", "c"), ("no", "yes")
    )
    run = Run(dataclasses.replace(config(n_samples=None), dataset=table, test_fraction=0.0))
    burst = burst_of(run)
    burst.take()
    assert burst.arrays()["confusion_train"].sum() == 5000


def test_the_loss_of_an_untrained_even_network_is_the_logarithm_of_its_classes():
    burst = burst_of(Run(config(init="zeros", dataset="blobs", n_classes=10, n_samples=100)))
    burst.take()
    (record,) = burst.arrays()["record"]
    np.testing.assert_allclose(record[:2], scipy.special.entr(0.1) * 10, rtol=1e-12)  # rounding
