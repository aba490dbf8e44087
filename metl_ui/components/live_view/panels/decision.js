// The plane of two inputs: how the network divides it, in every frame, and the examples over it.

import { styled } from "../../shared/style.js";
import { Axes, make, plain } from "./axes.js";
import { evenColours, mixtures, paintClasses, paintMixture } from "./colours.js";
import { mark } from "./marks.js";

const MARGIN = { l: 52, r: 8, t: 8, b: 52 }; // as much across as down: the plane is a square
const FINE = 4; // pixels of the canvas from one grid point to the next, when edges are to be sharp
const MARKER = 7; // pixels
const FRAMES_PER_LABEL = 60;
const PARTS = ["training", "test"];

export function decisionPanel() {
  styled(new URL("axes.css", import.meta.url));
  styled(new URL("decision.css", import.meta.url));
  return new Decision();
}

class Decision {
  #axes = new Axes(MARGIN, () => this.#place());
  #pen = this.#axes.canvas.getContext("2d");
  #legend = make("div", "metl-live-legend");
  #classesOnly = false;
  #hidden = new Set(); // what the person has switched off in the legend: classes and parts
  #scene = null;
  #frames = 0;
  #last = null; // the newest bytes, for when the person changes the view of a run that stands still

  constructor() {
    this.element = make("section", "metl-live-panel metl-live-decision");
    const head = make("div", "metl-live-head");
    head.append(make("h3", "metl-live-title", "Decision"), this.#toggle());
    this.element.append(head, this.#axes.element, this.#legend);
  }

  show(scene, theme) {
    this.element.hidden = scene.plane === null;
    if (scene.run !== this.#scene?.run) this.#begin();
    this.#scene = scene;
    if (scene.plane === null) return;
    const { x1, x2, names } = scene.plane;
    const colours = scene.classes.map(({ colour }) => colour);
    this.mixture = mixtures(colours, scene.levels);
    this.even = evenColours(colours, scene.levels);
    this.#resize();
    this.#fillLegend();
    this.#axes.fit(x1, x2);
    this.#place();
    const axis = { showgrid: false };
    const layout = {
      hovermode: "closest",
      xaxis: { ...axis, title: { text: plain(names[0]) } },
      yaxis: { ...axis, title: { text: plain(names[1]) } },
    };
    return this.#axes.show(this.#points(theme), layout, theme);
  }

  draw(frame) {
    if (!this.#scene?.plane || !frame.decision) return;
    this.#last = frame;
    this.#paint();
    if (this.#frames++ % FRAMES_PER_LABEL === 0) this.#axes.label = this.#words();
  }

  dispose() {
    this.#axes.dispose();
  }

  #begin() {
    this.#hidden.clear();
    this.#axes.reset();
    this.#last = null;
    this.#frames = 0;
  }

  #paint() {
    if (!this.#last) return;
    const { n } = this.#scene.plane;
    const { decision } = this.#last;
    if (this.#classesOnly) {
      paintClasses(this.pixels, decision, n, FINE, this.#scene.levels, this.even);
    } else {
      paintMixture(this.pixels, decision, n, this.mixture);
    }
    this.#pen.putImageData(this.image, 0, 0);
  }

  // The canvas has a pixel for a grid point, or FINE between two; the browser enlarges it.
  #resize() {
    const { n } = this.#scene.plane;
    const side = this.#classesOnly ? (n - 1) * FINE : n;
    const { canvas } = this.#axes;
    if (canvas.width === side) return;
    canvas.width = canvas.height = side;
    this.image = new ImageData(side, side);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  // Puts the canvas where its part of the plane is. A mixture's pixels have their middle on the
  // grid points, so its edges lie half a pixel outside.
  #place() {
    const { plane } = this.#scene;
    const half = this.#classesOnly ? 0 : 0.5 / (plane.n - 1);
    const { x, y } = this.#axes.range;
    const { style } = this.#axes.canvas;
    const across = (plane.x1[1] - plane.x1[0]) / (x[1] - x[0]);
    const up = (plane.x2[1] - plane.x2[0]) / (y[1] - y[0]);
    const percent = (share) => `${100 * share}%`;
    style.width = percent(across * (1 + 2 * half));
    style.height = percent(up * (1 + 2 * half));
    style.left = percent((plane.x1[0] - x[0]) / (x[1] - x[0]) - across * half);
    style.bottom = percent((plane.x2[0] - y[0]) / (y[1] - y[0]) - up * half);
  }

  #points(theme) {
    const rim = { width: 1, color: theme.background }; // apart from the same colour below
    return PARTS.flatMap((part) => {
      const { x1, x2, labels } = this.#part(part);
      return this.#scene.classes.map(({ name, colour, symbol }, k) => ({
        type: "scatter",
        mode: "markers",
        x: Array.from(x1).filter((_, at) => labels[at] === k),
        y: Array.from(x2).filter((_, at) => labels[at] === k),
        visible: this.#visible(part, k),
        marker: {
          size: MARKER,
          color: colour,
          symbol: part === "test" ? `${symbol}-open` : symbol,
          line: part === "test" ? { width: 1.5, color: colour } : rim,
        },
        hovertemplate: `(%{x:.3g}, %{y:.3g})<extra>${plain(name)}, ${part}</extra>`,
      }));
    });
  }

  #part(part) {
    const none = { x1: [], x2: [], labels: [] };
    return (part === "test" ? this.#scene.test : this.#scene.train) ?? none;
  }

  #visible(part, k) {
    return !this.#hidden.has(part) && !this.#hidden.has(k);
  }

  // Buttons, and not Plotly's legend: they can be reached from the keyboard, and classes and parts
  // are switched apart from each other.
  #fillLegend() {
    const entries = this.#scene.classes.map(({ name, colour, symbol }, k) =>
      this.#entry(k, name, mark(symbol, colour, true)),
    );
    const { symbol } = this.#scene.classes[0];
    for (const part of PARTS) {
      if (this.#part(part).labels.length === 0) continue;
      entries.push(this.#entry(part, part, mark(symbol, "currentColor", part === "training")));
    }
    this.#legend.replaceChildren(...entries);
  }

  #entry(key, name, picture) {
    const button = make("button", "metl-live-entry");
    button.type = "button";
    button.append(picture, make("span", "", name));
    button.setAttribute("aria-pressed", String(!this.#hidden.has(key)));
    button.onclick = () => {
      if (!this.#hidden.delete(key)) this.#hidden.add(key);
      button.setAttribute("aria-pressed", String(!this.#hidden.has(key)));
      const visible = PARTS.flatMap((part) =>
        this.#scene.classes.map((_, k) => this.#visible(part, k)),
      );
      this.#axes.restyle({ visible });
    };
    return button;
  }

  #toggle() {
    const button = make("button", "metl-live-toggle", "Classes only");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => {
      this.#classesOnly = !this.#classesOnly;
      button.setAttribute("aria-pressed", String(this.#classesOnly));
      if (!this.#scene?.plane) return;
      this.#resize();
      this.#place();
      this.#paint();
    };
    return button;
  }

  #words() {
    const { classes, levels, plane } = this.#scene;
    const counts = new Array(classes.length).fill(0);
    for (const byte of this.#last.decision) counts[Math.floor(byte / levels)] += 1;
    const total = this.#last.decision.length;
    const percent = counts.map((count) => Math.round((100 * count) / total));
    const shares = classes.map(({ name }, k) => `${name} ${percent[k]} %`);
    const [x1, x2] = plane.names;
    const { epoch } = this.#last;
    const what = `The plane of ${x1} and ${x2} as the network divides it at epoch ${epoch}`;
    return `${what}: ${shares.join(", ")}.`;
  }
}
