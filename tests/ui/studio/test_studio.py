"""A conversation with a studio: whatever is asked in whatever order, a run is its journal."""

import dataclasses
import json
import random
import subprocess
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from metl_core import Dataset, TrainingConfig
from metl_core import run as run_module
from metl_core.changes import Position, read_changes, spell_changes
from metl_core.run import MAX_SNAPSHOTS, Run
from metl_ui.components.live_view.wire import unpack
from metl_ui.studio import burst as burst_module
from metl_ui.studio import replay as replay_module
from metl_ui.studio import studio as studio_module
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.studio import Studio, experiment_of
from tests.ui.studio.reader import LOOK, RESET, SCENE, SETTINGS, Reader, ask, edit, step
from tests.ui.test_javascript import node_or_skip

ROOT = Path(__file__).resolve().parents[3]
NEVER = StopWhen()


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch):
    """So that a burst has as many frames as are wanted, however busy the machine is."""
    monkeypatch.setattr(burst_module, "SECONDS", 1e9)
    unhurried = SimpleNamespace(plays=lambda *_: (1e9, 1e9), spends=lambda *_: None)
    monkeypatch.setattr(studio_module, "shares", lambda: unhurried)


def config(**fields):
    """45 training examples of three classes."""
    usual = {"dataset": "blobs", "n_samples": 60, "n_hidden": 4, "batch_size": 10, "seed": 3}
    return TrainingConfig(**{**usual, **fields})


def studio(stop=NEVER, **fields):
    return Studio(config(**fields), stop)


def standing(run):
    """All that a run is, and all that goes into its next step, to the last bit."""
    trainer = run.trainer
    numbers = {name: array.tobytes() for name, array in trainer.numbers().items()}
    return trainer.position, trainer.settings, numbers, np.array(trainer.latest).tobytes()


def resumed(studio):
    """The same experiment, made anew of what a link tells: settings, journal, position."""
    journal = read_changes(spell_changes(studio.journal), at_most=None)
    return Run.replay(studio.wanted, journal, studio.run.trainer.position)


def assert_reproduced(studio):
    other = resumed(studio)
    assert standing(other) == standing(studio.run)
    return other


def wants(studio, **fields):
    """The page's widgets ask for something else."""
    studio.wanted = dataclasses.replace(studio.wanted, **fields)


# Whatever is asked ---------------------------------------------------------------------


class Browser:
    """Does one thing after the other at random: plays, winds back, edits, loses answers."""

    def __init__(self, studio, seed):
        self.studio, self.reader, self.random = studio, Reader(studio), random.Random(seed)
        self.seen = [Position(0)]
        self.last = None  # what was asked last

    def act(self):
        chance, reader = self.random, self.reader
        actions = [self.action() for _ in range(chance.choice([0, 0, 1, 1, 2]))]
        fields = {
            "actions": actions,
            "frames": chance.choice([0, 0, 1, 3, 7]),
            "speed": chance.choice(["1", "60", "60", "600"]),
            "from": list(reader.position),
            "watch": {"parameter": chance.choice(["W1", "b1", "W2", "b2"]), "offset": 0},
        }
        what = chance.choice(["hear", "hear", "hear", "back", "lose", "repeat", "widget", "reset"])
        if what == "back":
            fields["from"] = list(chance.choice(self.seen))
        elif what == "repeat" and self.last:
            fields = self.last
        elif what == "widget":
            wants(self.studio, **self.setting())
        elif what == "reset" and chance.random() < 0.3:
            fields["actions"] = [RESET]
        self.last = fields
        if what == "lose":
            reader.lose(run=reader.run, **fields)
            return
        meta, arrays = self.hear(fields)
        assert "refused" not in meta
        if "scene" in meta:
            self.seen, self.last = [], None
        elif self.seen:
            start = Position(*fields["from"])
            self.seen = [there for there in self.seen if there <= start]
        self.seen += map(Position, map(int, arrays["epoch"]), map(int, arrays["row"]))

    def hear(self, fields):
        fields = dict(fields)
        return self.reader.ask(*fields.pop("actions"), **fields)

    def action(self):
        chance = self.random
        kind = chance.choice(["epoch", "batch", "example", "example", "edit", "edit", "settings"])
        if kind == "settings":
            return chance.choice([SETTINGS, SETTINGS, LOOK])
        if kind == "edit":
            name, shape = chance.choice(
                [("W1", (2, 4)), ("b1", (4,)), ("W2", (4, 3)), ("b2", (3,))]
            )
            index = [chance.randrange(n) for n in shape]
            return edit(name, index, chance.choice([chance.gauss(0, 2), 0, -0.0]))
        return step(kind)

    def setting(self):
        chance = self.random
        name, values = chance.choice(
            [
                ("learning_rate", [0.003, 0.03, 0.1]),
                ("batch_size", [None, 1, 7, 10, 45]),
                ("l1", [0.0, 0.01]),
                ("l2", [0.0, 0.01]),
            ]
        )
        return {name: chance.choice(values)}


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
@pytest.mark.parametrize("begun", [{}, {"learning_rate": 0.07, "batch_size": 7, "l2": 0.02}])
@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_asked_the_journal_gives_the_same_bits(optimizer, begun, seed):
    here = studio(optimizer=optimizer)
    if begun:  # the run began with other settings than are wanted now
        here = Studio(config(optimizer=optimizer), NEVER, Run(config(optimizer=optimizer, **begun)))
        assert here.experiment == experiment_of(here.wanted)
    browser = Browser(here, f"{optimizer} {sorted(begun)} {seed}")
    for _ in range(5):
        for _ in range(7):
            browser.act()
        other = assert_reproduced(here)
        here_now, n = here.run.trainer.position, here.run.trainer.changes
        other.advance(3)
        here.run.advance(3)  # and so does all that is to come
        assert standing(other) == standing(here.run)
        here.run.go_to(here_now)
        assert here.run.trainer.changes == n


def test_so_it_is_with_few_snapshots(monkeypatch):
    monkeypatch.setattr(run_module, "MAX_SNAPSHOTS", 3)
    browser = Browser(studio(), "few")
    for _ in range(40):
        browser.act()
    assert_reproduced(browser.studio)


# What each ask does --------------------------------------------------------------------


def played(reader, n_frames=5, **fields):
    return reader.ask(frames=n_frames, **fields)


def test_frames_go_on_from_where_the_last_one_stood():
    reader = Reader(studio())
    np.testing.assert_array_equal(reader.arrays["epoch"], [0])
    np.testing.assert_array_equal(played(reader)[1]["epoch"], [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(played(reader, 3)[1]["epoch"], [6, 7, 8])


def test_an_answer_that_was_lost_is_given_again_bit_by_bit():
    reader = Reader(studio())
    played(reader)
    start = list(reader.position)
    _, lost = unpack(reader.lose(frames=20))
    again = played(reader, 20, **{"from": start})[1]
    assert list(again) == list(lost)
    for name, array in again.items():
        assert array.tobytes() == lost[name].tobytes()


@pytest.mark.parametrize(
    "actions",
    [[step("epoch")], [step("batch")], [step("example")] * 3, [edit("b1", [2], 0.5)], [SETTINGS]],
    ids=str,
)
def test_what_is_asked_twice_is_done_once(actions):
    reader = Reader(studio())
    played(reader)
    if SETTINGS in actions:
        wants(reader.studio, learning_rate=0.1)
    fields = {"from": list(reader.position), "actions": actions}
    reader.lose(**fields)
    first = standing(reader.studio.run), reader.studio.journal
    reader.lose(**fields)
    assert (standing(reader.studio.run), reader.studio.journal) == first


@pytest.mark.parametrize(
    ("unit", "n_steps", "where"),
    [("epoch", 1, (6, 0)), ("batch", 1, (5, 10)), ("batch", 5, (6, 0)), ("example", 3, (5, 3))],
)
def test_a_step_is_a_step_of_its_unit(unit, n_steps, where):
    reader = Reader(studio())
    played(reader)
    for _ in range(n_steps):
        _, arrays = reader.ask(step(unit))
    assert len(arrays["epoch"]) == 1
    assert reader.position == where
    alone = Run(config()).trainer
    alone.step(5)
    for _ in range(n_steps):
        {"epoch": alone.step, "batch": alone.step_batch, "example": alone.step_example}[unit]()
    assert arrays["record"][0].tobytes() == np.array(alone.latest[1:]).tobytes()


def test_an_edit_is_seen_at_once_and_stands_in_the_journal():
    reader = Reader(studio())
    played(reader)
    meta, arrays = reader.ask(edit("W2", [1, 2], -0.1), watch={"parameter": "W2", "offset": 0})
    assert meta["journal"] == "5:W2[1,2]=-0.1"
    assert meta["marks"] == [{"epoch": 5.0, "text": "W2[1,2] = -0.1"}]
    names = meta["watch"]["names"]
    assert arrays["table"][0, names.index("W2[1,2]"), 0] == -0.1
    assert meta["watch"]["indices"][names.index("W2[1,2]")] == [1, 2]


def test_settings_take_effect_where_the_browser_says_so():
    reader = Reader(studio())
    played(reader)
    back = list(reader.position)
    played(reader)
    wants(reader.studio, learning_rate=0.3, batch_size=None)
    greeted = reader.hear(reader.studio.greeting())[0]["hello"]
    assert greeted["differs"] and greeted["settings"]["learning_rate"] == "0.3"
    meta, _ = reader.ask(SETTINGS, **{"from": back})
    assert not meta["hello"]["differs"]
    assert meta["settings"] == {"learning_rate": "0.3", "batch_size": "all", "l1": "0", "l2": "0"}
    changes = reader.studio.run.trainer.changes
    assert [(c.position, c.name) for c in changes] == [
        ((5, 0), "learning_rate"),
        ((5, 0), "batch_size"),
    ]
    # The link has the new rate as its setting: the journal tells how the run began.
    assert meta["journal"].startswith("0:learning_rate=0.1;0:batch_size=10;5:")
    assert_reproduced(reader.studio)


def test_what_is_set_before_anything_is_trained_is_told_once():
    here = Studio(config(), NEVER, Run(config(learning_rate=0.07, l1=0.01)))
    assert spell_changes(here.journal) == "0:learning_rate=0.07;0:l1=0.01"
    here.run.trainer.change("learning_rate", 0.1)
    assert spell_changes(here.journal) == "0:l1=0.01;0:learning_rate=0.1"
    assert_reproduced(here)


def test_going_back_behind_a_change_keeps_what_the_page_shows():
    reader = Reader(studio())
    played(reader, 3)
    back = list(reader.position)
    played(reader, 3)
    wants(reader.studio, l2=0.1)
    reader.ask(SETTINGS)
    played(reader, 3)
    meta, _ = played(reader, 1, **{"from": back})
    assert meta["settings"]["l2"] == "0.1"
    assert_reproduced(reader.studio)


def test_reset_begins_again_with_the_same_first_weights_and_what_is_wanted():
    reader = Reader(studio())
    first = reader.arrays
    before = reader.run
    played(reader)
    reader.ask(edit("b1", [0], 3.0))
    wants(reader.studio, learning_rate=0.1)
    meta, arrays = reader.ask(RESET)
    assert meta["run"] != before and meta["scene"] and not meta["lost"]
    assert meta["journal"] == "" and not meta["hello"]["differs"]
    for name, array in first.items():
        assert arrays[name].tobytes() == array.tobytes()
    assert reader.studio.run.trainer.learning_rate == 0.1


def test_a_greeting_has_everything_until_the_browser_has_asked():
    here = studio()
    for _ in range(2):
        meta, arrays = unpack(here.greeting())
        assert meta["scene"] and len(arrays["epoch"]) == 1
    Reader(here).ask(LOOK)
    meta, arrays = unpack(here.greeting())
    assert "scene" not in meta and not arrays
    assert (meta["run"], meta["hello"]["experiment"]) == (here.name, here.experiment)


def test_a_scene_can_be_asked_for_in_mid_run_with_the_curves_so_far():
    reader = Reader(studio())
    played(reader, 20)
    meta, arrays = reader.ask(SCENE, frames=5)
    assert meta["scene"]["sizes"] == [2, 4, 3]
    history = reader.studio.run.trainer.history
    np.testing.assert_array_equal(arrays["past"], np.column_stack(list(vars(history).values())))
    np.testing.assert_array_equal(arrays["epoch"], [20])


def test_a_view_that_knows_nothing_yet_is_shown_the_run_where_it_stands():
    reader = Reader(studio())
    played(reader, 20)
    meta, arrays = Reader(reader.studio).ask(SCENE)
    assert meta["scene"]
    np.testing.assert_array_equal(arrays["epoch"], [20])


def test_the_past_is_at_most_400_points_with_both_ends():
    here = studio(batch_size=None)
    here.run.advance(1500)
    _, arrays = unpack(here.greeting())
    past = arrays["past"]
    assert past.shape == (400, 9)
    assert past[0, 0] == 0 and past[-1, 0] == 1500


# Stopping ------------------------------------------------------------------------------


def test_a_goal_that_is_reached_stops_with_a_sentence_until_it_is_changed():
    reader = Reader(studio(StopWhen(epoch=4)))
    meta, arrays = played(reader, 10)
    assert arrays["epoch"][-1] == 4
    assert meta["stopped"]["why"] == "epoch" and "epoch 4 " in meta["stopped"]["say"]
    assert played(reader, 10)[0]["stopped"]["why"] == "epoch"
    assert reader.position == (4, 0)
    reader.studio.stop = StopWhen(epoch=6)
    meta, arrays = played(reader, 10)
    assert arrays["epoch"][-1] == 6


def test_a_run_that_breaks_says_so_and_can_be_wound_back():
    reader = Reader(studio(activation="identity", optimizer="sgd"))
    played(reader, 5)
    good = list(reader.position)
    loss = reader.arrays["record"][-1, 0]
    wants(reader.studio, learning_rate=1e200)
    reader.ask(SETTINGS)
    meta, arrays = played(reader, 100)
    assert meta["stopped"]["why"] == "broken"
    assert "1e+200" in meta["stopped"]["say"] and "Wind back" in meta["stopped"]["say"]
    assert not np.isfinite(arrays["record"][-1, 0])
    wants(reader.studio, learning_rate=0.03)
    meta, arrays = reader.ask(SETTINGS, **{"from": good})
    assert meta["stopped"] is None and arrays["record"][-1, 0] == loss
    assert_reproduced(reader.studio)


# A run that is brought back ------------------------------------------------------------


def resume(meta):
    return {"do": "resume", "journal": meta["journal"]}


@pytest.mark.parametrize("fields", [{}, {"batch_size": None, "optimizer": "momentum"}])
def test_a_new_studio_goes_on_with_a_run_that_was_lost_to_the_last_bit(fields):
    reader = Reader(studio(**fields))
    played(reader)
    wants(reader.studio, learning_rate=0.01, batch_size=7)
    reader.ask(SETTINGS)
    reader.ask(edit("W1", [1, 3], 0.25), step("example"))
    meta, arrays = played(reader)
    lost, position = reader.studio, list(reader.position)

    found = Reader(Studio(lost.wanted, NEVER))
    meta, again = found.ask(resume(meta), **{"from": position})
    assert "scene" not in meta and "refused" not in meta
    assert again["record"][-1].tobytes() == arrays["record"][-1].tobytes()
    assert standing(found.studio.run) == standing(lost.run)
    assert found.studio.journal == lost.journal
    _, on = played(found)
    _, expected = unpack(lost.answer(ask(run=lost.name, frames=5, **{"from": position})))
    assert on["record"].tobytes() == expected["record"].tobytes()


def test_what_is_asked_together_with_a_resume_is_done_as_well():
    reader = Reader(studio())
    meta, arrays = reader.ask(
        {"do": "resume", "journal": "2:l1=0.1"}, edit("b2", [0], 2.0), frames=2, **{"from": [3, 0]}
    )
    np.testing.assert_array_equal(arrays["epoch"], [4, 5])
    assert meta["journal"] == "2:l1=0.1;3:b2[0]=2.0"


def test_a_resume_that_is_asked_again_for_its_slowness_is_not_trained_again(monkeypatch):
    reader = Reader(studio())
    actions = [{"do": "resume", "journal": "2:l1=0.1"}]
    reader.lose(actions=actions, **{"from": [60, 0]})
    monkeypatch.setattr(Run, "replay", None)
    meta, _ = reader.ask(*actions, **{"from": [60, 0]})
    assert "refused" not in meta and meta["journal"] == "2:l1=0.1"
    assert reader.position == (60, 0)


@pytest.mark.parametrize(
    ("journal", "position", "said"),
    [
        ("", [10**9, 0], "seconds"),
        ("0:batch_size=1", [10**6, 0], "seconds"),
        ("", [3, 7], "between two steps"),
        ("", [3, 10**6], "position"),
        ("5:l1=0.1", [3, 0], "changes"),
        ("2:W1[9,0]=1", [3, 0], "index"),
    ],
)
def test_a_resume_that_cannot_be_is_refused_and_the_run_stays(monkeypatch, journal, position, said):
    monkeypatch.setattr(replay_module, "LONGEST", 5)
    reader = Reader(studio(batch_size=None if "batch_size" in journal else 10))
    played(reader)
    before = standing(reader.studio.run)
    meta, _ = reader.ask({"do": "resume", "journal": journal}, **{"from": position})
    assert said in meta["refused"]
    assert standing(reader.studio.run) == before


@pytest.mark.parametrize(
    ("batch_size", "changes", "seconds"),
    [
        (None, "", 1000 * 0.01),
        (1, "", 1000 * 0.46),
        (45, "", 1000 * 0.02),
        (7, "", 1000 * 0.075),
        (None, "200:batch_size=1", 200 * 0.01 + 800 * 0.46),
        (1, "200:l1=0.1;999:batch_size=all", 999 * 0.46 + 0.01),
        (None, "5:batch_size=1;5.1:batch_size=all", 1000 * 0.01 + 0.45 / 450),
    ],
)
def test_the_time_of_a_replay_is_that_of_its_batches(monkeypatch, batch_size, changes, seconds):
    # An epoch of 450 examples: 10 ms in one step, and 1 ms more for each step of many.
    times = {None: 0.01, 1: 0.46}
    monkeypatch.setattr(replay_module, "_time_of_epoch", lambda _, size, n: (450, times[size]))
    estimate = replay_module._seconds(
        config(batch_size=batch_size), read_changes(changes), Position(1000)
    )
    assert estimate == pytest.approx(seconds, rel=0.1)  # one step too many at most, of ten


def test_the_time_of_an_epoch_is_measured():
    quick, slow = (replay_module._time_of_epoch(config(), size, 3) for size in (None, 1))
    assert quick[0] == slow[0] == 45
    assert slow[1] > 2 * quick[1] > 0  # 45 steps take longer than one


# What must not be ----------------------------------------------------------------------


IMPOSSIBLE = [
    ({"from": [9, 0]}, "epoch 5 and cannot go on from 9"),
    ({"from": [10**9, 0]}, "cannot go on"),
    ({"from": [3, 7]}, "between two steps"),
    ({"from": [3, 45]}, "between two steps"),
    ({"actions": [edit("W1", [2, 0], 1.0)]}, "index must be within W1"),
    ({"actions": [edit("b2", [3], 1.0)]}, "index must be within b2"),
    ({"actions": [edit("b1", [0], 9.0), step("epoch"), edit("b2", [3], 1.0)]}, "index"),
    ({"actions": [edit("b2", [3], 1.0)], "from": [2, 0]}, "index"),
    ({"frames": 10**6}, "frames"),
    ({"actions": "all"}, "actions"),
    ({"watch": None}, "watch"),
]


@pytest.mark.parametrize(("fields", "said"), IMPOSSIBLE, ids=str)
def test_what_cannot_be_is_said_and_not_done(fields, said):
    reader = Reader(studio())
    played(reader)
    before = standing(reader.studio.run), reader.studio.journal
    meta, arrays = unpack(reader.lose(**fields))
    assert said in meta["refused"]
    assert meta["behind"] == ("cannot go on" in meta["refused"])
    assert meta["answers"] == reader.number and not arrays
    assert (standing(reader.studio.run), reader.studio.journal) == before
    assert "refused" not in played(reader)[0]
    assert_reproduced(reader.studio)


@pytest.mark.parametrize("junk", [None, 3, "play", [], {}, {"number": 10**400}, {"number": "7"}])
def test_an_answer_to_no_ask_at_all_is_a_refusal(junk):
    meta, _ = unpack(studio().answer(junk))
    assert meta["refused"] and meta["answers"] == -1


def test_a_watch_beyond_the_end_is_the_end():
    reader = Reader(studio())
    meta, arrays = reader.ask(LOOK, watch={"parameter": "W2", "offset": 10**6})
    assert (meta["watch"]["offset"], meta["watch"]["total"]) == (8, 12)
    assert arrays["table"].shape == (1, 4, 4)


@pytest.mark.parametrize(
    "actions",
    [[edit("b1", [0], 7.0)], [step("epoch")], [{"do": "resume", "journal": ""}], [RESET], []],
    ids=str,
)
def test_who_asks_of_another_run_is_shown_this_one(actions):
    reader = Reader(studio())
    played(reader)
    before = standing(reader.studio.run), reader.studio.name
    meta, arrays = reader.ask(*actions, run="ffffffff", frames=9, **{"from": [70, 3]})
    assert meta["scene"] and meta["lost"] and meta["run"] == before[1]
    np.testing.assert_array_equal(arrays["epoch"], [5])
    assert (standing(reader.studio.run), reader.studio.name) == before


# Bounds --------------------------------------------------------------------------------


def test_ten_thousand_bursts_of_epochs_take_no_more_memory_than_a_few():
    here = studio(batch_size=None, n_samples=20, n_hidden=2)
    reader = Reader(here)
    for _ in range(2):
        played(reader, 120, speed="6000")
    assert reader.position.epoch == 24_000
    for _ in range(MAX_SNAPSHOTS):
        reader.lose(frames=1)
    message = reader.lose(frames=120)
    tracemalloc.start()
    try:
        del message
        message = reader.lose(frames=120)
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(here.run._snapshots) <= MAX_SNAPSHOTS
    assert size < len(message) + 100_000  # a burst of 120 frames has 300,000 bytes of decisions
    assert len(json.dumps(unpack(message)[0])) < 5000


def test_a_thousand_edits_are_no_thousand_marks():
    here = studio()
    here.run.advance(1)
    for value in range(200):
        here.run.trainer.edit("b1", (value % 4,), value)
        here.run.trainer.step_batch()
    meta, _ = unpack(here.greeting())
    assert len(meta["marks"]) == 40
    assert len(read_changes(meta["journal"])) == 200


# What the browser makes of it ----------------------------------------------------------

TABLE = Dataset(
    "t", np.random.default_rng(0).normal(size=(30, 2)) * 1e60, np.arange(30) % 2,
    ("<b>a</b>", "b"), ("no", "$yes$"),
)  # fmt: skip
PRINT_FRAMES = """
import { unpack } from "./metl_ui/components/live_view/wire.js";
import { framesOf } from "./metl_ui/components/live_view/frames.js";
const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const { meta, arrays } = await unpack(new Uint8Array(Buffer.concat(pieces)));
const plain = (key, value) => ArrayBuffer.isView(value) ? Array.from(value, String) : value;
console.log(JSON.stringify(framesOf(meta, arrays), plain));
"""


@pytest.mark.parametrize(
    "fields",
    [
        {"dataset": "blobs", "n_classes": 10},
        {"dataset": "moons", "test_fraction": 0.0},
        {"dataset": "iris", "n_samples": None},
        {"dataset": "digits", "n_samples": None, "n_hidden": 3, "batch_size": None},
        {"dataset": TABLE, "n_samples": None},
    ],
    ids=["ten classes", "no test part", "iris", "digits", "own table"],
)
def test_the_browser_finds_a_frame_in_each_row_with_all_its_parts(fields):
    reader = Reader(studio(**fields))
    scene = reader.meta["scene"]
    trainer = reader.studio.run.trainer
    first, (dx, h, dy) = reader.arrays, scene["sizes"]
    assert (scene["n_train"], scene["n_test"]) == (
        trainer.split.train.n_samples,
        trainer.split.test.n_samples,
    )
    assert ("train_x1" in first) == (scene["plane"] is not None) == trainer.dataset.is_plane
    assert ("test_x1" in first) == (trainer.dataset.is_plane and scene["n_test"] > 0)

    n_frames = 8
    message = reader.lose(frames=n_frames)
    meta, arrays = unpack(message)
    command = [node_or_skip(), "--input-type=module", "--eval", PRINT_FRAMES]
    found = subprocess.run(command, input=message, capture_output=True, timeout=60, cwd=ROOT)
    assert found.returncode == 0, found.stderr.decode()
    frames = json.loads(found.stdout)
    assert [frame["epoch"] for frame in frames] == list(range(1, n_frames + 1))
    for i, frame in enumerate(frames):
        assert [float(x) for x in frame["norms"]] == list(arrays["record"][i, 4:])
        assert frame["train_loss"] == arrays["record"][i, 0]
        assert (frame["test_loss"] is None) == (scene["n_test"] == 0)  # nan, in JSON
        detail = frame["detail"]
        d = np.searchsorted(arrays["detail_frame"], i, side="right") - 1  # the latest
        weights = np.array([float(x) for x in detail["weights"]], np.float32)
        assert len(weights) == len(detail["gradients"]) == dx * h + h + h * dy + dy
        np.testing.assert_array_equal(weights, arrays["weights"][d])
        assert len(detail["confusion"]["train"]) == dy**2
        assert sum(map(int, detail["confusion"]["train"])) == scene["n_train"]
        assert (detail["confusion"]["test"] is None) == (scene["n_test"] == 0)
        if scene["plane"]:
            assert len(frame["decision"]) == scene["plane"]["n"] ** 2
            assert [int(x) for x in frame["decision"]] == arrays["decision"][i].tolist()
            assert len(detail["responses"]) == h * scene["responses"]["n"] ** 2
        else:
            assert frame["decision"] is None and detail["responses"] is None
        rows = detail["table"]["rows"]
        assert [row["value"] for row in rows] == arrays["table"][0, :, 0].tolist()
        assert [row["name"] for row in rows] == meta["watch"]["names"]
