// The page's elements as `slides.js` wants them, in the order of the page. Pages know nothing of it:
// what is a figure and what a control is told by what Streamlit and our components make of them.

const ENDS = "What to try next"; // a page's last heading: below it there is nothing to present
const NOTICE = "What to notice.";

const FIGURES = ".metl-figure, .metl-matrices, .metl-live-grid, .metl-live-panel, .st-key-question";
const WIDGETS = [
  "stSelectbox", "stMultiSelect", "stNumberInput", "stTextInput", "stTextArea", "stButtonGroup",
  "stCheckbox", "stRadio", "stSlider", "stSelectSlider", "stButton",
];
const WIDGET = WIDGETS.map((name) => `[data-testid=${name}]`).join();
const CONTROLS = `.metl-slider, .metl-live-bar, .metl-live-time, ${WIDGET}`;
const LINES = "[class*=st-key-derivation]";
const PLAIN = "[data-testid=stTable], [data-testid=stCode]";
const PIECES = ".metl-live-notice, .metl-lit-code, .st-key-sum, [data-testid=stExpander]";
const WORDS = "[data-testid=stMarkdownContainer]";
const KINDS = [
  ["heading", "h1, h2, h3"],
  ["figure", FIGURES],
  ["control", CONTROLS],
  ["lines", LINES],
  ["plain", PLAIN],
  ["piece", PIECES],
];
const ALL = [...KINDS.map(([, selector]) => selector), WORDS].join();

// What lies in these is part of them.
const WHOLE = ".metl-figure, .metl-matrices, .metl-live-panel, .st-key-question, " +
  `[data-testid=stExpander], .st-key-sum, ${LINES}`;

export function itemsOf(main) {
  const items = [];
  for (const element of main.querySelectorAll(ALL)) {
    if (element.parentElement.closest(WHOLE) || element.hidden) continue;
    const kind = kindOf(element);
    if (kind === "heading") {
      if (element.closest(".metl-live")) continue; // for those who hear the page
      if (wordsOf(element).startsWith(ENDS)) break;
    }
    if (kind) items.push(item(kind, element));
  }
  return items;
}

function kindOf(element) {
  const known = KINDS.find(([, selector]) => element.matches(selector));
  if (known) {
    // An expander with widgets in it is for preparing a lesson.
    const prepares = element.matches("[data-testid=stExpander]") && element.querySelector(CONTROLS);
    return prepares || element.closest("[class*=st-key-try-]") ? null : known[0];
  }
  if (wordsOf(element).startsWith(NOTICE)) return "piece";
  const next = element.closest("[data-testid=stElementContainer]")?.nextElementSibling;
  // It says what the code right below it is.
  return next?.firstElementChild?.matches("[data-testid=stCode]") ? "plain" : null;
}

function item(kind, element) {
  if (kind === "heading") {
    const title = element.tagName === "H1" ? "" : wordsOf(element); // the lesson's own
    return { kind, element, title, scope: blockOf(element) };
  }
  if (kind === "lines") return { kind, element, lines: [...element.children] };
  if (kind === "figure") {
    const alone = element.matches(".metl-live-panel"); // it has the studio's bar, and needs the room
    return { kind, element, alone, title: titleOf(element) };
  }
  if (kind === "control") return { kind, element: whole(element), scope: reachOf(element) };
  if (kind === "piece") return { kind, element, notice: !element.matches(PIECES) || element.matches(".metl-live-notice") };
  return { kind, element: whole(element) };
}

const whole = (element) =>
  element.matches(`${WIDGET}, ${PLAIN}, ${WORDS}`) ? element.closest("[data-testid=stElementContainer]") ?? element : element;

const blockOf = (element) => element.closest("[data-testid=stVerticalBlock]");

// What sticks to the top of a lesson belongs to all that it stays in sight of, and the studio's bar to
// all its panels.
function reachOf(element) {
  const studio = element.closest(".metl-live");
  if (studio) return studio;
  const inSight = element.closest(".st-key-in-sight");
  return inSight ? blockOf(inSight.parentElement) : undefined;
}

function titleOf(element) {
  if (element.matches(".metl-live-grid")) return "The network while it learns";
  const title = element.querySelector(".metl-live-title, h2");
  return title ? wordsOf(title) : undefined;
}

// What an element says, a formula only once: KaTeX writes it twice, the first time to be heard.
export function wordsOf(element) {
  if (!element.querySelector(".katex-mathml")) return element.textContent.trim();
  const copy = element.cloneNode(true);
  for (const heard of copy.querySelectorAll(".katex-mathml")) heard.remove();
  return copy.textContent.trim();
}
