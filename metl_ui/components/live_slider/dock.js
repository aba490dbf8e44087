// On a phone a slider and all that it moves do not fit the window. So the slider that was moved last
// goes along at the lower edge, within the thumb's reach, for as long as something that it moves is
// in sight and its own place is not.

const NARROW = matchMedia("(max-width: 640px)"); // where Streamlit puts columns below each other
const HEADER = 60; // pixels that Streamlit's header covers

let last = null; // {element, panel, moves}
let waiting = false;

// The `panel` of a slider was moved, which else stands in `element`; the elements in `moves` follow.
export function dock(element, panel, moves) {
  if (last && last.element !== element) release();
  last = { element, panel, moves };
  look();
}

export function undock(element) {
  if (last?.element !== element) return;
  release();
  last = null;
}

function release() {
  last.element.style.height = "";
  last.panel.classList.remove("metl-slider-docked");
}

function look() {
  waiting = false;
  if (!last) return;
  const { element, panel, moves } = last;
  const docked = panel.classList.contains("metl-slider-docked");
  if (!NARROW.matches || inSight(element) || !moves.some(inSight)) release();
  else if (!docked) {
    element.style.height = `${element.offsetHeight}px`; // what is below it stays where it is
    panel.classList.add("metl-slider-docked");
  }
}

function inSight(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > HEADER + height / 4 && top < innerHeight - height / 4;
}

// The page scrolls inside one of its elements: such events do not bubble.
for (const kind of ["scroll", "resize"]) {
  addEventListener(kind, soon, { capture: true, passive: true });
}

function soon() {
  if (waiting || !last) return;
  waiting = true;
  requestAnimationFrame(look);
}
