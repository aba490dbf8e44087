"""Messages that mean harm: to a reader's own run, to Streamlit, to other readers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from metl_core import TrainingConfig
from metl_ui.components.live_view.wire import unpack
from metl_ui.serving.messages import LONGEST_LINK, let_in
from metl_ui.studio.asks import MAX_TEXT
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.studio import Studio
from tests.hostile.bounds import bounded
from tests.ui.studio.reader import LOOK, RESET, SCENE, SETTINGS, Reader, edit, step
from tests.ui.studio.reader import ask as good_ask

CONFIG = TrainingConfig(dataset="xor", n_samples=50, n_hidden=2)
NUMBERS = st.one_of(
    st.integers(-2, 300), st.floats(), st.integers(), st.sampled_from((2**53, 2**53 + 1, 10**400))
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ("W1", "b2", "fastest", "600", "1", "0:W1[0,0]=2", "1:l2=0.1;2:l2=0", "x" * 99)
    ),
    st.sampled_from(("1:W1[9,9]=1", "3:batch_size=all", "0:l1=" + "9" * 400, ";" * MAX_TEXT)),
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
ACTIONS = st.one_of(
    st.sampled_from((SETTINGS, RESET, LOOK, SCENE, step("epoch"), step("batch"), step("example"))),
    st.builds(edit, TEXTS, st.lists(NUMBERS, max_size=3), NUMBERS),
    st.builds(lambda text: {"do": "resume", "journal": text}, TEXTS),
    st.builds(
        lambda one, junk: {**one, **junk}, st.just(step("epoch")), st.dictionaries(TEXTS, JSON)
    ),
    JSON,
)
FIELDS = {
    "number": NUMBERS | JSON,
    "run": TEXTS | st.just("this run"),
    # As far as a machine trains at once, or farther than any does.
    "from": st.lists(st.integers(-1, 40) | st.just(10**9), min_size=2, max_size=2) | JSON,
    "frames": st.integers(0, 5) | st.sampled_from((-1, 121, 10**9, 1.5)) | JSON,
    "speed": st.sampled_from(("1", "60", "600")) | JSON,
    "watch": st.fixed_dictionaries({"parameter": TEXTS, "offset": NUMBERS}) | JSON,
    "actions": st.lists(ACTIONS, max_size=4) | JSON,
}
ASKS = st.one_of(JSON, st.fixed_dictionaries({}, optional=FIELDS).map(lambda odd: good_ask(**odd)))


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


class Attacked:
    """A studio, and another reader's in the same process, whose bits must not change."""

    def __init__(self):
        self.studio, self.neighbour = Studio(CONFIG, StopWhen()), Studio(CONFIG, StopWhen())
        self.before = self.neighbour.run.trainer.parameters.to_vector().tobytes()

    def answer(self, value):
        if isinstance(value, dict) and value.get("run") == "this run":
            value = {**value, "run": self.studio.name}
        meta, arrays = unpack(self.studio.answer(value))
        assert meta["run"] == self.studio.name
        if "refused" in meta:
            assert len(meta["refused"]) < 500 and meta["refused"].endswith(".")
            assert not arrays
        return meta

    def check(self):
        vector = self.neighbour.run.trainer.parameters.to_vector()
        assert (vector.tobytes(), self.neighbour.run.trainer.epoch) == (self.before, 0)
        reader = Reader(self.studio)  # who means well finds all in order
        meta, _ = reader.ask(RESET)
        assert "refused" not in meta
        meta, _ = reader.ask(frames=1)
        assert "refused" not in meta and self.studio.run.trainer.epoch > 0


@given(st.lists(ASKS, min_size=1, max_size=4), st.data())
def test_whatever_is_asked_is_answered_and_the_next_reader_finds_all_in_order(asks, data):
    attacked = Attacked()
    again = data.draw(st.permutations(asks))  # repeated, and in another order
    bounded("asks", lambda: [attacked.answer(value) for value in (*asks, *again[:2])])
    attacked.check()


@pytest.mark.parametrize(
    "value",
    [deep(500), {"a": deep(500)}, good_ask(actions=deep(500)), good_ask(run=deep(500))],
    ids=["a list", "an object", "actions", "a run"],
)
def test_what_is_nested_deep_is_refused(value):
    assert "refused" in Attacked().answer(value)


def test_the_largest_ask_is_soon_refused():
    attacked = Attacked()
    journal = {"do": "resume", "journal": ";".join(["1:W1[0,0]=0.5"] * 2000)}
    for value in (
        good_ask(run=attacked.studio.name, actions=[journal] * 50, **{"from": [2, 0]}),
        good_ask(run=attacked.studio.name, actions=[{**journal, "journal": "1:l1=0"}] * 50),
        good_ask(actions=[{"do": "x" * 10**6}]),
        good_ask(actions=[[0] * 10**6]),
        [0] * 10**6,
    ):
        bounded("largest asks", lambda value=value: attacked.answer(value))
    attacked.check()


# What Streamlit gets to see ----------------------------------------------------------------


def rerun(**fields):
    message = BackMsg()
    for name, value in fields.items():
        setattr(message.rerun_script, name, value)
    return message


HARM = {
    "clear_cache": True,  # of all sessions
    "load_git_info": True,  # runs git, and tells the names of files
    "set_run_on_save": True,
    "debug_shutdown_runtime": True,
    "debug_disconnect_websocket": True,
}


@pytest.mark.parametrize("name", HARM)
def test_what_only_an_author_may_ask_of_streamlit_is_not_let_in(name):
    message = BackMsg()
    setattr(message, name, HARM[name])
    assert let_in(message.SerializeToString()) is None


def test_what_would_write_to_the_disk_is_not_let_in():
    message = BackMsg()
    message.backend_operation_request.install_skills.SetInParent()
    assert let_in(message.SerializeToString()) is None
    message.backend_operation_request.deferred_file.file_id = "x"  # of a download button
    assert let_in(message.SerializeToString()) == message.SerializeToString()


def test_a_million_places_for_uploads_are_not_let_in():
    message = BackMsg()
    message.file_urls_request.file_names.append("mine.csv")
    assert let_in(message.SerializeToString()) is not None
    message.file_urls_request.file_names.extend([""] * 1000)
    assert let_in(message.SerializeToString()) is None


def test_a_link_that_is_too_long_is_let_in_as_a_sentence_that_says_so():
    good = rerun(query_string="c=" + "1" * (LONGEST_LINK - 2), page_name="softmax")
    assert let_in(good.SerializeToString()) == good.SerializeToString()
    seen = BackMsg.FromString(
        let_in(rerun(query_string="c" * 10**6, page_name="softmax").SerializeToString())
    )
    assert seen.rerun_script.page_name == "softmax"
    assert seen.rerun_script.query_string == "a link of more than 40,000 characters="


MESSAGES = st.builds(rerun, query_string=st.text(max_size=20), page_name=st.text(max_size=20))


@given(
    st.binary(max_size=60) | MESSAGES.map(lambda message: message.SerializeToString()), st.data()
)
def test_bytes_are_a_message_of_the_browsers_or_none(data, draw):
    data = data[: draw.draw(st.integers(0, len(data)))]

    def attempt():
        try:
            return let_in(data)
        except ValueError as error:
            return str(error)

    seen = bounded("bytes", attempt)
    assert seen in (None, data, "a message must be the bytes of a BackMsg")


def test_a_text_is_no_message():
    with pytest.raises(ValueError):
        let_in(None)


def test_the_asks_of_these_tests_are_such_as_a_browser_can_send():
    assert json.loads(json.dumps(good_ask())) == good_ask()
