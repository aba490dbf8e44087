// Figures out of sight are drawn last: when they come near, or one by one once nothing has changed
// for a while. So what moves under the reader's hand does not wait for what lies below.

const NEAR = "25%"; // of the window's height, above and below it
const QUIET = 500; // ms
const PATIENCE = 2000; // ms, for changes that never end
const PAUSE = 50; // ms between two of them, for whatever else there is to do

const whenIdle = globalThis.requestIdleCallback ?? setTimeout; // Safari has none

export class Unseen {
  #figures = new WeakMap(); // by their element
  #waiting = new Set();
  #timer;
  #begun; // when the first of those that wait began to

  // `draw(figure)` draws it now. A figure has an `element`, and `out` while it is out of sight.
  constructor(draw) {
    this.draw = draw;
    this.observer = new IntersectionObserver((entries) => this.#notice(entries), {
      rootMargin: `${NEAR} 0px`,
    });
    addEventListener("beforeprint", () => [...this.#waiting].forEach((one) => this.#show(one)));
  }

  watch(figure) {
    this.#figures.set(figure.element, figure);
    this.observer.observe(figure.element);
  }

  forget(figure) {
    this.observer.unobserve(figure.element);
    this.#waiting.delete(figure);
  }

  // True if it is out of sight: then it will be drawn later.
  takes(figure) {
    if (!figure.out) return false;
    if (this.#waiting.size === 0) this.#begun = Date.now();
    this.#waiting.add(figure);
    if (Date.now() - this.#begun < PATIENCE) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#next(), QUIET);
    }
    return true;
  }

  #notice(entries) {
    for (const { target, isIntersecting } of entries) {
      const figure = this.#figures.get(target);
      figure.out = !isIntersecting;
      if (isIntersecting && this.#waiting.has(figure)) this.#show(figure);
    }
  }

  #next() {
    const [figure] = this.#waiting;
    if (!figure) return;
    this.#show(figure);
    this.#timer = setTimeout(() => whenIdle(() => this.#next()), PAUSE);
  }

  #show(figure) {
    this.#waiting.delete(figure);
    this.draw(figure);
  }
}
