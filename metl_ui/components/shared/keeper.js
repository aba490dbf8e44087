// Streamlit calls a component's default export again and again with the element that it lives in,
// and calls what that returns when the element goes. Now and then it takes an element away and
// puts it back at once, or makes a new one before the old one goes (after a lost connection): what
// was in it waits for that, and moves, with its zoom and all it knows.

export const PLACED = "metl-placed"; // heard wherever something that is kept has come to the page
const PARKING_TIME = 5000; // ms; a busy browser takes its time

export class Keeper {
  #kept = new Map(); // place -> {thing, parent, timer}; parent is null while it waits

  // `create()` makes a thing that has an `element`; `dispose(thing)` hears that it is gone for good.
  constructor(create, dispose) {
    this.create = create;
    this.dispose = dispose;
  }

  // What lives in `parentElement`. `key()` tells it from its kin in the same page.
  in(parentElement, key) {
    for (const kept of this.#kept.values()) if (kept.parent === parentElement) return kept.thing;
    const place = `${location.pathname} ${key()}`;
    const kept = this.#kept.get(place) ?? { thing: this.create() };
    clearTimeout(kept.timer);
    kept.parent = parentElement;
    this.#kept.set(place, kept);
    parentElement.append(kept.thing.element);
    parentElement.dispatchEvent(new Event(PLACED, { bubbles: true }));
    return kept.thing;
  }

  // To be called when `parentElement` goes.
  leave(parentElement) {
    for (const [place, kept] of this.#kept) {
      if (kept.parent !== parentElement) continue;
      kept.parent = null;
      kept.thing.element.remove();
      kept.timer = setTimeout(() => {
        this.#kept.delete(place);
        this.dispose(kept.thing);
      }, PARKING_TIME);
    }
  }
}
