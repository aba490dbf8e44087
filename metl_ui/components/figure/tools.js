// What a reader can do with a figure.

import { csv, fileName } from "./csv.js";
import { assemble } from "./merge.js";
import { tabulate } from "./rows.js";
import { createTable, fillTable } from "./table.js";

const RESET = "M2.5 8a5.5 5.5 0 1 0 1.6-3.9L2.5 5.7M2.5 2v3.7h3.7";
const TABLE = "M2 3h12v10H2zM2 6.3h12M2 9.7h12M6.5 3v10";
const CORNERS = "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";

export function toolsFor(figure) {
  const image = (format) => ({
    name: `Download ${format.toUpperCase()}`,
    text: format.toUpperCase(),
    act: () => window.Plotly.downloadImage(figure.plot, { format, scale: 2, filename: file(figure) }),
  });
  const tools = [
    { name: "Reset zoom", icon: RESET, act: () => resetZoom(figure) },
    { name: "Show the data as a table", icon: TABLE, act: (b) => toggleTable(figure, b), pressed: false },
    image("png"),
    image("svg"),
    { name: "Download CSV", text: "CSV", act: () => downloadCsv(figure) },
  ];
  if (document.fullscreenEnabled) {
    const tool = { name: "Full screen", icon: CORNERS, act: () => toggleFullScreen(figure), pressed: false };
    tools.push(tool);
  }
  return tools;
}

const file = (figure) => fileName(figure.key);

function resetZoom(figure) {
  const { layout } = assemble(figure.parts);
  return window.Plotly.relayout(figure.plot, unzoomed(figure.plot._fullLayout, layout));
}

// What takes every axis back to where `layout` has it.
export function unzoomed(fullLayout, layout) {
  const changes = {};
  for (const name of Object.keys(fullLayout).filter((name) => /^[xy]axis\d*$/.test(name))) {
    const { range, autorange } = layout[name] ?? {};
    if (range) changes[`${name}.range`] = range;
    else if (!fullLayout[name].matches) changes[`${name}.autorange`] = autorange ?? true;
  }
  return changes;
}

function toggleTable(figure, button) {
  if (figure.table) {
    figure.table.remove();
    figure.table = null;
  } else {
    figure.table = createTable();
    showData(figure);
    figure.plot.after(figure.table);
  }
  button.setAttribute("aria-pressed", figure.table !== null);
}

// Into the table, if it is open. To be called whenever the figure has changed.
export function showData(figure) {
  if (!figure.table) return;
  const { data, layout, alt } = assemble(figure.parts);
  fillTable(figure.table, tabulate(data, layout), alt);
}

function downloadCsv(figure) {
  const { data, layout } = assemble(figure.parts);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(tabulate(data, layout))], { type: "text/csv" }));
  link.download = `${file(figure)}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // by then the browser has read it
}

function toggleFullScreen(figure) {
  if (document.fullscreenElement) document.exitFullscreen();
  else figure.element.requestFullscreen();
}
