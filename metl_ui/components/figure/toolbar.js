// One row of small buttons, which is one stop of the Tab key; the arrow keys go from one to the next.

const SVG = "http://www.w3.org/2000/svg";

// `tools`: [{name, text or icon (the path of a drawing, 16 × 16), act(button), pressed?}]
export function createToolbar(tools) {
  const bar = document.createElement("div");
  bar.className = "metl-figure-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Tools of the figure");
  bar.append(...tools.map(button));
  const buttons = [...bar.children];
  const select = (chosen) => {
    for (const each of buttons) each.tabIndex = each === chosen ? 0 : -1;
  };
  select(buttons[0]);
  bar.addEventListener("focusin", ({ target }) => select(target));
  bar.addEventListener("keydown", (event) => {
    const to = goal(event.key, buttons.indexOf(event.target), buttons.length);
    if (to === null) return;
    event.preventDefault();
    buttons[to].focus();
  });
  return bar;
}

// Where `key` leads from the button `at` of `count`.
export function goal(key, at, count) {
  switch (key) {
    case "ArrowRight": return (at + 1) % count;
    case "ArrowLeft": return (at + count - 1) % count;
    case "Home": return 0;
    case "End": return count - 1;
    default: return null;
  }
}

function button({ name, text, icon, act, pressed }) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = name;
  button.setAttribute("aria-label", name);
  if (pressed !== undefined) button.setAttribute("aria-pressed", pressed);
  button.append(text ?? drawing(icon));
  button.addEventListener("click", () => act(button));
  return button;
}

function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
