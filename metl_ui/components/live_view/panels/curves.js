// What is measured along the way, by epoch: loss, accuracy and the sizes of the gradients.

import { Curves } from "./curve_panel.js";
import { decades, rangeOfLosses } from "./ranges.js";

const PARTS = ["training", "test"];

export function lossPanel() {
  return new Curves({
    title: "Loss",
    axis: { title: { text: "loss (nats)" } },
    lines: (scene) => parts(scene, "loss"),
    range: rangeOfLosses,
    earlier: true,
    hover: "%{y:.4g}",
    texts: "top",
    words: (value) => value.toPrecision(3),
  });
}

export function accuracyPanel() {
  return new Curves({
    title: "Accuracy",
    axis: { title: { text: "accuracy" }, tickformat: ".0%", dtick: 0.25 },
    lines: (scene) => parts(scene, "accuracy"),
    range: () => [0, 1.04], // a line along 100 % is seen in its full width
    earlier: true,
    hover: "%{y:.1%}",
    texts: "bottom", // where the curves leave room
    words: (value) => `${(100 * value).toFixed(1)} %`,
  });
}

export function normsPanel() {
  return new Curves({
    title: "Gradient norms",
    axis: {
      title: { text: "norm of the gradient" }, type: "log", exponentformat: "power", dtick: 1,
      tickfont: { size: 10 }, // powers are written a quarter larger
    },
    lines: ({ colours, dashes }) =>
      ["W1", "b1", "W2", "b2"].map((name, at) => ({
        name, colour: colours[name], dash: dashes[name], of: (curves) => curves.norms[at],
      })),
    range: decades,
    earlier: false, // four lines of each would hide the four that count
    hover: "%{y:.3g}",
    texts: "top",
    words: (value) => value.toPrecision(3),
  });
}

function parts(scene, column) {
  const columns = [`train_${column}`, `test_${column}`];
  return PARTS.slice(0, scene.n_test === 0 ? 1 : 2).map((name, at) => ({
    name,
    colour: scene.colours[name],
    dash: at ? scene.dashes.test : "solid",
    of: (curves) => curves[columns[at]],
  }));
}
