// Reads a message of the live view from standard input, and prints what wire.js finds in it as
// JSON: the meta, and of each array its type, its shape and its numbers. For tests/ui/test_wire.py.
import { unpack } from "../../metl_ui/components/live_view/wire.js";

const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const bytes = new Uint8Array(Buffer.concat([Buffer.from("x"), ...pieces])).subarray(1); // off by one
try {
  const { meta, arrays } = await unpack(bytes);
  const told = Object.entries(arrays).map(([name, array]) => [
    name,
    { type: array.constructor.name, shape: array.shape, values: Array.from(array, String) },
  ]);
  console.log(JSON.stringify({ meta, arrays: Object.fromEntries(told) }));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
