// What a run has shown so far, to be wound back and forth: its frames, and its curves.
// Both are bounded however long the run: old frames are thinned out, the first and the last stay.

export const MOST_FRAMES = 720;
export const MOST_POINTS = 2048; // of a curve, kept
export const DRAWN_POINTS = 400; // of a curve, drawn
export const MOST_BRANCHES = 4;

const COLUMNS = ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"];

export class Film {
  frames = [];
  curve = new Curve();
  branches = []; // {name, curve}: what was left behind when the run went on from an earlier frame
  version = 0; // another one whenever the curves have changed

  get last() {
    return this.frames.at(-1) ?? null;
  }

  push(frame) {
    const last = this.last;
    if (last && last.at === frame.at) this.frames.pop(); // the same moment, seen again
    this.frames.push(frame);
    this.curve.push(frame);
    if (this.frames.length > MOST_FRAMES) this.#thinOut();
    this.version += 1;
  }

  // Go on from frame `index`: what came later is cut off, and its curve kept beside the new one.
  branch(index, name) {
    if (index >= this.frames.length - 1) return;
    this.branches.push({ name, curve: this.curve.copy() });
    if (this.branches.length > MOST_BRANCHES) this.branches.shift();
    this.frames.length = index + 1;
    this.curve.cut(this.last.at);
    this.version += 1;
  }

  // The past of a run that began before this film: rows of the server's own record.
  seed(columns) {
    this.curve = Curve.from(columns);
    this.version += 1;
  }

  // The oldest two thirds lose every second frame: old times are told in larger steps.
  #thinOut() {
    const old = Math.floor((this.frames.length * 2) / 3);
    this.frames = this.frames.filter((_, i) => i >= old || i % 2 === 0);
  }

  // What is to be drawn: at most DRAWN_POINTS of each curve.
  curves() {
    const branches = this.branches.map(({ name, curve }) => ({ name, ...curve.drawn() }));
    return { version: this.version, ...this.curve.drawn(), branches };
  }
}

class Curve {
  points = []; // [at, train_loss, test_loss, train_accuracy, test_accuracy, four norms]
  stride = 1;
  skipped = 0; // points since the last one that stays

  static from(columns) {
    const curve = new Curve();
    const names = [...COLUMNS, "norms"];
    const { epoch } = columns;
    for (let i = 0; i < epoch.length; i += 1) {
      const values = names.slice(1, -1).map((name) => columns[name][i]);
      curve.points.push([epoch[i], ...values, ...columns.norms.map((norm) => norm[i])]);
    }
    return curve;
  }

  copy() {
    return Object.assign(new Curve(), { points: [...this.points], stride: this.stride });
  }

  push(frame) {
    const { points } = this;
    const again = points.length && points.at(-1)[0] === frame.at;
    if (again || (points.length > 1 && this.skipped < this.stride - 1)) {
      points.pop(); // it was only there for being the latest
      if (!again) this.skipped += 1;
    } else this.skipped = 0;
    points.push([frame.at, ...COLUMNS.slice(1).map((name) => frame[name]), ...frame.norms]);
    if (points.length > MOST_POINTS) {
      this.points = points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
      this.stride *= 2;
    }
  }

  cut(at) {
    this.points = this.points.filter((point) => point[0] <= at);
    this.skipped = 0;
  }

  drawn() {
    const { points } = this;
    const count = Math.min(points.length, DRAWN_POINTS);
    const step = count > 1 ? (points.length - 1) / (count - 1) : 0;
    const columns = Array.from({ length: 9 }, () => new Float64Array(count));
    for (let i = 0; i < count; i += 1) {
      const point = points[Math.round(i * step)];
      for (let c = 0; c < 9; c += 1) columns[c][i] = point[c];
    }
    const named = Object.fromEntries(COLUMNS.map((name, c) => [name, columns[c]]));
    return { ...named, norms: columns.slice(5) };
  }
}
