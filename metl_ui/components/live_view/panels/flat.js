// Where each parameter lies in the flat vector of all of them: W1 (Dx, H), b1 (H), W2 (H, Dy) and
// b2 (Dy), one after the other, row by row. Indices count from 0, as in NumPy.

export const PARAMETERS = ["W1", "b1", "W2", "b2"];

// The shape of each parameter, and where it begins, for sizes [Dx, H, Dy].
export function layoutOf([Dx, H, Dy]) {
  const shapes = { W1: [Dx, H], b1: [H], W2: [H, Dy], b2: [Dy] };
  const starts = {};
  let total = 0;
  for (const parameter of PARAMETERS) {
    starts[parameter] = total;
    total += countOf(shapes[parameter]);
  }
  return { shapes, starts, total };
}

// How many entries an array of that shape has.
export function countOf(shape) {
  return shape.reduce((product, size) => product * size, 1);
}

// The entry at `row` of a parameter that is read row by row: {parameter, index, at}.
export function entryOf({ shapes, starts }, parameter, row) {
  const columns = shapes[parameter][1];
  const index = columns === undefined ? [row] : [Math.floor(row / columns), row % columns];
  return { parameter, index, at: starts[parameter] + row };
}

// The entry at position `at` of the flat vector.
export function entryAt(layout, at) {
  const parameter = PARAMETERS.findLast((name) => layout.starts[name] <= at);
  return entryOf(layout, parameter, at - layout.starts[parameter]);
}

// "W1[0,3]"
export function nameOf({ parameter, index }) {
  return `${parameter}[${index.join(",")}]`;
}

// What an entry does, in words: "x1 → hidden unit 3".
export function roleOf({ parameter, index }, scene) {
  const [i, j] = index;
  if (parameter === "W1") return `${scene.inputs[i]} → hidden unit ${j}`;
  if (parameter === "b1") return `bias of hidden unit ${i}`;
  if (parameter === "W2") return `hidden unit ${i} → ${scene.classes[j].name}`;
  return `bias of ${scene.classes[i].name}`;
}
