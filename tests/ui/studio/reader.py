"""The browser's part in a conversation with a studio, for tests."""

import json

from metl_core.changes import Position
from metl_ui.components.live_view.wire import unpack


def ask(**fields):
    """An ask that is right in everything, but for what is given."""
    usual = {
        "number": 1,
        "run": "",
        "from": [0, 0],
        "frames": 0,
        "speed": "60",
        "watch": {"parameter": "W1", "offset": 0},
        "actions": [],
    }
    return {**usual, **fields}


def edit(parameter, index, value):
    return {"do": "edit", "parameter": parameter, "index": list(index), "value": value}


def step(unit):
    return {"do": "step", "unit": unit}


SETTINGS, RESET, LOOK, SCENE = ({"do": name} for name in ("settings", "reset", "look", "scene"))


class Reader:
    """Asks a studio for one thing after the other, always from the moment it saw last."""

    def __init__(self, studio):
        self.studio = studio
        self.number = 0
        self.position = Position(0)
        self.meta, self.arrays = self.hear(studio.greeting())
        self.run = self.meta["run"]

    def ask(self, *actions, **fields):
        """Meta and arrays of the answer, which is heard."""
        usual = {"run": self.run, "from": list(self.position), "actions": list(actions)}
        meta, arrays = self.hear(self.lose(**{**usual, **fields}))
        assert meta["answers"] == self.number
        if "refused" not in meta:
            self.run = meta["run"]
        return meta, arrays

    def lose(self, **fields):
        """Ask the same, and do not listen."""
        self.number += 1
        usual = {"number": self.number, "run": self.run, "from": list(self.position)}
        return self.studio.answer(json.loads(json.dumps(ask(**{**usual, **fields}))))

    def hear(self, message):
        self.meta, self.arrays = unpack(message)
        if "epoch" in self.arrays:
            last = int(self.arrays["epoch"][-1]), int(self.arrays["row"][-1])
            self.position = Position(*last)
        return self.meta, self.arrays
