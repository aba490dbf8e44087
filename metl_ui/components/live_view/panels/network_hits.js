// What of the network lies at a place of the picture. A hit is {id, entry?, unit?, input?, ends?}.

import { entryAt } from "./flat.js";
import { distanceToLink } from "./layout_of_network.js";

export const NODE = 5; // pixels: radius of an input
export const OUTPUT = 9; // and of a class
export const MARK = 5; // the largest radius of a bias

// Where the dot of a bias lies, at the lower left of its node.
export function markAt({ hidden, outputs, size }, parameter, unit) {
  if (parameter === "b1") return { x: hidden[unit].x - size / 2, y: hidden[unit].y + size / 2 };
  return { x: outputs[unit].x - OUTPUT * 0.7, y: outputs[unit].y + OUTPUT * 0.75 };
}

// The nodes that a matrix of weights goes from and to.
export function layerOf({ inputs, hidden, outputs }, parameter) {
  return parameter === "W1" ? { from: inputs, to: hidden } : { from: hidden, to: outputs };
}

// `network`: {layout, flat, marked, selected}; `marked`: the parameters whose biases are dots;
// `selected`: a hidden unit whose links alone can be hit, or null. What lies on top comes first.
export function findHit(network, x, y, reach) {
  return (
    findMark(network, x, y, reach) ?? findNode(network, x, y, reach) ?? findLink(network, x, y, reach)
  );
}

function findMark({ layout, flat, marked }, x, y, reach) {
  const most = Math.min(MARK + reach - 3, layout.size / 3 + 1);
  for (const parameter of marked) {
    for (let unit = 0; unit < flat.shapes[parameter][0]; unit += 1) {
      if (apart(markAt(layout, parameter, unit), x, y) <= most) {
        return entryHit(flat, flat.starts[parameter] + unit);
      }
    }
  }
  return null;
}

function findNode({ layout, flat, selected }, x, y, reach) {
  const { inputs, hidden, outputs, size, picture } = layout;
  const half = Math.max(size / 2, 6);
  const unit = hidden.findIndex((node) => Math.max(Math.abs(x - node.x), Math.abs(y - node.y)) <= half);
  if (unit >= 0) return { id: `unit ${unit}`, unit };
  const output = outputs.findIndex((node) => apart(node, x, y) <= OUTPUT + reach / 2);
  if (output >= 0) return entryHit(flat, flat.starts.b2 + output);
  const input = picture
    ? pixelAt(picture, x, y)
    : inputs.findIndex((node) => apart(node, x, y) <= NODE + reach / 2);
  if (input < 0) return null;
  // The picture shows the weights into the selected unit.
  if (picture && selected !== null) return entryHit(flat, input * hidden.length + selected);
  return { id: `input ${input}`, input };
}

function findLink({ layout, flat, selected }, x, y, reach) {
  let best = null;
  let least = reach;
  for (const parameter of layout.picture ? ["W2"] : ["W1", "W2"]) {
    const { from, to } = layerOf(layout, parameter);
    for (let i = 0; i < from.length; i += 1) {
      for (let j = 0; j < to.length; j += 1) {
        if (selected !== null && selected !== (parameter === "W1" ? j : i)) continue;
        const distance = distanceToLink(x, y, from[i], to[j]);
        if (distance >= least) continue;
        least = distance;
        best = { at: flat.starts[parameter] + i * to.length + j, ends: [from[i], to[j]] };
      }
    }
  }
  return best && { ...entryHit(flat, best.at), ends: best.ends };
}

function pixelAt({ x: left, y: top, cell, rows, columns }, x, y) {
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
  const inside = row >= 0 && row < rows && column >= 0 && column < columns;
  return inside ? row * columns + column : -1;
}

function entryHit(flat, at) {
  return { id: at, entry: entryAt(flat, at) };
}

function apart(node, x, y) {
  return Math.hypot(x - node.x, y - node.y);
}
