// The data as a table, in the place of the plot, for those who cannot see it or want the numbers.

import { written } from "./rows.js";

const MOST_ROWS = 200;
const DIGITS = 6; // the CSV file has them all

// The element of the table; it keeps its place when `fillTable` brings other rows.
export function createTable() {
  const region = document.createElement("div");
  region.className = "metl-figure-table";
  region.tabIndex = 0; // so that the keyboard can scroll it
  region.setAttribute("role", "region");
  return region;
}

export function fillTable(region, { columns, rows, length }, alt) {
  region.setAttribute("aria-label", `Data: ${alt}`);
  const table = document.createElement("table");
  table.createCaption().textContent = tell(length);
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows()) {
    if (body.rows.length === MOST_ROWS) break;
    const line = body.insertRow();
    for (const value of row) line.insertCell().textContent = short(value);
  }
  region.replaceChildren(table);
}

export function tell(length) {
  if (length === 0) return "There is no data in this figure.";
  if (length > MOST_ROWS) return `The first ${MOST_ROWS} of ${length} rows; the CSV file has all.`;
  return length === 1 ? "1 row" : `${length} rows`;
}

export function short(value) {
  const finite = typeof value === "number" && Number.isFinite(value);
  return written(finite ? Number(value.toPrecision(DIGITS)) : value);
}
