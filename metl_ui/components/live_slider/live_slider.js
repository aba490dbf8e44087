// A slider that is followed while it is dragged. Streamlit calls the default export with every
// answer of the server; it calls what that returns when the element goes.

import { ahead, follow, versions } from "../figure/figure.js";
import { forgetSetting, restoredSetting, writeSetting } from "../shared/address.js";
import { answerDrawn, drawn } from "../shared/drawing.js";
import { Keeper } from "../shared/keeper.js";
import { styled } from "../shared/style.js";
import { dock, undock } from "./dock.js";
import { Flow } from "./flow.js";
import { scaleOf } from "./scale.js";

const REST = 150; // ms without a move
const HELD = 600; // the same, while a hand still holds it: it is about to go on
const PATIENCE = 3000; // ms; figures that have not come by then are asked of the page

const here = new Map(); // key -> the slider of that setting that is on the page

export default async function ({ data, parentElement, setStateValue }) {
  await styled(new URL("live_slider.css", import.meta.url));
  const slider = keeper.in(parentElement, () => data.key);
  const call = (slider.calls += 1);
  slider.take(data, setStateValue);
  return () => {
    if (call !== slider.calls) return; // Streamlit also says so of a call that was overtaken
    slider.leave();
    keeper.leave(parentElement);
  };
}

let count = 0;

class LiveSlider {
  constructor() {
    this.calls = 0;
    this.held = false;
    // The script hears of positions, and figures are fetched for them: each way has its own flow.
    this.script = new Flow({
      send: (number, position) => this.post?.("sent", [number, position]),
      drawn: answerDrawn,
      unheard: () => this.#startAnew(),
    });
    this.figures = new Flow({
      send: (number, position) => this.#fetch(number, position),
      drawn: () => drawn().then(nextFrame),
    });
    this.fetched = 0; // the number of the last fetch, and of the one whose figures are seen
    this.seen = 0;
    this.#build(`metl-live-slider-${(count += 1)}`);
    this.aborter = new AbortController();
    const { signal } = this.aborter;
    const release = () => {
      if (!this.held) return;
      this.held = false;
      this.#tell();
      this.#settle();
    };
    this.range.addEventListener("pointerdown", () => (this.held = true));
    addEventListener("pointerup", release, { signal });
    addEventListener("pointercancel", release, { signal });
    addEventListener("popstate", () => this.#restore(), { signal });
    this.range.addEventListener("input", () => this.#move(this.range.valueAsNumber));
    this.range.addEventListener("blur", () => this.#tell());
    this.box.addEventListener("change", () => {
      const meant = this.scale.nearest(this.box.value);
      if (meant === undefined) this.#show(this.position);
      else this.#move(meant);
    });
  }

  leave() {
    this.#tell();
    this.post = null;
    ahead.delete(this);
    undock(this.element);
    if (here.get(this.data.key) === this) here.delete(this.data.key);
    forgetSetting(this.data.key);
  }

  dispose() {
    this.aborter.abort();
  }

  // An answer of the script.
  take(data, post) {
    this.post = post;
    here.set(data.key, this);
    if (this.data?.dress !== data.dress) this.#dress(data);
    const others = JSON.stringify(data.settings);
    const changed = this.data !== undefined && JSON.stringify(this.data.settings) !== others;
    const forgotten = this.data !== undefined && this.data.session !== data.session;
    this.data = data;
    if (forgotten) {
      // The server was started anew, and knows at best what stands in the address.
      this.script.restart();
      this.told = data.position;
      this.#tell();
    }
    this.script.answer(data.answered);
    this.#settle();
    if (changed && data.figures && !this.#told) this.figures.want(this.position);
    this.#restore();
  }

  // The hand, the keyboard or the address has moved it.
  #move(position) {
    const same = position === this.position;
    this.#show(position);
    if (same) return;
    if (!this.data.figures) return this.#tell();
    ahead.add(this);
    this.figures.want(position);
    this.#rest();
  }

  // After a while without a move. In a busy browser moves may be late: they come with the next frame.
  #rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const { position } = this;
      nextFrame().then(() => position === this.position && this.#tell());
    }, this.held ? HELD : REST);
  }

  // Whether the script has been told where it stands.
  get #told() {
    return this.position === this.told;
  }

  #tell() {
    clearTimeout(this.resting);
    if (this.#told) return;
    this.told = this.position;
    this.script.want(this.position);
  }

  // With nothing on its way, what the script says is so, and the address says it too.
  #settle() {
    if (!this.data || this.held || !this.#told || !this.script.settled) return;
    this.#show(this.data.position);
    this.told = this.position;
    ahead.delete(this);
    this.seen = this.fetched; // figures that come yet are older
    this.figures.answer(this.seen);
    this.#write();
  }

  #write() {
    const isDefault = this.position === this.data.default;
    writeSetting(this.data.key, isDefault ? null : this.text);
  }

  // A server that was started anew does not know a part of a page (`st.fragment`) that ran by
  // itself before: it is there, has nothing to do, and answers nothing. The address knows all.
  #startAnew() {
    const { testConnectionState, testScriptState } = document.querySelector('[data-testid=stApp]')?.dataset ?? {};
    if (testConnectionState !== "CONNECTED" || testScriptState !== "notRunning") return;
    this.#write();
    location.reload();
  }

  async #fetch(number, position) {
    this.fetched = number;
    try {
      const answer = await fetch(this.#addressAt(position), { signal: AbortSignal.timeout(PATIENCE) });
      const text = await answer.text();
      if (number <= this.seen) return;
      const moved = answer.ok && follow(text);
      if (!moved) throw new Error(text);
      this.seen = number;
      dock(this.element, this.panel, moved);
      // Back where the script left it: it has nothing more to say.
      if (number === this.fetched && this.#told && this.script.settled) ahead.delete(this);
    } catch {
      if (number > this.seen) this.#tell(); // the script makes them too, if more slowly
    }
    if (number > this.figures.answered) this.figures.answer(number);
  }

  // Where the figures are that belong to `position` and to all the other settings.
  #addressAt(position) {
    const { key, figures, settings } = this.data;
    const address = new URL(`../../..${figures}`, import.meta.url);
    for (const [other, text] of Object.entries(settings)) {
      address.searchParams.set(other, here.get(other)?.text ?? text);
    }
    address.searchParams.set(key, this.scale.text(position));
    address.searchParams.set("have", versions().join());
    return address;
  }

  #restore() {
    if (!this.post) return; // gone from the page, and perhaps about to come back
    const text = restoredSetting(this.data.key);
    if (text === undefined) return;
    this.#move((text === null ? undefined : this.scale.read(text)) ?? this.data.default);
  }

  get text() {
    return this.scale.text(this.position);
  }

  #show(position) {
    this.position = position;
    const text = this.scale.text(position);
    const { minimum, maximum } = this.scale;
    this.range.value = position;
    this.range.ariaValueText = text;
    this.range.style.setProperty("--filled", (position - minimum) / (maximum - minimum || 1));
    this.box.value = text;
    this.value.textContent = text;
  }

  #build(id) {
    const element = html("div", { className: "metl-slider" });
    element.dataset.testid = "live-slider";
    this.label = html("label", { htmlFor: id });
    this.help = html("button", { type: "button", className: "metl-slider-help", textContent: "?" });
    this.tip = html("span", { id: `${id}-help`, className: "metl-slider-tip", role: "tooltip" });
    this.range = html("input", { type: "range", id });
    this.ends = html("div", { className: "metl-slider-ends", ariaHidden: "true" });
    this.box = html("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
    this.box.className = "metl-slider-box";
    this.value = html("output", { className: "metl-slider-box" });
    this.value.htmlFor = id;
    const head = html("div", { className: "metl-slider-head" });
    head.append(this.label, this.help, this.tip);
    const track = html("div", { className: "metl-slider-track" });
    track.append(this.range, this.ends);
    const row = html("div", { className: "metl-slider-row" });
    row.append(track, this.box, this.value);
    this.panel = html("div", { className: "metl-slider-panel" });
    this.panel.append(head, row);
    element.append(this.panel);
    this.element = element;
  }

  // What a slider is told once: its label, its help and its scale.
  #dress({ dress }) {
    const { label, help, scale } = JSON.parse(dress);
    this.scale = scaleOf(scale);
    const { minimum, maximum, step, numeric } = this.scale;
    Object.assign(this.range, { min: minimum, max: maximum, step });
    this.label.textContent = label;
    this.help.hidden = this.tip.hidden = !help;
    this.help.ariaLabel = `Help for ${label}`;
    this.help.setAttribute("aria-describedby", this.tip.id);
    this.tip.textContent = help ?? "";
    this.box.ariaLabel = `${label}, typed`;
    this.box.hidden = !numeric;
    this.value.hidden = numeric;
    this.ends.replaceChildren(
      ...[minimum, maximum].map((end) => html("span", { textContent: this.scale.shown(end) })),
    );
  }
}

const nextFrame = () => new Promise(requestAnimationFrame);

function html(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

const keeper = new Keeper(() => new LiveSlider(), (slider) => slider.dispose());
