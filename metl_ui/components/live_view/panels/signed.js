// Signed numbers as colours: blue above 0, orange below, and 0 is the page itself.

// 256 colours for the bytes of `level`, as pixels of an ImageData (red in the lowest byte: every
// browser's machine is little-endian). `positive` and `negative` are "#rrggbb".
export function palette(positive, negative) {
  const colours = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const share = Math.min(Math.abs(byte - 128) / 127, 1);
    colours[byte] = pixel(byte < 128 ? negative : positive, share);
  }
  return colours;
}

// One colour "#rrggbb" at an opacity from 0 to 1, as a pixel of an ImageData.
export function pixel(colour, opacity) {
  const rgb = Number.parseInt(colour.slice(1), 16);
  const [red, green, blue] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
  return ((Math.round(opacity * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

// The byte that stands for `value` where `limit` has the full colour: 128 is 0 (and nan).
export function level(value, limit) {
  const share = value / limit;
  if (share >= 1) return 255;
  if (share <= -1) return 1;
  return 128 + Math.round(127 * share || 0);
}

// The largest finite |value| from `start` to `end`.
export function largest(values, start, end) {
  let most = 0;
  for (let at = start; at < end; at += 1) {
    const size = Math.abs(values[at]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

// The smallest of 1, 2, 5 times a power of ten that is not below `value`.
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const exponent = Math.floor(Math.log10(value));
  const step = [1, 2, 5].find((digit) => value <= Number(`${digit}e${exponent}`));
  return Number(`${step ?? 10}e${exponent}`); // by text: 10 ** -3 * 2 is not the double 0.002
}

const PATIENCE = 12; // drawings in a row with room to spare, before a scale shrinks
const ROOM = 0.8; // of the smaller scale, so that it does not grow again at once

// The limit of a colour scale: a round number that grows at once, and shrinks when it has been too
// large for a while.
export class Limit {
  value = 0; // before the first values
  #spare = 0;

  // The limit for values of which the largest is `most`.
  fit(most) {
    const smaller = roundUp(most / ROOM);
    const fits = this.value >= most && !(most > 0 && smaller < this.value);
    this.#spare = fits ? 0 : this.#spare + 1;
    if (most > this.value || this.value === 0) this.value = roundUp(most);
    else if (this.#spare > PATIENCE) this.value = smaller;
    else return this.value;
    this.#spare = 0;
    return this.value;
  }
}
