// The ranges of the axes, and curves as a canvas draws them.

import assert from "node:assert/strict";
import test from "node:test";

import { dashPattern, polyline } from "../../metl_ui/components/live_view/panels/lines.js";
import {
  decades, epochRange, rangeFromZero, rangeOfLosses, roundUp,
} from "../../metl_ui/components/live_view/panels/ranges.js";

test("a number is rounded up to a round one that is at most half as much again", () => {
  for (let exponent = -6; exponent <= 6; exponent += 0.01) {
    const value = 10 ** exponent;
    const round = roundUp(value);
    const share = round / value; // 1e-9: the powers of ten are not exact
    assert.ok(share >= 1 - 1e-9 && share <= 1.5 + 1e-9, `${value} -> ${round}`);
  }
  assert.equal(roundUp(1000), 1000);
  assert.equal(roundUp(1001), 1500);
});

test("the axis of epochs stands still for most epochs", () => {
  assert.deepEqual(epochRange(0), [0, 10]);
  const ends = new Set(Array.from({ length: 10_000 }, (_, epoch) => epochRange(epoch)[1]));
  assert.ok(ends.size <= 10, `${ends.size} different ranges in 10,000 epochs`); // 3 a decade
});

test("an axis from zero holds the highest finite value, and nothing that is not finite", () => {
  assert.deepEqual(rangeFromZero([[0.4, 0.69], [NaN, Infinity, 0.1]]), [0, 0.8]);
  assert.deepEqual(rangeFromZero([[], [NaN]]), [0, 1]);
  assert.deepEqual(rangeFromZero([[0, 0]]), [0, 1]);
});

test("a loss that flies off leaves the figure, and the others stay where they can be read", () => {
  assert.deepEqual(rangeOfLosses([[0.7, 3, 1e49], [0.8, 5, Infinity]]), [0, 10]);
  assert.deepEqual(rangeOfLosses([[2.3, 1e49]]), [0, 30]);
  assert.deepEqual(rangeOfLosses([[0.7, 3.1], [0.8]]), [0, 4]);
  assert.deepEqual(rangeOfLosses([[], []]), [0, 1]);
});

test("a logarithmic axis has whole decades around what is positive", () => {
  assert.deepEqual(decades([[0.02, 3], [0.5, 0, NaN, Infinity]]), [-2, 1]);
  assert.deepEqual(decades([[0.01, 0.01]]), [-3, -2]);
  assert.deepEqual(decades([[0, NaN]]), [-3, 0]);
  assert.deepEqual(decades([[]]), [-3, 0]);
});

test("a value that is next to nothing does not flatten the others", () => {
  assert.deepEqual(decades([[1e-300, 0.5]]), [-12, 0]);
});

// Writes down what is drawn.
function pen() {
  const calls = [];
  return {
    calls,
    moveTo: (x, y) => calls.push(["M", x, y]),
    lineTo: (x, y) => calls.push(["L", x, y]),
  };
}

const PLANE = { x: [0, 10], y: [0, 1], width: 100, height: 50, log: false };

test("a curve goes from left to right, and up where it rises", () => {
  const to = pen();
  polyline(to, [0, 5, 10], [0, 0.5, 1], PLANE);
  assert.deepEqual(to.calls, [["M", 0, 50], ["L", 50, 25], ["L", 100, 0]]);
});

test("a zoomed plane moves and stretches the curve", () => {
  const to = pen();
  polyline(to, [0, 5, 10], [0, 0.5, 1], { ...PLANE, x: [5, 10], y: [0.5, 1] });
  assert.deepEqual(to.calls, [["M", -100, 100], ["L", 0, 50], ["L", 100, 0]]);
});

test("a curve has a gap where there is no number", () => {
  const to = pen();
  polyline(to, [0, 1, 2, 3, 4], [0, 0, NaN, 0, Infinity], PLANE);
  assert.deepEqual(to.calls.map(([what]) => what), ["M", "L", "M"]);
});

test("on a logarithmic axis a decade is a step, and zero a gap", () => {
  const to = pen();
  polyline(to, [0, 5, 10], [0.01, 0, 1], { ...PLANE, y: [-2, 0], log: true });
  assert.deepEqual(to.calls, [["M", 0, 50], ["M", 100, 0]]);
});

test("of too many points some are left out, never the first and the last", () => {
  const x = Float64Array.from({ length: 400 }, (_, i) => i / 40);
  const to = pen();
  polyline(to, x, new Float64Array(400), PLANE, 100); // every fourth: the last is not among them
  assert.ok(to.calls.length <= 101, `${to.calls.length} points`);
  assert.equal(to.calls[0][1], 0);
  assert.equal(to.calls.at(-1)[1], x[399] * 10);
});

test("few points are all drawn, and none is nothing", () => {
  const to = pen();
  polyline(to, [0, 1, 2, 3], [0, 0, 0, 0], PLANE, 4);
  assert.equal(to.calls.length, 4);
  polyline(to, [], [], PLANE, 4);
  assert.equal(to.calls.length, 4);
});

test("a dash grows with its line, and no dash is a whole line", () => {
  assert.deepEqual(dashPattern("solid", 2), []);
  assert.deepEqual(dashPattern("dash", 3), [9, 9]);
  assert.deepEqual(dashPattern("dash", 6), [18, 18]);
  assert.notDeepEqual(dashPattern("dot", 2), dashPattern("dash", 2));
});
