// Which frame of a film is due: it runs at the pace of a clock, whatever the browser leaves out,
// rests at its end and begins again.

const FRAMES_A_SECOND = 60;
export const REST = 4000; // ms at the last frame

export class Reel {
  playing = false;
  index = 0;

  #count;
  #begun = null; // when frame 0 was due, by the clock of `tick`

  constructor(count) {
    this.#count = count;
  }

  get last() {
    return this.#count - 1;
  }

  play() {
    this.playing = true;
    this.#begun = null;
  }

  pause() {
    this.playing = false;
  }

  // To be called for every animation frame: moves `index` on to what is due at `now`, in ms.
  tick(now) {
    if (!this.playing) return;
    if (this.index === this.last && this.#begun === null) this.index = 0; // played from the end
    this.#begun ??= now - (1000 * this.index) / FRAMES_A_SECOND;
    const due = Math.floor(((now - this.#begun) * FRAMES_A_SECOND) / 1000 + 1e-6);
    this.index = Math.max(this.index, Math.min(due, this.last));
    const rested = now - this.#begun - (1000 * this.last) / FRAMES_A_SECOND;
    if (rested < REST) return;
    this.index = 0;
    this.#begun = now;
  }
}
