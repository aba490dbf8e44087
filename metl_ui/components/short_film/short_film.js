// A film of a run, as the server trained it. Streamlit calls the default export at every run of the
// page and at every change of theme.

import { unpack } from "../live_view/wire.js";
import { addNumber, button, element, PAUSE, showPlaying } from "../shared/elements.js";
import { Keeper } from "../shared/keeper.js";
import { styled } from "../shared/style.js";
import { readTheme } from "../shared/theme.js";
import { Picture } from "./picture.js";
import { Reel } from "./reel.js";
import { numbersOf, wordsOf } from "./words.js";

const NUMBERS_EVERY = 6; // frames: what changes faster cannot be read
const SHEETS = ["../live_view/live_view.css", "short_film.css"];

const keeper = new Keeper(
  () => new ShortFilm(),
  (film) => film.dispose(),
);

export default async function ({ data, parentElement }) {
  const run = runAt(data.address); // it is on its way while the style sheets are
  await Promise.all(SHEETS.map((sheet) => styled(new URL(sheet, import.meta.url))));
  const film = keeper.in(parentElement, () => data.address);
  film.picture.theme = readTheme(parentElement);
  film.start();
  try {
    film.show(await run, data.subject);
  } catch (error) {
    film.fail(error);
  }
  return () => {
    if (parentElement.isConnected) return; // an overtaken call ends, the film stays
    keeper.leave(parentElement);
    if (!film.element.isConnected) film.stop();
  };
}

class ShortFilm {
  #run = null; // {classes, levels, plane, …, epoch, train_loss, test_accuracy, decision}
  #reel = null;
  #subject = "";
  #shown = -1; // the frame on screen
  #drawn = 0; // frames
  #animation = 0;

  constructor() {
    this.picture = new Picture();
    this.play = button("Pause", PAUSE, () => this.#toggle());
    this.play.element.disabled = true; // there is nothing to play yet
    this.numbers = element("dl", "metl-live-numbers");
    this.values = ["Epoch", "Training loss (nats)", "Right, of the unseen"].map((name) => addNumber(this.numbers, name));
    this.said = element("p", "metl-film-said");
    this.said.setAttribute("role", "status");
    const below = element("div", "metl-film-below");
    below.append(this.numbers, this.play.element, this.said);
    this.element = element("div", "metl-live metl-film");
    this.element.append(this.picture.element, below);
    Object.assign(this.element.dataset, { testid: "short-film", state: "loading", frame: "0" });
  }

  show(run, subject) {
    if (run === this.#run) return;
    this.#run = run;
    this.#subject = subject;
    this.#reel = new Reel(run.epoch.length);
    this.picture.show(run);
    this.play.element.disabled = false;
    this.said.textContent = "";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) this.#reel.index = this.#reel.last;
    else this.#reel.play();
    this.#refresh();
  }

  fail(error) {
    this.element.dataset.state = "failed";
    this.said.textContent = `The film could not be shown: ${error.message}`;
  }

  start() {
    if (this.#animation) return;
    const draw = (now) => {
      this.#animation = requestAnimationFrame(draw);
      if (this.#reel) this.#draw(now);
    };
    this.#animation = requestAnimationFrame(draw);
  }

  stop() {
    cancelAnimationFrame(this.#animation);
    this.#animation = 0;
  }

  dispose() {
    this.stop();
    this.picture.dispose();
  }

  #toggle() {
    if (this.#reel.playing) this.#reel.pause();
    else this.#reel.play();
    this.#refresh();
  }

  #draw(now) {
    const reel = this.#reel;
    reel.tick(now);
    if (reel.index === this.#shown) return;
    this.#shown = reel.index;
    this.picture.draw(planeOf(this.#run, reel.index));
    this.#drawn += 1;
    this.element.dataset.frame = String(this.#drawn);
    this.element.dataset.epoch = String(this.#run.epoch[reel.index]);
    if (reel.index === reel.last) this.#refresh();
    else if (this.#drawn % NUMBERS_EVERY === 0) this.#tell();
  }

  // All that is not the picture itself, when the film stops and starts and rests.
  #refresh() {
    const { playing, index } = this.#reel;
    this.element.dataset.state = playing ? "playing" : "paused";
    showPlaying(this.play, playing);
    this.#tell();
    const words = wordsOf(this.#run, index, planeOf(this.#run, index));
    this.picture.element.setAttribute("aria-label", `${this.#subject} ${words}`);
  }

  #tell() {
    numbersOf(this.#run, this.#reel.index).forEach((text, i) => {
      this.values[i].textContent = text;
    });
  }
}

// Each film is fetched once in the life of a page.
const runs = new Map();

function runAt(address) {
  if (!runs.has(address)) {
    const run = fetchRun(new URL(`../../..${address}`, import.meta.url));
    run.catch(() => runs.delete(address)); // the next call may try again
    runs.set(address, run);
  }
  return runs.get(address);
}

async function fetchRun(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}.`);
  const { meta, arrays } = await unpack(new Uint8Array(await answer.arrayBuffer()));
  const part = (name) => ({
    x1: arrays[`${name}_x1`],
    x2: arrays[`${name}_x2`],
    labels: arrays[`${name}_labels`],
  });
  return { ...meta.scene, ...arrays, train: part("train"), test: part("test") };
}

function planeOf({ decision }, index) {
  const size = decision.length / decision.shape[0];
  return decision.subarray(size * index, size * (index + 1));
}
