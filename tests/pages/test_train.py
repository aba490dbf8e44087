"""The training lesson: its buttons, its links, its presets, and a reader's own table."""

import inspect
import textwrap
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from metl_core import DATASETS, RMSprop, Trainer, TrainingConfig, backward, forward
from metl_core.training_step import TrainingStep
from metl_ui import run

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"samples": "50", "hidden": "3", "batch": "all"}  # trains in no time
TABLE = "a,b,label\n" + "".join(f"{i},{i * i % 7},{'yes' if i % 2 else 'no'}\n" for i in range(24))


def lesson(**link: str | list[str]) -> AppTest:
    """The lesson as a link opens it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/train.py")
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def trainer_of(app: AppTest) -> Trainer:
    return app.session_state["trainer"]


def numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def texts(app: AppTest) -> str:
    return "\n".join(block.value for block in app.markdown)


def give(app: AppTest, content: str, name: str = "table.csv") -> None:
    app.file_uploader[0].set_value((name, content.encode(), "text/csv")).run()
    assert not app.exception


def assert_shows(app: AppTest, trainer: Trainer) -> None:
    """The numbers on the page are those of a run of the same config, made here."""
    history = trainer.history
    assert numbers(app) == {
        "Epoch": f"{trainer.epoch:,}",
        "Training loss": f"{history.train_loss[-1]:.4f}",
        "Test loss": f"{history.test_loss[-1]:.4f}",
        "Training accuracy": f"{history.train_accuracy[-1]:.1%}",
        "Test accuracy": f"{history.test_accuracy[-1]:.1%}",
    }


# The run ---------------------------------------------------------------------------------


def test_every_data_set_opens_and_trains():
    app = lesson(hidden="4", batch="all", speed="1")
    for dataset in DATASETS:
        app.selectbox(key="dataset").set_value(dataset).run()
        assert not app.exception and not app.warning and not app.error
        assert trainer_of(app).config.dataset == dataset
        assert numbers(app)["Epoch"] == "0"
        click(app, "Step")
        assert numbers(app)["Epoch"] == "1"


@pytest.mark.parametrize("epochs", ["1", "10", "100"])
def test_a_step_is_so_many_epochs_however_little_time_a_burst_has(epochs, monkeypatch):
    monkeypatch.setattr(run, "SECONDS_OF_BURST", 0.0)
    app = lesson(speed=epochs, **SMALL)
    click(app, "Step")
    expected = Trainer(TrainingConfig(n_samples=50, noise=0.05, n_hidden=3, batch_size=None))
    expected.step(int(epochs))
    assert_shows(app, expected)
    np.testing.assert_array_equal(
        trainer_of(app).parameters.to_vector(), expected.parameters.to_vector()
    )


def test_the_numbers_are_those_of_the_default_experiment():
    app = lesson(speed="1")
    expected = Trainer(TrainingConfig(noise=0.05))
    assert_shows(app, expected)
    click(app, "Step")
    expected.step()
    assert_shows(app, expected)


def test_play_goes_on_by_itself_until_pause():
    app = lesson(speed="1", **SMALL)
    click(app, "Play")
    assert "Pause" in labels(app) and "Play" not in labels(app)
    before = trainer_of(app).epoch
    assert before >= 1
    app.run()
    assert trainer_of(app).epoch == before + 1
    click(app, "Pause")
    assert "Play" in labels(app) and "Pause" not in labels(app)
    stopped = trainer_of(app).epoch
    app.run()
    assert trainer_of(app).epoch == stopped
    assert numbers(app)["Epoch"] == str(stopped)


def test_reset_goes_back_to_the_same_first_weights_and_pauses():
    app = lesson(**SMALL)
    first = trainer_of(app).parameters.to_vector()
    click(app, "Step")
    assert not np.array_equal(trainer_of(app).parameters.to_vector(), first)
    click(app, "Play")
    click(app, "Reset")
    assert numbers(app)["Epoch"] == "0"
    assert "Play" in labels(app)
    np.testing.assert_array_equal(trainer_of(app).parameters.to_vector(), first)


def test_a_changed_setting_starts_again_with_it():
    app = lesson(**SMALL)
    for change, field, value in (
        (lambda app: app.slider(key="hidden").set_value(5), "n_hidden", 5),
        (lambda app: app.selectbox(key="activation").set_value("relu"), "activation", "relu"),
        (lambda app: app.select_slider(key="rate").set_value(0.3), "learning_rate", 0.3),
        (lambda app: app.selectbox(key="optimizer").set_value("sgd"), "optimizer", "sgd"),
        (lambda app: app.selectbox(key="batch").set_value("8"), "batch_size", 8),
        (lambda app: app.select_slider(key="l1").set_value(0.01), "l1", 0.01),
        (lambda app: app.select_slider(key="l2").set_value(0.1), "l2", 0.1),
        (lambda app: app.selectbox(key="init").set_value("he"), "init", "he"),
        (lambda app: app.number_input(key="seed").set_value(7.0), "seed", 7),
        (lambda app: app.slider(key="test").set_value(0.4), "test_fraction", 0.4),
        (lambda app: app.slider(key="samples").set_value(100), "n_samples", 100),
        (lambda app: app.slider(key="noise").set_value(0.2), "noise", 0.2),
    ):
        click(app, "Step")
        former = trainer_of(app).config
        change(app).run()
        assert not app.exception
        assert numbers(app)["Epoch"] == "0"
        config = trainer_of(app).config
        changed = {name for name in vars(config) if getattr(config, name) != getattr(former, name)}
        assert changed == {field}
        assert getattr(config, field) == value


def test_a_run_that_broke_says_so_and_can_neither_play_nor_step_on():
    app = lesson(
        dataset="digits", activation="identity", optimizer="sgd", rate="10", hidden="4", speed="10"
    )
    click(app, "Step")
    history = trainer_of(app).history
    broken_at = history.epoch[~np.isfinite(history.train_loss)][0]
    assert f"At epoch {broken_at} the loss is no longer a finite number" in app.error[0].value
    assert numbers(app)["Training loss"] in ("nan", "inf")
    epoch = trainer_of(app).epoch
    for button in ("Play", "Step"):
        click(app, button)
        assert trainer_of(app).epoch == epoch
        assert "Play" in labels(app) and "Pause" not in labels(app)
    click(app, "Reset")
    assert not app.error
    assert numbers(app)["Epoch"] == "0"


def test_a_play_that_ends_at_once_shows_play_again(monkeypatch):
    monkeypatch.setattr(run, "PLAYED_AT_ONCE", 5)
    app = lesson(speed="10", **SMALL)
    click(app, "Play")
    assert "Play" in labels(app) and "Pause" not in labels(app)


def test_the_parameters_are_counted_by_their_formula():
    app = lesson(dataset="wine", hidden="7")
    (formula,) = (block.value for block in app.latex)
    assert "(13 + 1) \\cdot 7 + (7 + 1) \\cdot 3" in formula
    assert "= 122" in formula.replace("&", "")


def test_without_a_test_part_there_are_dashes():
    app = lesson(test="0", **SMALL)
    assert numbers(app)["Test loss"] == numbers(app)["Test accuracy"] == "–"
    click(app, "Step")
    assert numbers(app)["Test loss"] == "–"
    for dataset in ("wine", "digits"):
        app.selectbox(key="dataset").set_value(dataset).run()
        assert not app.exception


def test_the_code_that_ran_is_on_the_page():
    code = [block.value for block in lesson(optimizer="rmsprop", **SMALL).code]
    for function in (forward, backward, TrainingStep.backward, RMSprop.update):
        assert textwrap.dedent(inspect.getsource(function)).strip() in code


# Links -----------------------------------------------------------------------------------


def test_a_link_sets_everything():
    app = lesson(
        dataset="spirals", hidden="9", activation="relu", rate="0.1", test="0.4", samples="150",
        noise="0.02", arms="3", features=["x1", "sin(pi*x2)"], optimizer="momentum", batch="64",
        l1="0.0001", l2="0.001", init="he", seed="42", speed="100",
    )  # fmt: skip
    assert not app.warning and not app.error
    assert trainer_of(app).config == TrainingConfig(
        dataset="spirals", n_hidden=9, activation="relu", learning_rate=0.1, test_fraction=0.4,
        n_samples=150, noise=0.02, n_classes=3, features=("x1", "sin(pi*x2)"),
        optimizer="momentum", batch_size=64, l1=0.0001, l2=0.001, init="he", seed=42,
    )  # fmt: skip
    click(app, "Step")
    assert numbers(app)["Epoch"] == "100"


KEYS = (
    "dataset", "hidden", "activation", "rate", "optimizer", "batch", "l1", "l2", "init", "seed",
    "test", "samples", "noise", "features", "speed",
)  # fmt: skip
JUNK = ("nan", "1e999", "9" * 400, "", "<script>alert(1)</script>")


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_every_parameter_at_once_gets_a_sentence_each(junk):
    app = lesson(**{key: junk for key in KEYS})
    (warning,) = app.warning
    said = warning.value
    assert said.count("\n- ") == 10  # ten sentences, and one on how many more there are
    assert "The link held 5 more such parts." in said
    assert "<script>" not in said.replace("`<script>alert(1)</script>`", "")
    default = TrainingConfig(n_samples=400, noise=0.05, features=("x1", "x2"))
    assert trainer_of(app).config == default


@pytest.mark.parametrize(
    ("key", "junk"),
    [("dataset", "☃"), ("rate", "nan"), ("test", "-1"), ("samples", ["3", "4"]), ("speed", "inf")],
)
def test_junk_in_one_parameter_leaves_the_others(key, junk):
    good = {"dataset": "circles", "hidden": "3", "samples": "50", "batch": "all", "seed": "5"}
    app = lesson(**{**good, key: junk})
    assert key in app.warning[0].value
    config = trainer_of(app).config
    found = {
        "dataset": config.dataset,
        "hidden": str(config.n_hidden),
        "samples": str(config.n_samples),
        "batch": config.batch_size or "all",
        "seed": str(config.seed),
    }
    assert all(found[name] == value for name, value in good.items() if name != key)


def test_the_ends_of_the_seed_are_allowed_and_no_more():
    assert trainer_of(lesson(seed="9999", **SMALL)).config.seed == 9999
    assert "from 0 to 9999" in lesson(seed="10000", **SMALL).warning[0].value


def test_arms_belong_to_spirals_and_blobs_to_blobs():
    link = {"arms": "4", "blobs": "6", "samples": "50", "hidden": "3"}
    for dataset, classes in (("moons", 2), ("spirals", 4), ("blobs", 6)):
        trainer = trainer_of(lesson(dataset=dataset, **link))
        assert trainer.dataset.n_classes == classes


def test_features_of_the_plane_are_ignored_where_there_is_no_plane():
    app = lesson(dataset="iris", features=["x1^2", "x2"])
    assert not app.error
    assert trainer_of(app).config.features is None
    app.selectbox(key="dataset").set_value("moons").run()
    assert trainer_of(app).config.features == ("x2", "x1^2")


def test_without_any_feature_the_last_choice_goes_on():
    app = lesson(features=["x1", "x1^2"], **SMALL)
    click(app, "Step")
    epoch = trainer_of(app).epoch
    app.button_group(key="features").set_value([]).run()
    assert not app.exception
    assert "features must be at least one; x1, x1^2 is used" in app.error[0].value
    assert trainer_of(app).epoch == epoch  # the same experiment


# Presets ---------------------------------------------------------------------------------


def test_two_spirals_are_learnt_with_their_preset():
    app = lesson(hidden="2", rate="10", optimizer="sgd", l2="0.1", test="0.5")
    click(app, "Two spirals")
    config = trainer_of(app).config
    assert config.dataset == "spirals" and config.n_hidden == 32 and config.optimizer == "adam"
    trainer = Trainer(config)
    trainer.step(100)
    assert trainer.history.test_accuracy[-1] >= 0.95
    trainer.step(100)
    assert trainer.history.test_accuracy[-1] >= 0.95


# A table of one's own --------------------------------------------------------------------


def test_without_a_table_the_page_asks_for_one():
    app = lesson(dataset="own table")
    assert "A CSV file" in app.info[0].value
    assert not app.metric


def test_a_table_is_trained_on_and_not_begun_again_at_each_rerun():
    app = lesson(dataset="own table", speed="1")
    give(app, TABLE)
    dataset = app.session_state["own table"]
    assert trainer_of(app).dataset is dataset
    assert "24 examples, 2 inputs, 2 classes." in texts(app)
    click(app, "Step")
    app.run()
    assert numbers(app)["Epoch"] == "1"
    assert app.session_state["own table"] is dataset


def test_a_table_survives_a_visit_to_another_page():
    app = lesson(dataset="own table", speed="1")
    give(app, TABLE)
    click(app, "Step")
    dataset = app.session_state["own table"]
    app.switch_page("pages/softmax.py").run()
    app.switch_page("pages/train.py").run()
    assert not app.exception
    assert app.session_state["own table"] is dataset
    assert numbers(app)["Epoch"] == "1"


def test_a_broken_table_is_explained_letter_by_letter_and_the_former_one_stays():
    app = lesson(dataset="own table", speed="1")
    give(app, TABLE)
    click(app, "Step")
    dataset = app.session_state["own table"]
    cell = "1..2 **x** <b>y</b> ![](https://e.org/p.png) $z$"
    give(app, TABLE.replace("\n3,", f"\n{cell},"))
    assert "The table you gave before is used" in app.error[0].value
    (reason,) = (block.value for block in app.code if "Labels are read" in block.value)
    assert f"line 5, column 1 ('a'): '{cell}' is not a number" in reason
    assert all(cell not in block.value for block in (*app.error, *app.markdown))
    assert app.session_state["own table"] is dataset
    assert numbers(app)["Epoch"] == "1"
    give(app, TABLE.replace("yes", "perhaps"))
    assert not app.error
    assert trainer_of(app).dataset.class_names == ("no", "perhaps")
    assert numbers(app)["Epoch"] == "0"


def test_a_broken_first_table_leaves_the_page_asking():
    app = lesson(dataset="own table")
    give(app, "a,b\n1,2\n")
    assert app.error and app.info
    assert "before" not in app.error[0].value


def test_a_table_too_small_for_its_test_part_gets_a_sentence():
    app = lesson(dataset="own table")
    give(app, "a,b,label\n" + "".join(f"{i},{-i},class {i}\n" for i in range(10)))
    assert "at most 0 can be held out" in app.error[0].value
    assert not app.metric
    app.slider(key="test").set_value(0.0).run()
    assert not app.exception and not app.error
    click(app, "Step")
    assert numbers(app)["Epoch"] == "10"


def test_names_in_a_table_reach_no_markdown():
    name = "<b>x</b> $y$ **z**"
    app = lesson(dataset="own table")
    give(app, TABLE.replace("yes", name).replace("a,b", f"{name},<script>"))
    assert trainer_of(app).dataset.feature_names == (name, "<script>")
    click(app, "Step")
    said = [*app.markdown, *app.latex, *app.error, *app.warning, *app.info, *app.subheader]
    assert all("<" not in block.value and "**z**" not in block.value for block in said)
