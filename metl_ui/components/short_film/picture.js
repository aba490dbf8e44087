// The plane as the network divides it, and the examples over it, without axes: nothing of it has to
// be loaded first.

import { mixtures, paintMixture } from "../live_view/panels/colours.js";
import { corners } from "../live_view/panels/marks.js";

const RADIUS = 4; // CSS pixels of an example's mark, in a picture that is as large as it gets
const LARGEST = 416; // CSS pixels
const LINE = 1.5;

export class Picture {
  #scene = null;

  constructor() {
    this.element = document.createElement("div");
    this.element.className = "metl-film-picture";
    this.element.setAttribute("role", "img");
    this.plane = document.createElement("canvas");
    this.marks = document.createElement("canvas");
    this.element.append(this.plane, this.marks);
    this.observer = new ResizeObserver(() => this.#mark());
    this.observer.observe(this.element);
  }

  show(scene) {
    this.#scene = scene;
    const { n } = scene.plane;
    this.plane.width = this.plane.height = n;
    this.pen = this.plane.getContext("2d");
    this.image = new ImageData(n, n);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.mixture = mixtures(
      scene.classes.map(({ colour }) => colour),
      scene.levels,
    );
    this.#mark();
  }

  set theme(theme) {
    this.rim = theme.background; // apart from the same colour below
    this.#mark();
  }

  // One frame's bytes of the plane.
  draw(decision) {
    paintMixture(this.pixels, decision, this.#scene.plane.n, this.mixture);
    this.pen.putImageData(this.image, 0, 0);
  }

  dispose() {
    this.observer.disconnect();
  }

  // The examples: those that it learns from are filled, those that it is only asked about hollow.
  #mark() {
    const side = this.element.clientWidth;
    if (!this.#scene || !side) return;
    const ratio = window.devicePixelRatio || 1;
    this.marks.width = this.marks.height = Math.round(side * ratio);
    const pen = this.marks.getContext("2d");
    pen.scale(ratio, ratio);
    this.radius = Math.max(2.5, (RADIUS * side) / LARGEST);
    const { plane, train, test } = this.#scene;
    for (const [part, filled] of [[train, true], [test, false]]) {
      for (let i = 0; i < (part?.labels.length ?? 0); i += 1) {
        const x = (side * (part.x1[i] - plane.x1[0])) / (plane.x1[1] - plane.x1[0]);
        const y = (side * (plane.x2[1] - part.x2[i])) / (plane.x2[1] - plane.x2[0]);
        this.#one(pen, x, y, this.#scene.classes[part.labels[i]], filled);
      }
    }
  }

  #one(pen, x, y, { colour, symbol }, filled) {
    const { radius } = this;
    const points = corners(symbol);
    pen.beginPath();
    if (points) for (const [dx, dy] of points) pen.lineTo(x + radius * dx, y + radius * dy);
    else pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.closePath();
    pen.lineWidth = filled ? 1 : LINE;
    pen.fillStyle = filled ? colour : this.rim;
    pen.strokeStyle = filled ? this.rim : colour;
    pen.fill();
    pen.stroke();
  }
}
