// Reads the messages that wire.py writes; the format is described there.

export const VERSION = 1;

const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

// bytes: Uint8Array -> {meta, arrays: {name: typed array with a `shape`}}.
// Rejects, with an Error that says why, what is no message of this version.
export async function unpack(bytes) {
  const start = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 12 && String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== "METL") throw new Error("This is no message of the live view.");
  if (bytes[4] !== VERSION)
    throw new Error(`The server speaks version ${bytes[4]}, this page ${VERSION}: reload the page.`);
  const end = 12 + start.getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(12, end)));
  const body = await inflate(bytes.subarray(end));
  if (body.byteLength !== header.size)
    throw new Error(`The message holds ${body.byteLength} bytes of ${header.size}.`);
  const arrays = {};
  for (const { name, type, shape, at, delta } of header.arrays) {
    const count = shape.reduce((product, size) => product * size, 1);
    const array = new TYPES[type](body, at, count);
    if (delta) addUp(array, count / shape[0]);
    arrays[name] = Object.assign(array, { shape });
  }
  return { meta: header.meta, arrays };
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

// Each row holds what it differs from the one before: in bytes, that is modulo 256.
function addUp(array, width) {
  for (let i = width; i < array.length; i += 1) array[i] += array[i - width];
}
