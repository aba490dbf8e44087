import assert from "node:assert/strict";
import { test } from "node:test";

import { goal } from "../../metl_ui/components/figure/toolbar.js";
import { unzoomed } from "../../metl_ui/components/figure/tools.js";

test("the arrow keys go round, home and end to the ends, and other keys nowhere", () => {
  assert.equal(goal("ArrowRight", 0, 3), 1);
  assert.equal(goal("ArrowRight", 2, 3), 0);
  assert.equal(goal("ArrowLeft", 0, 3), 2);
  assert.equal(goal("Home", 2, 3), 0);
  assert.equal(goal("End", 0, 3), 2);
  assert.equal(goal("Enter", 1, 3), null);
});

test("every axis goes back to its own range, or to that of its data", () => {
  const full = { xaxis: {}, yaxis: {}, yaxis2: {}, title: {} };
  const layout = { yaxis: { range: [0, 1] }, yaxis2: { autorange: "reversed" } };
  assert.deepEqual(unzoomed(full, layout), {
    "xaxis.autorange": true,
    "yaxis.range": [0, 1],
    "yaxis2.autorange": "reversed",
  });
});

test("an axis that follows another follows it back", () => {
  assert.deepEqual(unzoomed({ xaxis: {}, xaxis2: { matches: "x" } }, { xaxis: { range: [0, 1] } }), {
    "xaxis.range": [0, 1],
  });
});
