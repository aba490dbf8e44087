// The plane's bytes as pixels, and the markers of its legend.

import assert from "node:assert/strict";
import test from "node:test";

import {
  EVEN, STRONGEST, evenColours, mixtures, paintClasses, paintMixture, pixel,
} from "../../metl_ui/components/live_view/panels/colours.js";
import { corners } from "../../metl_ui/components/live_view/panels/marks.js";

const RED = "#ff0000";
const BLUE = "#0000ff";
const LEVELS = 128;

// What ImageData would show: the four bytes of a pixel in the order red, green, blue, opacity.
function bytesOf(number) {
  return [...new Uint8Array(new Uint32Array([number]).buffer)];
}

test("a pixel's bytes are red, green, blue and opacity", () => {
  assert.deepEqual(bytesOf(pixel("#12a4fe", 1)), [0x12, 0xa4, 0xfe, 255]);
});

test("the page shines through where the network hesitates, and least where it is certain", () => {
  const table = mixtures([RED, BLUE], LEVELS);
  assert.deepEqual(bytesOf(table[0]), [255, 0, 0, 0]);
  assert.deepEqual(bytesOf(table[127]), [255, 0, 0, Math.round(255 * STRONGEST)]);
  assert.deepEqual(bytesOf(table[128]), [0, 0, 255, 0]);
  assert.deepEqual(bytesOf(table[255]), [0, 0, 255, Math.round(255 * STRONGEST)]);
  for (let byte = 1; byte < LEVELS; byte++) {
    assert.ok(bytesOf(table[byte])[3] >= bytesOf(table[byte - 1])[3]);
  }
});

test("classes only: a class has one colour at every level", () => {
  const table = evenColours([RED, BLUE], LEVELS);
  assert.equal(new Set(table.slice(0, LEVELS)).size, 1);
  assert.equal(new Set(table.slice(LEVELS)).size, 1);
  assert.deepEqual(bytesOf(table[200]), [0, 0, 255, Math.round(255 * EVEN)]);
});

test("a byte that no class owns shows nothing", () => {
  const ten = Array.from({ length: 10 }, () => RED); // 25 levels each: 250 to 255 mean nothing
  for (const table of [mixtures(ten, 25), evenColours(ten, 25)]) {
    assert.notEqual(table[249], 0);
    assert.deepEqual([...table.slice(250)], [0, 0, 0, 0, 0, 0]);
  }
});

test("the first row of bytes is the lowest row of pixels, and columns stay", () => {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => byte);
  const pixels = new Uint32Array(9);
  paintMixture(pixels, Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]), 3, table);
  assert.deepEqual([...pixels], [7, 8, 9, 4, 5, 6, 1, 2, 3]);
});

// Paints an n x n grid of [class, level] cells, rows upwards; returns the class of each pixel.
function painted(cells, n, fine) {
  const side = (n - 1) * fine;
  const pixels = new Uint32Array(side * side).fill(99);
  const owner = Uint32Array.from({ length: 256 }, (_, byte) => Math.floor(byte / LEVELS));
  const bytes = Uint8Array.from(cells, ([k, level]) => k * LEVELS + level);
  paintClasses(pixels, bytes, n, fine, LEVELS, owner);
  return Array.from({ length: side }, (_, row) => [...pixels.slice(row * side, (row + 1) * side)]);
}

test("the edge between two equally certain classes runs midway", () => {
  const rows = painted([[0, 100], [1, 100], [0, 100], [1, 100]], 2, 8);
  for (const row of rows) assert.deepEqual(row, [0, 0, 0, 0, 1, 1, 1, 1]);
});

test("the edge runs where the two levels, interpolated, are equal", () => {
  // From 90 for class 0 to 30 for class 1: equal at three quarters of the way.
  const rows = painted([[0, 90], [1, 30], [0, 90], [1, 30]], 2, 8);
  for (const row of rows) assert.deepEqual(row, [0, 0, 0, 0, 0, 0, 1, 1]);
});

test("classes only: the upper rows of the plane are the upper rows of the picture", () => {
  const rows = painted([[0, 50], [0, 50], [1, 50], [1, 50]], 2, 4);
  assert.deepEqual(rows, [[1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]);
});

test("classes only: every pixel of every cell is painted, each with its own cell's class", () => {
  const cells = [0, 0, 1, 0, 0, 1, 0, 0, 1].map((k) => [k, 60]); // class 1 is the right column
  const rows = painted(cells, 3, 4);
  for (const row of rows) assert.deepEqual(row, [0, 0, 0, 0, 0, 0, 1, 1]);
});

test("classes only: the rows of cells lie upon each other as on the plane", () => {
  const cells = [0, 0, 0, 0, 0, 0, 1, 1, 1].map((k) => [k, 60]); // class 1 is the uppermost row
  const rows = painted(cells, 3, 4).map(([first]) => first);
  assert.deepEqual(rows, [1, 1, 0, 0, 0, 0, 0, 0]);
});

test("the markers of the legend look up as Plotly's do, and stay inside their circle", () => {
  const highest = (symbol) => Math.min(...corners(symbol).map(([, y]) => y));
  const lowest = (symbol) => Math.max(...corners(symbol).map(([, y]) => y));
  assert.equal(corners("circle"), null);
  assert.equal(highest("triangle-up"), -1);
  assert.equal(lowest("triangle-down"), 1);
  const counts = { diamond: 4, square: 4, cross: 12, x: 12, pentagon: 5, star: 10, hexagon: 6 };
  for (const [symbol, count] of Object.entries(counts)) {
    assert.equal(corners(symbol).length, count, symbol);
    // 1.07: the corners of a cross's arms lie a little outside of its circle
    for (const [x, y] of corners(symbol)) assert.ok(Math.hypot(x, y) < 1.07, symbol);
  }
});
