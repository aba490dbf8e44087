// The network as it is drawn in books: inputs, hidden units, classes, and the weights as links.

import { styled } from "../../shared/style.js";
import { Board, fitted } from "./board.js";
import { entryOf, layoutOf, nameOf, roleOf } from "./flat.js";
import { Inspector, make, write } from "./inspector.js";
import { networkLayout } from "./layout_of_network.js";
import { Links, curve, widthOf } from "./links.js";
import { MARK, NODE, OUTPUT, findHit, layerOf, markAt } from "./network_hits.js";
import { describeNetwork, keyWords } from "./network_words.js";
import { short } from "./numbers.js";
import { Limit, largest } from "./signed.js";
import { Units, circle } from "./units.js";

const FONT = 13; // pixels
const WORDS_EVERY = 10; // drawings

export function networkPanel(act) {
  const network = new Network(act);
  return {
    element: network.element,
    show: (scene, theme) => network.show(scene, theme),
    draw: (frame) => network.draw(frame.detail),
    dispose: () => network.board.dispose(),
  };
}

class Network {
  constructor(act) {
    styled(new URL("network.css", import.meta.url));
    this.element = make("section", "metl-live-panel metl-live-network");
    const title = make("h3", "metl-live-title");
    title.textContent = "Network";
    this.board = new Board(() => this.#again());
    this.key = make("p", "metl-live-network-key");
    this.element.append(title, this.board.element, this.key);
    this.inspector = new Inspector(this.board, act, this);
  }

  show(scene, theme) {
    if (scene.run !== this.scene?.run) this.#begin(scene);
    Object.assign(this, { scene, theme });
    this.units = new Units(scene);
    // Where a unit is a dot, the dot itself shows its bias.
    this.marked = this.units.kind === "dots" ? ["b2"] : ["b1", "b2"];
    this.board.fit();
    this.#again();
  }

  draw(detail) {
    if (!detail || detail === this.detail) return;
    this.detail = detail;
    this.#paint();
  }

  #begin({ sizes: [Dx, H, Dy], sizes }) {
    this.flat = layoutOf(sizes);
    this.limits = { W1: new Limit(), W2: new Limit() };
    this.links = new Links((Dx + Dy) * H);
    this.dimmed = new Links((Dx + Dy) * H);
    this.selected = null; // a hidden unit whose links stand out
    this.layout = null;
    this.detail = null;
    this.drawings = 0;
    this.inspector.close();
    this.inspector.leave();
  }

  // Everything afresh, at a new size or in a new theme.
  #again() {
    if (!this.scene || !this.board.visible) return;
    this.#lay();
    this.#paintNames();
    this.#paint();
  }

  #lay() {
    const { sizes, image, inputs, classes } = this.scene;
    const { context, width, height } = this.board;
    context.font = `${FONT}px ${this.theme.font}`;
    const room = (names) =>
      Math.min(Math.max(...names.map((name) => context.measureText(name).width)), width * 0.25);
    const left = room(inputs) + NODE + 8;
    const right = room(classes.map(({ name }) => name)) + 2 * OUTPUT + 6;
    this.layout = networkLayout({ sizes, image, width, height, left, right });
  }

  // -- what stays from frame to frame ---------------------------------------------------------------

  #paintNames() {
    const { scene, board, layout } = this;
    const { context } = board;
    const { picture } = layout;
    context.clearRect(0, 0, board.width, board.height);
    Object.assign(context, { fillStyle: this.theme.text, textBaseline: "middle", textAlign: "left" });
    const names = scene.classes.map(({ name }) => name);
    this.#paintColumn(layout.outputs, names, layout.end + OUTPUT + 6);
    if (picture) {
      context.fillText(`${picture.rows} × ${picture.columns} pixels`, picture.x, picture.y - FONT);
      return;
    }
    context.textAlign = "right";
    this.#paintColumn(layout.inputs, scene.inputs, layout.start - NODE - 6);
  }

  #paintColumn(nodes, names, x) {
    const { context, width } = this.board;
    const pitch = nodes.length > 1 ? nodes[1].y - nodes[0].y : FONT;
    const every = Math.ceil((FONT + 1) / pitch);
    const room = context.textAlign === "right" ? x : width - x;
    for (let i = 0; i < nodes.length; i += every) {
      context.fillText(fitted(context, names[i], room), x, nodes[i].y);
    }
  }

  // -- what changes ---------------------------------------------------------------------------------

  // The unit whose links stand out: the one under the pointer, else the one that was clicked.
  get focus() {
    return this.inspector.thing?.unit ?? this.selected;
  }

  #paint() {
    const { board, detail, flat, layout, limits, theme, focus } = this;
    if (!detail || !layout || !board.visible) return;
    limits.W1.fit(largest(detail.weights, 0, flat.starts.W2));
    limits.W2.fit(largest(detail.weights, flat.starts.W2, flat.total));
    const left = layout.start - NODE - 5;
    board.context.clearRect(left, 0, layout.end + OUTPUT + 5 - left, board.height);
    this.#paintLinks(focus);
    this.units.paint(board, layout, detail, { theme, focus, limit: limits.W1.value });
    this.#paintNodes();
    this.#paintMarks();
    this.inspector.refresh();
    write(this.key, keyWords(this.scene, limits));
    if (this.drawings % WORDS_EVERY === 0) board.describe(describeNetwork(this.scene, flat, detail));
    this.drawings += 1;
  }

  #paintLinks(focus) {
    const { board, dimmed, layout, links, scene } = this;
    links.clear();
    dimmed.clear();
    if (layout.picture) this.#paintFan();
    else this.#fill("W1", focus);
    this.#fill("W2", focus);
    if (focus !== null) dimmed.stroke(board, scene.colours, { strength: 0.35, wide: 0 });
    links.stroke(board, scene.colours);
    const { thing } = this.inspector;
    if (thing?.ends) this.#paintLink(thing);
  }

  #fill(parameter, focus) {
    const { weights } = this.detail;
    const limit = this.limits[parameter].value;
    const { from, to } = layerOf(this.layout, parameter);
    let at = this.flat.starts[parameter];
    for (let i = 0; i < from.length; i += 1) {
      for (let j = 0; j < to.length; j += 1, at += 1) {
        const unit = parameter === "W1" ? j : i;
        const group = focus === null || focus === unit ? this.links : this.dimmed;
        group.add(weights[at] / limit, from[i], to[j]);
      }
    }
  }

  // From an image every unit has as many links as there are pixels: one line stands for them.
  #paintFan() {
    const { context, ratio } = this.board;
    const { picture, hidden, start } = this.layout;
    const y = picture.y + (picture.rows * picture.cell) / 2;
    context.strokeStyle = this.scene.colours.reference;
    context.lineWidth = 1 / ratio;
    context.globalAlpha = 0.6;
    context.beginPath();
    for (const unit of hidden) curve(context, start, y, unit.x, unit.y);
    context.stroke();
    context.globalAlpha = 1;
  }

  // The link under the pointer: in its colour, with an edge.
  #paintLink({ ends: [from, to], entry }) {
    const { context } = this.board;
    const { positive, negative } = this.scene.colours;
    const share = this.value(entry) / this.limits[entry.parameter].value || 0;
    for (const [colour, more] of [[this.theme.text, 4], [share < 0 ? negative : positive, 0.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = widthOf(share) + more;
      context.beginPath();
      curve(context, from.x, from.y, to.x, to.y);
      context.stroke();
    }
  }

  #paintNodes() {
    const { layout, scene, theme } = this;
    const { context } = this.board;
    context.fillStyle = theme.text;
    for (const node of layout.picture ? [] : layout.inputs) {
      circle(context, node, NODE);
      context.fill();
    }
    context.strokeStyle = theme.background;
    context.lineWidth = 2;
    for (const [k, node] of layout.outputs.entries()) {
      context.fillStyle = scene.classes[k].colour;
      circle(context, node, OUTPUT);
      context.fill();
      context.stroke();
    }
  }

  // A bias is a dot at its node, in the colour of its sign.
  #paintMarks() {
    const { detail, flat, layout, limits, scene, theme } = this;
    const { context } = this.board;
    context.strokeStyle = theme.background;
    context.lineWidth = 1.5;
    for (const parameter of this.marked) {
      const limit = limits[parameter === "b1" ? "W1" : "W2"].value;
      const most = parameter === "b1" ? Math.min(MARK, layout.size / 5) : MARK;
      for (let unit = 0; unit < flat.shapes[parameter][0]; unit += 1) {
        const share = detail.weights[flat.starts[parameter] + unit] / limit || 0;
        circle(context, markAt(layout, parameter, unit), most * (0.4 + 0.6 * Math.min(Math.abs(share), 1)));
        context.fillStyle = share < 0 ? scene.colours.negative : scene.colours.positive;
        context.fill();
        context.stroke();
      }
    }
  }

  // -- what the inspector asks ------------------------------------------------------------------------

  find(x, y, reach) {
    return this.layout && this.detail ? findHit(this, x, y, reach) : null;
  }

  tell({ entry, unit, input }) {
    const { scene } = this;
    if (input !== undefined) {
      if (!scene.image) return [`input ${input}: ${scene.inputs[input]}`];
      const [row, column] = [Math.floor(input / scene.image[1]), input % scene.image[1]];
      return [`pixel ${input}: row ${row}, column ${column}`, "Click a hidden unit to see its weights here."];
    }
    const told = entry ?? entryOf(this.flat, "b1", unit);
    const numbers = `${nameOf(told)} = ${short(this.value(told))}, gradient ${short(this.gradient(told))}`;
    if (entry) return [numbers, roleOf(entry, scene), "Click to change it."];
    const links = this.selected === unit ? "see all links" : "see its links alone";
    return [`hidden unit ${unit} (${scene.activation})`, numbers, `Click to ${links}.`];
  }

  // A click on a unit selects it; one beside everything selects none.
  pick(thing) {
    if (thing && thing.unit === undefined) return false;
    this.selected = thing && thing.unit !== this.selected ? thing.unit : null;
    this.#paint();
    return true;
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
}
