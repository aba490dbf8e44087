import assert from "node:assert/strict";
import { test } from "node:test";
import { ShortWay } from "../../metl_ui/components/live_view/short_way.js";

// A way whose requests wait until the test answers them.
function opened({ hasRun = false } = {}) {
  const seen = { posts: [], page: [], heard: [] };
  globalThis.fetch = (address, { body }) =>
    new Promise((answer, fail) => seen.posts.push({ address: String(address), body, answer, fail }));
  const way = new ShortWay("http://metl/studio/", (message) => seen.heard.push([...message]));
  way.throughThePage = (ask) => seen.page.push(ask.number);
  way.open("key");
  if (!hasRun) way.send({ number: 0 }); // the page has run: this one goes through it
  return { way, seen };
}

const settled = () => new Promise((done) => setTimeout(done));
const ok = (...bytes) => new Response(new Uint8Array(bytes));

test("the first ask after the page has run goes through it, the next ones the short way", async () => {
  const { way, seen } = opened();
  way.send({ number: 1 });
  await settled();
  assert.deepEqual(seen.page, [0]);
  assert.equal(seen.posts[0].address, "http://metl/studio/key");
  assert.deepEqual(JSON.parse(seen.posts[0].body), { number: 1 });
  seen.posts[0].answer(ok(1, 2));
  await settled();
  assert.deepEqual(seen.heard, [[1, 2]]);
});

test("an ask waits for the answer to the one before, for they must be done in order", async () => {
  const { way, seen } = opened();
  way.send({ number: 1 });
  way.send({ number: 2 });
  await settled();
  assert.equal(seen.posts.length, 1);
  seen.posts[0].answer(ok(1));
  await settled();
  assert.deepEqual(JSON.parse(seen.posts[1].body), { number: 2 });
});

test("where the way leads nowhere an ask goes through the page", async () => {
  const { way, seen } = opened();
  way.send({ number: 1 });
  way.send({ number: 2 });
  await settled();
  seen.posts[0].answer(new Response(null, { status: 204 }));
  await settled();
  seen.posts[1].fail(new TypeError("no network"));
  await settled();
  assert.deepEqual(seen.page, [0, 1, 2]);
  assert.deepEqual(seen.heard, []);
});

test("an answer of a run that the page shows no longer is not heard", async () => {
  const { way, seen } = opened();
  way.send({ number: 1 });
  await settled();
  way.open("another");
  seen.posts[0].answer(ok(1));
  await settled();
  assert.deepEqual(seen.heard, []);
});

test("before there is a key all goes through the page", async () => {
  const way = new ShortWay("http://metl/studio/", () => assert.fail());
  const page = [];
  way.throughThePage = (ask) => page.push(ask.number);
  await way.send({ number: 1 });
  assert.deepEqual(page, [1]);
});
