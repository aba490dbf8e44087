// Lines of code, some of them lit. Code is text and nothing else: it is never read as HTML.

import { Keeper } from "../shared/keeper.js";
import { styled } from "../shared/style.js";

export default async function ({ data, parentElement }) {
  await styled(new URL("lit_code.css", import.meta.url));
  const code = keeper.in(parentElement, () => data.key);
  const call = (code.calls += 1);
  show(code, data);
  return () => {
    if (call === code.calls && !parentElement.isConnected) keeper.leave(parentElement);
  };
}

function create() {
  const element = make("figure", "metl-lit-code");
  const place = make("figcaption", "");
  const lines = make("ol", "");
  element.append(place, lines);
  return { element, place, lines, calls: 0 };
}

function show(code, { place, lines }) {
  const told = JSON.stringify([place, lines]);
  if (told === code.told) return;
  code.told = told;
  code.place.textContent = place;
  code.lines.replaceChildren(
    ...lines.map(({ number, text, lit }) => {
      const line = make("li", "");
      line.value = number;
      if (lit) line.setAttribute("aria-current", "true");
      const indent = text.length - text.trimStart().length;
      line.style.setProperty("--indent", indent);
      const [label, words] = [make("span", "metl-lit-code-number"), make("code", "")];
      label.textContent = number;
      words.textContent = text.trimStart();
      line.append(label, words);
      return line;
    }),
  );
}

function make(tag, className) {
  return Object.assign(document.createElement(tag), { className });
}

const keeper = new Keeper(create, () => {});
