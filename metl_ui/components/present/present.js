// Shows a lesson to a class: one figure at a time, large, with its controls, by keys or by small
// buttons. Streamlit calls the default export after every run of a page and at every change of theme.

import { currentAddress, writeSetting } from "../shared/address.js";
import { PLACED } from "../shared/keeper.js";
import { styled } from "../shared/style.js";
import { openShare } from "../share/share.js";
import { Bar } from "./bar.js";
import { commandOf } from "./keys.js";
import { itemsOf } from "./page.js";
import { placeOf, slidesOf } from "./slides.js";
import { columnsFor, scaleFor, Stage } from "./stage.js";

const [VIEW, FIGURE, PRESENT] = ["view", "figure", "present"];
const WAIT = 100; // ms between two looks at a page that is not complete
const ANSWERS = ":is([class*=st-key-hint], [class*=st-key-show]) :is(button, input:not(:checked)):enabled";

let presenter = null;

export default async function ({ data, parentElement }) {
  await Promise.all(["present.css", "../share/share.css"].map((name) => styled(new URL(name, import.meta.url))));
  presenter ??= new Presenter();
  presenter.take(data, parentElement);
}

class Presenter {
  presenting = false;
  slides = [];
  place = 0; // of the slide that is shown
  wanted = 0; // the one that is meant, as soon as it is there
  shown = null; // its first element
  held = false; // the reader has done something: that slide stays, wherever others come and go
  revealed = 0; // how many of the slide's answers are
  path = null; // of the page that is presented

  constructor() {
    this.stage = new Stage();
    this.bar = new Bar((command) => this.do(command));
    document.body.append(this.bar.element);
    this.soon = later(() => this.#look());
    for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => (this.held = true));
    addEventListener("keydown", (event) => this.#press(event));
    addEventListener("resize", () => this.#scale());
    addEventListener("popstate", () => this.#read());
    document.addEventListener(PLACED, () => this.presenting && this.soon());
    // After each run of the page or of a part of it: new elements are not marked yet.
    this.watch = new MutationObserver(() => this.soon());
  }

  take(data, parentElement) {
    const anew = this.data === undefined;
    this.data = data;
    this.bar.dress(parentElement);
    if (anew) this.#read();
    this.soon();
  }

  do(command) {
    if (command === "enter") this.#enter(0);
    else if (command === "share") this.#share();
    else if (command === "help") this.bar.toggleHelp();
    else if (this.presenting) this.#present(command);
  }

  #present(command) {
    switch (command) {
      case "next": return this.#go(this.place + 1);
      case "previous": return this.#go(this.place - 1);
      case "nextLesson": return this.#goToLesson(1);
      case "previousLesson": return this.#goToLesson(-1);
      case "reveal": return this.#reveal();
      case "play": return this.#push(/^(Play|Pause)$/) || this.bar.say("Nothing plays on this page.");
      case "step": return this.#push(/^(Step|Next)$/) || this.bar.say("There are no steps on this page.");
      case "reset": return this.#push(/^Reset$/) || this.bar.say("There is nothing to reset on this page.");
      case "leave": return this.#leave();
    }
  }

  #press(event) {
    const command = commandOf(event, this.presenting);
    if (!command) return;
    event.preventDefault();
    const closesHelp = event.key === "Escape" && this.bar.helping;
    this.do(closesHelp ? "help" : command);
  }

  // The mode, which is the address's ------------------------------------------------------------

  #read() {
    const query = new URLSearchParams(location.search);
    const presenting = query.get(VIEW) === PRESENT;
    const wanted = presenting ? Math.max(0, (Number.parseInt(query.get(FIGURE), 10) || 1) - 1) : 0;
    if (presenting && (!this.presenting || wanted !== this.wanted)) this.#enter(wanted);
    else if (!presenting && this.presenting) this.#leave();
  }

  #enter(wanted) {
    this.presenting = true;
    this.path = location.pathname;
    this.#want(wanted);
    document.documentElement.dataset.metlPresent = "";
    this.watch.observe(document.querySelector("[data-testid=stApp]"), {
      attributes: true,
      attributeFilter: ["data-test-script-state"],
    });
    this.#scale();
    this.bar.enter();
    this.#look();
  }

  #leave() {
    this.presenting = false;
    delete document.documentElement.dataset.metlPresent;
    this.watch.disconnect();
    this.stage.clear();
    this.slides = [];
    this.shown?.scrollIntoView({ block: "center" });
    this.shown = null;
    this.#write();
    this.bar.leave();
    dispatchEvent(new Event("resize"));
  }

  #write() {
    writeSetting(VIEW, this.presenting ? PRESENT : null, null);
    writeSetting(FIGURE, this.presenting && this.wanted > 0 ? String(this.wanted + 1) : null, null);
  }

  #want(place) {
    Object.assign(this, { wanted: place, shown: null, held: false, revealed: 0 });
    this.#write();
  }

  // Another page begins with its first figure.
  #enterPage() {
    if (this.path !== location.pathname) this.#want(0);
    this.path = location.pathname;
  }

  // What is on the screen -----------------------------------------------------------------------

  #look() {
    const block = document.querySelector("[data-testid=stMainBlockContainer]");
    if (!this.presenting || !block) return;
    this.#enterPage();
    // While a page still comes, what is first in it may not be there yet.
    if (!this.held && block.querySelector("[data-testid=stSkeleton]")) setTimeout(this.soon, WAIT);
    this.slides = slidesOf(itemsOf(block));
    this.place = placeOf(this.slides, this.held ? this.shown : null, this.wanted);
    const slide = this.slides[this.place];
    const anew = slide && slide.main[0].element !== this.shown;
    this.shown = slide?.main[0].element ?? null;
    const beyond = Math.max(0, this.revealed - Math.max(0, (slide?.lines.length ?? 0) - 1));
    const piece = slide?.pieces[beyond - 1] ?? null;
    this.stage.show(block, slide ?? null, piece, this.revealed + 1);
    open(piece?.element);
    document.documentElement.toggleAttribute("data-metl-revealed", piece !== null);
    block.style.setProperty("--metl-columns", columnsFor(slide?.controls ?? [], block));
    this.bar.show({ ...this.#whereabouts(slide) });
    if (anew) {
      document.querySelector("[data-testid=stMain]").scrollTop = 0;
      dispatchEvent(new Event("resize")); // what is drawn into its own size
    }
  }

  #whereabouts(slide) {
    const at = this.#lesson();
    const { lessons } = this.data;
    return {
      lesson: lessons[at]?.title ?? document.title,
      title: slide?.title || lessons[at]?.question || "",
      words: slide?.main[0].element.querySelector("[role=img]")?.getAttribute("aria-label") ?? "",
      place: this.place,
      count: this.slides.length,
      answers: slide ? this.#answers(slide) : 0,
      previousLesson: lessons[at - 1]?.title,
      nextLesson: lessons[at + 1]?.title,
    };
  }

  #answers({ lines, pieces }) {
    return Math.max(0, lines.length - 1) + pieces.length;
  }

  #go(place) {
    if (place < 0 || (place >= this.slides.length && this.slides.length)) {
      return this.#goToLesson(Math.sign(place - this.place));
    }
    this.#want(place);
    this.#look();
  }

  // What asks to be shown is pressed; then the slide's own words come one after the other.
  #reveal() {
    const slide = this.slides[this.place];
    if (!slide) return;
    const button = [...slide.main, ...slide.controls].map(({ element }) => answerIn(element)).find(Boolean);
    const count = this.#answers(slide);
    if (button) return button.click();
    if (!count) return this.bar.say("There is nothing more to reveal here.");
    this.revealed = (this.revealed + 1) % (count + 1);
    this.#look();
    this.bar.say(this.revealed ? `Revealed ${this.revealed} of ${count}.` : "Hidden again.");
  }

  #scale() {
    if (!this.presenting) return;
    const scale = scaleFor(innerWidth, innerHeight);
    const { style } = document.documentElement;
    style.setProperty("--metl-scale", scale);
    style.setProperty("--metl-scale-of-many", Math.max(1, 0.7 * scale)); // three side by side
  }

  // What the page itself has --------------------------------------------------------------------

  #push(name) {
    const slide = this.slides[this.place];
    const buttons = (slide?.controls ?? []).flatMap(({ element }) => [...element.querySelectorAll("button")]);
    const button = buttons.find((one) => name.test(nameOf(one)) && !one.disabled);
    button?.click();
    return Boolean(button);
  }

  #lesson() {
    const path = location.pathname.split("/").at(-1);
    return this.data.lessons.findIndex((lesson) => lesson.path === path);
  }

  // By the page's own navigation: no reload.
  #goToLesson(by) {
    const lesson = this.data.lessons[this.#lesson() + by];
    if (!lesson) return this.bar.say(by > 0 ? "This is the last lesson." : "This is the first lesson.");
    const links = document.querySelectorAll("a[data-testid=stSidebarNavLink]");
    const link = [...links].find(({ pathname }) => pathname.endsWith(`/${lesson.path}`));
    if (link) return link.click();
    const address = new URL(lesson.path, location.href);
    address.searchParams.set(VIEW, PRESENT);
    location.assign(address);
  }

  #share() {
    openShare(currentAddress(), { ...this.data, view: [VIEW, FIGURE], dress: this.bar.element });
  }
}

function answerIn(element) {
  return element.matches(".st-key-question, [class*=st-key-show]") ? element.parentElement.querySelector(ANSWERS) : null;
}

// An expander's words are in sight.
function open(element) {
  const details = element?.querySelector("details");
  if (details && !details.open) details.querySelector("summary").click();
}

// A button's name without its icon and its key.
const nameOf = (button) => (button.querySelector("p") ?? button.querySelector("span") ?? button).textContent.trim();

// Of many calls within a frame only one.
function later(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}
