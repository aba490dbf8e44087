// A canvas that fills its place in the page and is sharp on every screen. Its size is known from
// an observer, so that drawing never asks the page for its layout.

export class Board {
  width = 0; // CSS pixels; 0 while it is not to be seen
  height = 0;
  ratio = 1; // device pixels in a CSS pixel

  // `resized()` hears of every new size, after which the canvas is empty.
  constructor(resized) {
    this.element = document.createElement("div");
    this.element.className = "metl-live-board";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.element.append(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      if (this.#fit(contentRect.width, contentRect.height)) resized();
    });
    this.observer.observe(this.element);
  }

  // To be called where reading the layout costs nothing: before a run's first drawing.
  fit() {
    this.#fit(this.element.clientWidth, this.element.clientHeight);
  }

  get visible() {
    return this.width > 0 && this.height > 0;
  }

  // A length in whole device pixels, rounded down: edges there are sharp.
  down(length) {
    return Math.floor(length * this.ratio + 1e-6) / this.ratio;
  }

  describe(words) {
    this.canvas.setAttribute("aria-label", words);
  }

  dispose() {
    this.observer.disconnect();
  }

  #fit(width, height) {
    const ratio = window.devicePixelRatio || 1;
    if (width === this.width && height === this.height && ratio === this.ratio) return false;
    Object.assign(this, { width, height, ratio });
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return true;
  }
}

// A small canvas of bare pixels, to be drawn enlarged: {canvas, pixels, put()}.
export function pixmap(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const image = new ImageData(width, height);
  return {
    canvas,
    pixels: new Uint32Array(image.data.buffer),
    put: () => context.putImageData(image, 0, 0),
  };
}

// `text`, shortened to `width` pixels in the font of `context`.
export function fitted(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let length = text.length - 1;
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > width) length -= 1;
  return `${text.slice(0, length)}…`;
}
