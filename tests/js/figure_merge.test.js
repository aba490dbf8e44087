import assert from "node:assert/strict";
import { test } from "node:test";

import { assemble, decode, Wholes } from "../../metl_ui/components/figure/merge.js";

const whole = (set, version = "1", key = "curve") => ({ key, version, base: null, set, gone: [] });
const read = (wholes, message) => {
  wholes.keep(message);
  return wholes.merge(message);
};
const change = (set, gone = [], base = "1", version = "2") => ({ key: "curve", version, base, set, gone });

test("a change starts from the whole figure, and not from the last change", () => {
  const wholes = new Wholes();
  read(wholes, whole({ a: 1, b: 2 }));
  assert.deepEqual(read(wholes, change({ a: 10 })), { a: 10, b: 2 });
  assert.deepEqual(read(wholes, change({ b: 20 })), { a: 1, b: 20 });
});

test("what is gone is gone from the change and back in the next", () => {
  const wholes = new Wholes();
  read(wholes, whole({ a: 1, b: 2 }));
  assert.deepEqual(read(wholes, change({}, ["b"])), { a: 1 });
  assert.deepEqual(read(wholes, change({})), { a: 1, b: 2 });
});

test("without the very whole figure that it starts from a change is nothing", () => {
  const wholes = new Wholes();
  assert.equal(read(wholes, change({ a: 1 })), null);
  read(wholes, whole({ a: 1 }, "1", "another"));
  assert.equal(read(wholes, change({ a: 1 })), null);
  read(wholes, whole({ a: 1 }, "0"));
  assert.equal(read(wholes, change({ a: 2 })), null);
  read(wholes, whole({ a: 1 }));
  assert.deepEqual(read(wholes, change({ a: 2 })), { a: 2 });
});

test("a whole figure that is never shown is kept for the changes that start from it", () => {
  const wholes = new Wholes();
  wholes.keep(whole({ a: 1, b: 2 }));
  assert.deepEqual(wholes.merge(change({ a: 10 })), { a: 10, b: 2 });
});

test("whole figures are kept by the last use, and not without end", () => {
  const wholes = new Wholes();
  read(wholes, whole({ a: 1 }));
  for (let i = 0; i < 127; i += 1) read(wholes, whole({}, "1", `figure ${i}`));
  assert.deepEqual(read(wholes, change({})), { a: 1 }); // used again: the last to go
  for (let i = 0; i < 127; i += 1) read(wholes, whole({}, "1", `another ${i}`));
  assert.deepEqual(read(wholes, change({})), { a: 1 });
  for (let i = 0; i < 128; i += 1) read(wholes, whole({}, "1", `a third ${i}`));
  assert.equal(read(wholes, change({})), null);
});

test("parts are put together to traces in their order and a layout", () => {
  const parts = { "data/1/y": [3], alt: "A curve", "data/0/type": "bar", "layout/xaxis": { range: [0, 1] } };
  assert.deepEqual(assemble(parts), {
    alt: "A curve",
    data: [{ type: "bar" }, { y: [3] }],
    layout: { xaxis: { range: [0, 1] } },
  });
});

test("what Plotly writes into a figure does not reach the next one", () => {
  const parts = { "layout/xaxis": { title: { text: "x" } }, "layout/shapes": [{ x0: 1 }] };
  const { layout } = assemble(parts);
  layout.xaxis.range = [1, 2];
  layout.xaxis.title.text = "other";
  layout.shapes[0].x0 = 2;
  assert.deepEqual(assemble(parts).layout, { xaxis: { title: { text: "x" } }, shapes: [{ x0: 1 }] });
});

test("arrays of numbers that did not change are the same arrays, so that Plotly sees it", () => {
  const parts = { "data/0/y": [1, 2], "data/0/z": [[1], [2]], "data/0/marker": { size: [3] } };
  const [first] = assemble(parts).data;
  const [second] = assemble(parts).data;
  assert.equal(first.y, second.y);
  assert.equal(first.z, second.z);
  assert.equal(first.marker.size, second.marker.size);
});

test("arrays of NumPy are read to the last bit, in their shape", () => {
  const base64 = (array) => Buffer.from(array.buffer).toString("base64");
  const read = (value) => JSON.parse(JSON.stringify(value), decode);
  assert.deepEqual(read({ y: { dtype: "f8", bdata: base64(new Float64Array([0.1, NaN, -Infinity])) } }), {
    y: [0.1, NaN, -Infinity],
  });
  const bytes = { dtype: "i1", bdata: base64(new Int8Array([1, -2, 3, 4, 5, 6])), shape: "2, 3" };
  assert.deepEqual(read(bytes), [[1, -2, 3], [4, 5, 6]]);
  const cube = { dtype: "u1", bdata: base64(new Uint8Array([1, 2, 3, 4])), shape: "2, 1, 2" };
  assert.deepEqual(read(cube), [[[1, 2]], [[3, 4]]]);
});
