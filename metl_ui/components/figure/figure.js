// Draws a Plotly figure and updates it in place. Streamlit calls the default export after every
// run of the page and at every change of theme; it calls what that returns when the element goes.

const shown = new WeakMap(); // parent element -> the figure in it
const parked = new Map(); // address and key -> a figure whose element has just gone
const PARKING_TIME = 5000; // ms; a busy browser takes its time

export default function ({ data, parentElement }) {
  const json = new TextDecoder().decode(data);
  const figure = shown.get(parentElement) ?? mount(parentElement, json);
  const theme = readTheme(parentElement);
  if (json !== figure.json || theme.id !== figure.theme.id) {
    Object.assign(figure, { json, theme, stale: true });
    draw(figure);
  }
  return () => unmount(parentElement);
}

// Now and then Streamlit takes an element away and puts it back at once (when the timer of a
// fragment fires at the end of a run of the page). The plot waits for that, with its zoom.
function mount(parentElement, json) {
  const place = `${location.pathname} ${JSON.parse(json).key}`;
  const figure = parked.get(place) ?? create(place);
  parked.delete(place);
  clearTimeout(figure.timer);
  parentElement.append(figure.element);
  shown.set(parentElement, figure);
  return figure;
}

function unmount(parentElement) {
  const figure = shown.get(parentElement);
  if (!figure) return;
  shown.delete(parentElement);
  figure.element.remove();
  parked.set(figure.place, figure);
  figure.timer = setTimeout(() => dispose(figure), PARKING_TIME);
}

function create(place) {
  const element = document.createElement("figure");
  element.className = "metl-figure";
  const plot = document.createElement("div");
  plot.className = "metl-figure-plot";
  const words = document.createElement("div"); // beside the plot: an image may hold no buttons
  words.className = "metl-figure-words";
  words.setAttribute("role", "img");
  element.append(words, plot);
  const figure = { place, element, plot, words, json: "", theme: {}, stale: false, busy: false };
  figure.observer = new ResizeObserver(() => fit(figure));
  figure.observer.observe(element);
  return figure;
}

function dispose(figure) {
  if (parked.get(figure.place) === figure) parked.delete(figure.place);
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

function readTheme(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const theme = {
    text: read("text-color") || style.color,
    background: read("background-color") || "rgba(0,0,0,0)",
    border: read("border-color") || "rgba(128,128,128,0.4)",
    font: read("font") || style.fontFamily,
  };
  return { ...theme, id: JSON.stringify(theme) };
}

// Everything that a figure leaves open is drawn in the page's own colours and font.
function template(theme) {
  const axis = {
    gridcolor: theme.border,
    zerolinecolor: theme.border,
    linecolor: theme.border,
    tickcolor: theme.border,
    title: { standoff: 8 },
  };
  return {
    layout: {
      font: { family: theme.font, color: theme.text, size: 13 },
      paper_bgcolor: theme.background,
      plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: axis,
      yaxis: axis,
      hoverlabel: {
        bgcolor: theme.background,
        bordercolor: theme.border,
        font: { family: theme.font, color: theme.text },
        align: "left",
      },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.text, activecolor: theme.text },
      coloraxis: { colorbar: { outlinewidth: 0 } },
    },
    data: {
      heatmap: [{ colorbar: { outlinewidth: 0, thickness: 12 } }],
      contour: [{ colorbar: { outlinewidth: 0, thickness: 12 } }],
    },
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

let loading = null; // one promise for the whole page

function loadPlotly() {
  if (window.Plotly) return Promise.resolve();
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = plotlyUrl();
    script.onload = () =>
      window.Plotly ? resolve() : reject(new Error(`${script.src} does not hold Plotly.`));
    script.onerror = () => reject(new Error(`${script.src} could not be loaded.`));
    document.head.append(script);
  });
  return loading;
}

// The page may be /softmax and the app may live under any prefix: Streamlit's own script, whose
// place below the root is known, tells where that root is.
function plotlyUrl() {
  const own = document.querySelector('script[src*="static/js/"]');
  return new URL(own ? "../../vendor/plotly.min.js" : "vendor/plotly.min.js", own?.src ?? document.baseURI).href;
}
