// The matrices' cells: what they say, and where the arrow keys lead.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fullness, nameOf, neighbour, textOf, within } from "../../metl_ui/components/matrices/cells.js";

const GRIDS = [
  { name: "X", rows: 2, columns: 3 },
  { name: "b1", rows: 1, columns: 2 },
  { name: "loss", rows: 1, columns: 1 },
];
const at = (name, row, column) => ({ name, row, column });

test("a short number has no more digits than it needs, a rounded one keeps its zeros", () => {
  assert.equal(textOf(0.3), "0.3");
  assert.equal(textOf(0.30001), "0.300");
  assert.equal(textOf(1), "1");
  assert.equal(textOf(1 - 1e-9), "1.00");
  assert.equal(textOf(0), "0");
  assert.equal(textOf(-0), "0");
  assert.equal(textOf(-1 / 3), "−0.333");
  assert.equal(textOf(1234.5), "1235");
  assert.equal(textOf(-1.2345e-9), "−1.23e−9");
});

test("a cell is called by its matrix, its row and its column, counted from one", () => {
  assert.equal(nameOf("z1", 0, 1, 0.53), "z1 row 1 column 2: 0.53");
});

test("a colour is full at the limit and beyond, whatever the sign", () => {
  assert.deepEqual([-4, -2, 0, 1, 2, 9].map((value) => fullness(value, 2)), [1, 1, 0, 0.5, 1, 1]);
  assert.equal(fullness(NaN, 2), 0);
  assert.equal(fullness(0, 0), 0);
});

test("arrows lead to the neighbours in a matrix", () => {
  assert.deepEqual(neighbour(GRIDS, at("X", 0, 1), "ArrowLeft"), at("X", 0, 0));
  assert.deepEqual(neighbour(GRIDS, at("X", 0, 1), "ArrowRight"), at("X", 0, 2));
  assert.deepEqual(neighbour(GRIDS, at("X", 0, 1), "ArrowDown"), at("X", 1, 1));
  assert.deepEqual(neighbour(GRIDS, at("X", 1, 1), "ArrowUp"), at("X", 0, 1));
  assert.deepEqual(neighbour(GRIDS, at("X", 1, 1), "Home"), at("X", 1, 0));
  assert.deepEqual(neighbour(GRIDS, at("X", 1, 1), "End"), at("X", 1, 2));
});

test("beyond the side of a matrix lies the next one, and beyond the last nothing", () => {
  assert.deepEqual(neighbour(GRIDS, at("X", 1, 2), "ArrowRight"), at("b1", 0, 0));
  assert.deepEqual(neighbour(GRIDS, at("b1", 0, 0), "ArrowLeft"), at("X", 0, 2));
  assert.equal(neighbour(GRIDS, at("loss", 0, 0), "ArrowRight"), null);
  assert.equal(neighbour(GRIDS, at("X", 0, 0), "ArrowLeft"), null);
  assert.equal(neighbour(GRIDS, at("X", 0, 0), "ArrowUp"), null);
  assert.equal(neighbour(GRIDS, at("X", 1, 0), "ArrowDown"), null);
});

test("every number can be reached from every other", () => {
  const seen = new Set();
  const queue = [at("b1", 0, 1)];
  while (queue.length) {
    const here = queue.pop();
    const id = JSON.stringify([here.name, here.row, here.column]);
    if (seen.has(id)) continue;
    seen.add(id);
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
      const next = neighbour(GRIDS, here, key);
      if (next) queue.push(next);
    }
  }
  assert.equal(seen.size, 2 * 3 + 2 + 1);
});

test("other keys, and a matrix that is gone, lead nowhere", () => {
  assert.equal(neighbour(GRIDS, at("X", 0, 0), "n"), null);
  assert.equal(neighbour(GRIDS, at("z1", 0, 0), "ArrowLeft"), null);
});

test("a place that a smaller matrix has not got becomes the nearest that it has", () => {
  assert.deepEqual(within(GRIDS[1], 4, 4), at("b1", 0, 1));
});
