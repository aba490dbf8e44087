// Small pieces of the page that bars and lists of numbers are made of.

export function element(tag, className, properties = {}) {
  return Object.assign(document.createElement(tag), { className, ...properties });
}

// A button with a drawing (a path on a grid of 24) and its name beside it.
export function button(name, path, onclick, className = "") {
  const made = element("button", `metl-live-button ${className}`, { type: "button", onclick });
  const label = element("span", "", { textContent: name });
  const icon = drawing(path);
  made.append(icon, label);
  return { element: made, label, icon };
}

// A drawing that says nothing to those who hear the page.
export function drawing(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function redraw(icon, path) {
  icon.firstChild.setAttribute("d", path);
}

export const PLAY = "M8 5v14l11-7z";
export const PAUSE = "M6 5h4v14H6zm8 0h4v14h-4z";

// What the button says that starts and stops.
export function showPlaying({ label, icon }, playing) {
  label.textContent = playing ? "Pause" : "Play";
  redraw(icon, playing ? PAUSE : PLAY);
}

// Into `list` (a dl) the name of a number, and the place for it.
export function addNumber(list, name) {
  const box = element("div", "");
  const value = element("dd", "", { textContent: "–" });
  box.append(element("dt", "", { textContent: name }), value);
  list.append(box);
  return value;
}

// A list to choose from, with its label: options are [value, text].
export function choice(label, options, onchange) {
  const box = element("label", "metl-live-select");
  const select = element("select", "");
  for (const [value, text] of options) select.append(new Option(text, value));
  select.onchange = () => onchange(select.value);
  box.append(element("span", "", { textContent: label }), select);
  return { element: box, select };
}
