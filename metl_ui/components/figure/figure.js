// Draws a Plotly figure and updates it in place. Streamlit calls the default export after every
// run of the page and at every change of theme; it calls what that returns when the element goes.
// A slider that is dragged brings figures up to date in between: see `follow`.

import { drawing } from "../shared/drawing.js";
import { Keeper } from "../shared/keeper.js";
import { loadPlotly, template } from "../shared/plotly.js";
import { say } from "../shared/say.js";
import { styled } from "../shared/style.js";
import { readTheme } from "../shared/theme.js";
import { Asking } from "./asking.js";
import { assemble, decode, Wholes } from "./merge.js";
import { move } from "./move.js";
import { createToolbar } from "./toolbar.js";
import { showData, toolsFor } from "./tools.js";
import { Unseen } from "./unseen.js";

const REST = 150; // ms without news from a slider
const LEAST = 100; // pixels either way

const keeper = new Keeper(create, dispose);
const wholes = new Wholes();
const unseen = new Unseen((figure) => drawing(drawNow(figure)));
const shown = new Map(); // key -> the figure of that key that was shown last

export default async function ({ data, parentElement, setTriggerValue }) {
  await styled(new URL("figure.css", import.meta.url));
  const message = JSON.parse(new TextDecoder().decode(data), decode);
  wholes.keep(message);
  let over = false;
  drawing(nextTask().then(() => over || show(message, parentElement, setTriggerValue)));
  return () => {
    over = true;
    if (!parentElement.isConnected) keeper.leave(parentElement);
  };
}

// On a busy page calls may come in any order. What one that was overtaken returns is called as soon
// as it is there: by the next task only the newest is left.
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

function show(message, parentElement, setTriggerValue) {
  const figure = keeper.in(parentElement, () => message.key);
  shown.set(message.key, figure);
  figure.send = (name, value) => parentElement.isConnected && setTriggerValue(name, value);
  figure.ask = () => figure.send("missing", message.base);
  const take = () => receive(figure, message, readTheme(parentElement));
  // While a slider moves, what the page knew when its run began is older than what is seen.
  const early = figure.following && message.version !== figure.version;
  figure.later = early ? take : null;
  return early ? undefined : take();
}

// The versions of the whole figures that are here; messages may start from them.
export function versions() {
  return [...shown.keys()].map((key) => wholes.version(key)).filter(Boolean);
}

// Sliders that have moved on from what the page has answered: what it still says of the figures
// that they brought up to date is older than what is seen.
export const ahead = new Set();

// Brings figures up to date while a slider moves; their elements, or null if one cannot be.
export function follow(text) {
  const messages = JSON.parse(text, decode);
  if (!messages.map(followOne).every(Boolean)) return null;
  return messages.map(({ key }) => shown.get(key)?.element).filter(Boolean);
}

function followOne(message) {
  wholes.keep(message);
  const parts = wholes.merge(message);
  const figure = shown.get(message.key);
  if (!parts || !figure?.parts) return !figure;
  clearTimeout(figure.following);
  figure.following = setTimeout(() => rest(figure), REST);
  figure.later = null;
  if (message.version === figure.version) return true;
  Object.assign(figure, { version: message.version, parts });
  if (figure.busy || figure.stale || figure.out || !move(figure.plot, figure.drawn, figure.seen, parts)) {
    figure.stale = true;
    drawing(draw(figure));
  } else {
    Object.assign(figure, { seen: parts, moved: true });
    tell(figure, parts);
  }
  return true;
}

// The slider rests: what Plotly knows, for hovering and zooming, has to catch up.
function rest(figure) {
  if (figure.moved) {
    figure.stale = true;
    drawing(draw(figure));
  }
  figure.following = ahead.size ? setTimeout(() => rest(figure), REST) : null;
  if (figure.following) return;
  figure.later?.();
  figure.later = null;
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
  const figure = { element, plot, words, parts: null, table: null, theme: {} };
  figure.asking = new Asking(
    () => figure.ask(),
    () => figure.parts ?? explain(figure, new Error("The server did not send it.")),
  );
  figure.observer = new ResizeObserver(() => fit(figure));
  figure.observer.observe(plot);
  unseen.watch(figure);
  element.addEventListener("fullscreenchange", () => {
    const full = document.fullscreenElement === element;
    element.querySelector('[aria-label="Full screen"]').setAttribute("aria-pressed", full);
  });
  return figure;
}

function dispose(figure) {
  figure.gone = true;
  clearTimeout(figure.following);
  if (shown.get(figure.key) === figure) shown.delete(figure.key);
  figure.asking.stop();
  figure.observer.disconnect();
  unseen.forget(figure);
  if (!figure.busy) window.Plotly?.purge(figure.plot); // else `draw` does, when it has finished
}

function receive(figure, message, theme) {
  const parts = wholes.merge(message);
  if (parts) figure.asking.stop();
  else figure.asking.start();
  const isNew = parts !== null && message.version !== figure.version;
  if (isNew) Object.assign(figure, { key: message.key, version: message.version, parts });
  if (!figure.parts || (!isNew && theme.id === figure.theme.id)) return;
  Object.assign(figure, { theme, stale: true });
  return draw(figure);
}

// Once a figure is there, what changes in it out of sight can wait.
function draw(figure) {
  if (figure.drawn && unseen.takes(figure)) tell(figure, figure.parts);
  else return drawNow(figure);
}

// One drawing at a time, and always the newest: of several that come meanwhile only the last is
// drawn, and a plot is not taken apart under Plotly's hands.
async function drawNow(figure) {
  if (figure.busy) return;
  figure.busy = true;
  try {
    while (figure.stale && !figure.gone) {
      const { parts } = figure;
      const { data, layout } = assemble(parts);
      tell(figure, parts);
      if (!hasRoom(figure.plot)) break; // behind a tab: `fit` draws it when it shows
      figure.stale = figure.moved = false;
      await loadPlotly();
      if (figure.gone) break;
      await window.Plotly.react(figure.plot, data, dressed(layout, figure.theme), CONFIG);
      figure.drawn = figure.seen = parts;
      if (!figure.tools) figure.plot.on("plotly_click", ({ points }) => pick(figure, points));
      // The browser calls as soon as it shows the page: a hidden one asks for nothing.
      if (parts.drawn) requestAnimationFrame(() => figure.send("drawn", parts.drawn));
      for (const svg of figure.plot.querySelectorAll(".main-svg")) svg.ariaHidden = "true";
      figure.tools ??= figure.element.appendChild(createToolbar(toolsFor(figure)));
    }
  } catch (error) {
    explain(figure, error);
  }
  figure.busy = false;
  if (figure.gone) window.Plotly?.purge(figure.plot);
  else if (figure.resized) fit(figure);
  figure.resized = false;
}

// The reader has clicked a point, and the page wants to know which.
function pick(figure, [{ customdata, data }]) {
  if (figure.parts.picks) figure.send("picked", customdata ?? data.meta);
}

function tell(figure, { alt, picks }) {
  figure.element.classList.toggle("metl-figure-picks", picks === true);
  const before = figure.words.getAttribute("aria-label");
  figure.words.setAttribute("aria-label", alt);
  if (before && before !== alt && !figure.out) say(figure.key, alt);
  showData(figure);
}

// In less room than its margins take, as on its way to another layout, Plotly puts titles nowhere.
const hasRoom = (plot) => plot.clientWidth > LEAST && plot.clientHeight > LEAST;

function fit(figure) {
  if (!hasRoom(figure.plot)) return;
  if (figure.stale) draw(figure);
  else if (figure.busy) figure.resized = true;
  else if (figure.plot._fullLayout) window.Plotly.Plots.resize(figure.plot);
}

const CONFIG = { displayModeBar: false, doubleClick: "reset" };

function dressed(layout, theme) {
  Object.assign(layout, { template: template(theme), autosize: true });
  delete layout.height;
  delete layout.width;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) delete layout.transition;
  // A finger that is dragged over a figure scrolls the page.
  if (matchMedia("(pointer: coarse)").matches) layout.dragmode ??= false;
  return layout;
}

function explain(figure, error) {
  const words = document.createElement("p");
  words.className = "metl-figure-failure";
  words.setAttribute("role", "alert");
  words.textContent = `This figure could not be drawn: ${error.message} Reload the page to try again.`;
  figure.element.replaceChildren(words);
}
