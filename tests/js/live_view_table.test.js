// The table of entries: its numbers, and a value that is typed while the numbers change.

import assert from "node:assert/strict";
import { test } from "node:test";

const PANELS = "../../metl_ui/components/live_view/panels";
const { exact, plusMinus, readNumber, rough, short } = await import(`${PANELS}/numbers.js`);

test("numbers have six digits in the table and three in a tooltip", () => {
  assert.equal(exact(0.5), "0.500000");
  assert.equal(exact(-1234.56789), "-1234.57");
  assert.equal(exact(-0.000410396), "-4.10396e-4");
  assert.equal(exact(0), "0.00000");
  assert.equal(short(0.51239), "0.512");
  assert.equal(short(-0.013), "-0.0130");
  assert.equal(short(12345.6), "12346");
  assert.equal(short(1.2e-7), "1.20e-7");
  assert.equal(rough(3.14e-9), "3.1e-9");
  assert.equal(rough(0), "0");
  assert.equal(plusMinus(0.002), "±0.002");
  assert.equal(plusMinus(2e-5), "±2e-5");
});

test("what is not a number is spelled as NumPy does", () => {
  for (const words of [exact, short, rough]) {
    assert.deepEqual([NaN, Infinity, -Infinity].map(words), ["nan", "inf", "-inf"]);
  }
});

test("a finite number is read in any usual spelling, and nothing else", () => {
  for (const [text, value] of [["0.5", 0.5], [" -1e-3 ", -0.001], ["−2", -2], ["0,25", 0.25], [".5", 0.5], ["+3.", 3]]) {
    assert.equal(readNumber(text), value);
  }
  for (const text of ["", " ", "abc", "1e999", "nan", "Infinity", "0x10", "1,234.5", "1 2", "--1", "1_0"]) {
    assert.equal(readNumber(text), null, text);
  }
});

// As much of a page as the panel touches.
class Element {
  children = [];
  attributes = {};
  listeners = {};
  style = {};
  dataset = {};
  #text = "";
  get textContent() {
    return this.#text;
  }
  set textContent(text) {
    this.#text = text;
  }
  append(...children) {
    this.children.push(...children);
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  addEventListener(name, heard) {
    this.listeners[name] = heard;
  }
  fire(name, event = {}) {
    this.listeners[name]({ stopPropagation() {}, ...event });
  }
  select() {}
  all(tag) {
    return this.children.flatMap((child) => [...(child.tag === tag ? [child] : []), ...child.all(tag)]);
  }
}
globalThis.document = {
  createElement: (tag) => Object.assign(new Element(), { tag }),
  head: new Element(),
};
const { tablePanel } = await import(`${PANELS}/table.js`);

const SCENE = { run: "a", sizes: [2, 8, 3] };
function tableOf(parameter, offset, count, value) {
  const rows = Array.from({ length: count }, (_, i) => ({
    name: `${parameter}[${i}]`, index: [i], value: value + i, gradient: 0.25, numeric: 0.5, error: 0.5,
  }));
  return { detail: { table: { parameter, offset, total: 16, rows } } };
}
function panel() {
  const acts = [];
  const made = tablePanel((action) => acts.push(action));
  made.show(SCENE, {});
  const [inputs, buttons] = ["input", "button"].map((tag) => made.element.all(tag));
  const cells = made.element.all("td");
  const press = (text) => buttons.find((one) => one.textContent === text).fire("click");
  const key = (input, name) => input.fire("keydown", { key: name });
  return { ...made, acts, inputs, buttons, cells, press, key };
}

test("the rows follow the frames", () => {
  const { draw, inputs, cells } = panel();
  draw(tableOf("W1", 0, 8, 1));
  assert.equal(inputs[7].value, "8.00000");
  assert.deepEqual(cells.slice(1, 4).map((cell) => cell.textContent), ["0.250000", "0.500000", "5.0e-1"]);
  draw(tableOf("W1", 0, 8, 2));
  assert.equal(inputs[7].value, "9.00000");
});

test("a value is not overwritten while it has the focus, and follows again when it has lost it", () => {
  const { draw, inputs } = panel();
  draw(tableOf("W1", 0, 8, 1));
  inputs[0].fire("focus");
  inputs[0].value = "7";
  draw(tableOf("W1", 0, 8, 2));
  assert.equal(inputs[0].value, "7");
  assert.equal(inputs[1].value, "3.00000");
  inputs[0].fire("blur");
  assert.equal(inputs[0].value, "2.00000");
});

test("Enter sends what was typed, once", () => {
  const { draw, inputs, key, acts } = panel();
  draw(tableOf("W1", 0, 8, 1));
  inputs[2].fire("focus");
  inputs[2].value = "-0,5";
  key(inputs[2], "Enter");
  key(inputs[2], "Enter");
  assert.deepEqual(acts, [{ do: "edit", parameter: "W1", index: [2], value: -0.5 }]);
});

test("Enter on an untouched value sends nothing: it would be rounded", () => {
  const { draw, inputs, key, acts } = panel();
  draw(tableOf("W1", 0, 8, 1 / 3));
  inputs[0].fire("focus");
  key(inputs[0], "Enter");
  assert.deepEqual(acts, []);
});

test("Escape brings back the value of now", () => {
  const { draw, inputs, key } = panel();
  draw(tableOf("W1", 0, 8, 1));
  inputs[0].fire("focus");
  inputs[0].value = "x";
  draw(tableOf("W1", 0, 8, 2));
  key(inputs[0], "Escape");
  assert.equal(inputs[0].value, "2.00000");
});

test("a bad entry is sent nowhere, and the words say what is allowed", () => {
  const { draw, inputs, key, acts, element } = panel();
  draw(tableOf("W1", 0, 8, 1));
  inputs[1].fire("focus");
  inputs[1].value = "much";
  key(inputs[1], "Enter");
  assert.deepEqual(acts, []);
  assert.equal(inputs[1].getAttribute("aria-invalid"), "true");
  assert.ok(element.all("p").some(({ textContent }) => /W1\[1\].*finite number/.test(textContent)));
});

test("another parameter is asked for at once, and older answers are not shown as it", () => {
  const { draw, inputs, press, acts, buttons } = panel();
  draw(tableOf("W1", 0, 8, 1));
  press("b2");
  assert.deepEqual(acts, [{ do: "watch", parameter: "b2", offset: 0 }]);
  assert.equal(buttons.find(({ value }) => value === "b2").getAttribute("aria-pressed"), "true");
  draw(tableOf("W1", 0, 8, 1));
  assert.equal(inputs[0].disabled, true);
  draw(tableOf("b2", 0, 3, 5));
  assert.equal(inputs[0].value, "5.00000");
  assert.equal(inputs[3].disabled, true);
});

test("an answer for the page before is not shown as the next one", () => {
  const { draw, inputs, press } = panel();
  draw(tableOf("W1", 0, 8, 1));
  press("Next");
  draw(tableOf("W1", 0, 8, 1));
  assert.equal(inputs[0].disabled, true);
  draw(tableOf("W1", 8, 8, 5));
  assert.equal(inputs[0].value, "5.00000");
});

test("the pages end where the parameter ends", () => {
  const { draw, press, acts } = panel();
  draw(tableOf("W1", 0, 8, 1));
  press("Previous");
  assert.deepEqual(acts, []);
  press("Next"); // 16 entries: two pages
  press("Next");
  assert.deepEqual(acts, [{ do: "watch", parameter: "W1", offset: 8 }]);
});
