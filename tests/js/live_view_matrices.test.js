// The matrices: where an entry lies, in the flat vector and on the screen, and its colour.

import assert from "node:assert/strict";
import { test } from "node:test";

const PANELS = "../../metl_ui/components/live_view/panels";
const { PARAMETERS, countOf, entryAt, entryOf, layoutOf, nameOf, roleOf } = await import(`${PANELS}/flat.js`);
const { cellAt, everyHowMany, matricesLayout, rowOfCell } = await import(`${PANELS}/layout_of_matrices.js`);
const { Limit, largest, level, palette, roundUp } = await import(`${PANELS}/signed.js`);

test("the flat vector is W1, b1, W2, b2, row by row", () => {
  const sizes = [2, 3, 4];
  const names = [];
  for (let i = 0; i < 2; i += 1) for (let j = 0; j < 3; j += 1) names.push(`W1[${i},${j}]`);
  for (let j = 0; j < 3; j += 1) names.push(`b1[${j}]`);
  for (let i = 0; i < 3; i += 1) for (let j = 0; j < 4; j += 1) names.push(`W2[${i},${j}]`);
  for (let j = 0; j < 4; j += 1) names.push(`b2[${j}]`);
  const layout = layoutOf(sizes);
  assert.equal(layout.total, names.length);
  assert.deepEqual(names.map((_, at) => nameOf(entryAt(layout, at))), names);
});

test("an entry's position is the same from its row and from the flat vector", () => {
  const layout = layoutOf([5, 7, 3]);
  for (const parameter of PARAMETERS) {
    for (let row = 0; row < countOf(layout.shapes[parameter]); row += 1) {
      const entry = entryOf(layout, parameter, row);
      assert.deepEqual(entryAt(layout, entry.at), entry);
    }
  }
});

test("an entry says what it connects", () => {
  const scene = { inputs: ["x1", "x2"], classes: [{ name: "red" }, { name: "green" }] };
  assert.equal(roleOf({ parameter: "W1", index: [1, 0] }, scene), "x2 → hidden unit 0");
  assert.equal(roleOf({ parameter: "W2", index: [0, 1] }, scene), "hidden unit 0 → green");
  assert.equal(roleOf({ parameter: "b1", index: [3] }, scene), "bias of hidden unit 3");
  assert.equal(roleOf({ parameter: "b2", index: [0] }, scene), "bias of red");
});

const SIZES = [[2, 1, 2], [2, 8, 3], [4, 64, 10], [13, 20, 3], [64, 32, 10], [64, 64, 10]];

test("each entry has one cell among the weights and one among the gradients", () => {
  for (const sizes of SIZES) {
    const layout = layoutOf(sizes);
    const { blocks } = matricesLayout({ sizes, width: 358, names: 50 });
    for (const kind of ["weights", "gradients"]) {
      const seen = new Set();
      for (const block of blocks.filter((one) => one.kind === kind)) {
        for (let row = 0; row < block.rows; row += 1) {
          for (let column = 0; column < block.columns; column += 1) {
            seen.add(entryOf(layout, block.parameter, rowOfCell(block, row, column)).at);
          }
        }
      }
      assert.equal(seen.size, layout.total);
    }
  }
});

test("W2 is drawn transposed: a column is a hidden unit and a row a class", () => {
  const { blocks } = matricesLayout({ sizes: [2, 5, 3], width: 358, names: 50 });
  const W2 = blocks.find(({ parameter }) => parameter === "W2");
  const entry = entryOf(layoutOf([2, 5, 3]), "W2", rowOfCell(W2, 2, 3));
  assert.equal(nameOf(entry), "W2[3,2]");
});

test("nothing is drawn outside the picture or over something else", () => {
  for (const sizes of SIZES) {
    for (const width of [326, 358, 430, 800]) {
      const { blocks, height } = matricesLayout({ sizes, width, names: 60 });
      const boxes = blocks.map(({ x, y, rows, columns, cellWidth, cellHeight }) => ({
        left: x, top: y, right: x + columns * cellWidth, bottom: y + rows * cellHeight,
      }));
      for (const [i, one] of boxes.entries()) {
        assert.ok(one.left >= 60 && one.right <= width && one.top > 0 && one.bottom < height, `${sizes} at ${width}`);
        for (const other of boxes.slice(0, i)) {
          const beside = one.left >= other.right || other.left >= one.right;
          assert.ok(beside || one.top >= other.bottom || other.top >= one.bottom, `${sizes} at ${width}`);
        }
      }
    }
  }
});

test("a cell is found by any place in it and by none beside it", () => {
  const block = { x: 10, y: 20, rows: 2, columns: 3, cellWidth: 8, cellHeight: 5 };
  assert.deepEqual(cellAt(block, 10, 20), [0, 0]);
  assert.deepEqual(cellAt(block, 33.9, 29.9), [1, 2]);
  for (const place of [[9.9, 22], [34, 22], [12, 19.9], [12, 30]]) assert.equal(cellAt(block, ...place), null);
});

test("labels keep their distance, in steps of 1, 2 or 5", () => {
  assert.equal(everyHowMany(24, 20), 1);
  assert.equal(everyHowMany(5.9, 20), 5);
  assert.equal(everyHowMany(2.3, 20), 10);
});

test("zero has no colour, and the signs have one each", () => {
  const colours = palette("#0072b2", "#d55e00");
  const channels = (value) => [0, 8, 16, 24].map((shift) => (colours[level(value, 2)] >>> shift) & 255);
  assert.equal(channels(0)[3], 0);
  assert.deepEqual(channels(2), [0x00, 0x72, 0xb2, 255]);
  assert.deepEqual(channels(-2), [0xd5, 0x5e, 0x00, 255]);
  assert.deepEqual(channels(-99), [0xd5, 0x5e, 0x00, 255]);
  assert.ok(Math.abs(channels(1)[3] - 128) <= 2); // half of 255, within the 127 steps of a side
  assert.equal(channels(NaN)[3], 0);
});

test("the largest size is of the finite values in the range alone", () => {
  assert.equal(largest(Float32Array.of(9, 1, -3, NaN, -Infinity, 2, 8), 1, 6), 3);
});

test("a limit is 1, 2 or 5 times a power of ten and no smaller than the value", () => {
  for (const [value, limit] of [[1, 1], [1.01, 2], [2, 2], [2.1, 5], [5.5, 10], [0.0021, 0.005], [0.3, 0.5], [70, 100], [1e-9, 1e-9]]) {
    assert.equal(roundUp(value), limit);
  }
  assert.equal(roundUp(0), 1);
});

test("a limit grows at once", () => {
  const limit = new Limit();
  limit.fit(0.3);
  assert.equal(limit.fit(0.51), 1);
  assert.equal(limit.fit(30), 50);
});

test("a limit that has been too large for a while shrinks to what is there", () => {
  const limit = new Limit();
  limit.fit(40);
  for (let i = 0; i < 12; i += 1) assert.equal(limit.fit(0.001), 50);
  assert.equal(limit.fit(0.001), 0.002);
  for (let i = 0; i < 40; i += 1) assert.equal(limit.fit(0.001), 0.002);
});

test("a limit does not flicker when the values come and go", () => {
  const limit = new Limit();
  const seen = new Set();
  for (let i = 0; i < 300; i += 1) seen.add(limit.fit(i % 9 === 0 ? 1.1 : 0.1));
  assert.deepEqual([...seen], [2]);
});
