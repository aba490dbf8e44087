// The network's picture: where things lie, what lies under the pointer, which links are drawn how.

import assert from "node:assert/strict";
import { test } from "node:test";

const PANELS = "../../metl_ui/components/live_view/panels";
const { columnsFor, distanceToLink, heightAt, networkLayout } = await import(`${PANELS}/layout_of_network.js`);
const { findHit } = await import(`${PANELS}/network_hits.js`);
const { layoutOf, nameOf } = await import(`${PANELS}/flat.js`);
const { Links, widthOf } = await import(`${PANELS}/links.js`);
const { describeNetwork, keyWords } = await import(`${PANELS}/network_words.js`);

const PLACE = { width: 358, height: 340, left: 60, right: 80 };
const network = (sizes, image = null) => ({
  layout: networkLayout({ sizes, image, ...PLACE }),
  flat: layoutOf(sizes),
  marked: ["b1", "b2"],
  selected: null,
});

test("no thumbnail covers another or leaves the picture, from 1 hidden unit to 64", () => {
  for (let H = 1; H <= 64; H += 1) {
    const { hidden, size } = networkLayout({ sizes: [2, H, 3], ...PLACE });
    assert.equal(hidden.length, H);
    assert.ok(size >= 14, `${size} pixels for ${H} units`);
    for (const [i, one] of hidden.entries()) {
      assert.ok(one.x - size / 2 > PLACE.left && one.x + size / 2 < PLACE.width - PLACE.right);
      assert.ok(one.y - size / 2 >= 0 && one.y + size / 2 <= PLACE.height);
      for (const other of hidden.slice(0, i)) {
        const apart = Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y));
        assert.ok(apart >= size, `units of ${H} are ${apart} apart, ${size} large`);
      }
    }
  }
});

test("up to eight units stand in one column", () => {
  assert.equal(columnsFor(8), 1);
  assert.equal(columnsFor(9), 2);
});

test("a link's height at x is that of the Bézier curve with its middle points at thirds", () => {
  const [y0, y1] = [20, 300];
  for (const t of [0, 0.1, 0.35, 0.5, 0.8, 1]) {
    const u = 1 - t;
    const bezier = u ** 3 * y0 + 3 * u ** 2 * t * y0 + 3 * u * t ** 2 * y1 + t ** 3 * y1;
    assert.ok(Math.abs(heightAt(y0, y1, t) - bezier) < 1e-9); // rounding only
  }
});

test("a place beside a link's ends is not on it", () => {
  const [from, to] = [{ x: 10, y: 5 }, { x: 50, y: 5 }];
  assert.equal(distanceToLink(9, 5, from, to), Infinity);
  assert.equal(distanceToLink(51, 5, from, to), Infinity);
  assert.equal(distanceToLink(30, 8, from, to), 3);
});

test("halfway along a link lies that link", () => {
  const whole = network([2, 3, 3]);
  const { inputs, hidden, outputs, size } = whole.layout;
  // At a quarter of the way the links of one input are apart.
  const on = (from, to, t) => [from.x + t * (to.x - from.x), heightAt(from.y, to.y, t)];
  assert.equal(nameOf(findHit(whole, ...on(inputs[1], hidden[2], 0.3), 5).entry), "W1[1,2]");
  assert.equal(nameOf(findHit(whole, ...on(hidden[0], outputs[0], 0.4), 5).entry), "W2[0,0]");
  assert.ok(size > 0);
});

test("a unit, a class, an input and a bias are hit where they are drawn", () => {
  const whole = network([2, 3, 3]);
  const { inputs, hidden, outputs, size } = whole.layout;
  assert.equal(findHit(whole, hidden[1].x, hidden[1].y, 5).unit, 1);
  assert.equal(findHit(whole, inputs[1].x, inputs[1].y, 5).input, 1);
  assert.equal(nameOf(findHit(whole, outputs[2].x, outputs[2].y, 5).entry), "b2[2]");
  const corner = [hidden[2].x - size / 2, hidden[2].y + size / 2];
  assert.equal(nameOf(findHit(whole, ...corner, 5).entry), "b1[2]");
  assert.equal(findHit(whole, 2, 2, 5), null);
});

test("while a unit is selected, only its links can be hit", () => {
  const whole = { ...network([2, 8, 3]), selected: 4 };
  const seen = new Set();
  for (let x = 66; x < 270; x += 2) {
    for (let y = 0; y < 340; y += 2) {
      const hit = findHit(whole, x, y, 5);
      if (hit?.ends) seen.add(nameOf(hit.entry));
    }
  }
  assert.deepEqual([...seen].sort(), ["W1[0,4]", "W1[1,4]", "W2[4,0]", "W2[4,1]", "W2[4,2]"]);
});

test("a pixel of the inputs' picture is the weight into the selected unit", () => {
  const whole = network([64, 16, 10], [8, 8]);
  const { x, y, cell } = whole.layout.picture;
  const place = [x + 3.5 * cell, y + 2.5 * cell]; // row 2, column 3
  assert.equal(findHit(whole, ...place, 5).input, 19);
  assert.equal(nameOf(findHit({ ...whole, selected: 7 }, ...place, 5).entry), "W1[19,7]");
});

// A context that counts what is stroked.
function paper() {
  const strokes = [];
  let lines = 0;
  const line = () => (lines += 1);
  return {
    strokes,
    beginPath: () => (lines = 0),
    moveTo() {},
    lineTo: line,
    bezierCurveTo: line,
    stroke() {
      strokes.push({ lines, width: this.lineWidth, colour: this.strokeStyle, opacity: this.globalAlpha });
    },
  };
}
const COLOURS = { positive: "blue", negative: "orange" };
const NODES = [{ x: 0, y: 0 }, { x: 9, y: 9 }];
const drawn = (shares, options) => {
  const links = new Links(shares.length);
  links.clear();
  for (const share of shares) links.add(share, ...NODES);
  const context = paper();
  links.stroke({ context, ratio: 1 }, COLOURS, options);
  return context.strokes;
};
const count = (strokes) => strokes.reduce((sum, { lines }) => sum + lines, 0);

test("the sign of a weight is its link's colour, and its size the width", () => {
  const strokes = drawn([0.9, -0.3]);
  assert.deepEqual(strokes.map(({ colour }) => colour).sort(), ["blue", "orange"]);
  const [weak, strong] = ["orange", "blue"].map((one) => strokes.find(({ colour }) => colour === one));
  assert.ok(weak.width < strong.width && weak.opacity < strong.opacity);
  assert.equal(drawn([1])[0].width, widthOf(1));
  assert.equal(drawn([7])[0].width, widthOf(1));
});

test("a weight of 0 or nan has no link", () => {
  assert.equal(count(drawn([0, NaN, 0.5])), 1);
});

test("of very many links the strongest are drawn, and few of them wide", () => {
  const strokes = drawn(Array.from({ length: 4096 }, (_, i) => (i + 1) / 4096));
  assert.ok(count(strokes) <= 260 && count(strokes) > 128, `${count(strokes)} links`);
  assert.ok(strokes.length <= 20, `${strokes.length} strokes`);
  const wide = strokes.filter(({ width }) => width > 1);
  assert.ok(count(wide) <= 40 && count(wide) > 0, `${count(wide)} wide links`);
});

test("links that are in the background are all thin and faint", () => {
  const [alone] = drawn([0.8]);
  const [behind] = drawn([0.8], { strength: 0.35, wide: 0 });
  assert.equal(behind.width, 1);
  assert.ok(behind.opacity < alone.opacity / 2);
});

test("the network is told in words, with its largest weights", () => {
  const sizes = [2, 2, 2];
  const weights = Float32Array.of(0.1, -3, 0.5, 1, 9, 9, 0.25, 0, -0.125, 0.2, 9, 9);
  const words = describeNetwork({ sizes, activation: "tanh" }, layoutOf(sizes), { weights });
  assert.match(words, /2 inputs, 2 hidden units \(tanh\), 2 classes/);
  assert.match(words, /W1\[0,1\] = -3\.00 and W2\[0,0\] = 0\.250/);
  assert.match(keyWords({}, { W1: { value: 5 }, W2: { value: 0.2 } }), /5 on the left, 0\.2 on the right/);
});
