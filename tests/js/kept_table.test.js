// What is kept of a reader's table in their tab.

import assert from "node:assert/strict";
import { test } from "node:test";

import listen, { spelt } from "../../metl_ui/components/kept_table/kept_table.js";

// A tab's storage, with so much room.
function open(room = 100) {
  const kept = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => kept.get(key) ?? null,
    removeItem: (key) => kept.delete(key),
    setItem(key, text) {
      if (text.length > room) throw new Error("QuotaExceededError");
      kept.set(key, text);
    },
  };
  const told = [];
  const hear = (data) => listen({ data, setTriggerValue: (name, value) => told.push([name, value]) });
  return { kept, told, hear };
}

const table = new TextEncoder().encode("a,b,label\n1,2,ä\n");

test("a table of any bytes and any size is spelt as other programs spell it", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256);
  assert.equal(spelt(bytes), Buffer.from(bytes).toString("base64"));
});

test("a server that has none is told the table that was kept, and one that has it is told nothing", () => {
  const { told, hear } = open();
  hear(null);
  hear(table);
  assert.deepEqual(told, []);
  hear(null);
  assert.deepEqual(told, [["table", Buffer.from(table).toString("base64")]]);
});

test("what the server cannot read, and what there is no room for, is kept no longer", () => {
  const { kept, hear } = open();
  hear(table);
  hear(new Uint8Array());
  assert.equal(kept.size, 0);
  const small = open(30);
  small.hear(table);
  small.hear(Uint8Array.from({ length: 90 }));
  assert.equal(small.kept.size, 0);
});

test("a reader who lets no page keep anything has a page that works", () => {
  Object.defineProperty(globalThis, "sessionStorage", {
    configurable: true,
    get() {
      throw new Error("SecurityError");
    },
  });
  listen({ data: table, setTriggerValue: assert.fail });
  listen({ data: null, setTriggerValue: assert.fail });
});
