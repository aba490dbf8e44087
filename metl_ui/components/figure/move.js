// Moves in the picture what moved in the data, where that is all that a drag has changed: the ends
// of a line, a marker, a bar and its number, the words at a tick. Plotly takes 25 ms to find out
// that nothing else has changed; this takes one. Once the drag rests Plotly draws the figure
// itself, and ends with the same picture.

const UNSEEN = new Set(["customdata", "hovertext", "hovertemplate"]); // until the mouse is there
const SEEN = {
  bar: new Set(["y", "text"]),
  scatter: new Set(["x", "y"]),
};
const MOST_POINTS = 20; // Plotly thins out longer lines
const TEXT_PAD = 3; // pixels; Plotly's own, between a bar and its number

// Brings the picture in `plot`, which Plotly drew of the parts `drawn` and which shows the parts
// `before`, to the parts `after`. Where it shows something else that changed it is left as it was,
// and the answer is false.
export function move(plot, drawn, before, after) {
  const changes = changed(before, after);
  const steps = changes && planned(plot, drawn, before, after, changes);
  if (!steps) return false;
  for (const step of steps) step();
  return true;
}

// {traces: {index: names}, axes: names}; null if it is more than that.
export function changed(before, after) {
  const changes = { traces: {}, axes: [] };
  for (const path of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (path === "alt" || same(before[path], after[path])) continue;
    if (!(path in before) || !(path in after)) return null;
    const [kind, first, second] = path.split("/");
    if (kind === "data") (changes.traces[first] ??= []).push(second);
    else if (!isAxis(first) || !sameTicks(before[path], after[path])) return null;
    else changes.axes.push(first);
  }
  // A new scale moves all that is on it.
  for (const path of Object.keys(after)) {
    const [, index, name] = path.split("/");
    if (name !== "type") continue;
    const { xaxis = "x", yaxis = "y" } = partsOf(after, index);
    const axes = [axisName(xaxis), axisName(yaxis)];
    if (axes.some((axis) => changes.axes.includes(axis))) changes.traces[index] ??= [];
  }
  return changes;
}

const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);
const isAxis = (name) => /^[xy]axis\d*$/.test(name);
const axisName = (id) => `${id[0]}axis${id.slice(1)}`; // "y2" is called "yaxis2" in a layout

// Whether the ticks of two axes stand at the same places, whatever their numbers and words.
function sameTicks(one, other) {
  const rest = (axis) => ({ ...axis, range: 0, tickvals: 0, ticktext: 0 });
  if (!one.ticktext || !other.ticktext || !same(rest(one), rest(other))) return false;
  return samePlaces(one, other) && other.ticktext.every(isPlain);
}

function samePlaces(one, other) {
  const places = ({ range: [start, end], tickvals }) => tickvals.map((tick) => (tick - start) / (end - start));
  const others = places(other);
  return one.tickvals.length === others.length && places(one).every((place, i) => Math.abs(place - others[i]) < 1e-9);
}

// What is to be done, as functions; null if that cannot be told.
function planned(plot, drawn, before, after, { traces, axes }) {
  const steps = [];
  const along = (id) => scale(plot._fullLayout[axisName(id)], drawn[`layout/${axisName(id)}`], after[`layout/${axisName(id)}`]);
  for (const [index, names] of Object.entries(traces)) {
    const old = partsOf(before, index);
    const trace = partsOf(after, index);
    const seen = names.filter((name) => !UNSEEN.has(name) && !(name === "name" && unnamed(trace, after)));
    if (!seen.every((name) => SEEN[trace.type]?.has(name))) return null;
    const calculated = plot.calcdata?.[index]?.[0];
    if (calculated?.trace.visible !== true) continue; // the reader has hidden it
    const group = calculated.node3?.node();
    const [right, down] = [along(trace.xaxis ?? "x"), along(trace.yaxis ?? "y")];
    if (!group?.isConnected || !right || !down) return null;
    const step = trace.type === "bar" ? bars(group, down, old, trace) : points(group, right, down, trace);
    if (!step) return null;
    steps.push(step);
  }
  for (const name of axes) {
    const step = ticks(plot, name, before[`layout/${name}`].ticktext, after[`layout/${name}`].ticktext);
    if (!step) return null;
    steps.push(step);
  }
  return steps;
}

// The place of a value in pixels along `axis`, which was drawn as `drawn` and perhaps zoomed, and is
// now as `after`. Null if it cannot be told.
function scale(axis, drawn, after) {
  if (same(drawn?.range, after?.range)) return (value) => axis.c2p(value, true);
  if (axis.type !== "linear" || !samePlaces(axis, after)) return null;
  const [start, end] = after.range;
  const [first, last] = axis.range;
  return (value) => axis.c2p(first + ((value - start) / (end - start)) * (last - first), true);
}

function partsOf(parts, index) {
  const trace = {};
  const start = `data/${index}/`;
  for (const [path, value] of Object.entries(parts)) {
    if (path.startsWith(start)) trace[path.slice(start.length)] = value;
  }
  return trace;
}

const unnamed = (trace, parts) => trace.showlegend === false || parts["layout/showlegend"] === false;
const isPlain = (text) => !/[<&$]/.test(text);

function points(group, right, down, { x, y, mode }) {
  if (x.length !== y.length || x.length > MOST_POINTS) return null;
  const places = x.map((value, i) => `${right(value)},${down(y[i])}`);
  if (places.some((place) => /NaN|Infinity/.test(place))) return null;
  if (mode === "lines") {
    const lines = group.querySelectorAll("path.js-line");
    if (lines.length !== 1) return null;
    return () => lines[0].setAttribute("d", `M${places.join("L")}`);
  }
  const marks = [...group.querySelectorAll("path.point")];
  if (mode !== "markers" || marks.length !== places.length) return null;
  return () => marks.forEach((mark, i) => mark.setAttribute("transform", `translate(${places[i]})`));
}

function bars(group, down, old, { y, text, textposition }) {
  const shapes = [...group.querySelectorAll("g.point")];
  const labels = shapes.map((shape) => shape.querySelector("text"));
  if (shapes.length !== y.length || (text && textposition !== "outside")) return null;
  if (labels.some((label, i) => (label === null) === Boolean(text?.[i]))) return null;
  if (text && !text.every(isPlain)) return null;
  const sides = shapes.map((shape) => SIDES.exec(shape.querySelector("path").getAttribute("d")));
  if (sides.includes(null)) return null;
  const [foot, heads] = [down(0), y.map(down)];
  const downward = y.some((value) => value < 0) && !y.some((value) => value > 0);
  return () => {
    shapes.forEach((shape, i) => {
      const [, left, right] = sides[i];
      shape.querySelector("path").setAttribute("d", `M${left},${foot}V${heads[i]}H${right}V${foot}Z`);
      if (labels[i] && text[i] !== old.text[i]) labels[i].textContent = text[i];
    });
    const boxes = labels.map((label) => label?.getBBox()); // all at once: the page is laid out once
    labels.forEach((label, i) => {
      if (!label) return;
      const [, left, right] = sides[i].map(Number);
      const up = heads[i] === foot ? !downward : heads[i] < foot;
      label.setAttribute("transform", beyond(left, right, heads[i], up, boxes[i]));
    });
  };
}

const SIDES = /^M([^,]+),[^V]+V[^H]+H([^V]+)V[^Z]+Z$/;

// Where the number of a bar stands: beyond its end, and no wider than the bar.
function beyond(left, right, head, up, box) {
  const wide = Math.abs(right - left);
  const pad = wide > 2 * TEXT_PAD ? TEXT_PAD : 0;
  const scale = Math.min(1, wide / box.width);
  const direction = up ? -1 : 1;
  const x = (left + right) / 2 - scale * (box.x + box.width / 2);
  const y = head + direction * pad - scale * (box.y + box.height / 2 - (direction * box.height) / 2);
  return `translate(${x},${y})${scale < 1 ? `scale(${scale})` : ""}`;
}

function ticks(plot, name, old, words) {
  const texts = [...plot.querySelectorAll(`.${name.replace("axis", "")}tick text`)];
  if (texts.length !== words.length) return null;
  if (texts.some((text, i) => text.textContent !== old[i])) return null;
  return () => texts.forEach((text, i) => (text.textContent = words[i]));
}
