// The values along a slider. A position is what the <input type="range"> holds: the number itself,
// or the index of one of several options.

// Numbers are shown with a true minus, and typed with either.

const trueMinus = (text) => text.replaceAll("-", "−");
const numberIn = (text) => (text.trim() === "" ? NaN : Number(text.replaceAll("−", "-")));

// {minimum, maximum, step, whole}
class Numbers {
  constructor(scale) {
    Object.assign(this, scale);
  }

  text(position) {
    return String(position);
  }

  // At the end of the slider.
  shown(position) {
    return trueMinus(String(position));
  }

  // What `text` stands for, or undefined.
  read(text) {
    const number = numberIn(text);
    const within = number >= this.minimum && number <= this.maximum;
    return within && (!this.whole || Number.isInteger(number)) ? number : undefined;
  }

  // What was meant by `text`: the nearest that is to be had, or undefined.
  nearest(text) {
    const number = numberIn(text);
    if (Number.isNaN(number)) return undefined;
    const within = Math.min(Math.max(number, this.minimum), this.maximum);
    return this.whole ? Math.round(within) : within;
  }
}

// {options: texts}, in their order
class Options {
  minimum = 0;
  step = 1;

  constructor({ options }) {
    this.options = options;
    this.maximum = options.length - 1;
  }

  // At the end of the slider.
  shown(position) {
    return this.numeric ? trueMinus(this.options[position]) : this.options[position];
  }

  get numeric() {
    return this.options.every((option) => Number.isFinite(Number(option)));
  }

  text(position) {
    return this.options[position];
  }

  read(text) {
    const same = (option) => option === text || (text.trim() && Number(option) === Number(text));
    const position = this.options.findIndex(same);
    return position < 0 ? undefined : position;
  }

  nearest(text) {
    const number = numberIn(text);
    if (Number.isNaN(number)) return undefined;
    const distances = this.options.map((option) => Math.abs(Number(option) - number));
    const smallest = Math.min(...distances);
    return smallest === Infinity ? (number > 0 ? this.maximum : 0) : distances.indexOf(smallest);
  }
}

export function scaleOf(scale) {
  return scale.options ? new Options(scale) : new Numbers({ numeric: true, ...scale });
}
