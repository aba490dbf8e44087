// The live slider's back-pressure and its scales.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Flow } from "../../metl_ui/components/live_slider/flow.js";
import { scaleOf } from "../../metl_ui/components/live_slider/scale.js";

mock.timers.enable({ apis: ["setTimeout"] }); // a flow that gets no answer goes on for ever

// A flow whose answers are drawn when the test says so.
function flowing() {
  const sent = [];
  const drawings = [];
  const flow = new Flow({
    send: (number, value) => sent.push([number, value]),
    drawn: () => new Promise((resolve) => drawings.push(resolve)),
  });
  const draw = async () => {
    for (const resolve of drawings.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { flow, sent, draw };
}

test("of the values that come while two are on their way, only the last is sent", async () => {
  const { flow, sent, draw } = flowing();
  for (const value of ["a", "b", "c", "d", "e"]) flow.want(value);
  assert.deepEqual(sent, [[1, "a"], [2, "b"]]);
  flow.answer(1);
  await draw();
  assert.deepEqual(sent, [[1, "a"], [2, "b"], [3, "e"]]);
});

test("the next value waits until the answer is drawn", async () => {
  const { flow, sent, draw } = flowing();
  for (const value of ["a", "b", "c"]) flow.want(value);
  flow.answer(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(sent.length, 2);
  await draw();
  assert.equal(sent.length, 3);
});

test("it is settled when the last value is answered, and not before", async () => {
  const { flow, draw } = flowing();
  assert.ok(flow.settled);
  flow.want("a");
  flow.want("b");
  flow.want("c");
  flow.answer(1);
  await draw();
  assert.ok(!flow.settled);
  flow.answer(3);
  assert.ok(flow.settled);
});

test("an answer to two values at once lets two more go", async () => {
  const { flow, sent, draw } = flowing();
  for (const value of ["a", "b", "c"]) flow.want(value);
  flow.answer(2);
  await draw();
  flow.want("d");
  assert.deepEqual(sent.map(([, value]) => value), ["a", "b", "c", "d"]);
});

test("a server that has forgotten everything is told again, under a number of its own", async () => {
  const { flow, sent, draw } = flowing();
  flow.want("a");
  flow.want("b");
  flow.want("c");
  flow.restart();
  assert.ok(flow.settled);
  flow.want("d");
  flow.answer(0);
  await draw();
  assert.ok(!flow.settled);
  assert.deepEqual(sent.at(-1), [3, "d"]);
  flow.answer(3);
  assert.ok(flow.settled);
});

test("the last value goes even if no answer ever comes", () => {
  const { flow, sent } = flowing();
  for (const value of ["a", "b", "c"]) flow.want(value);
  mock.timers.tick(60_000);
  assert.deepEqual(sent[2], [3, "c"]);
  assert.equal(sent.at(-1)[1], "c"); // and again: it may be that nobody was there
  const before = sent.length;
  flow.answer(sent.at(-1)[0]);
  mock.timers.tick(60_000);
  assert.equal(sent.length, before);
});

test("who is never heard says so, and who is heard does not", async () => {
  let unheard = 0;
  const sent = [];
  const flow = new Flow({
    send: (number) => sent.push(number),
    drawn: async () => {},
    unheard: () => (unheard += 1),
  });
  flow.want("a");
  mock.timers.tick(5_000);
  assert.equal(unheard, 0); // once is no proof
  flow.answer(sent.at(-1));
  flow.want("b");
  mock.timers.tick(5_000);
  assert.equal(unheard, 0);
  mock.timers.tick(5_000);
  assert.equal(unheard, 1);
});

const numbers = scaleOf({ minimum: -10, maximum: 10, step: 0.1, whole: false });
const whole = scaleOf({ minimum: 1, maximum: 64, step: 1, whole: true });
const rates = scaleOf({ options: ["0.0001", "0.03", "1", "10", "1e+16"] });
const names = scaleOf({ options: ["low", "high"] });

test("an address is read exactly or not at all", () => {
  assert.equal(numbers.read("0.123"), 0.123);
  assert.equal(rates.read("1e16"), 4);
  assert.equal(rates.read("0.030"), 1);
  assert.equal(names.read("high"), 1);
  for (const [scale, junk] of [
    [numbers, "11"], [numbers, ""], [numbers, "nan"], [numbers, "1,5"], [whole, "2.5"],
    [rates, "2"], [rates, ""], [names, "HIGH"],
  ]) assert.equal(scale.read(junk), undefined, junk);
});

test("what is typed finds the nearest value, and what is no number finds none", () => {
  assert.equal(numbers.nearest("99"), 10);
  assert.equal(whole.nearest("7.6"), 8);
  assert.equal(rates.nearest("0.9"), 2);
  assert.equal(rates.nearest("Infinity"), 4);
  assert.equal(rates.nearest("-Infinity"), 0);
  assert.equal(numbers.nearest("-Infinity"), -10);
  for (const scale of [numbers, rates]) {
    for (const junk of ["", " ", "two", "NaN"]) assert.equal(scale.nearest(junk), undefined);
  }
});

test("options lie along their indices, and only numbers can be typed", () => {
  assert.deepEqual([rates.minimum, rates.maximum, rates.step], [0, 4, 1]);
  assert.equal(rates.text(4), "1e+16");
  assert.deepEqual([numbers.numeric, rates.numeric, names.numeric], [true, true, false]);
});
