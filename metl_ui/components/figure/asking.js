// Asks for something until it is there: at once, then ever more rarely, and not for ever.

const FIRST_WAIT = 2000; // ms; doubled after each time
const TIMES = 6;

export class Asking {
  #timer = null;
  #asked = 0;

  // `ask()` asks; `giveUp()` hears that it was all in vain.
  constructor(ask, giveUp, timers = globalThis) {
    Object.assign(this, { ask, giveUp, timers });
  }

  // It is missing. Whoever says so again while an answer is awaited changes nothing.
  start() {
    if (this.#timer === null) this.#askAgain();
  }

  // It is there, or nobody wants it any more.
  stop() {
    this.timers.clearTimeout(this.#timer);
    this.#timer = null;
    this.#asked = 0;
  }

  #askAgain() {
    if (this.#asked === TIMES) return this.giveUp();
    const wait = FIRST_WAIT * 2 ** this.#asked;
    this.#asked += 1;
    this.#timer = this.timers.setTimeout(() => this.#askAgain(), wait);
    this.ask();
  }
}
