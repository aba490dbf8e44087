// Draws a Plotly figure and updates it in place. Streamlit calls the default export after every
// run of the page and at every change of theme; it calls what that returns when the element goes.

import { drawing } from "../shared/drawing.js";
import { Keeper } from "../shared/keeper.js";
import { loadPlotly, template } from "../shared/plotly.js";
import { styled } from "../shared/style.js";
import { readTheme } from "../shared/theme.js";

const keeper = new Keeper(create, dispose);

export default async function ({ data, parentElement }) {
  await styled(new URL("figure.css", import.meta.url));
  const json = new TextDecoder().decode(data);
  const figure = keeper.in(parentElement, () => JSON.parse(json).key);
  const theme = readTheme(parentElement);
  if (json !== figure.json || theme.id !== figure.theme.id) {
    Object.assign(figure, { json, theme, stale: true });
    drawing(draw(figure));
  }
  return () => keeper.leave(parentElement);
}

function create() {
  const element = document.createElement("figure");
  element.className = "metl-figure";
  const plot = document.createElement("div");
  plot.className = "metl-figure-plot";
  const words = document.createElement("div"); // beside the plot: an image may hold no buttons
  words.className = "metl-figure-words";
  words.setAttribute("role", "img");
  element.append(words, plot);
  const figure = { element, plot, words, json: "", theme: {}, stale: false, busy: false };
  figure.observer = new ResizeObserver(() => fit(figure));
  figure.observer.observe(element);
  return figure;
}

function dispose(figure) {
  figure.gone = true;
  figure.observer.disconnect();
  if (!figure.busy) window.Plotly?.purge(figure.plot); // else `draw` does, when it has finished
}

// One drawing at a time, and always the newest: of several that come meanwhile only the last is
// drawn, and a plot is not taken apart under Plotly's hands.
async function draw(figure) {
  if (figure.busy) return;
  figure.busy = true;
  try {
    while (figure.stale && !figure.gone) {
      const message = JSON.parse(figure.json, decode); // afresh: Plotly writes the zoom into it
      figure.element.style.height = `${message.height}px`; // at once, so that nothing jumps
      figure.words.setAttribute("aria-label", message.alt);
      if (figure.plot.clientWidth === 0) break; // behind a tab: `fit` draws it when it shows
      figure.stale = false;
      await loadPlotly();
      if (figure.gone) break;
      const { data } = message;
      await window.Plotly.react(figure.plot, data, layout(message, figure.theme), config(message));
      for (const svg of figure.plot.querySelectorAll(".main-svg")) svg.ariaHidden = "true";
    }
  } catch (error) {
    explain(figure, error);
  }
  figure.busy = false;
  if (figure.gone) window.Plotly?.purge(figure.plot);
  else if (figure.resized) fit(figure);
  figure.resized = false;
}

function fit(figure) {
  if (figure.plot.clientWidth === 0) return;
  if (figure.stale) draw(figure);
  else if (figure.busy) figure.resized = true;
  else if (figure.plot._fullLayout) window.Plotly.Plots.resize(figure.plot);
}

function layout(message, theme) {
  const result = { ...message.layout, template: template(theme), autosize: true };
  delete result.height;
  delete result.width;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) delete result.transition;
  // A finger that is dragged over a figure scrolls the page.
  if (matchMedia("(pointer: coarse)").matches) result.dragmode ??= false;
  return result;
}

function config(message) {
  return {
    displayModeBar: "hover",
    displaylogo: false,
    modeBarButtons: [["toImage", "resetScale2d"]],
    toImageButtonOptions: { filename: message.key, scale: 2 },
    doubleClick: "reset",
  };
}

const ARRAYS = {
  i1: Int8Array, i2: Int16Array, i4: Int32Array, f4: Float32Array,
  u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f8: Float64Array,
};

// NumPy arrays come as {dtype, bdata, shape}; in the figure they are plain arrays, easy to read.
function decode(_key, value) {
  if (value?.bdata === undefined) return value;
  const bytes = Uint8Array.from(atob(value.bdata), (letter) => letter.charCodeAt(0));
  const flat = Array.from(new ARRAYS[value.dtype](bytes.buffer));
  const sizes = String(value.shape ?? "").split(",").slice(1).map(Number);
  return sizes.reduceRight((array, size) => rows(array, size), flat);
}

function rows(array, size) {
  return Array.from({ length: array.length / size }, (_, i) => array.slice(i * size, (i + 1) * size));
}

function explain(figure, error) {
  const words = document.createElement("p");
  words.className = "metl-figure-failure";
  words.setAttribute("role", "alert");
  words.textContent = `This figure could not be drawn: ${error.message} Reload the page to try again.`;
  figure.element.replaceChildren(words);
}
