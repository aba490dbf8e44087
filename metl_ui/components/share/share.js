// The link to what is on screen: to be copied, or read from the screen as a QR code.

import { element } from "../shared/elements.js";
import { copy } from "./copy.js";
import { isLocal, lacks, tooLong, without } from "./link.js";

const LOCAL =
  "Only this computer can open this link. When METL is started it prints a “Network URL”: open " +
  "that one here, and share again.";
const PRIVATE = "Your own table is not in the link, and stays with you: whoever opens it is asked for a table.";

// `link` is the address; {code: where the server draws codes, most: bytes of a link that has one,
// private: [key, value] of a link that lacks the reader's own table, view: the keys of the
// presenter's view, dress: an element whose colours are the page's}.
export function openShare(link, { code, most, private: own, view, dress }) {
  const dialog = element("dialog", "metl-share", { ariaLabel: "Share what is on screen" });
  dialog.style.cssText = dress.style.cssText;
  const picture = element("div", "metl-share-picture");
  const box = element("textarea", "metl-share-link", { readOnly: true, rows: 2, ariaLabel: "Link" });
  const said = element("p", "metl-share-said", { role: "status" });
  const copied = button("Copy the link", async () => (said.textContent = await copy(box)));
  copied.classList.add("metl-share-primary");
  copied.autofocus = true;
  const row = element("div", "metl-share-row");
  row.append(copied, button("Close", () => dialog.close()), said);
  const notes = element("div", "metl-share-notes");
  notes.append(...[isLocal(link) && LOCAL, lacks(link, own) && PRIVATE].filter(Boolean).map(paragraph));
  const words = element("div", "metl-share-words");
  words.append(element("h2", "", { textContent: "What is on screen" }), box);
  const take = (now) => {
    box.value = now;
    draw(picture, now, code, most);
  };
  if (without(link, view) !== link) words.append(choice((whole) => take(whole ? link : without(link, view))));
  words.append(notes, row);
  dialog.append(picture, words);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  take(link);
}

// The newest link is drawn, in whatever order answers come.
async function draw(picture, link, code, most) {
  picture.dataset.link = link;
  const address = new URL(`../../..${code}`, import.meta.url);
  address.searchParams.set("link", link);
  const why = tooLong(link, most);
  const found = why ? { why } : await answer(address);
  if (picture.dataset.link !== link) return;
  if (found.why) return picture.replaceChildren(paragraph(found.why));
  const image = element("img", "", { alt: "QR code of the link", src: URL.createObjectURL(found.picture) });
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  picture.replaceChildren(image);
}

async function answer(address) {
  try {
    const response = await fetch(address);
    return response.ok ? { picture: await response.blob() } : { why: await response.text() };
  } catch {
    return { why: "The server did not draw the code: is it still running? The link can be copied." };
  }
}

function choice(chosen) {
  const label = element("label", "metl-share-choice");
  const box = element("input", "", { type: "checkbox", checked: true });
  box.addEventListener("change", () => chosen(box.checked));
  label.append(box, "Opens as it is presented here");
  return label;
}

function button(name, act) {
  const made = element("button", "metl-share-button", { type: "button", textContent: name });
  made.addEventListener("click", act);
  return made;
}

const paragraph = (text) => element("p", "", { textContent: text });
