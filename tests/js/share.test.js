import assert from "node:assert/strict";
import { test } from "node:test";

import { isLocal, lacks, tooLong, without } from "../../metl_ui/components/share/link.js";

test("a link that only this computer can open is known by its host alone", () => {
  for (const host of ["localhost:8501", "127.0.0.1", "127.1.2.3:80", "[::1]:8501", "0.0.0.0:8501", "x.localhost"]) {
    assert.ok(isLocal(`http://${host}/softmax?c=2`), host);
  }
  for (const host of ["192.168.0.7:8501", "metl.example", "localhost.example", "10.127.0.1"]) {
    assert.ok(!isLocal(`http://${host}/?from=localhost`), host);
  }
});

test("a link to a reader's own table lacks the table", () => {
  const own = ["dataset", "own table"];
  assert.ok(lacks("http://a.b/train?dataset=own+table&seed=1", own));
  assert.ok(!lacks("http://a.b/train?dataset=moons", own));
});

test("a link loses the view and keeps all else as it was", () => {
  const keys = ["view", "figure"];
  assert.equal(without("http://a.b/s?c=2&view=present&figure=3", keys), "http://a.b/s?c=2");
  assert.equal(without("http://a.b/s?logits=1,%202", keys), "http://a.b/s?logits=1,%202");
});

test("a link is too long by its bytes, and that is said with both numbers", () => {
  assert.equal(tooLong("http://a.b/", 11), "");
  assert.match(tooLong("http://a.b/é", 12), /has 13 letters, and 12 would do/);
});
