// Curves by epoch, painted on a canvas. Plotly has the axes, the zoom and, for whoever points at a
// curve, the same numbers for its hover label.

import { styled } from "../../shared/style.js";
import { Axes, make, plain } from "./axes.js";
import { dashPattern, polyline } from "./lines.js";
import { epochRange } from "./ranges.js";

const MARGIN = { l: 56, r: 8, t: 8, b: 44 };
const WIDTH = 2; // pixels of a line
const EARLIER = 1; // of a line of an earlier branch
const DRAWS_PER_HOVER = 4; // the numbers under a pointer are not exchanged at every drawing
const DRAWS_PER_LABEL = 10; // a curve is drawn about every sixth frame
const TEXT = 11; // pixels of a mark's text
const ROOM = 6; // pixels between the texts of two marks
const ROWS = 2; // of such texts
const MOST_POINTS = 800; // of all the curves of a panel: painting them costs more than the rest

// `what` is drawn: {title, axis (Plotly's y axis), lines(scene) -> [{name, colour, dash,
// of(curves)}], earlier (whether branches that were left are drawn as well), range(columns) -> the
// ends of the y axis, hover (Plotly's template of a value), texts (whether the texts of the marks
// stand at the "top" or at the "bottom"), words(value) -> text}.
export class Curves {
  #axes = new Axes(MARGIN, () => this.#paint());
  #pen = this.#axes.canvas.getContext("2d");
  #legend = make("div", "metl-live-keys");
  #what;
  #scene = null;
  #curves = null; // what was drawn last
  #drawn = ""; // and a name for it
  #draws = 0;
  #pointed = false;

  constructor(what) {
    styled(new URL("axes.css", import.meta.url));
    styled(new URL("curves.css", import.meta.url));
    this.#what = what;
    this.element = make("section", "metl-live-panel metl-live-curves");
    const head = make("div", "metl-live-head");
    head.append(make("h3", "metl-live-title", what.title), this.#legend);
    this.element.append(head, this.#axes.element);
    this.#axes.element.onpointerenter = () => this.#point(true);
    this.#axes.element.onpointerleave = () => this.#point(false);
  }

  show(scene, theme) {
    if (scene.run !== this.#scene?.run) this.#begin();
    this.#scene = scene;
    this.theme = theme;
    this.lines = this.#what.lines(scene);
    this.#fillLegend();
    this.#resize();
    const layout = {
      hovermode: "x unified",
      xaxis: { title: { text: "epoch" }, hoverformat: ".4~g" },
      yaxis: this.#what.axis,
    };
    const shown = this.#axes.show(this.#pointed ? this.#traces() : [], layout, theme);
    this.#paint();
    return shown;
  }

  draw(_frame, film) {
    const curves = film.curves();
    const name = `${curves.version} ${curves.cursor}`;
    if (!this.#scene || name === this.#drawn) return;
    const before = this.#earlier.length;
    this.#curves = curves;
    this.#drawn = name;
    this.#fit();
    this.#paint();
    if (this.#earlier.length !== before) this.#fillLegend();
    if (this.#pointed && this.#draws % DRAWS_PER_HOVER === 0) this.#axes.replot(this.#traces());
    if (this.#draws % DRAWS_PER_LABEL === 0) this.#axes.label = this.#words();
    this.#draws += 1;
  }

  dispose() {
    this.#axes.dispose();
  }

  get #earlier() {
    return this.#what.earlier && this.#curves ? this.#curves.branches : [];
  }

  #begin() {
    this.#axes.reset();
    this.#curves = null;
    this.#drawn = "";
    this.#draws = 0;
    this.#axes.fit(epochRange(0), this.#what.range([]));
  }

  #fit() {
    const all = [this.#curves, ...this.#earlier];
    const last = Math.max(...all.map(({ epoch }) => epoch.at(-1) ?? 0));
    const columns = all.flatMap((one) => this.lines.map((line) => line.of(one)));
    this.#axes.fit(epochRange(last), this.#what.range(columns));
  }

  #resize() {
    const { canvas, element } = this.#axes;
    this.width = Math.max(element.clientWidth - MARGIN.l - MARGIN.r, 0);
    this.height = Math.max(element.clientHeight - MARGIN.t - MARGIN.b, 0);
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(this.width * this.ratio);
    canvas.height = Math.round(this.height * this.ratio);
  }

  #paint() {
    if (!this.#curves || !this.width) return;
    const { marks, cursor, epoch } = this.#curves;
    const { reference } = this.#scene.colours;
    const pen = this.#pen;
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    this.#paintMarks(marks);
    for (const branch of this.#earlier) {
      for (const line of this.lines) {
        this.#paintLine(branch.epoch, line.of(branch), reference, line.dash, EARLIER);
      }
    }
    for (const line of this.lines) {
      this.#paintLine(epoch, line.of(this.#curves), line.colour, line.dash, WIDTH);
    }
    if (cursor !== null && cursor < epoch.at(-1)) this.#upright(cursor, this.theme.text, 1.5);
  }

  #paintLine(epoch, values, colour, dash, width) {
    const pen = this.#pen;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineJoin = "bevel"; // round ones take twice the time
    pen.setLineDash(dashPattern(dash, width));
    pen.beginPath();
    const { x, y } = this.#axes.range;
    const log = this.#what.axis.type === "log";
    const most = Math.floor(MOST_POINTS / this.lines.length);
    polyline(pen, epoch, values, { x, y, width: this.width, height: this.height, log }, most);
    pen.stroke();
    pen.setLineDash([]);
  }

  #upright(epoch, colour, width) {
    const { x } = this.#axes.range;
    const at = ((epoch - x[0]) / (x[1] - x[0])) * this.width;
    this.#pen.strokeStyle = colour;
    this.#pen.lineWidth = width;
    this.#pen.beginPath();
    this.#pen.moveTo(at, 0);
    this.#pen.lineTo(at, this.height);
    this.#pen.stroke();
    return at;
  }

  // The texts stand side by side in two rows; where there is no room for one, its line is enough.
  #paintMarks(marks) {
    const pen = this.#pen;
    pen.font = `${TEXT}px ${this.theme.font}`;
    pen.textBaseline = this.#what.texts;
    const free = new Array(ROWS).fill(0);
    for (const { epoch, text } of marks) {
      const at = this.#upright(epoch, this.#scene.colours.reference, 1);
      if (at < 0 || at > this.width) continue; // the person has zoomed in elsewhere
      const width = pen.measureText(text).width;
      const right = at + 4 + width <= this.width;
      const left = right ? at + 4 : at - 4 - width;
      const row = free.findIndex((end) => left >= end);
      if (row < 0) continue;
      const down = 2 + row * (TEXT + 3);
      pen.fillStyle = this.theme.text;
      pen.fillText(text, left, this.#what.texts === "top" ? down : this.height - down);
      free[row] = left + width + ROOM;
    }
  }

  // Somebody points at the figure: only now does Plotly need the numbers.
  #point(pointed) {
    this.#pointed = pointed;
    if (pointed && this.#curves) this.#axes.replot(this.#traces());
  }

  #traces() {
    if (!this.#curves) return [];
    const { reference } = this.#scene.colours;
    const own = this.lines.map((line) => this.#trace(this.#curves, line, line.colour, ""));
    const earlier = this.#earlier.flatMap((branch) =>
      this.lines.map((line) => this.#trace(branch, line, reference, `, ${branch.name}`)),
    );
    return [...own, ...earlier];
  }

  // What can be pointed at; the style sheet hides it, for the canvas shows it.
  #trace(curves, line, colour, whose) {
    const name = `${line.name}${plain(whose)}`;
    return {
      type: "scatter",
      mode: "lines",
      x: curves.epoch,
      y: line.of(curves),
      name,
      line: { color: colour, dash: line.dash, width: WIDTH },
      hovertemplate: `${this.#what.hover}<extra>${name}</extra>`,
    };
  }

  #fillLegend() {
    const entries = this.lines.map(({ name, colour, dash }) => key(name, colour, dash, WIDTH));
    if (this.#earlier.length) {
      entries.push(key("earlier", this.#scene.colours.reference, "solid", EARLIER));
    }
    this.#legend.replaceChildren(...entries);
  }

  #words() {
    const { epoch } = this.#curves;
    const last = this.lines
      .map((line) => [line.name, line.of(this.#curves).at(-1)])
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => `${name} ${this.#what.words(value)}`);
    const at = Math.round(epoch.at(-1) ?? 0);
    return `${this.#what.title} by epoch; at epoch ${at}: ${last.join(", ")}.`;
  }
}

function key(name, colour, dash, width) {
  const entry = make("span", "metl-live-key");
  const line = make("i");
  line.style.borderTop = `${width}px ${dash === "solid" ? "solid" : "dashed"} ${colour}`;
  entry.append(line, name);
  return entry;
}
