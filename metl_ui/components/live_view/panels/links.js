// Many links in few strokes. Where no graphics card helps, a wide line costs five times as much as
// one that is a single pixel wide: so the strongest links are wide, the others thin, and of very
// many the weakest are left out. Links of one colour and width are stroked together.

const BINS = 64; // of |share|, to find the strongest without sorting
const THIN = 4; // buckets of each sign, by opacity
const WIDE = 6; // and by width
const BUCKETS = THIN + WIDE;
const MOST_WIDE = 40; // links
const MOST = 260; // links in all
const MOST_CURVED = 64; // more than so many are drawn straight
const FAINTEST = 0.02; // of the limit: a weaker link is not to be seen
const WIDEST = 4.5; // pixels

export class Links {
  count = 0;
  #shares; // the weight of each, as a share of the limit
  #ends; // x0, y0, x1, y1 of each
  #next; // the link after it in its bucket
  #heads = new Int32Array(2 * BUCKETS); // the first link of each bucket; -1: none
  #bins = new Int32Array(BINS + 1);

  constructor(most) {
    this.#shares = new Float32Array(most);
    this.#ends = new Float32Array(4 * most);
    this.#next = new Int32Array(most);
  }

  clear() {
    this.count = 0;
    this.#bins.fill(0);
  }

  // A link whose weight is `share` of the limit, from -1 to 1.
  add(share, from, to) {
    const size = Math.min(Math.abs(share), 1);
    if (!(size > FAINTEST)) return; // nan is none either
    this.#shares[this.count] = share < 0 ? -size : size;
    const at = 4 * this.count;
    this.#ends[at] = from.x;
    this.#ends[at + 1] = from.y;
    this.#ends[at + 2] = to.x;
    this.#ends[at + 3] = to.y;
    this.#bins[Math.floor(size * BINS)] += 1;
    this.count += 1;
  }

  // The share above which there are at most `most` links; 0 if all are that few.
  above(most) {
    let count = 0;
    for (let bin = BINS; bin >= 0; bin -= 1) {
      count += this.#bins[bin];
      if (count > most) return Math.min(bin + 1, BINS) / BINS;
    }
    return 0;
  }

  // Strokes them on a board; `strength` scales their opacity, `wide` is how many may be wide.
  stroke({ context, ratio }, { positive, negative }, { strength = 1, wide = MOST_WIDE } = {}) {
    const least = this.above(MOST);
    const thin = Math.max(this.above(wide), least);
    this.#sort(least, thin);
    const curved = this.count <= MOST_CURVED;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const share = bucket < THIN ? (thin * (bucket + 1)) / THIN : thin + (1 - thin) * ((bucket - THIN + 1) / WIDE);
      context.lineWidth = bucket < THIN ? 1 / ratio : widthOf((bucket - THIN + 1) / WIDE);
      context.globalAlpha = strength * (0.3 + 0.6 * share);
      this.#strokeBucket(context, bucket, negative, curved);
      this.#strokeBucket(context, bucket + BUCKETS, positive, curved);
    }
    context.globalAlpha = 1;
  }

  // Into buckets: thin ones by their share of `thin`, wide ones by how far they are above it.
  #sort(least, thin) {
    this.#heads.fill(-1);
    for (let link = 0; link < this.count; link += 1) {
      const share = this.#shares[link];
      const size = Math.abs(share);
      if (size < least) continue;
      const wide = Math.ceil(((size - thin) / (1 - thin)) * WIDE);
      const bucket = size < thin ? Math.floor((size / thin) * THIN) : THIN + Math.max(wide || WIDE, 1) - 1;
      const signed = bucket + (share > 0 ? BUCKETS : 0);
      this.#next[link] = this.#heads[signed];
      this.#heads[signed] = link;
    }
  }

  #strokeBucket(context, bucket, colour, curved) {
    let link = this.#heads[bucket];
    if (link < 0) return;
    const ends = this.#ends;
    context.strokeStyle = colour;
    context.beginPath();
    for (; link >= 0; link = this.#next[link]) {
      const at = 4 * link;
      if (curved) curve(context, ends[at], ends[at + 1], ends[at + 2], ends[at + 3]);
      else {
        context.moveTo(ends[at], ends[at + 1]);
        context.lineTo(ends[at + 2], ends[at + 3]);
      }
    }
    context.stroke();
  }
}

// Pixels, for a share from 0 to 1.
export function widthOf(share) {
  return 1 + (WIDEST - 1) * Math.min(Math.abs(share), 1);
}

// Adds a curved link to the path: `heightAt` in layout_of_network.js is its formula.
export function curve(context, x0, y0, x1, y1) {
  const third = (x1 - x0) / 3;
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0 + third, y0, x1 - third, y1, x1, y1);
}
