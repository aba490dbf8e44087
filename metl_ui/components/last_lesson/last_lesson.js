// Notes the address of each lesson as it is opened and as its settings change, and shows a link to
// the last one. It stays in this browser: nothing is sent anywhere.

import { addressOf, readNote } from "./note.js";

const KEY = "metl last lesson";
const ROOT = new URL("../../../", import.meta.url); // of the app

const LIKE_A_PAGE_LINK =
  "color: var(--st-primary-color); display: inline-block; font-size: 0.875rem; padding: 0.5rem";

let titles = {};

for (const name of ["pushState", "replaceState"]) {
  const write = history[name].bind(history);
  history[name] = (...all) => {
    write(...all);
    note();
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  titles = data.titles;
  note();
  if (data.shown) show(parentElement, (address) => setTriggerValue("chosen", address));
}

function note() {
  const address = addressOf(location.href, ROOT.href, titles);
  if (address === null) return;
  try {
    localStorage.setItem(KEY, address);
  } catch {
    // A browser that keeps nothing has nothing to go back to.
  }
}

function show(parentElement, choose) {
  const last = readNote(noted(), titles);
  if (last === null) return parentElement.replaceChildren();
  const link = document.createElement("a");
  link.style = LIKE_A_PAGE_LINK;
  link.href = new URL(last.address, ROOT).href;
  link.textContent = `Go on where you left: ${last.title}`;
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault(); // the page stays, and with it what the session knows
    choose(last.address);
  };
  parentElement.replaceChildren(link);
}

function noted() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
