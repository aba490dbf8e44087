// What lies under the pointer on a board: told in a tooltip, and changed by hand in a small form.
// A panel says what there is:
//   find(x, y, reach)  the thing at that place, or null; things are compared by their `id`
//   tell(thing)        its lines in words, in the numbers of now
//   pick(thing)        true if a click on it is the panel's own affair
//   hover(thing)       the pointer has come to this thing (null: to none)
// A thing with a `unit` can be picked; one with an `entry` (flat.js) can be changed, and
// `value(entry)` and `gradient(entry)` give its numbers of now.

import { styled } from "../../shared/style.js";
import { nameOf } from "./flat.js";
import { ALLOWED, exact, readNumber, short } from "./numbers.js";

const REACH = { mouse: 5, pen: 8, touch: 14 }; // pixels around the pointer
const TIP = 236; // pixels: the tooltip's largest width, as in inspector.css
const FORM = 208; // and the form's

let forms = 0;

export class Inspector {
  thing = null; // under the pointer
  #reach = REACH.mouse;

  constructor(board, act, panel) {
    styled(new URL("inspector.css", import.meta.url));
    Object.assign(this, { board, act, panel });
    this.tip = make("div", "metl-live-tip");
    this.tip.hidden = true;
    this.#makeForm();
    board.element.append(this.tip, this.form);
    board.canvas.addEventListener("pointermove", (event) => this.#move(event));
    board.canvas.addEventListener("pointerdown", (event) => (this.#reach = REACH[event.pointerType] ?? 5));
    board.canvas.addEventListener("pointerleave", () => this.leave());
    board.canvas.addEventListener("click", (event) => this.#click(event));
  }

  // To be called with every drawing: the numbers in the tooltip and in the form are those of now.
  refresh() {
    if (this.thing) this.#say(this.thing);
    if (this.entry) write(this.now, this.#standing(this.entry));
  }

  // The pointer has gone.
  leave() {
    this.#come(null);
  }

  // Closes the form, and changes nothing.
  close() {
    this.form.hidden = true;
    this.entry = null;
  }

  #move({ offsetX, offsetY, pointerType }) {
    if (pointerType === "touch") return; // a finger scrolls; its tap is a click
    this.#reach = REACH[pointerType] ?? REACH.mouse;
    const thing = this.panel.find(offsetX, offsetY, this.#reach);
    this.#come(thing);
    if (!thing) return;
    const right = offsetX > this.board.width / 2;
    const x = Math.min(Math.max(offsetX, right ? TIP : 0), this.board.width - (right ? 0 : TIP));
    this.tip.style.translate = `${x}px ${offsetY}px`;
    this.tip.dataset.side = `${right ? "left" : "right"}-${offsetY > this.board.height / 2 ? "above" : "below"}`;
  }

  #come(thing) {
    if (thing?.id === this.thing?.id) return;
    this.thing = thing;
    this.tip.hidden = !thing || Boolean(this.entry);
    this.board.canvas.style.cursor = thing?.entry || thing?.unit !== undefined ? "pointer" : "";
    if (thing) this.#say(thing);
    this.panel.hover(thing);
  }

  #say(thing) {
    if (this.tip.hidden) return;
    const lines = this.panel.tell(thing);
    while (this.tip.children.length < lines.length) this.tip.append(make("div", ""));
    for (const [i, line] of [...this.tip.children].entries()) write(line, lines[i] ?? "");
  }

  #click({ offsetX, offsetY }) {
    const thing = this.panel.find(offsetX, offsetY, this.#reach);
    this.close();
    if (this.panel.pick(thing) || !thing?.entry) return;
    this.entry = thing.entry;
    this.tip.hidden = true;
    write(this.name, nameOf(thing.entry));
    write(this.now, this.#standing(thing.entry));
    this.input.value = String(Number(exact(this.panel.value(thing.entry))));
    this.#complain("");
    const x = Math.min(Math.max(offsetX - FORM / 2, 0), Math.max(this.board.width - FORM, 0));
    const below = offsetY < this.board.height / 2;
    this.form.style.left = `${x}px`;
    this.form.style.top = `${below ? offsetY + 12 : offsetY - 12}px`;
    this.form.style.transform = below ? "" : "translateY(-100%)";
    this.form.hidden = false;
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  #standing(entry) {
    return `now ${short(this.panel.value(entry))}, gradient ${short(this.panel.gradient(entry))}`;
  }

  #makeForm() {
    this.entry = null; // what is being changed
    this.form = make("form", "metl-live-edit");
    this.form.hidden = true;
    this.form.noValidate = true;
    const id = `metl-live-edit-${(forms += 1)}`;
    this.name = make("label", "metl-live-edit-name");
    this.name.htmlFor = id;
    this.now = make("div", "metl-live-edit-now");
    this.now.id = `${id}-now`;
    this.input = make("input", "metl-live-edit-value");
    // Not type=number: it hides what it cannot read, and then nobody can say what is wrong.
    Object.assign(this.input, { id, type: "text", autocomplete: "off", enterKeyHint: "done" });
    this.input.setAttribute("aria-describedby", `${id}-now ${id}-why`);
    const set = make("button", "metl-live-edit-set");
    set.textContent = "Set";
    this.why = make("div", "metl-live-edit-why");
    this.why.id = `${id}-why`;
    this.why.setAttribute("role", "alert");
    this.form.append(this.name, this.now, this.input, set, this.why);
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      event.stopPropagation(); // what is typed here is no shortcut of the page
    });
    this.form.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.form.contains(relatedTarget)) this.close();
    });
  }

  #submit(event) {
    event.preventDefault();
    const value = readNumber(this.input.value);
    if (value === null) {
      this.#complain(ALLOWED);
      this.input.focus();
      return;
    }
    const { parameter, index } = this.entry;
    this.close();
    this.act({ do: "edit", parameter, index, value });
  }

  #complain(words) {
    write(this.why, words);
    this.input.setAttribute("aria-invalid", String(words !== ""));
  }
}

// An element of that class.
export function make(tag, className) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return element;
}

// Sets an element's text, if it is another one.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
