// The plane's bytes as colours. A byte is `class * levels + level`: level 0 where the class that
// wins is no likelier than all the others, the highest level where it is certain.

export const STRONGEST = 0.5; // opacity where the network is certain: the points stay readable
export const EVEN = 0.36; // opacity of a class when only the classes are shown

// 256 pixels, one for each byte: the class's colour, the more opaque the higher the level, so that
// the page shines through where the network hesitates, whatever the page's own colour is.
export function mixtures(colours, levels) {
  return table(colours, levels, (level) => (STRONGEST * level) / (levels - 1));
}

// The same for a picture that shows the classes and nothing of their probabilities.
export function evenColours(colours, levels) {
  return table(colours, levels, () => EVEN);
}

function table(colours, levels, opacity) {
  const pixels = new Uint32Array(256); // 0 is transparent: a byte that means nothing shows nothing
  colours.forEach((colour, k) => {
    for (let level = 0; level < levels; level++) {
      pixels[k * levels + level] = pixel(colour, opacity(level));
    }
  });
  return pixels;
}

// "#rrggbb" as ImageData holds it, read as one number; machines with a browser are little-endian.
export function pixel(colour, opacity) {
  const rgb = Number.parseInt(colour.slice(1), 16);
  const [red, green, blue] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
  return ((Math.round(255 * opacity) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

// n x n bytes, rows upwards, into n x n pixels, rows downwards.
export function paintMixture(pixels, bytes, n, mixture) {
  for (let i = 0; i < n; i++) {
    const to = (n - 1 - i) * n;
    const from = i * n;
    for (let j = 0; j < n; j++) pixels[to + j] = mixture[bytes[from + j]];
  }
}

// n x n bytes, rows upwards, into (n - 1) * fine pixels a side, rows downwards: `fine` pixels from
// one grid point to the next. A pixel belongs to the class that is strongest there when its
// neighbours' levels are interpolated: for two classes that is where the line of equal
// probability runs, and the edge is a line instead of stairs. `colours` has one for each class.
export function paintClasses(pixels, bytes, n, fine, levels, colours) {
  const side = (n - 1) * fine;
  for (let i = 0; i < n - 1; i++) {
    const top = (n - 2 - i) * fine * side;
    // All of the row as if each cell had the class of its first corner: a line, and its copies …
    for (let j = 0; j < n - 1; j++) {
      const colour = colours[bytes[i * n + j]];
      for (let at = top + j * fine, end = at + fine; at < end; at++) pixels[at] = colour;
    }
    for (let row = 1; row < fine; row++) pixels.copyWithin(top + row * side, top, top + side);
    // … and then the few cells that an edge runs through.
    for (let j = 0; j < n - 1; j++) {
      const at = i * n + j;
      const colour = colours[bytes[at]];
      if (
        colours[bytes[at + 1]] !== colour ||
        colours[bytes[at + n]] !== colour ||
        colours[bytes[at + n + 1]] !== colour
      ) {
        const corners = [bytes[at], bytes[at + 1], bytes[at + n], bytes[at + n + 1]];
        paintEdge(pixels, top + j * fine, side, fine, corners, levels, colours);
      }
    }
  }
}

// One cell of fine x fine pixels; its corners are lower left, lower right, upper left, upper right.
function paintEdge(pixels, start, side, fine, corners, levels, colours) {
  const strengths = corners.map((byte) => (byte % levels) + 0.5); // level 0 has some as well
  const theirs = corners.map((byte) => colours[byte]);
  const scores = [0, 0, 0, 0];
  for (let row = 0; row < fine; row++) {
    const up = 1 - (row + 0.5) / fine;
    for (let column = 0; column < fine; column++) {
      const right = (column + 0.5) / fine;
      scores[0] = strengths[0] * (1 - right) * (1 - up);
      scores[1] = strengths[1] * right * (1 - up);
      scores[2] = strengths[2] * (1 - right) * up;
      scores[3] = strengths[3] * right * up;
      pixels[start + row * side + column] = strongest(scores, theirs);
    }
  }
}

function strongest(scores, colours) {
  let best = 0;
  let most = -1;
  for (let c = 0; c < 4; c++) {
    let score = 0;
    for (let d = 0; d < 4; d++) if (colours[d] === colours[c]) score += scores[d];
    if (score <= most) continue;
    best = c;
    most = score;
  }
  return colours[best];
}
