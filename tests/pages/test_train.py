"""The training lesson: its widgets, its links, its presets, and a reader's own table."""

import inspect
import json
import textwrap
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from metl_core import DATASETS, RMSprop, Trainer, TrainingConfig, backward, forward
from metl_core.changes import Position, read_changes
from metl_core.run import Run
from metl_core.training_step import TrainingStep
from metl_ui.components.live_view.wire import unpack
from metl_ui.lessons.exercises import settings as exercises
from metl_ui.lessons.exercises.bank import topics
from metl_ui.lessons.gradient_check import settings as gradient_check
from metl_ui.lessons.network import settings as network
from metl_ui.link import sift
from metl_ui.studio import session
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.take_home import FILES
from tests.ui.studio.reader import SETTINGS, ask, edit, step

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"samples": "50", "hidden": "3"}
TABLE = "a,b,label\n" + "".join(f"{i},{i * i % 7},{'yes' if i % 2 else 'no'}\n" for i in range(24))
DEFAULT = TrainingConfig(n_samples=250, noise=0.05, features=("x1", "x2"))


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """What the live view is told: meta and arrays of each message."""
    messages = []

    def show(message, *, key, on_ask):
        messages.append(unpack(message))

    monkeypatch.setattr(session, "show_live_view", show)
    return messages


def lesson(**link: str | list[str]) -> AppTest:
    """The lesson as a link opens it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/train.py")
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def studio_of(app):
    return app.session_state["studio"]


def trainer_of(app) -> Trainer:
    return studio_of(app).run.trainer


def asked(app, *actions, **fields):
    """Ask as the view does."""
    studio = studio_of(app)
    here = list(studio.run.trainer.position)
    app.session_state["ask of the live view"] = json.loads(
        json.dumps(ask(run=studio.name, actions=list(actions), **{"from": here, **fields}))
    )
    app.run()
    assert not app.exception


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def give(app: AppTest, content: str) -> None:
    app.file_uploader[0].set_value(("table.csv", content.encode(), "text/csv")).run()
    assert not app.exception


# The run ---------------------------------------------------------------------------------


def test_every_data_set_opens_with_the_hidden_units_that_suit_it(told):
    app = lesson()
    assert studio_of(app).wanted == DEFAULT
    for name, info in DATASETS.items():
        app.selectbox(key="dataset").set_value(name).run()
        assert not app.exception and not app.warning and not app.error
        trainer = trainer_of(app)
        assert trainer.config.dataset == name
        assert trainer.sizes[1] == app.slider(key="hidden").value == info.n_hidden
        meta, arrays = told[-1]
        assert meta["scene"]["sizes"] == list(trainer.sizes)
        assert arrays["record"][-1, 0] == trainer.latest.train_loss


def test_what_the_view_asks_is_what_a_trainer_alone_would_do(told):
    app = lesson(**SMALL)
    asked(app, step("epoch"))
    asked(app, frames=3, speed="60")
    np.testing.assert_array_equal(told[-1][1]["epoch"], [2, 3, 4])
    asked(app, step("batch"), edit("b1", [1], 0.5))
    meta, arrays = told[-1]
    alone = Trainer(TrainingConfig(n_samples=50, noise=0.05, n_hidden=3))
    alone.step(5)
    alone.edit("b1", (1,), 0.5)
    assert arrays["record"][-1].tobytes() == np.array(alone.latest[1:]).tobytes()
    assert meta["journal"] == "5:b1[1]=0.5"


def test_settings_that_change_on_the_way_leave_the_run(told):
    app = lesson(**SMALL)
    asked(app, step("epoch"))
    studio = studio_of(app)
    for change, field, value in (
        (lambda app: app.select_slider(key="rate").set_value(0.3), "learning_rate", 0.3),
        (lambda app: app.selectbox(key="batch").set_value("8"), "batch_size", 8),
        (lambda app: app.select_slider(key="l1").set_value(0.01), "l1", 0.01),
        (lambda app: app.select_slider(key="l2").set_value(0.1), "l2", 0.1),
    ):
        change(app).run()
        assert not app.exception
        assert studio_of(app) is studio and studio.run.trainer.epoch == 1
        assert getattr(studio.wanted, field) == value
        assert told[-1][0]["hello"]["differs"]  # the view asks for them then
        assert getattr(studio.run.trainer, field) != value
    asked(app, SETTINGS)
    assert not told[-1][0]["hello"]["differs"]
    assert trainer_of(app).learning_rate == 0.3 and trainer_of(app).batch_size == 8
    for key, value, field in (
        ("stop_epoch", 500.0, "epoch"),
        ("stop_loss", 0.25, "train_loss"),
        ("stop_accuracy", 97.0, "accuracy"),
    ):
        app.number_input(key=key).set_value(value).run()
        assert getattr(studio.stop, field) == (0.97 if key == "stop_accuracy" else value)
    assert studio_of(app) is studio
    assert told[-1][0]["hello"]["stop"] == [500, 0.25, 0.97]


def test_any_other_setting_begins_another_run(told):
    app = lesson(**SMALL)
    for change, field, value in (
        (lambda app: app.slider(key="hidden").set_value(5), "n_hidden", 5),
        (lambda app: app.selectbox(key="activation").set_value("relu"), "activation", "relu"),
        (lambda app: app.selectbox(key="optimizer").set_value("sgd"), "optimizer", "sgd"),
        (lambda app: app.selectbox(key="init").set_value("he"), "init", "he"),
        (lambda app: app.number_input(key="seed").set_value(7.0), "seed", 7),
        (lambda app: app.slider(key="test").set_value(0.4), "test_fraction", 0.4),
        (lambda app: app.slider(key="samples").set_value(100), "n_samples", 100),
        (lambda app: app.slider(key="noise").set_value(0.2), "noise", 0.2),
    ):
        former = studio_of(app)
        former.run.advance(1)
        change(app).run()
        assert not app.exception
        studio = studio_of(app)
        assert studio is not former and studio.run.trainer.epoch == 0
        new, old = studio.run.trainer.config, former.run.trainer.config
        assert {name for name in vars(new) if getattr(new, name) != getattr(old, name)} == {field}
        assert getattr(new, field) == value
        assert told[-1][0]["scene"]


def test_hidden_units_that_the_reader_chose_stay_with_other_data():
    app = lesson()
    app.slider(key="hidden").set_value(12).run()
    for name in ("digits", "iris"):
        app.selectbox(key="dataset").set_value(name).run()
        assert trainer_of(app).sizes[1] == 12


@pytest.mark.parametrize(
    ("link", "n_hidden"),
    [({}, 32), ({"hidden": "8"}, 8), ({"hidden": "12"}, 12), ({"hidden": "32"}, 32)],
)
def test_a_link_to_the_digits_has_the_hidden_units_that_it_says(link, n_hidden):
    app = lesson(dataset="digits", **link)
    assert trainer_of(app).sizes[1] == n_hidden
    # And the link that the page has now, which leaves out what is usual, says the same.
    again = lesson(**dict(app.query_params))
    assert trainer_of(again).sizes[1] == n_hidden


def test_the_page_leads_on_to_lessons_that_can_use_the_settings_of_the_links():
    fields = {"network": network, "gradient-check": gradient_check, "exercises": exercises}
    links = {
        link.proto.page.strip("/").replace("_", "-"): parse_qs(link.proto.query_string)
        for link in lesson(**SMALL).get("page_link")
    }
    assert list(links) == list(fields)
    for path, query in links.items():
        assert sift(fields[path].FIELDS, query) == (query, []), path
    (number,) = links["exercises"]["question"]
    questions = [question for topic in topics(1) for question in topic.questions]
    assert questions[int(number) - 1].title == "Right gradient, rising loss"


def test_without_a_test_part_there_are_no_numbers_of_it(told):
    app = lesson(test="0", **SMALL)
    for dataset in ("moons", "wine", "digits"):
        app.selectbox(key="dataset").set_value(dataset).run()
        asked(app, step("epoch"))
        record = told[-1][1]["record"][-1]
        assert np.isnan(record[[1, 3]]).all() and np.isfinite(record[[0, 2]]).all()
        assert "confusion_test" not in told[-1][1]


def test_the_code_that_ran_and_the_files_are_on_the_page():
    app = lesson(optimizer="rmsprop", **SMALL)
    code = [block.value for block in app.code]
    for function in (forward, backward, TrainingStep.make_backward, RMSprop):
        assert textwrap.dedent(inspect.getsource(function)).strip() in code
    assert {button.label for button in app.get("download_button")} == set(FILES)


# Links -----------------------------------------------------------------------------------


def test_a_link_sets_everything(told):
    changes = "0:learning_rate=0.01;30:W1[1,4]=-0.25;40:batch_size=all"
    app = lesson(
        dataset="spirals", hidden="9", activation="relu", rate="0.1", test="0.4", samples="150",
        noise="0.02", arms="3", features=["x1", "sin(pi*x2)"], optimizer="momentum", batch="64",
        l1="0.0001", l2="0.001", init="he", seed="42", speed="6000", at="50", changes=changes,
        stop_epoch="900", stop_loss="0.01", stop_accuracy="99",
    )  # fmt: skip
    assert not app.warning and not app.error
    config = TrainingConfig(
        dataset="spirals", n_hidden=9, activation="relu", learning_rate=0.1, test_fraction=0.4,
        n_samples=150, noise=0.02, n_classes=3, features=("x1", "sin(pi*x2)"),
        optimizer="momentum", batch_size=64, l1=0.0001, l2=0.001, init="he", seed=42,
    )  # fmt: skip
    studio = studio_of(app)
    assert studio.wanted == config and studio.speed == "6000"
    assert studio.stop == StopWhen(900, 0.01, 0.99)
    expected = Run.replay(config, read_changes(changes), Position(50)).trainer
    assert trainer_of(app).position == (50, 0)
    assert trainer_of(app).parameters.to_vector().tobytes() == (
        expected.parameters.to_vector().tobytes()
    )
    meta, arrays = told[-1]
    assert meta["journal"] == changes
    assert arrays["record"][-1].tobytes() == np.array(expected.latest[1:]).tobytes()
    # The run begins with the rate of the journal, and the page has the one of the link.
    assert meta["hello"]["settings"]["learning_rate"] == "0.1" and meta["hello"]["differs"]


def test_junk_in_the_moment_of_a_link_gets_a_sentence_and_the_rest_is_used():
    app = lesson(at="12", changes="5:W9[0]=![](https://e.org/p.png)", seed="5", **SMALL)
    assert "begins anew" in app.warning[0].value and "e.org" not in app.warning[0].value
    assert trainer_of(app).epoch == 0 and trainer_of(app).config.seed == 5


KEYS = (
    "dataset", "hidden", "activation", "rate", "optimizer", "batch", "l1", "l2", "init", "seed",
    "test", "samples", "noise", "features", "speed", "stop_epoch", "stop_loss", "stop_accuracy",
)  # fmt: skip
JUNK = ("nan", "9" * 400, "", "<script>alert(1)</script>")


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_every_parameter_at_once_gets_a_sentence_each(junk):
    app = lesson(**{key: junk for key in KEYS})
    (warning,) = app.warning
    said = warning.value
    assert said.count("\n- ") == 10  # ten sentences, and one on how many more there are
    assert f"The link held {len(KEYS) - 10} more such parts." in said
    assert "<script>" not in said.replace("`<script>alert(1)</script>`", "")
    assert studio_of(app).wanted == DEFAULT and studio_of(app).stop == StopWhen()


@pytest.mark.parametrize(
    ("key", "junk"),
    [("dataset", "☃"), ("rate", "nan"), ("test", "-1"), ("samples", ["3", "4"]), ("speed", "inf")],
)
def test_junk_in_one_parameter_leaves_the_others(key, junk):
    good = {"dataset": "circles", "hidden": "3", "samples": "50", "batch": "16", "seed": "5"}
    app = lesson(**{**good, key: junk})
    assert key in app.warning[0].value
    config = studio_of(app).wanted
    found = {
        "dataset": config.dataset,
        "hidden": str(config.n_hidden),
        "samples": str(config.n_samples),
        "batch": str(config.batch_size),
        "seed": str(config.seed),
    }
    assert all(found[name] == value for name, value in good.items() if name != key)


def test_arms_belong_to_spirals_and_blobs_to_blobs():
    link = {"arms": "4", "blobs": "6", **SMALL}
    for dataset, classes in (("moons", 2), ("spirals", 4), ("blobs", 6)):
        assert trainer_of(lesson(dataset=dataset, **link)).dataset.n_classes == classes


def test_features_belong_to_the_plane_and_one_is_always_there():
    app = lesson(dataset="iris", features=["x1^2", "x2"])
    assert not app.error
    assert trainer_of(app).config.features is None
    app.selectbox(key="dataset").set_value("moons").run()
    assert trainer_of(app).config.features == ("x2", "x1^2")
    studio = studio_of(app)
    app.button_group(key="features").set_value([]).run()
    assert not app.exception
    assert "features must be at least one; x2, x1^2 is used" in app.error[0].value
    assert studio_of(app) is studio


# Presets ---------------------------------------------------------------------------------


def test_a_preset_sets_everything_wherever_one_comes_from():
    app = lesson(hidden="2", rate="10", optimizer="sgd", l2="0.1", test="0.5", stop_epoch="9")
    click(app, "Digits")
    assert studio_of(app).wanted == TrainingConfig(dataset="digits")
    assert studio_of(app).stop == StopWhen()
    app.slider(key="hidden").set_value(12).run()
    click(app, "Digits")
    assert studio_of(app).wanted == TrainingConfig(dataset="digits")
    click(app, "Two spirals")
    config = studio_of(app).wanted
    assert (config.dataset, config.noise, config.optimizer) == ("spirals", 0.03, "adam")
    assert config.features == ("x1", "x2", "sin(pi*x1)", "sin(pi*x2)")
    click(app, "Two moons")
    assert studio_of(app).wanted == DEFAULT


# A table of one's own --------------------------------------------------------------------


def test_a_table_is_asked_for_trained_on_and_kept(told):
    app = lesson(dataset="own table")
    assert "A CSV file" in app.info[0].value
    assert not told
    give(app, TABLE)
    dataset, studio = app.session_state["own table"].dataset, studio_of(app)
    assert trainer_of(app).dataset is dataset
    assert any("24 examples, 2 inputs, 2 classes." in block.value for block in app.markdown)
    asked(app, step("epoch"))
    app.run()
    assert studio_of(app) is studio and trainer_of(app).epoch == 1
    app.switch_page("pages/softmax.py").run()
    app.switch_page("pages/train.py").run()
    assert not app.exception
    assert app.session_state["own table"].dataset is dataset
    assert studio_of(app) is studio and trainer_of(app).epoch == 1


def test_a_broken_table_is_explained_letter_by_letter_and_the_former_one_stays():
    app = lesson(dataset="own table")
    give(app, "a,b\n1,2\n")
    assert app.error and app.info and "before" not in app.error[0].value
    give(app, TABLE)
    table, studio = app.session_state["own table"], studio_of(app)
    cell = "1..2 **x** <b>y</b> ![](https://e.org/p.png) $z$"
    give(app, TABLE.replace("\n3,", f"\n{cell},"))
    assert "The table you gave before is used" in app.error[0].value
    (reason,) = (block.value for block in app.code if "Labels are read" in block.value)
    assert f"line 5, column 1 ('a'): '{cell}' is not a number" in reason
    assert all(cell not in block.value for block in (*app.error, *app.markdown))
    assert app.session_state["own table"] is table and studio_of(app) is studio
    give(app, TABLE.replace("yes", "perhaps"))
    assert not app.error
    assert trainer_of(app).dataset.class_names == ("no", "perhaps")


def test_a_table_too_small_for_its_test_part_gets_a_sentence(told):
    app = lesson(dataset="own table")
    give(app, "a,b,label\n" + "".join(f"{i},{-i},class {i}\n" for i in range(10)))
    assert "at most 0 can be held out" in app.error[0].value
    assert not told
    app.slider(key="test").set_value(0.0).run()
    assert not app.exception and not app.error
    assert trainer_of(app).sizes == (2, 8, 10)


def test_names_in_a_table_reach_no_markdown():
    name = "<b>x</b> $y$ **z**"
    app = lesson(dataset="own table")
    give(app, TABLE.replace("yes", name).replace("a,b", f"{name},<script>"))
    assert trainer_of(app).dataset.feature_names == (name, "<script>")
    said = [*app.markdown, *app.latex, *app.error, *app.warning, *app.info, *app.subheader]
    assert all("<" not in block.value and "**z**" not in block.value for block in said)
