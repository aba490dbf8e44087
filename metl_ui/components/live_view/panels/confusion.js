// The confusion matrix: a table of counts, the true class by the predicted one.

import { styled } from "../../shared/style.js";
import { make, write } from "./inspector.js";

const STEPS = 20; // of a tint
const STRONGEST = 0.5; // opacity of a full row: the counts stay legible
const LONG = 4; // letters of a name; above many columns longer ones stand upright
const MANY = 5; // classes

export function confusionPanel() {
  const confusion = new Confusion();
  return {
    element: confusion.element,
    show: (scene) => confusion.show(scene),
    draw: (frame) => confusion.draw(frame.detail),
    dispose: () => {},
  };
}

class Confusion {
  constructor() {
    styled(new URL("confusion.css", import.meta.url));
    this.element = make("section", "metl-live-panel metl-live-confusion");
    const title = make("h3", "metl-live-title");
    title.textContent = "Confusion matrix";
    this.table = make("table", "metl-live-confusion-table");
    const frame = make("div", "metl-live-confusion-frame");
    frame.append(this.table);
    this.element.append(title, frame);
  }

  show(scene) {
    if (scene.run === this.scene?.run) return; // the theme is the style sheet's affair
    this.scene = scene;
    this.matrix = null;
    this.#build(scene.classes);
  }

  draw(detail) {
    const part = this.scene.n_test > 0 ? "test" : "train";
    const matrix = detail?.confusion?.[part];
    if (!matrix || matrix === this.matrix) return;
    this.matrix = matrix;
    const { cells, colours } = this;
    const K = this.scene.classes.length;
    let right = 0;
    let all = 0;
    for (let i = 0; i < K; i += 1) {
      let row = 0;
      for (let j = 0; j < K; j += 1) row += matrix[i * K + j];
      for (let j = 0; j < K; j += 1) {
        const count = matrix[i * K + j];
        const cell = cells[i * K + j];
        write(cell, String(count));
        const tint = count && Math.max(Math.round((STEPS * count) / row), 1);
        if (cell.tint !== tint) {
          cell.tint = tint;
          cell.style.backgroundColor = colours[part][tint];
        }
      }
      right += matrix[i * K + i];
      all += row;
    }
    write(this.caption, standing(part, right, all));
  }

  #build(classes) {
    const colours = this.scene.colours;
    this.colours = { train: tints(colours.training), test: tints(colours.test) };
    this.caption = make("caption", "");
    this.caption.textContent = "Examples of each class, by what the network takes them for.";
    const head = document.createElement("thead");
    const above = document.createElement("tr");
    above.append(make("td", ""), headed("predicted class", "colgroup", classes.length));
    const names = document.createElement("tr");
    names.append(headed("true class", "col"), ...classes.map((one) => named(one, "col")));
    head.append(above, names);
    const body = document.createElement("tbody");
    this.cells = [];
    for (const [i, one] of classes.entries()) {
      const row = document.createElement("tr");
      const cells = classes.map((_, j) => make("td", i === j ? "metl-live-confusion-right" : ""));
      this.cells.push(...cells);
      row.append(named(one, "row"), ...cells);
      body.append(row);
    }
    const many = classes.length > MANY;
    this.table.dataset.many = String(many);
    this.table.dataset.upright = String(many && classes.some(({ name }) => name.length > LONG));
    this.table.replaceChildren(this.caption, head, body);
  }
}

function standing(part, right, all) {
  const share = all ? ((100 * right) / all).toFixed(1) : "0";
  const words = part === "test" ? "test" : "training";
  return `${right} of ${all} ${words} examples are right (${share} %): those on the diagonal.`;
}

function headed(text, scope, span = 1) {
  const cell = make("th", "");
  cell.scope = scope;
  cell.colSpan = span;
  cell.textContent = text;
  return cell;
}

// A class by its name and its colour.
function named({ name, colour }, scope) {
  const cell = headed("", scope);
  const dot = make("span", "metl-live-confusion-class");
  dot.style.backgroundColor = colour;
  const words = make("span", "metl-live-confusion-class-name");
  words.textContent = name;
  words.title = name;
  cell.append(dot, words);
  return cell;
}

// "#rrggbb" from nothing to the strongest tint.
function tints(colour) {
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const opacity = Math.round((255 * STRONGEST * step) / STEPS);
    return colour + opacity.toString(16).padStart(2, "0");
  });
}
