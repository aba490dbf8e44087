// Plays a run: a queue of frames that came from the server, one taken out for every drawing, and
// a new burst asked for before the queue is empty. There is no timer: without drawings (the tab is
// hidden, the view is paused) nothing is asked for, and the server rests.
//
// Every ask says from which moment the server is to go on. So an answer that was lost, or one that
// a change has made stale, does no harm: the next ask goes on from what was really shown. One ask is
// under way at a time; only what the person does overtakes one for more frames.

import { changesUntil } from "./address.js";
import { Film } from "./film.js";
import { framesOf } from "./frames.js";

export const FULL_SPEED = 60; // drawings a second; more epochs a second than these share a frame
const FIRST_BURST = 12; // frames: the first ones come soon
const LARGEST_BURST = 120;
const RESERVE = 4000; // ms of frames in a burst, where they are drawn more slowly
const AHEAD = 100; // ms of what is queued that is still shown when something is changed
const PATIENCE = 5000; // ms until an ask is sent again
const LATE = 1500; // ms until the person is told that the server has not answered yet

export class Player {
  film = new Film();
  scene = null;
  run = null; // the server's name for it
  playing = false;
  cursor = null; // index of the frame shown, when it is not the last one
  speed = "600"; // epochs a second, or "fastest"
  usualSpeed = "600";
  hello = null; // what the page said last
  watch = { parameter: "W1", offset: 0 };
  settings = null; // learning rate, batch size, penalties that are in force
  journal = ""; // what was changed by hand on the way, as it stands in a link
  marks = []; // for the curves: where something was changed
  notice = ""; // what there is to notice
  late = false; // the server takes its time
  said = ""; // a sentence of the server's about the last thing that was done

  #send;
  #queue = [];
  #end = null; // {why, say} when the run cannot or shall not go on beyond the queue
  #wanted = FIRST_BURST;
  #actions = [];
  #edited = -1; // moment of the last edit
  #asked = null; // the ask that is under way: {ask, sent, stale}
  #number = 0;
  #due = 0; // when the next frame may be drawn, at a slow speed
  #redraw = false;
  #pace = FULL_SPEED; // frames a second: the server says how many it can make for everybody

  constructor(send) {
    this.#send = send;
  }

  get frame() {
    return this.cursor === null ? this.film.last : this.film.frames[this.cursor];
  }

  // Why the run does not go on from the last frame, once that is on screen.
  get stopped() {
    return this.#queue.length ? null : this.#end;
  }

  // Whether the server is retraining a run that it had lost.
  get resuming() {
    return this.#asked?.ask.actions.some((action) => action.do === "resume") ?? false;
  }

  // What the person does ------------------------------------------------------------------

  play() {
    if (this.stopped && this.cursor === null) return;
    this.playing = true;
    this.#due = 0;
  }

  // The server is told, so that its run stands where the screen does: files that are saved are of
  // this very frame, and its numbers are shown in full.
  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.#dropLater();
    this.#show(this.#queue.splice(0)); // up to the last edit
    this.#actions.push({ do: "look" });
  }

  // Once forwards: to the next frame of the film, or with the network by an epoch, a batch, an
  // example.
  step(unit) {
    this.pause();
    if (this.cursor !== null) this.seek(this.cursor + 1);
    else this.do({ do: "step", unit });
  }

  seek(index) {
    const last = this.film.frames.length - 1;
    this.pause();
    this.cursor = index >= last ? null : Math.max(0, index);
    this.#redraw = true;
  }

  // From the frame that is shown: what came later is left, and its curves stay in sight.
  continueFromHere() {
    if (this.cursor === null) return;
    this.film.branch(this.cursor, this.describe());
    this.cursor = null;
    this.#end = null;
    this.#dropAll();
    this.#redraw = true;
  }

  // Back to the start, with the same first weights.
  reset() {
    this.pause();
    this.cursor = null;
    this.#end = null;
    this.#dropAll();
    this.#actions = [{ do: "reset" }];
  }

  do(action) {
    this.continueFromHere();
    this.#end = null;
    this.#dropLater();
    this.#actions.push(action);
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#wanted = FIRST_BURST;
    this.#dropLater();
  }

  setWatch(parameter, offset) {
    this.watch = { parameter, offset };
    if (this.cursor !== null) return; // it is told when the run goes on
    this.#dropLater();
    this.#actions.push({ do: "look" });
  }

  describe() {
    return this.settings ? `learning rate ${this.settings.learning_rate}` : "before";
  }

  // What the server says ------------------------------------------------------------------

  // Every message says what the page's widgets ask for now; an answer also holds frames.
  hear(meta, arrays) {
    if ("answers" in meta) this.#receive(meta, arrays);
    if (meta.hello) this.#greet(meta, arrays);
  }

  #receive(meta, arrays) {
    if (this.#asked?.ask.number !== meta.answers) return; // another one has been sent since
    // The ask came to a server that was started again, before its page had greeted us.
    if (meta.lost && this.#isLost(this.hello, meta)) return;
    const { ask, stale } = this.#asked;
    this.#asked = null;
    if (meta.behind) this.#resume(ask.actions);
    else if (meta.refused) {
      this.said = meta.refused;
      this.pause();
    } else if (meta.scene) this.#begin(meta, arrays, this.playing && ask.actions.some(isReset));
    else if (meta.run === this.run) {
      this.#note(meta);
      this.#pace = meta.pace ?? this.#pace;
      if (stale) return;
      this.#end = meta.stopped;
      const frames = framesOf(meta, arrays);
      if (this.playing) this.#queue.push(...frames);
      else this.#show(frames);
    }
  }

  #greet(meta, arrays) {
    const { hello } = meta;
    const before = this.hello;
    this.hello = hello;
    if (meta.run === this.run) {
      if (!same(hello.settings, before?.settings)) this.do({ do: "settings" });
      else if (!same(hello.stop, before?.stop)) this.do({ do: "look" });
    } else if (this.#isLost(before, meta)) {
      this.run = meta.run; // the server has lost the run: it was started again, or it forgot
      this.#resume(this.#asked?.ask.actions ?? []);
    } else if (meta.scene) {
      this.speed = before ? this.speed : hello.speed;
      this.usualSpeed = hello.usual_speed;
      this.#begin(meta, arrays);
    } else {
      this.run = meta.run;
      this.#actions.push({ do: "scene" });
    }
    // A server that was started again knows no fragment until the page has run again, and after a
    // lost connection Streamlit runs it only if what ran last was a fragment. So let it be one.
    if (!("answers" in meta) && !this.#actions.length) this.#actions.push({ do: "look" });
  }

  // The server's run does not stand where the screen does: it is to be brought there, and then what
  // is still undone is done.
  #resume(asked) {
    this.#dropAll();
    const resume = { do: "resume", journal: changesUntil(this.journal, this.film.last) };
    const undone = [...asked, ...this.#actions];
    this.#asked = null;
    this.#actions = [resume, ...undone.filter((action) => action.do !== "resume")];
  }

  // Whether the server's run is another one of the same experiment, and not so by intention.
  #isLost(before, { run, hello }) {
    if (run === this.run) return false;
    const isSame = before?.experiment === hello.experiment && hello.replaces !== this.run;
    return isSame && (this.film.last?.at > 0 || Boolean(this.journal));
  }

  #begin(meta, arrays, playing = false) {
    this.playing = playing; // Play may have been pressed before the answer to Reset
    this.film = new Film();
    this.run = meta.run;
    this.scene = { ...meta.scene, ...pointsOf(arrays), run: meta.run };
    this.cursor = null;
    this.#end = meta.stopped;
    this.#dropAll();
    this.#actions = [];
    this.#asked = null;
    this.#note(meta);
    if (arrays.past) this.film.seed(pastOf(arrays.past));
    this.#show(framesOf(meta, arrays));
    if (meta.hello.differs) this.do({ do: "settings" });
  }

  #note({ settings, journal, marks, notice }) {
    Object.assign(this, { settings, journal, marks, notice, said: "" });
  }

  #show(frames) {
    for (const frame of frames) this.film.push(frame);
    this.#redraw ||= frames.length > 0;
  }

  // Drawing ---------------------------------------------------------------------------------

  // To be called for every animation frame: the frame that is to be drawn now, or null.
  tick(now) {
    const frame = this.#next(now);
    this.late = !frame && this.#asked !== null && now - this.#asked.sent > LATE;
    this.#askIfNeeded(now);
    if (frame) this.#redraw = false;
    return frame;
  }

  #next(now) {
    const shown = this.#redraw ? this.frame : null;
    if (!this.playing || now < this.#due) return shown;
    if (this.cursor !== null) {
      this.cursor += 1;
      if (this.cursor >= this.film.frames.length - 1) this.cursor = null;
    } else if (this.#queue.length) this.film.push(this.#queue.shift());
    else {
      if (this.#end) this.playing = false;
      return shown;
    }
    this.#due = Math.max(this.#due, now - this.#interval) + this.#interval;
    return this.frame;
  }

  // Between two drawings, at a speed that has an epoch or less for each, or on a busy server.
  get #interval() {
    const speed = Math.min(Number(this.speed) || FULL_SPEED, this.#pace);
    return speed < FULL_SPEED ? 1000 / speed : 0;
  }

  // Asking ----------------------------------------------------------------------------------

  #askIfNeeded(now) {
    if (!this.run) return;
    const overtakes = this.#asked?.stale && this.#asked.ask.actions.every(isLook);
    if (this.#asked && !overtakes) {
      if (now - this.#asked.sent > PATIENCE) this.#post(this.#asked.ask, now);
      return;
    }
    const wanted = this.#interval ? Math.ceil(RESERVE / this.#interval) : this.#wanted;
    const hungry = this.playing && this.cursor === null && !this.#end;
    const low = this.#queue.length <= wanted / 2;
    if (!this.#actions.length && !(hungry && low)) return;
    const end = this.#queue.at(-1) ?? this.film.last;
    this.#number += 1;
    const ask = {
      number: this.#number,
      run: this.run,
      from: end ? [end.epoch, end.row] : [0, 0],
      frames: this.playing ? wanted : 0,
      speed: this.speed,
      watch: this.watch,
      actions: this.#actions,
    };
    if (this.#actions.some((action) => action.do === "edit")) this.#edited = end.at;
    this.#actions = [];
    if (hungry) this.#wanted = Math.min(2 * this.#wanted, LARGEST_BURST);
    this.#post(ask, now);
  }

  #post(ask, now) {
    this.#asked = { ask, sent: now, stale: false };
    this.#send(ask);
  }

  // Something is changed: what lies in the queue beyond the next moment will not come to pass. But
  // the run must not go back behind an edit, which would be forgotten.
  #dropLater() {
    const ahead = this.playing ? Math.floor(AHEAD / (this.#interval || 1000 / FULL_SPEED)) : 0;
    const queue = this.#queue;
    while (queue.length > ahead && queue.at(-1).at > this.#edited) queue.pop();
    if (this.#asked) this.#asked.stale = true;
  }

  #dropAll() {
    this.#queue = [];
    this.#edited = -1;
    if (this.#asked) this.#asked.stale = true;
  }
}

const isReset = (action) => action.do === "reset";
const isLook = (action) => action.do === "look"; // it changes nothing
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Rows of the server's record -> the columns of a film.
function pastOf(past) {
  const [rows, width] = past.shape;
  const column = (c) => Float64Array.from({ length: rows }, (_, i) => past[i * width + c]);
  return {
    epoch: column(0),
    train_loss: column(1),
    test_loss: column(2),
    train_accuracy: column(3),
    test_accuracy: column(4),
    norms: [5, 6, 7, 8].map(column),
  };
}

function pointsOf({ train_x1, train_x2, train_labels, test_x1, test_x2, test_labels }) {
  if (!train_x1) return { train: null, test: null };
  return {
    train: { x1: train_x1, x2: train_x2, labels: train_labels },
    test: test_x1 ? { x1: test_x1, x2: test_x2, labels: test_labels } : null,
  };
}
