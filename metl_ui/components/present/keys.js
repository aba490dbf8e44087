// What a key means while a lesson is presented. There is no letter among them that Streamlit (R, C)
// or a page (B, N) has for itself, and a presenter's clicker sends Page Down and Page Up.

export const ENTER = "F8"; // free in browsers, in Streamlit and in screen readers

// [keys, command, what it does]: the small help shows these.
export const COMMANDS = [
  [["ArrowRight", "PageDown"], "next", "→", "next figure, at the end next lesson"],
  [["ArrowLeft", "PageUp"], "previous", "←", "previous figure"],
  [["l"], "nextLesson", "L", "next lesson"],
  [["L"], "previousLesson", "Shift + L", "previous lesson"],
  [["a", "A"], "reveal", "A", "answer: what to notice, the derivation, the solution"],
  [[" ", "k", "K"], "play", "Space", "play or pause"],
  [["s", "S"], "step", "S", "one step"],
  [["0"], "reset", "0", "reset what plays"],
  [["q", "Q"], "share", "Q", "QR code of what is on screen"],
  [["?", "h", "H"], "help", "?", "these keys"],
  [["Escape"], "leave", "Esc", "leave"],
];

const BY_KEY = new Map(COMMANDS.flatMap(([keys, command]) => keys.map((key) => [key, command])));

// What is typed into belongs to the field; what moves by arrows keeps the arrows; what is pressed by
// the space bar keeps that.
const FIELDS =
  "textarea, select, [contenteditable], [role=textbox], [role=combobox], [role=spinbutton], " +
  "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit])";
const ARROWS =
  "input, [role=slider], [role=radio], [role=tab], [role=option], [role=menuitem], " +
  "[role=menuitemradio], [role=toolbar], [role=grid], [role=gridcell]";
const PRESSED = "button, a, summary, input, [role=button], [role=checkbox], [role=radio], [role=switch]";

// The command of a keydown event, or undefined. `presenting` tells whether a lesson is presented.
export function commandOf(event, presenting) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return undefined;
  if (target.closest?.("dialog, [role=dialog]")) return undefined;
  if (key === ENTER && !event.shiftKey) return presenting ? "leave" : "enter";
  if (!presenting || target.closest?.(FIELDS)) return undefined;
  if (key.startsWith("Arrow") && (event.shiftKey || target.closest?.(ARROWS))) return undefined;
  if (key === " " && target.closest?.(PRESSED)) return undefined;
  return BY_KEY.get(key);
}
