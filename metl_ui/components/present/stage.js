// Puts a slide on the screen: its elements stay where they are in the page's tree, for that is the
// page's own, and are marked. Between them and the stage every box is dissolved (`display: contents`),
// and whatever is not marked is not displayed. So they lie on the stage side by side.

const NARROWEST = 7.5; // rem of a column of controls
const MARKS = {
  item: "data-metl-item",
  path: "data-metl-path",
  line: "data-metl-line",
  main: "data-metl-main", // of the stage: what kind it shows
};

export class Stage {
  #marked = new Map(); // element -> {attribute: value}

  // `slide` as slides.js makes it, or null for an empty stage; `piece` is the one that is revealed, if
  // any, and of its lines the first `lines` are shown.
  show(stage, slide, piece, lines) {
    const marks = new Map([[stage, { [MARKS.path]: "stage", [MARKS.main]: slide?.main[0].kind ?? "" }]]);
    const put = (element, kind) => {
      marks.set(element, { ...marks.get(element), [MARKS.item]: kind });
      for (let one = element.parentElement; one && one !== stage; one = one.parentElement) {
        marks.set(one, { [MARKS.path]: "", ...marks.get(one) });
      }
    };
    for (const { element, kind } of slide?.main ?? []) {
      put(element, scaled(element) ? "figure" : kind);
      // The bar's title is of level 2, and no level is left out.
      for (const heading of element.querySelectorAll("h4")) marks.set(heading, { "aria-level": "3" });
      reach(marks, element);
    }
    for (const { element } of slide?.controls ?? []) put(element, isButton(element) ? "button" : "control");
    if (piece) put(piece.element, "piece");
    if (piece) reach(marks, piece.element);
    for (const [i, line] of (slide?.lines ?? []).entries()) {
      marks.set(line, { [MARKS.line]: i < lines ? "shown" : "hidden" });
    }
    this.#mark(marks);
  }

  clear() {
    this.#mark(new Map());
  }

  #mark(marks) {
    for (const [element, before] of this.#marked) {
      for (const name of Object.keys(before)) {
        if (!(name in (marks.get(element) ?? {}))) element.removeAttribute(name);
      }
    }
    for (const [element, now] of marks) {
      for (const [name, value] of Object.entries(now)) {
        if (element.getAttribute(name) !== value) element.setAttribute(name, value);
      }
    }
    this.#marked = marks;
  }
}

// Whether it is a drawing, which is laid out as for a smaller screen and then enlarged: so its letters,
// lines and marks grow alike. Words grow by themselves.
const scaled = (element) => element.matches(".metl-figure, .metl-live-grid, .metl-live-panel");

// What may have to be scrolled is reached by the Tab key, unless something in it is.
function reach(marks, element) {
  if (element.matches(".metl-figure, .metl-live-grid")) return;
  if (element.querySelector("button, input, a, summary, [tabindex]")) return;
  marks.set(element, { ...marks.get(element), tabindex: "0" });
}

const isButton = (element) => element.querySelector("[data-testid=stButton]") !== null;

// How many times larger a figure is on a screen of this size than in the page.
export function scaleFor(width, height) {
  return Math.max(1, Math.round(20 * Math.min(width / 760, height / 500)) / 20);
}

// How many columns the controls have: a button takes one of them, all else two.
export function columnsFor(controls, stage) {
  const { paddingLeft, paddingRight } = getComputedStyle(stage);
  const { fontSize } = getComputedStyle(document.documentElement);
  const width = innerWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const wanted = controls.reduce((sum, { element }) => sum + (isButton(element) ? 1 : 2), 0);
  return Math.max(2, Math.min(wanted, Math.floor(width / parseFloat(fontSize) / NARROWEST)));
}
