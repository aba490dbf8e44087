"""The load generator reads and plays as a browser does: checked on messages, without a server."""

from types import SimpleNamespace

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.pull import FIRST_BURST, LARGEST_BURST, Pull
from benchmarks.viewer import Viewer, read_answer, widget_state
from metl_core import TrainingConfig
from metl_ui.components.live_view.wire import unpack
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.studio import Studio
from tests.ui.studio.reader import ask


def answer(n_frames, **fields):
    studio = Studio(TrainingConfig(**fields), StopWhen())
    return studio.answer(ask(run=studio.greeting() and studio.name, frames=n_frames))


@pytest.mark.parametrize("fields", [{}, {"dataset": "iris"}, {"batch_size": 64}])
@pytest.mark.parametrize("n_frames", [0, 1, 7])
def test_an_answer_is_read_as_the_browser_reads_it(fields, n_frames):
    message = answer(n_frames, **fields)
    meta, arrays = unpack(message)
    read = read_answer(message)
    assert (read.meta, read.frames, read.size) == (meta, max(1, n_frames), len(message))
    assert read.position == (arrays["epoch"][-1], arrays["row"][-1])
    assert read.record == tuple(arrays["record"][-1])


def test_a_message_without_frames_has_none():
    studio = Studio(TrainingConfig(), StopWhen())
    studio.answer(ask(run=studio.name))
    assert read_answer(studio.greeting()).frames == 0
    assert read_answer(studio.answer("junk")).meta["refused"]


def delta(fragment="", **component):
    message = ForwardMsg(hash="h")
    message.delta.fragment_id = fragment
    for name, value in component.items():
        setattr(message.delta.new_element.bidi_component, name, value)
    return message


def test_a_viewer_knows_its_view_and_when_a_run_ends():
    studio = Studio(TrainingConfig(), StopWhen())
    viewer = Viewer("http://127.0.0.1:1")
    greeting = studio.greeting()
    told = {"component_name": "metl_live_view", "id": "id", "bytes": greeting}
    assert not viewer._take(delta("fragment", **told))
    assert not viewer._take(delta(component_name="another", id="other"))
    assert (viewer.view, viewer.fragment, viewer.key) == ("id", "fragment", studio.key)
    for status, ends in (
        (ForwardMsg.FINISHED_SUCCESSFULLY, True),
        (ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, True),
        (ForwardMsg.FINISHED_EARLY_FOR_RERUN, False),
    ):
        assert viewer._take(ForwardMsg(script_finished=status)) == ends


def test_widgets_have_the_states_that_a_browser_gives_them():
    element = ForwardMsg().delta.new_element
    element.slider.id, element.slider.default[:] = "s", [8]
    assert list(widget_state(element).double_array_value.data) == [8]
    element.slider.options[:], element.slider.default[:] = ["0.1", "0.3"], [1]
    assert list(widget_state(element).string_array_value.data) == ["0.3"]
    element.selectbox.id, element.selectbox.options[:] = "b", ["moons", "xor"]
    element.selectbox.default = 1
    assert widget_state(element).string_value == "xor"
    element.markdown.body = "words"
    assert widget_state(element) is None


def played(seconds, server):
    """A view that plays so long; `server(ask)` -> (seconds until the answer, frames, rate)."""
    pull, now, asks = Pull(), 0.0, []
    while now < seconds:
        due, frames = pull.next_ask()
        now = max(now, due)
        asks.append(SimpleNamespace(at=now, frames=frames))
        pull.asked()
        took, given, rate = server(asks[-1])
        now += took
        pull.answered(now, given, rate)
    return pull, asks


def test_at_full_speed_it_asks_as_the_browser_does_and_is_never_dry():
    pull, asks = played(60, lambda one: (0.1, one.frames, 60))
    assert [one.frames for one in asks[:5]] == [FIRST_BURST, 24, 48, 96, LARGEST_BURST]
    assert (pull.dry, pull.late) == (0, 0)
    assert pull.supplied / 60 == pytest.approx(60, rel=0.05)
    assert len(asks) / 60 == pytest.approx(60 / LARGEST_BURST, rel=0.2)  # a burst for a burst


def test_on_a_busy_server_it_asks_for_four_seconds_at_its_pace():
    pull, asks = played(60, lambda one: (0.3, one.frames, 15))
    assert {one.frames for one in asks[2:]} == {60}
    assert pull.supplied / 60 == pytest.approx(15, rel=0.15)  # and what is in store
    assert pull.dry == 0


def test_what_comes_late_is_counted():
    pull, _ = played(60, lambda one: (3.0, min(one.frames, 60), 60))
    assert pull.late > 10
    assert pull.dry / 60 == pytest.approx(2 / 3, abs=0.1)  # a second of frames every three
