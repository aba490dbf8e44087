import assert from "node:assert/strict";
import { test } from "node:test";

import { Asking } from "../../metl_ui/components/figure/asking.js";

// A clock that stands still until it is told to go on.
class Clock {
  now = 0;
  #due = new Map();
  #last = 0;
  setTimeout = (act, wait) => {
    this.#due.set((this.#last += 1), { act, at: this.now + wait });
    return this.#last;
  };
  clearTimeout = (id) => this.#due.delete(id);
  goOn(time) {
    const end = this.now + time;
    for (;;) {
      const next = [...this.#due].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!next) break;
      this.#due.delete(next[0]);
      this.now = next[1].at;
      next[1].act();
    }
    this.now = end;
  }
}

function asking() {
  const clock = new Clock();
  const times = [];
  let gaveUp = 0;
  const it = new Asking(() => times.push(clock.now), () => (gaveUp += 1), clock);
  return { it, clock, times, gaveUp: () => gaveUp };
}

test("it asks at once, and while an answer is awaited nobody makes it ask more often", () => {
  const { it, clock, times } = asking();
  it.start();
  for (let i = 0; i < 19; i += 1) {
    clock.goOn(100);
    it.start();
  }
  assert.deepEqual(times, [0]);
});

test("without an answer it asks again, ever more rarely, and then no more", () => {
  const { it, clock, times, gaveUp } = asking();
  it.start();
  clock.goOn(3_600_000);
  assert.deepEqual(times, [0, 2, 6, 14, 30, 62].map((seconds) => seconds * 1000));
  assert.equal(gaveUp(), 1);
});

test("after an answer it is silent, until something is missing again", () => {
  const { it, clock, times, gaveUp } = asking();
  it.start();
  clock.goOn(500);
  it.stop();
  clock.goOn(3_600_000);
  assert.deepEqual(times, [0]);
  it.start();
  assert.deepEqual(times, [0, 3_600_500]);
  assert.equal(gaveUp(), 0);
});

test("once it has given up, what comes later does not make it ask again and again", () => {
  const { it, clock, times } = asking();
  for (let i = 0; i < 1000; i += 1) {
    it.start();
    clock.goOn(1000);
  }
  assert.equal(times.length, 6);
});
