// The line of time: the run so far, to be wound back and forth, and to go on from.

import { button, element } from "../shared/elements.js";

const BACK = "M18 5v14l-9-7zM8 5v14H5.5V5z";
const BRANCH = "M6 3v8a5 5 0 0 0 5 5h4v-3l5 4.5L15 22v-3h-4a8 8 0 0 1-8-8V3z";

export class TimeLine {
  constructor(player) {
    this.player = player;
    this.back = button("Back", BACK, () => player.seek(this.#index - 1));
    this.back.element.title = "To the frame before this one";
    this.range = element("input", "metl-live-range", { type: "range", min: 0, max: 0, value: 0 });
    this.range.setAttribute("aria-label", "Moment of the run");
    this.range.oninput = () => player.seek(Number(this.range.value));
    this.where = element("output", "metl-live-where");
    this.branch = button("Continue from here", BRANCH, () => player.continueFromHere());
    this.branch.element.title = "Leave what came later; its curves stay in sight beside the new ones";
    this.element = element("div", "metl-live-time");
    this.element.append(this.back.element, this.range, this.where, this.branch.element);
    this.refresh();
  }

  get #index() {
    const { cursor, film } = this.player;
    return cursor ?? film.frames.length - 1;
  }

  refresh() {
    const { film, cursor, frame } = this.player;
    const last = Math.max(0, film.frames.length - 1);
    this.range.max = last;
    this.range.value = this.#index;
    this.back.element.disabled = this.#index <= 0;
    this.branch.element.disabled = cursor === null;
    const words = frame
      ? `epoch ${frame.epoch.toLocaleString("en")} of ${film.last.epoch.toLocaleString("en")}`
      : "";
    this.where.textContent = words;
    this.range.setAttribute("aria-valuetext", words);
  }
}
