import assert from "node:assert/strict";
import { test } from "node:test";

import { Speaker } from "../../metl_ui/components/shared/say.js";

// A clock that stands still until it is told to go on; one timer is enough for it.
class Clock {
  time = 0;
  #due = null;
  performance = { now: () => this.time };
  setTimeout = (act, wait) => (this.#due = { act, at: this.time + Math.max(0, wait) });
  clearTimeout = (due) => due === this.#due && (this.#due = null);
  goOn(ms) {
    const end = this.time + ms;
    while (this.#due && this.#due.at <= end) {
      const { act, at } = this.#due;
      Object.assign(this, { time: at });
      this.#due = null;
      act();
    }
    this.time = end;
  }
}

function speaker() {
  const clock = new Clock();
  const told = [];
  return { clock, told, it: new Speaker((words) => told.push([clock.time, words]), clock) };
}

test("of what changes in a drag only the end is told, once it rests", () => {
  const { it, clock, told } = speaker();
  for (let x = 1; x <= 60; x += 1) {
    it.say("bars", `x is ${x}.`);
    clock.goOn(16);
  }
  assert.deepEqual(told, []);
  clock.goOn(2000);
  assert.deepEqual(told.map(([, words]) => words), ["x is 60."]);
});

test("what never rests is told every few seconds, and its end soon", () => {
  const { it, clock, told } = speaker();
  for (let frame = 0; frame < 60 * 20; frame += 1) {
    it.say("view", `epoch ${frame}`);
    clock.goOn(1000 / 60);
  }
  assert.equal(told.length, 3); // in 20 seconds
  for (const [i, [time]] of told.slice(1).entries()) assert.ok(time - told[i][0] >= 6000);
  clock.goOn(1000);
  assert.equal(told.at(-1)[1], "epoch 1199");
  assert.equal(told.length, 4);
  clock.goOn(60_000);
  assert.equal(told.length, 4);
});

test("several figures are told together, each with its newest words", () => {
  const { it, clock, told } = speaker();
  it.say("z", "z is 1.");
  it.say("p", "p is 2.");
  it.say("z", "z is 3.");
  clock.goOn(800);
  assert.deepEqual(told, [[800, "z is 3. p is 2."]]);
  it.say("z", "z is 4.");
  clock.goOn(800);
  assert.deepEqual(told[1], [1600, "z is 4."]);
});
