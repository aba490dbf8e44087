// Lays out the studio: the bar of buttons, the line of time, and the panels; and decides which of
// them is drawn in which frame. The boundary is drawn in every one. The others take turns, so that
// no frame has more than one of them to draw.

import { Bar } from "./bar.js";
import { accuracyPanel, lossPanel, normsPanel } from "./panels/curves.js";
import { confusionPanel } from "./panels/confusion.js";
import { decisionPanel } from "./panels/decision.js";
import { matricesPanel } from "./panels/matrices.js";
import { networkPanel } from "./panels/network.js";
import { tablePanel } from "./panels/table.js";
import { TimeLine } from "./time_line.js";

// name -> [how it is made, drawn in every how manieth frame, and in which of those]
const PANELS = {
  network: [networkPanel, 6, 0],
  decision: [decisionPanel, 1, 0],
  loss: [lossPanel, 6, 1],
  accuracy: [accuracyPanel, 6, 2],
  norms: [normsPanel, 6, 3],
  confusion: [confusionPanel, 12, 4],
  matrices: [matricesPanel, 6, 5],
  table: [tablePanel, 12, 10],
};
const NUMBERS_EVERY = 6; // frames: what changes faster cannot be read

export class Screen {
  drawn = 0; // frames, since the page was opened

  #player;
  #theme = null;
  #shown = null; // the scene that the panels show
  #told = ""; // what the sentences say
  #stale = false; // some panels have not drawn the frame that is shown

  constructor(player) {
    this.#player = player;
    this.element = document.createElement("div");
    this.element.className = "metl-live";
    this.element.dataset.testid = "live-view";
    this.element.dataset.state = "paused";
    this.element.dataset.frame = "0";
    this.element.dataset.epoch = "0";
    this.bar = new Bar(player);
    this.time = new TimeLine(player);
    this.said = document.createElement("p");
    this.said.className = "metl-live-said";
    this.said.setAttribute("role", "status");
    const heading = document.createElement("h2"); // of the panels, for those who hear the page
    heading.className = "metl-live-heading";
    heading.textContent = "The network while it learns";
    const grid = document.createElement("div");
    grid.className = "metl-live-grid";
    this.grid = grid;
    const act = (action) => this.#act(action);
    this.panels = Object.entries(PANELS).map(([name, [make, every, turn]]) => {
      const panel = make(act);
      panel.element.style.gridArea = name;
      grid.append(panel.element);
      return { panel, every, turn };
    });
    this.notice = document.createElement("p");
    this.notice.className = "metl-live-notice";
    this.element.append(heading, this.bar.element, this.time.element, this.said, grid, this.notice);
    this.observer = new ResizeObserver(() => this.#resized());
    this.observer.observe(grid);
    // When one panel alone fills the screen, the next one has a size that the grid does not tell.
    this.resized = () => this.#resized();
    addEventListener("resize", this.resized);
  }

  setTheme(theme) {
    this.#theme = theme;
    this.#shown = null;
  }

  dispose() {
    this.observer.disconnect();
    removeEventListener("resize", this.resized);
    for (const { panel } of this.panels) panel.dispose();
  }

  fail(error) {
    this.#player.pause();
    this.#player.said = `This could not be shown: ${error.message}`;
  }

  // Called for every animation frame; `frame` is what is to be drawn now, or null for nothing new.
  refresh(frame) {
    const { scene, playing } = this.#player;
    if (!scene || !this.#theme) return;
    const anew = this.#shown !== scene;
    if (anew) this.#showScene(scene);
    if (frame) this.#draw(frame, !playing || anew);
    else if (anew || (this.#stale && !playing)) this.#draw(this.#player.frame, true, false);
    const state = playing ? "playing" : "paused";
    if (this.element.dataset.state !== state) this.element.dataset.state = state;
    this.bar.refresh();
    this.#tell();
  }

  #showScene(scene) {
    this.#shown = scene;
    this.grid.classList.toggle("metl-live-no-plane", scene.plane === null);
    for (const { panel } of this.panels) panel.show(scene, this.#theme);
    this.bar.show(scene);
  }

  #draw(frame, all, counts = true) {
    if (!frame) return;
    const turn = this.drawn;
    const film = this.#film;
    for (const { panel, every, turn: its } of this.panels)
      if (all || turn % every === its) panel.draw(frame, film);
    if (all || turn % NUMBERS_EVERY === 0) {
      this.bar.tell(frame);
      this.time.refresh();
    }
    this.#stale = !all;
    if (!counts) return;
    this.drawn += 1;
    this.element.dataset.frame = String(this.drawn);
    this.element.dataset.epoch = String(frame.epoch);
  }

  // What the panels of curves are given; computed only when one of them asks.
  get #film() {
    const player = this.#player;
    return {
      curves() {
        const { film, marks, cursor, frame } = player;
        if (player.drawnVersion !== film.version) {
          player.drawnVersion = film.version;
          player.drawnCurves = film.curves();
        }
        const at = cursor === null ? null : frame.at;
        return { ...player.drawnCurves, marks, cursor: at };
      },
    };
  }

  #act(action) {
    if (action.do === "watch") this.#player.setWatch(action.parameter, action.offset);
    else this.#player.do(action);
  }

  #tell() {
    const { stopped, said, resuming, late, notice } = this.#player;
    const waiting = resuming ? "Training again to where it stood …" : late ? "Waiting for the server …" : "";
    const words = said || waiting || (stopped?.say ?? "");
    if (this.#told === words + notice) return;
    this.#told = words + notice;
    this.said.textContent = words;
    this.said.hidden = !words;
    this.notice.replaceChildren(bold("What to notice. "), notice);
  }

  #resized() {
    this.#shown = null; // the panels measure themselves when they are shown
  }
}

function bold(text) {
  const element = document.createElement("strong");
  element.textContent = text;
  return element;
}
