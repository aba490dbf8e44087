// Ranges of axes that grow in steps: an axis that followed every frame would never stand still,
// and drawing it anew is most of what a figure costs.

const STEPS = [1, 1.5, 2, 3, 4, 6, 8, 10];
const LONG_STEPS = [1, 2, 5, 10]; // of epochs, of which there may be ten more in every frame
const FIRST_EPOCHS = 10; // the axis is never shorter: the first steps do not make it jump
const AIR = 1.02; // of an axis: the highest point does not touch the edge
const FAR = 10; // times the first loss, or 1
const MOST_DECADES = 12; // what is smaller than that beside the largest is as good as 0

// The next round number that is not below `value` (> 0).
export function roundUp(value, steps = STEPS) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return steps.find((step) => step * unit >= value * (1 - 1e-12)) * unit;
}

export function epochRange(last) {
  return [0, roundUp(Math.max(FIRST_EPOCHS, last), LONG_STEPS)];
}

// From 0 to a round number above the highest finite one of all the columns.
export function rangeFromZero(columns) {
  const [, high] = extremes(columns, (value) => value);
  return [0, high > 0 ? roundUp(high * AIR) : 1];
}

// The same for losses. One that has flown off, to 1e49 perhaps, leaves the figure: all others would
// lie on the axis. The first of them all is what the others are measured by.
export function rangeOfLosses(columns) {
  const [low, high] = rangeFromZero(columns);
  const first = columns[0]?.find(Number.isFinite) ?? high;
  return [low, Math.min(high, roundUp(FAR * Math.max(first, 1)))];
}

// Whole powers of ten around all that is positive and finite, as exponents.
export function decades(columns) {
  const [low, high] = extremes(columns, (value) => (value > 0 ? Math.log10(value) : NaN));
  if (low > high) return [-3, 0];
  const top = Math.ceil(high) || 0; // never −0
  const bottom = Math.max(Math.floor(low), top - MOST_DECADES);
  return [Math.min(bottom, top - 1), top];
}

function extremes(columns, read) {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      const number = read(value);
      if (!Number.isFinite(number)) continue;
      if (number < low) low = number;
      if (number > high) high = number;
    }
  }
  return [low, high];
}

export function equal(one, other) {
  return one[0] === other[0] && one[1] === other[1];
}
