// The weights as heatmaps, each beside its gradient.

import { styled } from "../../shared/style.js";
import { Board, fitted, pixmap } from "./board.js";
import { entryOf, layoutOf, nameOf, roleOf } from "./flat.js";
import { Inspector, make } from "./inspector.js";
import { cellAt, everyHowMany, matricesLayout, rowOfCell } from "./layout_of_matrices.js";
import { plusMinus, short } from "./numbers.js";
import { Limit, largest, level, palette } from "./signed.js";

const FONT = 12;
const NAMES = 76; // pixels at most, for the names of rows
const GAPS_FROM = 7; // pixels: smaller cells touch each other
const WORDS_EVERY = 10; // drawings
const PARTNER = { W1: "W1", b1: "W1", W2: "W2", b2: "W2" }; // a layer has one scale
const TITLES = {
  weights: { W1: "W1", W2: "W2ᵀ" },
  gradients: { W1: "∂J/∂W1", W2: "∂J/∂W2ᵀ" },
};

export function matricesPanel(act) {
  const matrices = new Matrices(act);
  return {
    element: matrices.element,
    show: (scene, theme) => matrices.show(scene, theme),
    draw: (frame) => matrices.draw(frame.detail),
    dispose: () => matrices.board.dispose(),
  };
}

class Matrices {
  constructor(act) {
    styled(new URL("matrices.css", import.meta.url));
    this.element = make("section", "metl-live-panel metl-live-matrices");
    const title = make("h3", "metl-live-title");
    title.textContent = "Weights and their gradients";
    this.board = new Board(() => this.#again());
    this.element.append(title, this.board.element);
    this.inspector = new Inspector(this.board, act, this);
  }

  show(scene, theme) {
    if (scene.run !== this.scene?.run) this.#begin(scene);
    Object.assign(this, { scene, theme });
    this.colours = palette(scene.colours.positive, scene.colours.negative);
    this.board.fit();
    this.#again();
  }

  #begin(scene) {
    this.flat = layoutOf(scene.sizes);
    const limits = () => ({ W1: new Limit(), W2: new Limit() });
    this.limits = { weights: limits(), gradients: limits() };
    this.detail = null;
    this.drawings = 0;
    this.inspector.close();
    this.inspector.leave();
    this.board.element.style.height = `${this.#lay(scene.sizes, 400, 80).height}px`;
  }

  draw(detail) {
    if (!detail || detail === this.detail) return;
    this.detail = detail;
    this.#paint();
  }

  // Everything afresh, at a new size or in a new theme.
  #again() {
    if (!this.scene || !this.board.visible) return;
    const { context, width } = this.board;
    context.font = `${FONT}px ${this.theme.font}`;
    const names = [...this.#rowNames(), ...this.#classNames(), "b1"];
    const widest = Math.max(...names.map((name) => context.measureText(name).width));
    this.layout = this.#lay(this.scene.sizes, width, Math.ceil(Math.min(widest, NAMES)) + 8);
    this.board.element.style.height = `${this.layout.height}px`;
    this.board.fit();
    for (const block of this.layout.blocks) block.map = pixmap(block.columns, block.rows);
    this.#paintNames();
    this.#paint();
  }

  #lay(sizes, width, names) {
    return matricesLayout({ sizes, width, names, down: (length) => this.board.down(length) });
  }

  #rowNames() {
    return this.scene.image ? this.scene.inputs.map((_, i) => `pixel ${i}`) : this.scene.inputs;
  }

  #classNames() {
    return this.scene.classes.map(({ name }) => name);
  }

  #paintNames() {
    const { context, width, height } = this.board;
    context.clearRect(0, 0, width, height);
    Object.assign(context, { fillStyle: this.theme.text, textBaseline: "middle" });
    context.font = `${FONT}px ${this.theme.font}`;
    const [W1, b1, W2] = this.layout.blocks;
    context.textAlign = "right";
    this.#paintRows(W1, this.#rowNames(), this.scene.image?.[1]);
    this.#paintRows(b1, ["b1"]);
    this.#paintRows(W2, this.#classNames());
    context.textAlign = "center";
    for (const block of this.layout.blocks) {
      if (block.parameter === "W2") this.#paintUnits(block);
      if (block.parameter === "b2") this.#paintUnder(block, "b2", 0.5, block.cellWidth < 20 ? 26 : 9);
    }
    this.titles = {};
  }

  // `group`: rows that belong together; the first of each is named.
  #paintRows({ x, y, rows, cellHeight }, names, group = 1) {
    const { context } = this.board;
    const every = group * everyHowMany(group * cellHeight, FONT);
    for (let i = 0; i < rows; i += every) {
      context.fillText(fitted(context, names[i], x - 6), x - 6, y + (i + 0.5) * cellHeight);
    }
  }

  #paintUnits(block) {
    const every = everyHowMany(block.cellWidth, 20);
    for (let unit = 0; unit < block.columns; unit += every) {
      this.#paintUnder(block, String(unit), unit + 0.5, 9);
    }
    this.#paintUnder(block, "hidden unit", block.columns / 2, 26);
  }

  #paintUnder({ x, y, rows, cellWidth, cellHeight }, text, column, below) {
    this.board.context.fillText(text, x + column * cellWidth, y + rows * cellHeight + below);
  }

  #paint() {
    if (!this.detail || !this.layout || !this.board.visible) return;
    this.#fitLimits();
    const { context } = this.board;
    context.imageSmoothingEnabled = false;
    for (const block of this.layout.blocks) this.#paintBlock(context, block);
    this.#paintTitles();
    this.#paintOutlines(context);
    this.inspector.refresh();
    this.#speak();
  }

  #fitLimits() {
    const { starts, total } = this.flat;
    for (const kind of ["weights", "gradients"]) {
      const values = this.detail[kind];
      this.limits[kind].W1.fit(largest(values, 0, starts.W2));
      this.limits[kind].W2.fit(largest(values, starts.W2, total));
    }
  }

  #paintBlock(context, block) {
    const { x, y, rows, columns, cellWidth, cellHeight, parameter, kind, map } = block;
    const values = this.detail[kind];
    const start = this.flat.starts[parameter];
    const limit = this.limits[kind][PARTNER[parameter]].value;
    for (let row = 0, at = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, at += 1) {
        map.pixels[at] = this.colours[level(values[start + rowOfCell(block, row, column)], limit)];
      }
    }
    map.put();
    const [width, height] = [columns * cellWidth, rows * cellHeight];
    context.clearRect(x - 2, y - 2, width + 4, height + 4);
    context.drawImage(map.canvas, x, y, width, height);
    const gap = Math.max(this.board.down(1), 1 / this.board.ratio);
    if (cellWidth >= GAPS_FROM) {
      for (let j = 1; j < columns; j += 1) context.clearRect(x + j * cellWidth - gap, y, gap, height);
    }
    if (cellHeight >= GAPS_FROM) {
      for (let i = 1; i < rows; i += 1) context.clearRect(x, y + i * cellHeight - gap, width, gap);
    }
    context.strokeStyle = this.theme.border;
    context.lineWidth = 1;
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
  }

  // The name of each matrix, and what its full colour stands for.
  #paintTitles() {
    const { context } = this.board;
    for (const { parameter, kind, x, y, columns, cellWidth } of this.layout.blocks) {
      if (PARTNER[parameter] !== parameter) continue;
      const limit = plusMinus(this.limits[kind][parameter].value);
      if (this.titles[kind + parameter] === limit) continue;
      this.titles[kind + parameter] = limit;
      const wide = Math.max((columns + 1) * cellWidth + 4, 110);
      context.clearRect(x - 2, y - 19, wide, 17);
      context.fillStyle = this.theme.text;
      context.textAlign = "left";
      context.font = `600 ${FONT}px ${this.theme.font}`;
      const title = TITLES[kind][parameter];
      context.fillText(title, x, y - 10);
      const after = x + context.measureText(title).width + 8;
      context.font = `${FONT}px ${this.theme.font}`;
      context.fillText(limit, after, y - 10);
    }
  }

  // The cell under the pointer, with its partner among the weights or the gradients.
  #paintOutlines(context) {
    const { thing } = this.inspector;
    if (!thing) return;
    context.strokeStyle = this.theme.text;
    context.lineWidth = 2;
    for (const { parameter, x, y, cellWidth, cellHeight } of this.layout.blocks) {
      if (parameter !== thing.entry.parameter) continue;
      const [row, column] = thing.cell;
      const [left, top] = [x + column * cellWidth, y + row * cellHeight];
      context.strokeRect(left - 0.5, top - 0.5, cellWidth + 1, cellHeight + 1);
    }
  }

  // -- what the inspector asks ------------------------------------------------------------------

  find(x, y) {
    if (!this.layout || !this.detail) return null;
    for (const block of this.layout.blocks) {
      const cell = cellAt(block, x, y);
      if (!cell) continue;
      const entry = entryOf(this.flat, block.parameter, rowOfCell(block, ...cell));
      return { id: entry.at, entry, cell };
    }
    return null;
  }

  tell({ entry }) {
    const numbers = `${nameOf(entry)} = ${short(this.value(entry))}, gradient ${short(this.gradient(entry))}`;
    return [numbers, roleOf(entry, this.scene), "Click to change it."];
  }

  pick() {
    return false;
  }

  hover() {
    this.#paint();
  }

  value(entry) {
    return this.detail.weights[entry.at];
  }

  gradient(entry) {
    return this.detail.gradients[entry.at];
  }

  #speak() {
    if (this.drawings % WORDS_EVERY === 0) {
      const { weights, gradients } = this.limits;
      this.board.describe(
        `Heatmaps of W1 with b1 (up to ${plusMinus(weights.W1.value)}) and W2 with b2 (up to ` +
          `${plusMinus(weights.W2.value)}), each beside its gradient (up to ` +
          `${plusMinus(gradients.W1.value)} and ${plusMinus(gradients.W2.value)}). Blue is positive, orange negative.`,
      );
    }
    this.drawings += 1;
  }
}
