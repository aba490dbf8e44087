// Where the network's parts lie in a picture of `width` by `height` pixels: inputs on the left,
// hidden units in one column or a few, classes on the right.

const LARGEST = 64; // pixels: a unit's thumbnail
const GAP = 4; // between two thumbnails, at least
const MARGIN = 10; // above and below, for the marks of the biases
const PICTURE = 80; // an image's own size

// The columns of hidden units: as few as keep a thumbnail large enough to be read.
export function columnsFor(hidden) {
  if (hidden <= 8) return 1;
  if (hidden <= 20) return 2;
  return hidden <= 36 ? 3 : 4;
}

// `sizes` [Dx, H, Dy]; `left` and `right`: pixels that the names beside the nodes need. Gives
// inputs, hidden and outputs as [{x, y}], the centres; `size` of a thumbnail; and, where the
// inputs are pixels (`image` [rows, columns]), their picture {x, y, cell, rows, columns}.
export function networkLayout({ sizes, width, height, left, right, image = null }) {
  const [Dx, H, Dy] = sizes;
  const columns = columnsFor(H);
  const rows = Math.ceil(H / columns);
  const pitch = (height - 2 * MARGIN) / (rows + (columns > 1 ? 1 - 1 / columns : 0));
  const size = Math.floor(Math.min(LARGEST, pitch - GAP, (width - left - right) / (columns * 2)));
  const picture = image && pictureAt(image, height);
  const start = picture ? picture.x + picture.columns * picture.cell : left;
  const end = width - right;
  const step = size + Math.max(6, Math.min(14, size / 2)); // from one column to the next
  const first = (start + end) / 2 - ((columns - 1) * step) / 2;
  const hidden = Array.from({ length: H }, (_, unit) => {
    const column = unit % columns;
    const row = Math.floor(unit / columns);
    // Each column a little lower than the last: links find their way between the thumbnails.
    const y = height / 2 + (row - (rows - 1) / 2 + (column - (columns - 1) / 2) / columns) * pitch;
    return { x: first + column * step, y };
  });
  return {
    inputs: picture ? pixelsOf(picture) : spread(Dx, start, height),
    hidden,
    outputs: spread(Dy, end, height),
    size,
    picture,
    start,
    end,
  };
}

// A column of nodes, closer together the more there are.
function spread(count, x, height) {
  const pitch = Math.min((height - 2 * MARGIN) / count, 64);
  return Array.from({ length: count }, (_, i) => ({ x, y: height / 2 + (i - (count - 1) / 2) * pitch }));
}

function pictureAt([rows, columns], height) {
  const cell = Math.max(2, Math.floor(PICTURE / Math.max(rows, columns)));
  return { x: 2, y: Math.round((height - rows * cell) / 2), cell, rows, columns };
}

function pixelsOf({ x, y, cell, rows, columns }) {
  return Array.from({ length: rows * columns }, (_, i) => ({
    x: x + ((i % columns) + 0.5) * cell,
    y: y + (Math.floor(i / columns) + 0.5) * cell,
  }));
}

// A link is level at both ends. With its middle points at thirds, x runs evenly along the curve, so
// that its height at x is a formula: this one, for t = (x - x0) / (x1 - x0).
export function heightAt(y0, y1, t) {
  return y0 + (y1 - y0) * t * t * (3 - 2 * t);
}

// How far (x, y) is from the link between two nodes; Infinity beside its ends.
export function distanceToLink(x, y, from, to) {
  const t = (x - from.x) / (to.x - from.x);
  if (!(t >= 0 && t <= 1)) return Infinity;
  const slope = ((to.y - from.y) / (to.x - from.x)) * 6 * t * (1 - t);
  return Math.abs(y - heightAt(from.y, to.y, t)) / Math.hypot(1, slope);
}
