// Plotly's axes, hover and zoom over a canvas that fills exactly the plane between them. What
// changes from frame to frame is painted on the canvas, in a fraction of a millisecond; Plotly,
// which needs ten for the same, only draws when something else changes.

import { loadPlotly, template } from "../../shared/plotly.js";
import { equal } from "./ranges.js";

const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false };

export class Axes {
  // What is to be seen, in the axes' own numbers: exponents on a logarithmic axis.
  range = { x: [0, 1], y: [0, 1] };
  #home = this.range; // what is to be seen when nobody has zoomed in
  #zoomed = false;
  #plot = make("div", "metl-live-plot");
  #words = make("div", "metl-live-words");
  #wanted = null; // {data, layout} of the newest `show`
  #ready = false; // Plotly has drawn at least once

  // `margin` {l, r, t, b} in pixels; `moved()` hears of every zoom, after `range` has changed.
  constructor(margin, moved) {
    this.margin = { ...margin, autoexpand: false }; // the canvas relies on it
    this.moved = moved;
    this.element = make("div", "metl-live-axes");
    this.plane = make("div", "metl-live-plane");
    this.canvas = make("canvas");
    this.plane.append(this.canvas);
    const { l, r, t, b } = margin;
    this.plane.style.inset = `${t}px ${r}px ${b}px ${l}px`;
    this.#words.setAttribute("role", "img");
    this.element.append(this.plane, this.#words, this.#plot);
  }

  set label(text) {
    this.#words.setAttribute("aria-label", text);
  }

  // To be called for a new run: whatever was zoomed belongs to another one.
  reset() {
    this.#zoomed = false;
  }

  // Draws traces and axes. `layout` is Plotly's own; ranges, margins and colours are added here.
  async show(data, layout, theme) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return; // hidden: it is shown again when it has a size
    this.#wanted = { data, layout: this.#dressed({ ...layout, width, height }, theme) };
    try {
      await loadPlotly();
      if (this.#wanted) this.replot(this.#wanted.data);
    } catch (error) {
      this.#explain(error);
    }
  }

  // Other traces over the same axes.
  replot(data) {
    if (!this.#wanted || !window.Plotly) return;
    const { layout } = this.#wanted;
    this.#wanted.data = data;
    Object.assign(layout.xaxis, { range: [...this.range.x], autorange: false });
    Object.assign(layout.yaxis, { range: [...this.range.y], autorange: false });
    window.Plotly.react(this.#plot, data, layout, CONFIG);
    if (!this.#ready) this.#listen();
    this.#ready = true;
  }

  // Changes of a few attributes of the traces.
  restyle(changes) {
    if (this.#ready) window.Plotly.restyle(this.#plot, changes);
  }

  // The ranges that the data ask for; a person's own zoom comes first.
  fit(x, y) {
    this.#home = { x, y };
    if (this.#zoomed) return;
    const changes = {}; // an axis that stays need not be drawn again
    if (!equal(x, this.range.x)) changes["xaxis.range"] = [...x];
    if (!equal(y, this.range.y)) changes["yaxis.range"] = [...y];
    this.range = { x, y };
    if (this.#ready && Object.keys(changes).length) window.Plotly.relayout(this.#plot, changes);
  }

  dispose() {
    this.#wanted = null;
    window.Plotly?.purge(this.#plot);
  }

  #dressed(layout, theme) {
    const looks = template(theme);
    looks.layout.paper_bgcolor = "rgba(0,0,0,0)"; // the canvas is below
    looks.layout.font.size = 12;
    return {
      ...layout,
      template: looks,
      margin: this.margin,
      showlegend: false,
      // A finger that is dragged over a figure scrolls the page.
      dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
      xaxis: { type: "linear", zeroline: false, ...layout.xaxis },
      yaxis: { type: "linear", zeroline: false, ...layout.yaxis },
    };
  }

  #explain(error) {
    const words = make("p", "", `The axes could not be drawn: ${error.message}`);
    words.setAttribute("role", "alert");
    this.#plot.replaceChildren(words);
  }

  #listen() {
    for (const svg of this.#plot.querySelectorAll(".main-svg")) svg.ariaHidden = "true";
    const heard = (event) => {
      const x = read(event, "xaxis") ?? this.range.x;
      const y = read(event, "yaxis") ?? this.range.y;
      if (equal(x, this.range.x) && equal(y, this.range.y)) return; // our own doing
      this.#zoomed = true;
      this.range = { x, y };
      this.moved();
    };
    this.#plot.on("plotly_relayouting", heard);
    this.#plot.on("plotly_relayout", heard);
    this.#plot.on("plotly_doubleclick", () => {
      this.#zoomed = false;
      this.fit(this.#home.x, this.#home.y);
      this.moved();
    });
  }
}

function read(event, axis) {
  const ends = event[`${axis}.range`] ?? [event[`${axis}.range[0]`], event[`${axis}.range[1]`]];
  return ends[0] === undefined ? null : [Number(ends[0]), Number(ends[1])];
}

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// `text` so that Plotly shows it letter by letter: it reads <b>, <a href>, entities and %{x}.
export function plain(text) {
  return String(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("%", "&#37;");
}
