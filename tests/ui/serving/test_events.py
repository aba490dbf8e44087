"""A line of JSON for each notable event: what happened, and nothing about anybody."""

import json
import logging

import pytest

from metl_ui.serving import events
from metl_ui.serving.events import MOST_LINES, PERIOD, failed, happened, refused
from metl_ui.serving.metrics import REGISTRY, read_place


@pytest.fixture
def lines(caplog, monkeypatch):
    """What has been written so far."""
    now = [1000.0]
    monkeypatch.setattr(events.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(events, "_quota", events._Quota())
    caplog.set_level(logging.INFO, logger="metl")

    def written(later=0.0):
        now[0] += later
        return [json.loads(record.getMessage()) for record in caplog.records]

    return written


def count(event, what=""):
    return REGISTRY.get_sample_value("metl_events_total", {"event": event, "what": what}) or 0


def test_an_event_is_a_line_and_is_counted(lines):
    before = count("run diverged")
    happened("run diverged", epoch=12)
    (line,) = lines()
    assert line.pop("time").endswith("Z")
    assert line == {"event": "run diverged", "epoch": 12}
    assert count("run diverged") == before + 1


def test_an_error_is_told_by_its_kind_and_place_and_not_by_what_it_says(lines):
    try:
        read_place("the secret of a reader")
    except ValueError as error:
        failed(error)
    (line,) = lines()
    assert (line["event"], line["kind"]) == ("error", "ValueError")
    assert line["where"].startswith("metl_ui/serving/metrics.py:")
    assert "secret" not in str(line)
    failed(ValueError("never raised"))
    assert lines()[-1]["where"] == "elsewhere"


def test_a_flood_is_counted_in_full_and_written_in_part(lines):
    before = count("refused", "link")
    for _ in range(10 * MOST_LINES):
        refused("link")
    assert len(lines()) == MOST_LINES
    happened("started")  # another event has its own lines
    assert len(lines(later=PERIOD)) == MOST_LINES + 1
    refused("link")
    assert len(lines()) == MOST_LINES + 2
    assert count("refused", "link") == before + 10 * MOST_LINES + 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:9464", ("::1", 9464)),
    ],
)
def test_a_port_alone_means_this_machine(text, place):
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["x", "0", "65536", "host:", "-1", "٣"])
def test_what_is_no_port_is_refused_at_the_start(text):
    with pytest.raises(ValueError, match="METL_METRICS must be a port"):
        read_place(text)
