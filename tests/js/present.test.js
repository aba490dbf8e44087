import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, commandOf } from "../../metl_ui/components/present/keys.js";
import { placeOf, slidesOf } from "../../metl_ui/components/present/slides.js";
import { scaleFor } from "../../metl_ui/components/present/stage.js";

// An element that `closest` finds for those selectors that have one of these words in them.
const within = (...words) => ({
  closest: (selector) => words.some((word) => new RegExp(`(^|[\\s,])${word}($|[,:\\s])`).test(selector)),
});
const page = within();
const press = (key, target = page, more = {}) => commandOf({ key, target, ...more }, true);

test("no letter is one that Streamlit or a page has for itself", () => {
  const keys = COMMANDS.flatMap(([keys]) => keys);
  assert.equal(new Set(keys).size, keys.length);
  for (const taken of ["r", "R", "c", "C", "b", "B", "n", "N"]) assert.ok(!keys.includes(taken), taken);
});

test("a lesson that is not presented hears one key alone, and that one ends it too", () => {
  assert.equal(commandOf({ key: "F8", target: page }, false), "enter");
  assert.equal(press("F8"), "leave");
  for (const [[key]] of COMMANDS) assert.equal(commandOf({ key, target: page }, false), undefined);
});

test("a clicker's keys, the arrows and the letters each have their meaning", () => {
  assert.equal(press("PageDown"), "next");
  assert.equal(press("ArrowLeft"), "previous");
  assert.equal(press("l"), "nextLesson");
  assert.equal(press("L"), "previousLesson");
  assert.equal(press(" "), "play");
  assert.equal(press("x"), undefined);
});

test("what is typed belongs to the field, dialogs keep their keys, and so do shortcuts", () => {
  const box = within("input", "textarea");
  for (const key of ["a", " ", "ArrowLeft", "Escape", "PageDown"]) assert.equal(press(key, box), undefined);
  assert.equal(press("Escape", within("dialog")), undefined);
  assert.equal(press("a", page, { ctrlKey: true }), undefined);
  assert.equal(press("ArrowRight", page, { defaultPrevented: true }), undefined);
});

test("on a slider arrows move the slider, and a clicker goes on", () => {
  // The selector of fields excludes a range, so only the one of arrows finds it.
  const range = { closest: (selector) => selector.startsWith("input, [role=slider]") };
  assert.equal(press("ArrowRight", range), undefined);
  assert.equal(press("PageDown", range), "next");
  assert.equal(press("a", range), "reveal");
});

test("the space bar presses a button that has the focus", () => {
  assert.equal(press(" ", within("button")), undefined);
  assert.equal(press("k", within("button")), "play");
});

// A page: elements are names, and a scope is the names that lie in it.
const scope = (...names) => ({ contains: (name) => names.includes(name) });
const everything = { contains: () => true };
const heading = (title, its = everything) => ({ kind: "heading", element: title, title, scope: its });
const item = (kind, element, more = {}) => ({ kind, element, ...more });
const names = (items) => items.map(({ element }) => element);

test("each figure is a slide, with the controls and the words of its section", () => {
  const [one, two, other] = slidesOf([
    heading("First"),
    item("control", "slider"),
    item("figure", "bars"),
    item("figure", "curve"),
    item("plain", "table"),
    item("piece", "notice", { notice: true }),
    heading("Second"),
    item("figure", "map"),
  ]);
  assert.deepEqual([names(one.main), names(two.main)], [["bars"], ["curve"]]);
  assert.deepEqual([names(one.controls), names(one.pieces), one.title], [["slider"], ["notice", "table"], "First"]);
  assert.deepEqual([names(other.controls), names(other.pieces), other.title], [[], [], "Second"]);
});

test("what sticks to the top goes with the figures that it stays in sight of", () => {
  const slides = slidesOf([
    heading("First"),
    item("control", "x", { scope: scope("bars", "map") }),
    item("figure", "bars"),
    heading("Second"),
    item("control", "h"),
    item("figure", "map"),
    heading("Third"),
    item("figure", "far"),
  ]);
  assert.deepEqual(slides.map(({ controls }) => names(controls)), [["x"], ["x", "h"], []]);
});

test("a derivation is a slide of its own only where there is no figure, and its lines come singly", () => {
  const proof = item("lines", "proof", { lines: ["a", "b"] });
  const [alone] = slidesOf([heading("Why"), proof, item("piece", "note")]);
  assert.deepEqual([names(alone.main), alone.lines, names(alone.pieces)], [["proof"], ["a", "b"], ["note"]]);
  const [beside] = slidesOf([heading("Why"), item("figure", "bars"), proof]);
  assert.deepEqual([names(beside.main), beside.lines, names(beside.pieces)], [["bars"], [], ["proof"]]);
});

test("tables of a section without a figure are shown together; words alone are no slide", () => {
  const slides = slidesOf([
    heading("Tables"),
    item("plain", "wrong"),
    item("plain", "right"),
    heading("Words"),
    item("piece", "notice"),
  ]);
  assert.deepEqual(slides.map(({ main }) => names(main)), [["wrong", "right"]]);
});

test("a heading in a column titles that column, and not what stands below it", () => {
  const slides = slidesOf([
    heading("Whole"),
    heading("Column", scope("left")),
    item("figure", "left"),
    item("figure", "below"),
  ]);
  assert.deepEqual(slides.map(({ title, main }) => [title, ...names(main)]), [
    ["Column", "left"],
    ["Whole", "below"],
  ]);
});

test("the slide that is shown stays, wherever others come; else the wanted one, or the last", () => {
  const slides = slidesOf([heading("All"), ...["a", "b", "c"].map((name) => item("figure", name))]);
  assert.equal(placeOf(slides, "c", 0), 2);
  assert.equal(placeOf(slides, "gone", 1), 1);
  assert.equal(placeOf(slides, null, 9), 2);
  assert.equal(placeOf([], null, 0), -1);
});

test("a figure grows with the screen, and is never smaller than in the page", () => {
  assert.equal(scaleFor(390, 844), 1);
  assert.ok(scaleFor(1024, 768) >= 1.3);
  assert.ok(scaleFor(1920, 1080) > 1.5 * scaleFor(1024, 768));
  assert.ok(scaleFor(1920, 500) <= 1);
});
