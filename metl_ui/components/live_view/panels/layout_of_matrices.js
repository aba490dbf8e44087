// Where the matrices lie: W1 above b1, and below them W2 transposed beside b2, so that a column is
// the same hidden unit in all of them; on the right the gradients, in the same places.

const TITLE = 22; // pixels above a matrix, for its name and its limit
const AXIS = 36; // below the lower one, for the numbers of the units
const GAP = 4; // between a matrix and its biases
const BETWEEN = 18; // the weights and their gradients
const UPPER = 168; // the height of W1, unless its rows are large enough at less
const LOWER = 140;
const LARGEST = 26; // the height of a cell
const NARROWEST = 9; // a row or a column of biases

// `names`: pixels for the names of the rows; `down` rounds a length down to whole device pixels.
// Gives `height` of all, and the blocks: {parameter, kind, x, y, rows, columns, cellWidth, cellHeight}.
export function matricesLayout({ sizes, width, names, down = Math.floor }) {
  const [Dx, H, Dy] = sizes;
  const half = down((width - names - BETWEEN) / 2);
  const biasWidth = Math.max((half - GAP) / (H + 1), NARROWEST);
  const cellWidth = Math.max(down((half - GAP - biasWidth) / H), 1);
  const upper = down(Math.min(UPPER / Dx, LARGEST));
  const lower = down(Math.min(LOWER / Dy, LARGEST));
  const biasHeight = Math.max(upper, NARROWEST);
  const tops = { W1: TITLE, b1: TITLE + Dx * upper + GAP };
  const top2 = tops.b1 + biasHeight + TITLE + 10;
  const blocks = [];
  for (const [kind, x] of [["weights", names], ["gradients", names + half + BETWEEN]]) {
    const place = (parameter, left, y, rows, columns, cellHeight) =>
      blocks.push({
        parameter, kind, rows, columns, cellHeight,
        x: down(left), y: down(y), cellWidth: parameter === "b2" ? down(biasWidth) : cellWidth,
      });
    place("W1", x, tops.W1, Dx, H, upper);
    place("b1", x, tops.b1, 1, H, biasHeight);
    place("W2", x, top2, Dy, H, lower);
    place("b2", x + H * cellWidth + GAP, top2, Dy, 1, lower);
  }
  return { blocks, height: Math.ceil(top2 + Dy * lower + AXIS) };
}

// The position in its parameter, read row by row, of the cell at `row`, `column` of a block.
export function rowOfCell({ parameter, rows, columns }, row, column) {
  return parameter === "W2" ? column * rows + row : row * columns + column;
}

// The cell of a block at (x, y): [row, column], or null.
export function cellAt({ x: left, y: top, rows, columns, cellWidth, cellHeight }, x, y) {
  const row = Math.floor((y - top) / cellHeight);
  const column = Math.floor((x - left) / cellWidth);
  return row >= 0 && row < rows && column >= 0 && column < columns ? [row, column] : null;
}

// Of `count` labels `room` pixels apart, every how many there is space for: 1, 2, 5, 10, 20 ...
export function everyHowMany(room, needed) {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power * room >= needed) return step * power;
  }
}
