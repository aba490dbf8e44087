// Figures out of sight are drawn last.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

let notice; // tells what has come into sight, and what has left it
const listeners = {};
globalThis.IntersectionObserver = class {
  constructor(hear) {
    notice = (figure, isIntersecting) => hear([{ target: figure.element, isIntersecting }]);
  }
  observe() {}
  unobserve() {}
};
globalThis.addEventListener = (name, hear) => (listeners[name] = hear);
mock.timers.enable({ apis: ["setTimeout", "Date"] });
const { Unseen } = await import("../../metl_ui/components/figure/unseen.js");

let drawn, unseen;
const figure = (name) => ({ name, element: {} });

beforeEach(() => {
  mock.timers.tick(10_000); // what another test has left
  drawn = [];
  unseen = new Unseen(({ name }) => drawn.push(name));
});

function outOfSight(name) {
  const one = figure(name);
  unseen.watch(one);
  notice(one, false);
  assert.equal(unseen.takes(one), true);
  return one;
}

test("a figure in sight is left to be drawn at once, and so is one not looked for yet", () => {
  const one = figure("one");
  unseen.watch(one);
  assert.equal(unseen.takes(one), false);
  notice(one, true);
  assert.equal(unseen.takes(one), false);
  mock.timers.tick(10_000);
  assert.deepEqual(drawn, []);
});

test("a figure out of sight is drawn as soon as it comes near, and once", () => {
  const one = outOfSight("one");
  notice(one, true);
  assert.deepEqual(drawn, ["one"]);
  mock.timers.tick(10_000);
  assert.deepEqual(drawn, ["one"]);
});

test("while changes go on none is drawn, and then one after the other", () => {
  const first = outOfSight("first");
  outOfSight("second");
  for (let i = 0; i < 10; i++) {
    mock.timers.tick(100);
    unseen.takes(first);
  }
  assert.deepEqual(drawn, []);
  mock.timers.tick(500);
  assert.equal(drawn.length, 1);
  mock.timers.tick(60);
  assert.deepEqual(drawn.toSorted(), ["first", "second"]);
});

test("of changes that never end some are drawn", () => {
  const one = outOfSight("one");
  for (let i = 0; i < 100; i++) {
    mock.timers.tick(100);
    unseen.takes(one);
  }
  assert.ok(drawn.length >= 3 && drawn.length <= 5, `${drawn.length} times in ten seconds`);
});

test("one that is gone is not drawn any more", () => {
  unseen.forget(outOfSight("one"));
  mock.timers.tick(10_000);
  assert.deepEqual(drawn, []);
});

test("on paper all are up to date", () => {
  outOfSight("one");
  outOfSight("two");
  listeners.beforeprint();
  assert.deepEqual(drawn.toSorted(), ["one", "two"]);
});
