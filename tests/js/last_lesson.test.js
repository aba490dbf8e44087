// The note of the lesson that was last open, as it is written and as it is read.

import assert from "node:assert/strict";
import test from "node:test";

import { addressOf, readNote } from "../../metl_ui/components/last_lesson/note.js";

const TITLES = { softmax: "Softmax", "gradient-check": "Gradient check" };
const ROOT = "https://a.org/";

test("a lesson is noted with its settings, wherever the app lies", () => {
  assert.equal(addressOf("https://a.org/softmax?c=3&T=1#x", ROOT, TITLES), "softmax?c=3&T=1");
  assert.equal(addressOf("https://a.org/gradient-check/", ROOT, TITLES), "gradient-check");
  const below = "https://a.org/class/metl/";
  assert.equal(addressOf(`${below}softmax?c=3`, below, TITLES), "softmax?c=3");
});

test("what is no lesson is not noted", () => {
  for (const path of ["", "?c=3", "nonsense", "softmax/more", "constructor"])
    assert.equal(addressOf(ROOT + path, ROOT, TITLES), null, path);
  assert.equal(addressOf("https://a.org/softmax", "https://a.org/metl/", TITLES), null);
  assert.equal(addressOf(`${ROOT}softmax?c=${"9".repeat(9000)}`, ROOT, TITLES), null);
});

test("a note is read back as the lesson that it is of", () => {
  assert.deepEqual(readNote("softmax?c=3", TITLES), { address: "softmax?c=3", title: "Softmax" });
  assert.deepEqual(readNote("softmax", TITLES), { address: "softmax", title: "Softmax" });
});

test("what nobody can have noted is no note", () => {
  const others = [null, "", "?c=3", "nonsense?c=3", "https://b.org/", "//b.org/softmax"];
  for (const text of [...others, "javascript:alert(1)", "__proto__", "softmax".repeat(2000)])
    assert.equal(readNote(text, TITLES), null, text);
});
