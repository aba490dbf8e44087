import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DRAWN_POINTS,
  Film,
  MOST_BRANCHES,
  MOST_FRAMES,
  MOST_POINTS,
} from "../../metl_ui/components/live_view/film.js";

const frame = (at, loss = 1 / (1 + at)) => ({
  epoch: Math.floor(at),
  row: 0,
  at,
  train_loss: loss,
  test_loss: loss + 1,
  train_accuracy: 0.5,
  test_accuracy: 0.25,
  norms: Float64Array.of(1, 2, 3, 4),
});

function filmOf(count, step = 1) {
  const film = new Film();
  for (let i = 0; i < count; i += 1) film.push(frame(i * step));
  return film;
}

test("a long run keeps a bounded number of frames and points, the first and the last among them", () => {
  const film = filmOf(50_000);
  assert.ok(film.frames.length <= MOST_FRAMES && film.frames.length > MOST_FRAMES / 3);
  assert.ok(film.curve.points.length <= MOST_POINTS + 1);
  assert.equal(film.frames[0].at, 0);
  assert.equal(film.last.at, 49_999);
  const drawn = film.curves();
  assert.ok(drawn.epoch.length <= DRAWN_POINTS);
  assert.equal(drawn.epoch[0], 0);
  assert.equal(drawn.epoch.at(-1), 49_999);
});

test("frames and points stay in their order, and say what they said", () => {
  const film = filmOf(9_000);
  const times = film.frames.map(({ at }) => at);
  assert.deepEqual(times, [...new Set(times)].sort((a, b) => a - b));
  const { epoch, train_loss } = film.curves();
  epoch.forEach((at, i) => {
    assert.ok(i === 0 || at > epoch[i - 1]);
    assert.equal(train_loss[i], 1 / (1 + at));
  });
});

test("the newest frames are the densest, so that a step back is a small one", () => {
  const { frames } = filmOf(20_000);
  const steps = frames.slice(1).map(({ at }, i) => at - frames[i].at);
  assert.equal(Math.max(...steps.slice(-200)), 1);
  assert.ok(steps[1] > 1);
});

test("a curve is even: no part of a long run is told in fewer points than another", () => {
  const { epoch } = filmOf(30_000).curves();
  const steps = Array.from(epoch.slice(1), (at, i) => at - epoch[i]);
  assert.ok(Math.max(...steps) <= 3 * Math.min(...steps.slice(0, -1)));
});

test("the same moment seen again takes the place of the first sight", () => {
  const film = filmOf(3);
  film.push(frame(2, 7));
  assert.equal(film.frames.length, 3);
  assert.equal(film.curves().train_loss.at(-1), 7);
});

test("a branch cuts off what came later, and keeps its curve beside the new one", () => {
  const film = filmOf(10);
  film.branch(4, "learning rate 0.1");
  film.push(frame(5, 99));
  assert.deepEqual(film.frames.map(({ at }) => at), [0, 1, 2, 3, 4, 5]);
  const drawn = film.curves();
  assert.equal(drawn.train_loss.at(-1), 99);
  assert.equal(drawn.branches.length, 1);
  assert.equal(drawn.branches[0].name, "learning rate 0.1");
  assert.deepEqual([...drawn.branches[0].epoch], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a branch at the last frame leaves nothing behind", () => {
  const film = filmOf(3);
  film.branch(2, "none");
  assert.equal(film.branches.length, 0);
});

test("branches are bounded: the oldest go first", () => {
  const film = filmOf(40);
  for (let i = 0; i < MOST_BRANCHES + 3; i += 1) film.branch(film.frames.length - 3, `branch ${i}`);
  assert.equal(film.branches.length, MOST_BRANCHES);
  assert.equal(film.branches[0].name, "branch 3");
});

test("a film that begins late starts from the server's own record", () => {
  const film = new Film();
  const column = Float64Array.of(0, 10, 20);
  film.seed({
    epoch: column,
    train_loss: Float64Array.of(3, 2, 1),
    test_loss: column,
    train_accuracy: column,
    test_accuracy: column,
    norms: [column, column, column, column],
  });
  film.push(frame(20, 1));
  film.push(frame(21, 0.5));
  const { epoch, train_loss } = film.curves();
  assert.deepEqual([...epoch], [0, 10, 20, 21]);
  assert.deepEqual([...train_loss], [3, 2, 1, 0.5]);
});
