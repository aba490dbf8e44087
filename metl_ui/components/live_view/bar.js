// The bar above the studio: play, step, reset, the speed, and where the run stands in numbers.

import { addNumber, button, choice, element, PLAY, showPlaying } from "../shared/elements.js";
import { say } from "../shared/say.js";

const STEP = "M6 5v14l9-7zm10 0h2.5v14H16z";
const RESET = "M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z";
const UNITS = [
  ["epoch", "an epoch"],
  ["batch", "a batch"],
  ["example", "an example"],
];
export const SPEEDS = [
  ["1", "1"],
  ["10", "10"],
  ["60", "60"],
  ["600", "600"],
  ["6000", "6,000"],
  ["fastest", "as many as it can"],
];

export class Bar {
  #playing = null;
  #speed = null;
  #said = "";

  constructor(player) {
    this.player = player;
    this.play = button("Play", PLAY, () => this.#toggle(), "metl-live-primary");
    this.step = button("Step", STEP, () => player.step(this.unit.select.value));
    this.reset = button("Reset", RESET, () => player.reset());
    this.unit = choice("Step by", UNITS, () => {});
    this.speed = choice("Epochs a second", SPEEDS, (value) => player.setSpeed(value));
    const buttons = element("div", "metl-live-buttons");
    buttons.append(this.play.element, this.step.element, this.unit.element);
    buttons.append(this.reset.element, this.speed.element);
    this.numbers = element("dl", "metl-live-numbers");
    this.epoch = addNumber(this.numbers, "Epoch");
    this.loss = addNumber(this.numbers, "Loss, training / test (nats)");
    this.accuracy = addNumber(this.numbers, "Accuracy, training / test");
    this.element = element("div", "metl-live-bar");
    this.element.append(buttons, this.numbers);
  }

  #toggle() {
    if (this.player.playing) this.player.pause();
    else this.player.play();
  }

  show(scene) {
    this.examples = scene.n_train;
  }

  // What a button says and may do, when it has changed.
  refresh() {
    const { playing, speed, stopped, cursor } = this.player;
    if (playing !== this.#playing) {
      this.#playing = playing;
      showPlaying(this.play, playing);
    }
    const ended = stopped !== null && cursor === null;
    if (this.play.element.disabled !== ended) this.play.element.disabled = ended;
    if (speed !== this.#speed) this.#speed = this.speed.select.value = speed;
  }

  // The numbers of a frame.
  tell(frame) {
    const part = frame.row ? ` + ${frame.row}/${this.examples}` : "";
    this.epoch.textContent = frame.epoch.toLocaleString("en") + part;
    this.loss.textContent = `${loss(frame.train_loss)} / ${loss(frame.test_loss)}`;
    this.accuracy.textContent = `${share(frame.train_accuracy)} / ${share(frame.test_accuracy)}`;
    this.#say();
  }

  // The same numbers for those who hear the page; not those that it opens with.
  #say() {
    const words =
      `Epoch ${this.epoch.textContent}. Loss, training and test: ${spoken(this.loss)}. ` +
      `Accuracy: ${spoken(this.accuracy)}.`;
    if (this.#said && this.#said !== words) say("live view", words);
    this.#said = words;
  }
}

const LARGE = 1e5; // of a run that diverges
const loss = (value) => {
  if (!Number.isFinite(value)) return "–";
  return value < LARGE ? value.toFixed(4) : value.toExponential(1);
};
const spoken = ({ textContent }) => textContent.replace(" / ", " and ").replace("–", "none");
const share = (value) => (Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : "–");
