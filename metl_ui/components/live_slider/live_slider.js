// A slider that sends its values while it is dragged. Streamlit calls the default export with
// every answer of the server; it calls what that returns when the element goes.

import showFigure from "../figure/figure.js";
import { drawn } from "../shared/drawing.js";
import { Keeper } from "../shared/keeper.js";
import { styled } from "../shared/style.js";
import { forgetSetting, restoredSetting, writeSetting } from "./address.js";
import { Flow } from "./flow.js";
import { scaleOf } from "./scale.js";


const REST = 150; // ms without a move

export default async function ({ data, parentElement, setStateValue, setTriggerValue }) {
  await styled(new URL("live_slider.css", import.meta.url));
  const slider = keeper.in(parentElement, () => data.key);
  const call = (slider.calls += 1);
  slider.take(data, { post: setStateValue, trigger: setTriggerValue });
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
    this.flow = new Flow({
      send: (number, position) => this.server.post("sent", [number, position]),
      drawn: async () => {
        await drawn();
        this.#handOut(); // in case that an older one came from the page meanwhile
      },
    });
    this.#build(`metl-live-slider-${(count += 1)}`);
    this.aborter = new AbortController();
    const { signal } = this.aborter;
    const release = () => {
      this.held = false;
      this.#settle();
    };
    this.range.addEventListener("pointerdown", () => (this.held = true));
    addEventListener("pointerup", release, { signal });
    addEventListener("pointercancel", release, { signal });
    addEventListener("popstate", () => this.#restore(), { signal });
    this.range.addEventListener("input", () => this.#move(this.range.valueAsNumber));
    this.box.addEventListener("change", () => {
      const meant = this.scale.nearest(this.box.value);
      if (meant === undefined) this.#show(this.position);
      else this.#move(meant);
    });
  }

  leave() {
    this.server = null;
    clearTimeout(this.resting);
    forgetSetting(this.data.key);
  }

  dispose() {
    this.aborter.abort();
  }

  // An answer of the server.
  take(data, server) {
    this.server = server;
    if (this.data?.dress !== data.dress) this.#dress(data);
    this.data = data;
    this.#handOut();
    this.flow.answer(data.answered);
    this.#settle();
    this.#restore();
  }

  // The hand, the keyboard or the address has moved it.
  #move(position) {
    const same = position === this.position;
    this.#show(position);
    if (same) return;
    this.flow.want(position);
    this.#rest();
  }

  // Some of the page waits until the slider rests.
  #rest() {
    clearTimeout(this.resting);
    if (!this.data.tellsRest) return;
    this.resting = setTimeout(() => {
      if (this.flow.settled) this.server.trigger("rested", this.position);
      else this.#rest();
    }, REST);
  }

  // With nothing on its way, what the server says is so, and the address says it too.
  #settle() {
    if (!this.data || this.held || !this.flow.settled) return;
    this.#show(this.data.position);
    const isDefault = this.position === this.data.default;
    writeSetting(this.data.key, isDefault ? null : this.scale.text(this.position));
  }

  // The figures that the answer brought along.
  #handOut() {
    for (const [key, message] of this.data.panels) {
      const name = key.replaceAll(/[^\w-]/g, "-");
      const figure = document.querySelector(`.st-key-${name} .metl-figure`);
      if (!figure) continue;
      showFigure({
        data: new TextEncoder().encode(message),
        parentElement: figure.parentElement,
        setTriggerValue: () => this.server?.trigger("missing", key),
      });
    }
  }

  #restore() {
    if (!this.server) return; // gone from the page, and perhaps about to come back
    const text = restoredSetting(this.data.key);
    if (text === undefined) return;
    this.#move((text === null ? undefined : this.scale.read(text)) ?? this.data.default);
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
    element.append(head, row);
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
      ...[minimum, maximum].map((end) => html("span", { textContent: this.scale.text(end) })),
    );
  }
}

function html(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

const keeper = new Keeper(() => new LiveSlider(), (slider) => slider.dispose());
