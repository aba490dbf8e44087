"""The NumPy script, run without METL, ends where the trainer stands, to the last bit."""

import ast
import io
import subprocess
import sys
import tokenize
import unicodedata

import numpy as np
import pytest

from metl_core.take_home import numpy_script, torch_script

SCRIPTS = [numpy_script, torch_script]


def printed(trainer):
    """What a script prints that went the same way."""
    last = {name: float(column[-1]) for name, column in vars(trainer.history).items()}
    return "\n".join(
        [
            f"after {trainer.epoch} epochs and {trainer.row} examples of the next one",
            f"training loss {last['train_loss']!r} accuracy {last['train_accuracy']!r}",
            f"test loss {last['test_loss']!r} accuracy {last['test_accuracy']!r}",
        ]
    )


def test_every_run_ends_at_the_same_bits(all_runs, trainer_of, run_scripts):
    trainers = [trainer_of(name) for name in all_runs]
    results = run_scripts(sys.executable, *(numpy_script(trainer) for trainer in trainers))
    for name, trainer, (text, vector, class_names) in zip(all_runs, trainers, results, strict=True):
        assert text == printed(trainer), name
        assert vector.tobytes() == trainer.parameters.to_vector().tobytes(), name
        assert class_names == trainer.dataset.class_names, name


def test_a_run_that_diverges_ends_at_the_same_nan(trainer_of, run_scripts):
    trainer = trainer_of(
        dataset="iris", activation="relu", optimizer="sgd", learning_rate=1e300, batch_size=20
    )
    assert np.isnan(trainer.history.train_loss[-1])
    [(text, vector, _)] = run_scripts(sys.executable, numpy_script(trainer))
    assert text == printed(trainer)
    assert np.isnan(vector).tolist() == np.isnan(trainer.parameters.to_vector()).tolist()


WRONG = {
    "SEED = 3": "SEED = 4",
    "'learning_rate', (), 0.05": "'learning_rate', (), 0.050001",
    "'W1', (1, 2), 0.7": "'W1', (1, 1), 0.7",
    "'l2', (), 0.02": "'l2', (), 0.0",
    "((2, 0), 'batch_size', (), 1), ": "",
}


def test_a_script_that_is_not_quite_the_run_is_caught(trainer_of, run_scripts):
    trainer = trainer_of("by hand")
    script = numpy_script(trainer)
    assert [script.count(right) for right in WRONG] == [1] * len(WRONG)
    wrong_scripts = [script.replace(right, wrong) for right, wrong in WRONG.items()]
    for text, vector, _ in run_scripts(sys.executable, *wrong_scripts):
        assert text.splitlines()[1:] != printed(trainer).splitlines()[1:]
        assert vector.tobytes() != trainer.parameters.to_vector().tobytes()


def test_other_batches_than_those_of_the_run_come_to_an_end_too(trainer_of, run_scripts):
    script = numpy_script(trainer_of("by hand"))
    [(text, _, _)] = run_scripts(
        sys.executable, script.replace("BATCH_SIZE = 10", "BATCH_SIZE = 9")
    )
    assert "loss nan" not in text


# What a script is made of, in NumPy or PyTorch -----------------------------------------


@pytest.mark.parametrize("script_of", SCRIPTS)
def test_a_script_imports_nothing_but_the_standard_library_and_what_it_says(script_of, trainer_of):
    allowed = {"numpy"} | ({"torch"} if script_of is torch_script else set())
    imported = set()
    for node in ast.walk(ast.parse(script_of(trainer_of("features")))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module.split(".")[0])
    assert imported - sys.stdlib_module_names == allowed


@pytest.mark.parametrize("script_of", SCRIPTS)
@pytest.mark.parametrize("name", ["features", "penalties", "by hand", "momentum-relu-10", "digits"])
def test_a_script_passes_the_linter(name, script_of, trainer_of):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--target-version", "py310",
         "--line-length", "100", "--select", "E,F,W,I,B,UP,SIM", "-"],
        input=script_of(trainer_of(name)), capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script_of", SCRIPTS)
@pytest.mark.parametrize("name", ["features", "by hand", "rmsprop-identity-10"])
def test_a_script_defines_nothing_that_it_does_not_use(name, script_of, trainer_of):
    tree = ast.parse(script_of(trainer_of(name)))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)}  # fmt: skip
    unused = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names = {statement.name}
        elif isinstance(statement, ast.Assign):
            names = {node.id for target in statement.targets for node in ast.walk(target)
                     if isinstance(node, ast.Name)}  # fmt: skip
        else:
            continue
        if not names & used:
            unused |= names
    assert unused == {"DATASET", "INPUTS", "CLASSES"}  # which are for the reader


@pytest.mark.parametrize("script_of", SCRIPTS)
def test_what_the_run_does_not_choose_is_not_in_its_script(script_of, trainer_of):
    script = script_of(trainer_of("momentum-relu-10"))
    for other in ("RMSprop", "Adam", "tanh", "sigmoid", "sin", "normal("):
        assert other not in script


@pytest.mark.parametrize("script_of", SCRIPTS)
def test_the_names_that_a_person_gave_are_nothing_but_strings(script_of, trainer_of, hostile):
    trainer = trainer_of("own table")
    script = script_of(trainer)
    tree = ast.parse(script)
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant | ast.Tuple)
    }
    assert values["DATASET"] == hostile[0]
    assert values["INPUTS"] == hostile[:4]
    assert values["CLASSES"] == hostile
    tokens = list(tokenize.generate_tokens(io.StringIO(script).readline))
    harmless = script_of(trainer_of(dataset="iris"))
    theirs = [t.string for t in tokenize.generate_tokens(io.StringIO(harmless).readline)
              if t.type == tokenize.COMMENT]  # fmt: skip
    assert {t.string for t in tokens if t.type == tokenize.COMMENT} <= set(theirs)
    # Nothing that looks other than it is: no direction marks, no half characters.
    assert {unicodedata.category(char) for char in script} & {"Cf", "Cs", "Co", "Cn"} == set()


@pytest.mark.parametrize("script_of", SCRIPTS)
def test_the_same_run_gives_the_same_script(script_of, trainer_of):
    assert script_of(trainer_of("by hand")) == script_of(trainer_of("by hand"))


def test_the_loop_stands_before_the_machinery_and_the_data(trainer_of):
    script = numpy_script(trainer_of("iris"))
    marks = [
        '"""One experiment',
        "LEARNING_RATE = ",
        "def main(",
        "def train(",
        "class Adam",
        "TRAIN_X = unpacked",
    ]
    assert sorted(marks, key=script.index) == marks
    assert script.index("def batches(") < 6000  # characters: on the first two screens
