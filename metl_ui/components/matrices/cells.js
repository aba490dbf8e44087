// What a cell says of its number, and where the arrow keys lead from it.

import { short } from "../live_view/panels/numbers.js";

// Three digits: a number that has no more is written short, 0.3, a rounded one keeps its zeros,
// 0.300. With a real minus sign.
export function textOf(value) {
  const isShort = Number(value.toPrecision(3)) === value && Math.abs(value) < 1e6;
  return (isShort ? String(value) : short(value)).replaceAll("-", "−");
}

export function nameOf(title, row, column, value) {
  return `${title} row ${row + 1} column ${column + 1}: ${textOf(value)}`;
}

// How full a cell's colour is, from 0 to 1.
export function fullness(value, limit) {
  return Math.min(Math.abs(value) / limit, 1) || 0;
}

// Where `key` leads from `at` {name, row, column}, or null. `grids` are {name, rows, columns}, in the
// order in which they are read: beyond the side of one lies the next.
export function neighbour(grids, at, key) {
  const index = grids.findIndex(({ name }) => name === at.name);
  if (index < 0) return null;
  const { rows, columns } = grids[index];
  const [before, after] = [grids[index - 1], grids[index + 1]];
  switch (key) {
    case "ArrowLeft":
      if (at.column > 0) return { ...at, column: at.column - 1 };
      return before ? within(before, at.row, before.columns - 1) : null;
    case "ArrowRight":
      if (at.column < columns - 1) return { ...at, column: at.column + 1 };
      return after ? within(after, at.row, 0) : null;
    case "ArrowUp":
      return at.row > 0 ? { ...at, row: at.row - 1 } : null;
    case "ArrowDown":
      return at.row < rows - 1 ? { ...at, row: at.row + 1 } : null;
    case "Home":
      return { ...at, column: 0 };
    case "End":
      return { ...at, column: columns - 1 };
    default:
      return null;
  }
}

// The place in `grid` that is nearest to that row and column.
export function within({ name, rows, columns }, row, column) {
  return { name, row: Math.min(row, rows - 1), column: Math.min(column, columns - 1) };
}
