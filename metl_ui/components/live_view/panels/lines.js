// A curve as a canvas draws it.

const DASHES = { solid: [], dash: [9, 9], dot: [3, 3], longdash: [15, 15], dashdot: [9, 9, 3, 9] };
const BEYOND = 1e5; // pixels; a canvas does not count to 1e38
const USUAL = 3; // pixels of width that Plotly's dashes are made for

// Plotly's name of a dash as lengths in pixels for a line of `width` pixels.
export function dashPattern(name, width) {
  return (DASHES[name] ?? []).map((length) => (length * Math.max(width, 1)) / USUAL);
}

// Adds (x, y) to the pen's path. `plane` {x, y, width, height, log}: the ranges of the axes and the
// pixels between their ends; with `log` the values are positive and y is a range of exponents.
// Where there is no value, or none that the axis could show, the line has a gap. Of more than
// `most` points every second is taken (or third, …), and the last.
export function polyline(pen, x, y, plane, most = Infinity) {
  const across = plane.width / (plane.x[1] - plane.x[0]);
  const up = plane.height / (plane.y[1] - plane.y[0]);
  const stride = Math.ceil(x.length / most) || 1;
  const last = x.length - 1;
  let down = false;
  for (let at = 0; at <= last; at = at < last ? Math.min(at + stride, last) : at + 1) {
    const value = plane.log ? Math.log10(y[at]) : y[at];
    if (!Number.isFinite(value)) {
      down = false;
      continue;
    }
    const left = (x[at] - plane.x[0]) * across;
    const height = (value - plane.y[0]) * up;
    const top = plane.height - Math.min(Math.max(height, -BEYOND), BEYOND);
    if (down) pen.lineTo(left, top);
    else pen.moveTo(left, top);
    down = true;
  }
}
