// Tells those who hear the page what has changed on it: once it rests, and what never rests now and
// then. Sixty sentences a second nobody can hear.

const REST = 800; // ms without news
const PATIENCE = 6000; // ms; then it is told though it goes on

export class Speaker {
  #news = new Map(); // source -> its newest words
  #since; // when the oldest of them came
  #timer;

  // `tell(words)` tells all the news at once.
  constructor(tell, timers = globalThis) {
    Object.assign(this, { tell, timers });
  }

  // `source` shows this now; what it has shown in between nobody needs to hear.
  say(source, words) {
    const now = this.timers.performance.now();
    if (this.#news.size === 0) this.#since = now;
    this.#news.set(source, words);
    this.timers.clearTimeout(this.#timer);
    const wait = Math.min(REST, this.#since + PATIENCE - now);
    this.#timer = this.timers.setTimeout(() => this.#tellAll(), wait);
  }

  #tellAll() {
    const words = [...this.#news.values()].join(" ");
    this.#news.clear();
    this.tell(words);
  }
}

let region; // of the page; it is there for a while before it says something: else nobody listens
let speaker;

export function say(source, words) {
  if (!region) {
    region = document.createElement("div");
    region.className = "metl-said";
    region.role = "status";
    document.body.append(region);
    speaker = new Speaker((words) => (region.textContent = words));
  }
  speaker.say(source, words);
}
