// Matrices as grids of numbers, brought up to date in place. Streamlit calls the default export with
// every answer of the server; it calls what that returns when the element goes.

import { Keeper } from "../shared/keeper.js";
import { say } from "../shared/say.js";
import { letKeyboardScroll } from "../shared/scrolling.js";
import { styled } from "../shared/style.js";
import { fullness, nameOf, neighbour, textOf, within } from "./cells.js";

const SAID = { result: "computed in this step", input: "used in this step" };

export default async function ({ data, parentElement, setTriggerValue }) {
  await styled(new URL("matrices.css", import.meta.url));
  const matrices = keeper.in(parentElement, () => data.key);
  const call = (matrices.calls = (matrices.calls ?? 0) + 1);
  matrices.take(data, setTriggerValue);
  return () => {
    if (call !== matrices.calls) return;
    if (!parentElement.isConnected) keeper.leave(parentElement);
  };
}

class Matrices {
  constructor() {
    this.element = make("div", "metl-matrices");
    this.layout = ""; // which matrices stand where
    this.grids = new Map(); // name -> {box, table, cells, shape}
    this.stop = null; // the one cell that the Tab key leads to
    this.element.addEventListener("click", (event) => this.#choose(placeOf(event.target)));
    this.element.addEventListener("keydown", (event) => this.#press(event));
    this.element.addEventListener("focusin", (event) => this.#stopAt(placeOf(event.target)));
  }

  take(data, post) {
    this.post = post;
    if (JSON.stringify(data) === this.told) return;
    this.told = JSON.stringify(data);
    this.data = data;
    this.element.style.setProperty("--metl-positive", data.colours.positive);
    this.element.style.setProperty("--metl-negative", data.colours.negative);
    const all = data.groups.flatMap(({ columns }) => columns.flat());
    for (const matrix of all) this.#fill(this.#grid(matrix), matrix);
    this.#arrange(data.groups);
    this.open = data.groups
      .flatMap(({ columns }) => columns.flat())
      .filter(({ values }) => values !== null)
      .map(({ name, shape: [rows, columns] }) => ({ name, rows, columns }));
    this.#mark(data.chosen, data.used);
    this.#restoreStop();
    this.#say(data);
    letKeyboardScroll();
  }

  // The groups' headings and the places of their matrices, made anew only where others are shown.
  #arrange(groups) {
    const names = ({ title, columns }) => [title, columns.map((of) => of.map(({ name }) => name))];
    const layout = JSON.stringify(groups.map(names));
    if (layout === this.layout) return;
    this.layout = layout;
    this.element.replaceChildren(...groups.map((group) => this.#group(group)));
  }

  #group({ title, columns }) {
    const box = make("section", "");
    const row = make("div", "metl-matrices-row");
    for (const matrices of columns) {
      const column = make("div", "metl-matrices-column");
      column.append(...matrices.map(({ name }) => this.grids.get(name).box));
      row.append(column);
    }
    box.append(make("h4", "", title), row);
    return box;
  }

  #grid({ name, shape }) {
    let grid = this.grids.get(name);
    if (!grid) {
      const box = make("div", "metl-matrix");
      const head = make("div", "metl-matrix-head");
      const [title, size] = [make("span", "metl-matrix-title"), make("span", "metl-matrix-size")];
      head.append(title, size);
      const table = make("table", "");
      table.setAttribute("role", "grid");
      const role = make("div", "metl-matrix-role");
      box.append(head, table, role);
      grid = { box, title, size, table, role, shape: "" };
      this.grids.set(name, grid);
    }
    if (grid.shape !== String(shape)) this.#lay(grid, name, shape);
    return grid;
  }

  #lay(grid, name, [rows, columns]) {
    grid.shape = String([rows, columns]);
    const body = make("tbody", "");
    grid.cells = [];
    for (let row = 0; row < rows; row += 1) {
      const line = make("tr", "");
      for (let column = 0; column < columns; column += 1) {
        const cell = make("td", "");
        cell.setAttribute("role", "gridcell");
        Object.assign(cell.dataset, { name, row, column });
        grid.cells.push(cell);
        line.append(cell);
      }
      body.append(line);
    }
    grid.table.replaceChildren(body);
  }

  #fill(grid, { title, size, shape, values, limit, role, colour }) {
    grid.title.textContent = title;
    grid.size.textContent = size;
    grid.title.style.setProperty("--metl-mark", colour ?? "transparent");
    grid.box.dataset.role = role;
    grid.box.dataset.empty = values === null;
    grid.role.textContent = { result: "result", input: "input" }[role] ?? "";
    const state = values === null ? "not computed yet" : SAID[role];
    grid.table.ariaLabel = [title, size, state].filter(Boolean).join(", ");
    grid.cells.forEach((cell, at) => {
      const [row, column] = [Math.floor(at / shape[1]), at % shape[1]];
      const value = values?.[row][column];
      cell.dataset.sign = Math.sign(value ?? 0);
      cell.style.setProperty("--full", value === undefined ? 0 : fullness(value, limit));
      cell.textContent = value === undefined ? "" : textOf(value);
      if (value === undefined) {
        cell.removeAttribute("aria-label");
        cell.removeAttribute("tabindex");
      } else {
        cell.ariaLabel = nameOf(title, row, column, value);
        cell.tabIndex = -1;
      }
    });
  }

  #mark(chosen, used) {
    for (const { cells } of this.grids.values()) {
      for (const cell of cells) {
        cell.ariaSelected = cell.hasAttribute("aria-label") ? "false" : null;
        delete cell.dataset.used;
      }
    }
    for (const place of used) this.#cell(place)?.setAttribute("data-used", "true");
    if (chosen && this.#cell(chosen)) this.#cell(chosen).ariaSelected = "true";
  }

  // The number that is explained, and those it is made of; not what the page opens with.
  #say({ chosen, used }) {
    const label = (place) => this.#cell(place)?.ariaLabel;
    const parts = used.map(label).filter(Boolean);
    const words = `${label(chosen ?? []) ?? ""}${parts.length ? `, made of ${parts.join(", ")}` : ""}.`;
    if (this.said !== undefined && this.said !== words) say("matrices", words);
    this.said = words;
  }

  #cell([name, row, column]) {
    const grid = this.grids.get(name);
    return grid?.cells[row * Number(grid.shape.split(",")[1]) + column];
  }

  // Tab leads to one number only, and arrow keys from there to all others.
  #restoreStop() {
    const { chosen } = this.data;
    const grid = this.stop && this.open.find(({ name }) => name === this.stop.name);
    const focused = this.element.contains(document.activeElement);
    if (focused && grid) this.#stopAt(within(grid, this.stop.row, this.stop.column));
    else if (chosen) this.#stopAt({ name: chosen[0], row: chosen[1], column: chosen[2] });
  }

  #stopAt(place) {
    if (!place) return;
    const old = this.stop && this.#cell([this.stop.name, this.stop.row, this.stop.column]);
    if (old?.hasAttribute("tabindex")) old.tabIndex = -1;
    this.stop = place;
    const cell = this.#cell([place.name, place.row, place.column]);
    if (cell) cell.tabIndex = 0;
    return cell;
  }

  #press(event) {
    const at = placeOf(event.target);
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") this.#choose(at);
    else {
      const next = neighbour(this.open, at, event.key);
      if (!next) return;
      this.#stopAt(next)?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(place) {
    if (!place) return;
    const { name, row, column } = place;
    this.#mark([name, row, column], []); // at once; the server then says what it is made of
    this.told = null;
    this.post("chosen", [name, row, column]);
  }
}

// The place of the computed number under `target`, or null.
function placeOf(target) {
  const cell = target.closest?.("td[aria-label]");
  if (!cell) return null;
  const { name, row, column } = cell.dataset;
  return { name, row: Number(row), column: Number(column) };
}

function make(tag, className, textContent = "") {
  return Object.assign(document.createElement(tag), { className, textContent });
}

const keeper = new Keeper(
  () => new Matrices(),
  () => {},
);
