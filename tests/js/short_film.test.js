// Which frame of the film is due, and what it says.

import assert from "node:assert/strict";
import test from "node:test";

import { Reel, REST } from "../../metl_ui/components/short_film/reel.js";
import { numbersOf, wordsOf } from "../../metl_ui/components/short_film/words.js";

// The indices that a reel of `count` frames shows at these times.
function shown(reel, times) {
  return times.map((now) => (reel.tick(now), reel.index));
}

function playing(count) {
  const reel = new Reel(count);
  reel.play();
  return reel;
}

test("sixty frames are shown in a second, however few of them the browser has time for", () => {
  assert.deepEqual(shown(playing(600), [5000, 5050, 5500, 6000, 9000]), [0, 3, 30, 60, 240]);
});

test("a screen of sixty pictures a second gets each frame once", () => {
  const times = Array.from({ length: 200 }, (_, i) => 123.4 + (1000 * i) / 60);
  assert.deepEqual(shown(playing(600), times), times.map((_, i) => i));
});

test("it stands until it is told to play, and where it was paused it goes on", () => {
  const reel = new Reel(600);
  assert.deepEqual(shown(reel, [0, 1000]), [0, 0]);
  reel.play();
  assert.deepEqual(shown(reel, [2000, 3000]), [0, 60]);
  reel.pause();
  assert.deepEqual(shown(reel, [3001, 90_000]), [60, 60]);
  reel.play();
  assert.deepEqual(shown(reel, [95_000, 95_500]), [60, 90]);
});

test("it rests at the end, and begins again", () => {
  const reel = playing(61); // a second
  const times = [0, 1000, 1000 + REST - 1, 1000 + REST, 1500 + REST, 2000 + REST];
  assert.deepEqual(shown(reel, times), [0, 60, 60, 0, 30, 60]);
});

test("played at its end it begins again at once", () => {
  const reel = new Reel(61);
  reel.index = reel.last; // as for a reader who wants no motion
  assert.deepEqual(shown(reel, [0, 9000]), [60, 60]);
  reel.play();
  assert.deepEqual(shown(reel, [9000, 9500]), [0, 30]);
});

test("paused while it rests, it begins again when it is played", () => {
  const reel = playing(61);
  assert.deepEqual(shown(reel, [0, 2000]), [0, 60]);
  reel.pause();
  reel.play();
  assert.deepEqual(shown(reel, [3000, 3500]), [0, 30]);
});

const RUN = {
  classes: [{ name: "arm 0" }, { name: "arm 1" }],
  levels: 128,
  epoch: [0, 1200],
  train_loss: [0.69314718, 0.00004],
  test_accuracy: [0.5, 0.98387],
};

test("the numbers have digits that can be read", () => {
  assert.deepEqual(numbersOf(RUN, 0), ["0", "0.6931", "50.0 %"]);
  assert.deepEqual(numbersOf(RUN, 1), ["1,200", "0.0000", "98.4 %"]);
});

test("who cannot see the picture hears what it shows", () => {
  assert.equal(
    wordsOf(RUN, 1, Uint8Array.of(0, 127, 5, 128)),
    "At epoch 1,200 its loss is 0.0000 nats, and 98.4 % of the unseen examples are right. " +
      "Its answers across the plane: arm 0 75 %, arm 1 25 %.",
  );
});
