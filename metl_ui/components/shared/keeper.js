// Streamlit calls a component's default export again and again with the element that it lives in,
// and calls what that returns when the element goes. Now and then it takes an element away and
// puts it back at once: what was in it waits for that, with its zoom and all it knows.

const PARKING_TIME = 5000; // ms; a busy browser takes its time

export class Keeper {
  #kept = new WeakMap(); // parent element -> {thing, place, timer}
  #parked = new Map(); // place -> the same, when the element has just gone

  // `create()` makes a thing that has an `element`; `dispose(thing)` hears that it is gone for good.
  constructor(create, dispose) {
    this.create = create;
    this.dispose = dispose;
  }

  // What lives in `parentElement`. `key()` tells it from its kin in the same page.
  in(parentElement, key) {
    let kept = this.#kept.get(parentElement);
    if (!kept) {
      const place = `${location.pathname} ${key()}`;
      kept = this.#parked.get(place) ?? { thing: this.create(), place };
      this.#parked.delete(place);
      clearTimeout(kept.timer);
      parentElement.append(kept.thing.element);
      this.#kept.set(parentElement, kept);
    }
    return kept.thing;
  }

  // To be called when `parentElement` goes.
  leave(parentElement) {
    const kept = this.#kept.get(parentElement);
    if (!kept) return;
    this.#kept.delete(parentElement);
    kept.thing.element.remove();
    this.#parked.set(kept.place, kept);
    kept.timer = setTimeout(() => {
      if (this.#parked.get(kept.place) === kept) this.#parked.delete(kept.place);
      this.dispose(kept.thing);
    }, PARKING_TIME);
  }
}
