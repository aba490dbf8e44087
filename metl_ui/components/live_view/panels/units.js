// The hidden units as they are drawn: each by its output over the plane, by its weights as an
// image where the inputs are pixels, or else as a dot filled by its bias.

import { pixmap } from "./board.js";
import { level, palette, pixel } from "./signed.js";

const DOT = 14; // pixels: its largest radius

export class Units {
  constructor(scene) {
    const [, H] = scene.sizes;
    const { image, responses } = scene;
    this.scene = scene;
    this.kind = responses ? "responses" : image ? "images" : "dots";
    [this.rows, this.columns] = responses ? [responses.n, responses.n] : (image ?? [1, 1]);
    this.thumbnails = pixmap(this.columns, this.rows * H);
    this.picture = image && pixmap(image[1], image[0]);
    const { positive, negative, reference } = scene.colours;
    this.colours = palette(positive, negative);
    this.greys = Uint32Array.from({ length: 256 }, (_, i) => pixel(reference, i / 255));
  }

  // `focus`: the unit that stands out, or null; `limit`: the weight of full colour.
  paint(board, layout, detail, { theme, focus, limit }) {
    if (this.kind === "responses" && detail.responses) this.#fillResponses(detail.responses);
    else if (this.kind === "images") this.#fillImages(detail.weights, limit);
    else {
      this.#paintDots(board.context, layout, detail.weights, { theme, focus, limit });
      return;
    }
    this.#paintThumbnails(board, layout, theme, focus);
    if (this.picture) this.#paintPicture(board.context, layout.picture, detail.weights, { theme, focus, limit });
  }

  #fillResponses(bytes) {
    const { pixels, put } = this.thumbnails;
    const { rows, columns, colours } = this;
    for (let at = 0; at < pixels.length; at += columns) {
      const row = (at / columns) % rows;
      const from = at + (rows - 1 - 2 * row) * columns; // x2 points upwards, an image's rows down
      for (let j = 0; j < columns; j += 1) pixels[at + j] = colours[bytes[from + j]];
    }
    put();
  }

  #fillImages(weights, limit) {
    const { pixels, put } = this.thumbnails;
    const [Dx, H] = this.scene.sizes;
    for (let unit = 0, at = 0; unit < H; unit += 1) {
      for (let i = 0; i < Dx; i += 1, at += 1) {
        pixels[at] = this.colours[level(weights[i * H + unit], limit)];
      }
    }
    put();
  }

  #paintThumbnails(board, { hidden, size }, theme, focus) {
    const { context } = board;
    const { rows, columns, thumbnails } = this;
    context.imageSmoothingEnabled = this.kind === "responses";
    context.strokeStyle = theme.text;
    context.fillStyle = theme.background;
    for (let unit = 0; unit < hidden.length; unit += 1) {
      const left = board.down(hidden[unit].x - size / 2);
      const top = board.down(hidden[unit].y - size / 2);
      context.fillRect(left, top, size, size);
      context.drawImage(thumbnails.canvas, 0, unit * rows, columns, rows, left, top, size, size);
      context.globalAlpha = unit === focus ? 1 : 0.45;
      context.lineWidth = unit === focus ? 2.5 : 1;
      context.strokeRect(left, top, size, size);
      context.globalAlpha = 1;
    }
  }

  // The pixels themselves: the weights into the unit in focus, else how much each pixel counts.
  #paintPicture(context, { x, y, cell, rows, columns }, weights, { theme, focus, limit }) {
    const { pixels, put, canvas } = this.picture;
    const [Dx, H] = this.scene.sizes;
    for (let i = 0; i < Dx; i += 1) {
      pixels[i] =
        focus === null
          ? this.greys[2 * (level(meanSize(weights, i * H, H), limit / 2) - 128)]
          : this.colours[level(weights[i * H + focus], limit)];
    }
    put();
    const [width, height] = [columns * cell, rows * cell];
    context.clearRect(x - 2, y - 2, width + 4, height + 4);
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, x, y, width, height);
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
    context.globalAlpha = 1;
  }

  #paintDots(context, { hidden, size }, weights, { theme, focus, limit }) {
    const { colours, sizes } = this.scene;
    const [Dx, H] = sizes;
    context.strokeStyle = theme.text;
    for (let unit = 0; unit < H; unit += 1) {
      const share = weights[Dx * H + unit] / limit;
      circle(context, hidden[unit], Math.min(size / 2, DOT));
      context.fillStyle = theme.background;
      context.fill();
      context.globalAlpha = Math.min(Math.abs(share), 1) || 0;
      context.fillStyle = share < 0 ? colours.negative : colours.positive;
      context.fill();
      context.globalAlpha = unit === focus ? 1 : 0.6;
      context.lineWidth = unit === focus ? 2.5 : 1.25;
      context.stroke();
      context.globalAlpha = 1;
    }
  }
}

// Begins a path that is a circle around a node.
export function circle(context, { x, y }, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

// The mean of |value| over `count` values.
function meanSize(values, start, count) {
  let sum = 0;
  for (let at = start; at < start + count; at += 1) sum += Math.abs(values[at]);
  return sum / count;
}
