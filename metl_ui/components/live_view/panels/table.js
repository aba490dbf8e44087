// A table of any parameter: each entry with its gradient, and how the gradient was checked.

import { styled } from "../../shared/style.js";
import { PARAMETERS, countOf, layoutOf } from "./flat.js";
import { make, write } from "./inspector.js";
import { ALLOWED, exact, readNumber, rough } from "./numbers.js";

const ROWS = 8; // on a page
const COLUMNS = ["entry", "value", "gradient", "numeric gradient", "relative error"];
const WAITING = "…";

export function tablePanel(act) {
  const table = new Table(act);
  return {
    element: table.element,
    show: (scene) => table.show(scene),
    draw: (frame) => table.draw(frame.detail),
    dispose: () => {},
  };
}

class Table {
  // What the reader asked for, {parameter, offset}, until it has come. What comes unasked is shown.
  #asked = null;

  constructor(act) {
    styled(new URL("table.css", import.meta.url));
    this.act = act;
    this.element = make("section", "metl-live-panel metl-live-table");
    const title = make("h3", "metl-live-title");
    title.textContent = "Every gradient, checked";
    this.element.append(title, this.#makeChoice(), this.#makeTable(), this.#makePager(), ...this.#makeWords());
  }

  show(scene) {
    if (scene.run === this.scene?.run) return;
    this.scene = scene;
    this.shapes = layoutOf(scene.sizes).shapes;
    this.#asked = null;
    this.table = null;
    this.#standAt({ parameter: "W1", offset: 0 });
    for (const row of this.rows) this.#clear(row);
  }

  draw(detail) {
    const table = detail?.table;
    if (!table || table === this.table) return;
    if (this.#asked) {
      if (table.parameter !== this.#asked.parameter || table.offset !== this.#asked.offset) return;
      this.#asked = null;
    }
    this.table = table;
    this.#standAt(table);
    for (const [i, row] of this.rows.entries()) {
      if (table.rows[i]) this.#fill(row, table.rows[i]);
      else this.#clear(row);
    }
  }

  // -- what is shown --------------------------------------------------------------------------------

  #standAt({ parameter, offset }) {
    const total = countOf(this.shapes[parameter]);
    const last = Math.min(offset + ROWS, total);
    this.at = { parameter, offset, total };
    for (const button of this.choice.children) {
      button.setAttribute("aria-pressed", String(button.value === parameter));
    }
    write(this.place, `${offset + 1} to ${last} of ${total}`);
    this.previous.setAttribute("aria-disabled", String(offset === 0));
    this.next.setAttribute("aria-disabled", String(last === total));
  }

  #ask(parameter, offset) {
    if (parameter === this.at.parameter && offset === this.at.offset) return;
    this.#asked = { parameter, offset };
    this.#standAt(this.#asked);
    this.#say("");
    for (const row of this.rows) this.#clear(row);
    const left = Math.min(this.at.total - offset, ROWS);
    for (const row of this.rows.slice(0, left)) {
      row.line.hidden = false;
      for (const cell of [row.name, ...row.numbers]) write(cell, WAITING);
    }
    this.act({ do: "watch", parameter, offset });
  }

  #turn(by) {
    const offset = this.at.offset + by * ROWS;
    if (offset >= 0 && offset < this.at.total) this.#ask(this.at.parameter, offset);
  }

  #fill(row, { name, index, value, gradient, numeric, error }) {
    row.index = index;
    row.line.hidden = false;
    const shown = exact(value);
    if (row.name.textContent !== name) {
      row.held = false; // another entry: what was typed was not for this one
      row.name.textContent = name;
      row.input.setAttribute("aria-label", `value of ${name}`);
    }
    row.input.disabled = false;
    row.shown = shown;
    if (!row.held && row.input.value !== shown) row.input.value = shown;
    write(row.numbers[0], exact(gradient));
    write(row.numbers[1], exact(numeric));
    write(row.numbers[2], rough(error));
  }

  #clear(row) {
    row.line.hidden = true;
    Object.assign(row, { index: null, held: false, shown: "" });
    row.input.value = "";
    row.input.disabled = true;
    row.input.setAttribute("aria-label", "no value");
    row.input.removeAttribute("aria-invalid");
    for (const cell of [row.name, ...row.numbers]) write(cell, "");
  }

  // -- changing a value ---------------------------------------------------------------------------------

  #key(event, row) {
    if (event.key === "Enter") this.#commit(row);
    else if (event.key === "Escape") this.#restore(row);
    event.stopPropagation(); // what is typed here is no shortcut of the page
  }

  #commit(row) {
    if (row.input.value === row.shown || !row.index) return;
    const value = readNumber(row.input.value);
    const name = row.name.textContent;
    row.input.setAttribute("aria-invalid", String(value === null));
    if (value === null) {
      this.#say(`${name}: ${ALLOWED}`);
      return;
    }
    row.shown = row.input.value;
    row.input.select();
    this.#say(`${name} is set to ${value}.`);
    this.act({ do: "edit", parameter: this.at.parameter, index: row.index, value });
  }

  #restore(row) {
    row.input.value = row.shown;
    row.input.removeAttribute("aria-invalid");
    this.#say("");
  }

  #leave(row) {
    row.held = false;
    if (row.input.getAttribute("aria-invalid") === "true") this.#say("");
    row.input.removeAttribute("aria-invalid");
    row.input.value = row.shown;
  }

  #say(words) {
    write(this.status, words);
  }

  // -- elements -------------------------------------------------------------------------------------

  #makeChoice() {
    this.choice = make("div", "metl-live-table-choice");
    this.choice.setAttribute("role", "group");
    this.choice.setAttribute("aria-label", "Parameter in the table");
    for (const parameter of PARAMETERS) {
      const button = push(parameter, () => this.#ask(parameter, 0));
      button.value = parameter;
      this.choice.append(button);
    }
    return this.choice;
  }

  #makeTable() {
    const table = make("table", "");
    const head = make("thead", "");
    const names = make("tr", "");
    for (const name of COLUMNS) {
      const cell = make("th", "");
      cell.scope = "col";
      cell.textContent = name;
      names.append(cell);
    }
    head.append(names);
    const body = make("tbody", "");
    this.rows = Array.from({ length: ROWS }, () => this.#makeRow());
    body.append(...this.rows.map(({ line }) => line));
    table.append(head, body);
    const frame = make("div", "metl-live-table-frame");
    frame.append(table);
    return frame;
  }

  #makeRow() {
    const line = make("tr", "");
    const name = make("th", "");
    name.scope = "row";
    const input = make("input", "metl-live-table-value");
    // Not type=number: it hides what it cannot read, and then nobody can say what is wrong.
    Object.assign(input, { type: "text", autocomplete: "off", enterKeyHint: "done", disabled: true });
    const row = { line, name, input, numbers: [make("td", ""), make("td", ""), make("td", "")], held: false };
    input.addEventListener("focus", () => (row.held = true));
    input.addEventListener("blur", () => this.#leave(row));
    input.addEventListener("keydown", (event) => this.#key(event, row));
    const cell = make("td", "");
    cell.append(input);
    line.append(name, cell, ...row.numbers);
    return row;
  }

  #makePager() {
    const pager = make("div", "metl-live-table-pager");
    this.previous = push("Previous", () => this.#turn(-1));
    this.next = push("Next", () => this.#turn(1));
    this.place = make("span", "metl-live-table-place");
    this.place.setAttribute("role", "status");
    pager.append(this.previous, this.place, this.next);
    return pager;
  }

  #makeWords() {
    this.status = make("p", "metl-live-table-status");
    this.status.setAttribute("role", "status");
    const words = make("p", "metl-live-table-words");
    words.textContent =
      "Numeric gradient: (J(w + h) − J(w − h)) / 2h, where w is that entry alone, moved by a small h " +
      "up and down. Relative error: how far the two gradients are apart, as a share of the larger. " +
      "To change a value, type and press Enter; Esc takes it back.";
    return [this.status, words];
  }
}

function push(text, pressed) {
  const button = make("button", "metl-live-table-push");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", pressed);
  return button;
}
