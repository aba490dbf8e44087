// The browser's side of message.py: figures out of whole ones and of what differs from them.

const REMEMBERED = 128; // figures: more than the server thinks that we have

export class Wholes {
  #kept = new Map(); // key -> {version, parts}; the one used last at the end

  // To be called with every message, as soon as it is here, even if it comes too late to be shown.
  keep({ key, version, base, set }) {
    if (base === null) this.#use(key, { version, parts: set });
  }

  // All parts of the figure that `message` makes, by path; null if we lack what it starts from.
  merge({ key, version, base, set, gone }) {
    const whole = this.#kept.get(key);
    if (whole?.version !== (base ?? version)) return null;
    this.#use(key, whole);
    const parts = { ...whole.parts, ...set };
    for (const path of gone) delete parts[path];
    return parts;
  }

  // The version of the whole figure `key` that we have, if any.
  version(key) {
    return this.#kept.get(key)?.version;
  }

  #use(key, whole) {
    this.#kept.delete(key);
    this.#kept.set(key, whole);
    if (this.#kept.size > REMEMBERED) this.#kept.delete(this.#kept.keys().next().value);
  }
}

// {alt, data, layout} for Plotly, which writes what it likes into it, the zoom for one: all of it
// is new but the long arrays. That those stay the same tells Plotly what has not changed.
export function assemble(parts) {
  const figure = { alt: parts.alt, data: [], layout: {} };
  for (const [path, value] of Object.entries(parts)) {
    const [kind, ...names] = path.split("/");
    if (kind === "data") (figure.data[names[0]] ??= {})[names[1]] = copy(value);
    if (kind === "layout") figure.layout[names[0]] = copy(value);
  }
  return figure;
}

function copy(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return isPlain(value[0]) ? value.map(copy) : value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]));
}

const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const ARRAYS = {
  i1: Int8Array, i2: Int16Array, i4: Int32Array, f4: Float32Array,
  u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f8: Float64Array,
};

// For JSON.parse. NumPy arrays come as {dtype, bdata, shape}; in the figure they are plain arrays,
// easy to read.
export function decode(_name, value) {
  if (value?.bdata === undefined) return value;
  const bytes = Uint8Array.from(atob(value.bdata), (letter) => letter.charCodeAt(0));
  const flat = Array.from(new ARRAYS[value.dtype](bytes.buffer));
  const sizes = String(value.shape ?? "").split(",").slice(1).map(Number);
  return sizes.reduceRight((array, size) => rows(array, size), flat);
}

function rows(array, size) {
  return Array.from({ length: array.length / size }, (_, i) => array.slice(i * size, (i + 1) * size));
}
