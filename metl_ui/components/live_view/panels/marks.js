// Plotly's markers as small pictures for a legend that is made of buttons.

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 12;

// Corners on a circle: how many, the angle of the first (in turns, 0 is up), and the radius of
// the dents between them, for a star.
const POLYGONS = {
  diamond: [4, 0],
  square: [4, 1 / 8],
  "triangle-up": [3, 0],
  "triangle-down": [3, 1 / 2],
  pentagon: [5, 0],
  hexagon: [6, 0],
  star: [5, 0, 0.4],
};
const ARM = 0.36; // half the width of a cross's arm
const CROSS = [
  [-ARM, -1], [ARM, -1], [ARM, -ARM], [1, -ARM], [1, ARM], [ARM, ARM],
  [ARM, 1], [-ARM, 1], [-ARM, ARM], [-1, ARM], [-1, -ARM], [-ARM, -ARM],
]; // prettier-ignore

// The corners of `symbol` in a circle of radius 1, y downwards; null for a circle.
export function corners(symbol) {
  if (symbol === "cross") return CROSS;
  const eighth = Math.SQRT1_2; // sine and cosine of an eighth of a turn
  if (symbol === "x") return CROSS.map(([x, y]) => [(x - y) * eighth, (x + y) * eighth]);
  if (!(symbol in POLYGONS)) return null;
  const [count, first, dent] = POLYGONS[symbol];
  const steps = dent ? 2 * count : count;
  return Array.from({ length: steps }, (_, at) => {
    const turn = 2 * Math.PI * (first + at / steps);
    const radius = dent && at % 2 ? dent : 1;
    return [radius * Math.sin(turn), -radius * Math.cos(turn)];
  });
}

export function mark(symbol, colour, filled) {
  const svg = document.createElementNS(SVG, "svg");
  const half = SIZE / 2;
  const radius = half - 1.5;
  const points = corners(symbol);
  const shape = document.createElementNS(SVG, points ? "polygon" : "circle");
  if (points) {
    const text = points.map(([x, y]) => `${half + radius * x},${half + radius * y}`).join(" ");
    shape.setAttribute("points", text);
  } else {
    for (const [name, value] of [["cx", half], ["cy", half], ["r", radius]]) {
      shape.setAttribute(name, value);
    }
  }
  shape.setAttribute("fill", filled ? colour : "none");
  shape.setAttribute("stroke", colour);
  shape.setAttribute("stroke-width", 1.5);
  svg.setAttribute("width", SIZE);
  svg.setAttribute("height", SIZE);
  svg.setAttribute("aria-hidden", "true");
  svg.append(shape);
  return svg;
}
