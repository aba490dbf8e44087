// The data of a figure as the rows of one table.

// {columns, length, rows}: `rows()` yields one row after the other, as a list of cells.
export function tabulate(data, layout) {
  const all = data.filter((trace) => trace.type !== "image" && trace.visible !== false);
  const telling = all.filter((trace) => trace.hoverinfo !== "skip"); // the rest decorates
  const traces = telling.length ? telling : all;
  const named = traces.some((trace) => trace.name);
  const deep = traces.some((trace) => trace.z);
  const columns = [title(layout, "x"), title(layout, "y")];
  if (named) columns.unshift("name");
  if (deep) columns.push("z");

  function* rows() {
    for (const trace of traces) {
      for (const [x, y, z] of points(trace)) {
        const row = [cell(x), cell(y)];
        if (named) row.unshift(words(trace.name ?? ""));
        if (deep) row.push(cell(z));
        yield row;
      }
    }
  }
  return { columns, rows, length: traces.reduce((sum, trace) => sum + size(trace), 0) };
}

const isGrid = ({ z }) => Array.isArray(z?.[0]);

function size(trace) {
  const { x, y, z } = trace;
  if (isGrid(trace)) return z.reduce((sum, row) => sum + row.length, 0);
  return Math.max(...[x, y, z].map((values) => values?.length ?? 0));
}

function* points(trace) {
  const { x, y, z, x0, dx, y0, dy } = trace;
  if (isGrid(trace)) {
    for (const [i, row] of z.entries()) {
      for (const [j, value] of row.entries()) yield [at(x, j, x0, dx), at(y, i, y0, dy), value];
    }
  } else {
    for (let i = 0; i < size(trace); i += 1) yield [at(x, i, x0, dx), at(y, i, y0, dy), z?.[i]];
  }
}

// Where no values are given, Plotly counts from 0.
const at = (values, i, start = 0, step = 1) => (values ? values[i] : start + i * step);

const cell = (value) => (typeof value === "string" ? words(value) : (value ?? ""));

// What the axes of that letter are called; the letter where they differ.
function title(layout, letter) {
  const axes = Object.keys(layout).filter((name) => name.startsWith(`${letter}axis`));
  const titles = new Set(axes.map((name) => words(layout[name].title?.text ?? "")));
  titles.delete("");
  return titles.size === 1 ? [...titles][0] : letter;
}

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " " };

// What one reads where Plotly shows `text`: no tags, and letters for entities.
export function words(text) {
  return String(text)
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/&(?:#(\d{1,7})|(\w+));/g, (entity, code, name) => {
      if (name) return ENTITIES[name] ?? entity;
      return Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : entity;
    });
}

// A cell as text, numbers as Python reads them.
export function written(value) {
  if (typeof value !== "number" || Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}
