// The frame's own buttons: two of them on every page, and while a lesson is presented a narrow bar
// that says what is on screen. It lies outside of Streamlit's elements, which are React's.

import { drawing, element } from "../shared/elements.js";
import { COMMANDS, ENTER } from "./keys.js";

const ICONS = {
  enter: "M3 4h18v2H3zm1 3h16v9h-7v2.6l3 2.4h-3.2L12 20.4l-.8.6H8l3-2.4V16H4zm2 2v5h12V9z",
  share: "M3 3h8v8H3zm2 2v4h4V5zm8-2h8v8h-8zm2 2v4h4V5zM3 13h8v8H3zm2 2v4h4v-4zm8-2h3v3h-3zm5 0h3v3h-3zm-5 5h3v3h-3zm5 0h3v3h-3z",
  previous: "M15.4 5.4 14 4l-8 8 8 8 1.4-1.4L8.8 12z",
  next: "M8.6 5.4 10 4l8 8-8 8-1.4-1.4 6.6-6.6z",
  previousLesson: "M6 5h2v14H6zm12.4.9L17 4.5 9.5 12l7.5 7.5 1.4-1.4-6.1-6.1z",
  nextLesson: "M16 5h2v14h-2zM5.6 18.1 7 19.5l7.5-7.5L7 4.5 5.6 5.9l6.1 6.1z",
  reveal: "M12 5C6.5 5 2.7 9.5 1.5 12c1.2 2.5 5 7 10.5 7s9.3-4.5 10.5-7C21.3 9.5 17.5 5 12 5zm0 2c3.9 0 6.8 2.9 8.2 5-1.4 2.1-4.3 5-8.2 5s-6.8-2.9-8.2-5c1.4-2.1 4.3-5 8.2-5zm0 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  help: "M11 17h2v2h-2zm1-13a4.5 4.5 0 0 0-4.5 4.5h2a2.5 2.5 0 1 1 3.6 2.2c-1.3.7-2.1 1.5-2.1 3.3v.5h2v-.4c0-.9.4-1.2 1.2-1.7A4.5 4.5 0 0 0 12 4z",
  leave: "M6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z",
};

const NAMES = {
  enter: `Present to a class (${ENTER})`,
  share: "Share what is on screen",
  previous: "Previous figure (←)",
  next: "Next figure (→)",
  previousLesson: "Previous lesson (Shift + L)",
  nextLesson: "Next lesson (L)",
  reveal: "Answer (A)",
  help: "Keys (?)",
  leave: "Leave (Esc)",
};
const PRESENTING = [
  "previousLesson", "previous", "next", "nextLesson", "reveal", "share", "help", "leave",
];
const VARIABLES = [
  "text-color", "background-color", "secondary-background-color", "border-color", "primary-color",
  "font", "base-radius",
];

export class Bar {
  #said = "";

  constructor(act) {
    this.element = element("aside", "metl-frame", { ariaLabel: "Present and share" });
    this.lesson = element("h1", "metl-frame-heard");
    this.title = element("h2", "metl-frame-title", { tabIndex: -1 });
    this.place = element("span", "metl-frame-place");
    this.status = element("p", "metl-frame-heard", { role: "status" });
    this.buttons = new Map(Object.keys(NAMES).map((command) => [command, button(command, act)]));
    this.tools = element("div", "metl-frame-tools");
    this.help = element("div", "metl-frame-help", { hidden: true, role: "region", ariaLabel: "Keys" });
    this.help.append(keys());
    this.leave(false);
  }

  // The page's colours and font: Streamlit hands them to its components alone.
  dress(parentElement) {
    const style = getComputedStyle(parentElement);
    for (const name of VARIABLES) {
      this.element.style.setProperty(`--st-${name}`, style.getPropertyValue(`--st-${name}`));
    }
    this.element.style.colorScheme = style.colorScheme;
  }

  enter() {
    this.#hold(PRESENTING);
    this.element.replaceChildren(this.lesson, this.title, this.place, this.tools, this.help, this.status);
    this.title.focus({ preventScroll: true });
  }

  leave(focus = true) {
    this.#hold(["enter", "share"]);
    this.help.hidden = true;
    this.element.replaceChildren(this.tools, this.status);
    this.say(focus ? "No longer presenting." : "");
    if (focus) this.buttons.get("enter").focus({ preventScroll: true });
  }

  // Where the class is: {lesson, title, words, place, count, answers, previousLesson, nextLesson}.
  show({ lesson, title, words, place, count, answers, previousLesson, nextLesson }) {
    write(this.lesson, lesson);
    write(this.title, title || lesson);
    write(this.place, count ? `${place + 1} / ${count}` : "");
    this.#enable("previousLesson", previousLesson !== undefined);
    this.#enable("nextLesson", nextLesson !== undefined);
    this.#enable("previous", place > 0 || previousLesson !== undefined);
    this.#enable("next", place + 1 < count || nextLesson !== undefined);
    const now = count ? `Figure ${place + 1} of ${count}, ${lesson}: ${title}` : "";
    if (now && now !== this.#said) this.say(`${now} ${sentence(words)}${answers ? " Press A for the answer." : ""}`);
    this.#said = now;
  }

  // For those who hear the page.
  say(words) {
    write(this.status, words);
  }

  get helping() {
    return !this.help.hidden;
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
    this.buttons.get("help").ariaExpanded = String(this.helping);
  }

  #hold(commands) {
    this.tools.replaceChildren(...commands.map((command) => this.buttons.get(command)));
  }

  // A button that has the keyboard's focus keeps it: it is not disabled but says that it is.
  #enable(command, enabled) {
    this.buttons.get(command).ariaDisabled = String(!enabled);
  }
}

const sentence = (words) => words.match(/^.*?[.:;](?=\s|$)/)?.[0] ?? words;

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function button(command, act) {
  const made = element("button", "metl-frame-button", { type: "button", title: NAMES[command] });
  made.ariaLabel = NAMES[command];
  if (command === "help") made.ariaExpanded = "false";
  made.dataset.command = command;
  made.append(drawing(ICONS[command]));
  made.addEventListener("click", () => act(command));
  return made;
}

function keys() {
  const list = element("dl", "");
  for (const [, , key, what] of COMMANDS) {
    const row = element("div", "");
    row.append(element("dt", "", { textContent: key }), element("dd", "", { textContent: what }));
    list.append(row);
  }
  return list;
}
