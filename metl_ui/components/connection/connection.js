// What the page shows needs no server, and goes on by itself once there is one again: so it is said,
// for Streamlit only speaks of an error. Its own window cannot be told from here what to say.

import { letKeyboardScroll } from "../shared/scrolling.js";
import { styled } from "../shared/style.js";

const BLINK = 1500; // ms; a connection that is back by then was not missed
const WORDS =
  "The server does not answer. Nothing here is lost: the page goes on by itself as soon as it is back.";

let watched = null;
let sentence = null;
let timer;

export default async function () {
  await styled(new URL("connection.css", import.meta.url));
  const app = document.querySelector("[data-testid=stApp]");
  if (!app || app === watched) return;
  watched = app;
  new MutationObserver(() => look(app)).observe(app, {
    attributeFilter: ["data-test-connection-state"],
  });
  new MutationObserver(letKeyboardScroll).observe(app, { attributeFilter: ["data-test-script-state"] });
  letKeyboardScroll();
}

function look(app) {
  const isThere = app.dataset.testConnectionState === "CONNECTED";
  if (isThere) {
    clearTimeout(timer);
    timer = null;
    if (sentence) sentence.textContent = "";
  } else timer ??= setTimeout(say, BLINK);
}

function say() {
  if (!sentence) {
    sentence = document.createElement("div");
    sentence.className = "metl-connection";
    sentence.role = "status";
    document.body.append(sentence);
  }
  sentence.textContent = WORDS;
}
