// The network in words: how its picture is to be read, and what it shows.

import { countOf, entryOf, nameOf } from "./flat.js";
import { round, short } from "./numbers.js";

// What colours, widths, squares and dots mean. `limits`: the weights of full width.
export function keyWords({ image, responses }, limits) {
  const links = image
    ? `A link of full width is a weight of ${round(limits.W2.value)}.`
    : `A link of full width is a weight of ${round(limits.W1.value)} on the left, ${round(limits.W2.value)} on the right.`;
  const dots = "a dot at a node is its bias";
  const units = image
    ? `A square shows the weights from the pixels to a unit; ${dots}.`
    : responses
      ? `A square shows a unit's output over the plane; ${dots}.`
      : "A circle is filled by the unit's bias; a dot at a class is its bias.";
  return `Blue is positive, orange negative. ${links} ${units}`;
}

// For those who cannot see the picture.
export function describeNetwork({ sizes: [Dx, H, Dy], activation }, flat, { weights }) {
  const strongest = ["W1", "W2"].map((parameter) => {
    const entry = strongestOf(flat, parameter, weights);
    return `${nameOf(entry)} = ${short(weights[entry.at])}`;
  });
  return (
    `The network: ${Dx} inputs, ${H} hidden units (${activation}), ${Dy} classes. ` +
    `Its largest weights are ${strongest.join(" and ")}.`
  );
}

function strongestOf(flat, parameter, weights) {
  const start = flat.starts[parameter];
  let best = 0;
  for (let row = 1; row < countOf(flat.shapes[parameter]); row += 1) {
    if (Math.abs(weights[start + row]) > Math.abs(weights[start + best])) best = row;
  }
  return entryOf(flat, parameter, best);
}
