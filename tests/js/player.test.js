import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "../../metl_ui/components/live_view/player.js";

const SETTINGS = { learning_rate: "0.03", batch_size: "all", l1: "0", l2: "0" };
const HELLO = { experiment: "moons", settings: SETTINGS, stop: [null, null, null], speed: "600", usual_speed: "600" };

// A server that trains by counting: an epoch is an epoch, and the loss tells the seed of the run.
class Server {
  constructor() {
    this.asks = [];
    this.hello = HELLO;
    this.journal = "";
    this.run = "run 1";
    this.player = new Player((ask) => this.asks.push(structuredClone(ask)));
    this.player.hear({ ...this.meta(), scene: { n_train: 300 } }, frames([[0, 0]]));
    this.opened = this.player.tick(0);
    this.asksOnOpening = this.asks.map(({ actions }) => actions);
    this.answer();
    this.player.tick(0);
    this.asks = [];
  }

  meta() {
    const { hello, run, journal } = this;
    return { hello, run, journal, settings: hello.settings, marks: [], tables: [], stopped: null, n_train: 300 };
  }

  get ask() {
    return this.asks.at(-1);
  }

  // Answers an ask as the real one does: it goes on from where the ask says.
  answer(ask = this.ask, extra = {}) {
    const per = ask.speed === "fastest" ? 100 : Math.max(1, Number(ask.speed) / 60);
    const [epoch, row] = ask.from;
    const shown = ask.frames
      ? Array.from({ length: ask.frames }, (_, i) => [epoch + (i + 1) * per, 0])
      : [[epoch, row]];
    this.player.hear({ ...this.meta(), answers: ask.number, ...extra }, frames(shown));
  }
}

function frames(positions) {
  const count = positions.length;
  const shaped = (array, ...shape) => Object.assign(array, { shape });
  return {
    epoch: shaped(Float64Array.from(positions, ([epoch]) => epoch), count),
    row: shaped(Uint32Array.from(positions, ([, row]) => row), count),
    record: shaped(new Float64Array(8 * count).fill(0.5), count, 8),
    detail_frame: shaped(new Uint16Array(0), 0),
  };
}

// Animation frames, 60 a second.
class Clock {
  now = 0;
  draw(player, count = 1) {
    const drawn = [];
    for (let i = 0; i < count; i += 1) {
      this.now += 1000 / 60;
      const frame = player.tick(this.now);
      if (frame) drawn.push(frame.epoch);
    }
    return drawn;
  }
}

function playing() {
  const server = new Server();
  const clock = new Clock();
  clock.draw(server.player);
  server.player.play();
  clock.draw(server.player);
  server.answer();
  return { server, clock, player: server.player };
}

test("a view that is opened draws at once, and lets its fragment be what ran last", () => {
  const server = new Server();
  assert.equal(server.opened.epoch, 0);
  assert.deepEqual(server.asksOnOpening, [[{ do: "look" }]]);
});

test("a paused view asks for nothing, however long it stands", () => {
  const server = new Server();
  assert.deepEqual(new Clock().draw(server.player, 1000), []);
  assert.equal(server.asks.length, 0);
});

test("a hidden view asks for nothing: without drawings there are no asks", () => {
  const { server, player } = playing();
  const before = server.asks.length;
  assert.ok(player.playing);
  assert.equal(server.asks.length, before);
});

test("it draws a frame for each animation frame, in order, and none twice", () => {
  const { server, clock, player } = playing();
  const drawn = [];
  for (let i = 0; i < 600; i += 1) {
    drawn.push(...clock.draw(player));
    if (server.asks.length && !server.answered?.has(server.ask.number)) {
      (server.answered ??= new Set()).add(server.ask.number);
      if (server.ask.number > 1) server.answer();
    }
  }
  assert.equal(drawn.length, 600);
  drawn.forEach((epoch, i) => assert.equal(epoch, 10 * (i + 1)));
});

test("it asks for more while the queue still lasts, and for one burst at a time", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  assert.equal(server.asks.length, 2);
  assert.deepEqual(server.ask.from, [120, 0]); // from the end of the queue, not from the screen
  clock.draw(player, 300);
  assert.equal(server.asks.filter((ask) => ask.number === server.asks[1].number).length, server.asks.length - 1);
});

test("an answer that is lost is asked for again, and nothing is trained twice", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 400); // over five seconds without an answer
  assert.ok(server.asks.length > 2);
  assert.deepEqual(server.ask, server.asks[1]);
  server.answer();
  assert.deepEqual(clock.draw(player, 1), [130]);
});

test("what is queued when something changes is not drawn beyond the next moment", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  server.answer(); // a long queue
  server.hello = { ...HELLO, settings: { ...SETTINGS, learning_rate: "0.1" } };
  player.hear({ hello: server.hello, run: server.run }, {});
  clock.draw(player);
  assert.deepEqual(server.ask.actions, [{ do: "settings" }]);
  const [from] = server.ask.from;
  assert.ok(from - player.frame.epoch <= 120, "at most a fifth of a second more");
  const drawn = clock.draw(player, 60);
  assert.ok(drawn.every((epoch) => epoch <= from));
  server.answer();
  assert.deepEqual(clock.draw(player, 1), [from + 10]);
});

test("a burst that was under way when something changed is never drawn", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  const old = server.ask;
  player.do({ do: "edit", parameter: "b1", index: [0], value: 1 });
  const queued = clock.draw(player, 30);
  server.answer(old);
  assert.deepEqual(clock.draw(player, 30), []);
  assert.equal(server.ask.actions[0].do, "edit");
  assert.equal(server.ask.from[0], queued.at(-1));
});

test("a pause tells the server where the screen stands, and play goes on from there", () => {
  const { server, clock, player } = playing();
  const [first] = clock.draw(player, 1);
  const asks = server.asks.length;
  player.pause();
  assert.deepEqual(clock.draw(player, 50), []);
  assert.equal(server.asks.length, asks + 1);
  assert.deepEqual(server.ask.from, [first, 0]);
  assert.equal(server.ask.frames, 0);
  server.answer();
  assert.deepEqual(clock.draw(player, 100), [first], "the same frame, in full");
  assert.equal(server.asks.length, asks + 1);
  player.play();
  clock.draw(player);
  server.answer();
  assert.deepEqual(clock.draw(player, 1), [first + 10]);
  assert.equal(player.film.frames.length, 3);
});

test("a burst that was under way at a pause is never drawn", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  const burst = server.ask;
  assert.ok(burst.frames > 0);
  player.pause();
  server.answer(burst);
  assert.deepEqual(clock.draw(player, 100), []);
  assert.equal(player.frame.epoch, 80);
});

test("a pause shows the moment of an edit that was still to come, so that it is not forgotten", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 2);
  player.do({ do: "edit", parameter: "W1", index: [0, 0], value: 2 });
  clock.draw(player); // it is sent, to be done at the end of the queue
  const [edited] = server.ask.from;
  assert.ok(edited > player.frame.epoch);
  player.pause();
  assert.equal(player.frame.epoch, edited);
  server.answer();
  clock.draw(player);
  assert.deepEqual(server.ask.from, [edited, 0]);
});

test("a run stops, and says why, when its last frame is on screen and not before", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  server.answer(server.ask, { stopped: { why: "epoch", say: "Stopped." } });
  clock.draw(player);
  assert.equal(player.stopped, null);
  clock.draw(player, 200);
  assert.equal(player.stopped.say, "Stopped.");
});

test("a step trains on from the screen, not from the queue", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 2);
  player.pause();
  player.step("batch");
  clock.draw(player);
  assert.deepEqual(server.ask.actions.at(-1), { do: "step", unit: "batch" });
  assert.deepEqual(server.ask.from, [20, 0]);
  assert.equal(server.ask.frames, 0);
});

test("a slow speed draws an epoch when it is due", () => {
  const server = new Server();
  const clock = new Clock();
  server.player.setSpeed("10");
  server.player.play();
  clock.draw(server.player);
  server.answer();
  const drawn = clock.draw(server.player, 60);
  assert.ok(drawn.length >= 9 && drawn.length <= 11, `${drawn.length} in a second`);
  drawn.forEach((epoch, i) => assert.equal(epoch, i + 1));
});

test("winding back shows the frames of the film, and asks the server for nothing", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  player.pause();
  clock.draw(player);
  const asks = server.asks.length;
  player.seek(2);
  assert.deepEqual(clock.draw(player, 3), [20]);
  player.step("epoch");
  assert.deepEqual(clock.draw(player, 3), [30]);
  assert.equal(server.asks.length, asks);
  assert.equal(player.playing, false);
});

test("play after winding back shows the film again, and then trains on", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5); // 10 to 50
  player.seek(1);
  clock.draw(player);
  server.answer();
  player.play();
  assert.deepEqual(clock.draw(player, 4), [20, 30, 40, 50]);
  clock.draw(player);
  server.answer();
  assert.deepEqual(clock.draw(player, 1), [60]);
});

test("to continue from an earlier frame leaves what came later, with its curve", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  player.seek(2);
  clock.draw(player);
  player.continueFromHere();
  player.play();
  clock.draw(player);
  assert.deepEqual(server.ask.from, [20, 0]);
  const { branches } = player.film.curves();
  assert.deepEqual([...branches[0].epoch], [0, 10, 20, 30, 40, 50]);
  assert.match(branches[0].name, /0\.03/);
});

test("something changed while wound back makes a branch by itself", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  player.seek(1);
  player.do({ do: "edit", parameter: "W1", index: [0, 0], value: 2 });
  clock.draw(player);
  assert.deepEqual(server.ask.from, [10, 0]);
  assert.equal(player.film.branches.length, 1);
});

test("a run that stopped is not asked for more, and says why", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  server.answer(server.ask, { stopped: { why: "epoch", say: "Stopped." } });
  clock.draw(player, 200);
  assert.equal(player.playing, false);
  const asks = server.asks.length;
  player.play();
  clock.draw(player, 20);
  assert.equal(server.asks.length, asks);
  assert.equal(player.stopped.say, "Stopped.");
});

test("a server that has lost the run is told where it stood", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  server.journal = "30:learning_rate=0.1";
  player.journal = server.journal;
  server.run = "run of a new server";
  player.hear({ ...server.meta(), scene: { n_train: 300 } }, frames([[0, 0]]));
  clock.draw(player, 20); // what is left of the queue is gone: the screen stands
  assert.equal(player.frame.epoch, 50);
  assert.equal(server.ask.run, server.run);
  assert.deepEqual(server.ask.from, [50, 0]);
  assert.deepEqual(server.ask.actions, [{ do: "resume", journal: server.journal }]);
  assert.ok(player.resuming);
  server.answer();
  assert.equal(clock.draw(player, 1)[0], 60);
});

test("what was done while the server was lost is done once it has the run again", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  player.pause();
  clock.draw(player);
  server.answer();
  player.do({ do: "step", unit: "epoch" });
  clock.draw(player); // this ask is never answered
  player.do({ do: "edit", parameter: "W1", index: [0, 0], value: 1 });
  const { epoch } = player.frame;
  server.run = "run of a new server";
  player.hear({ ...server.meta(), scene: { n_train: 300 } }, frames([[0, 0]]));
  clock.draw(player);
  assert.deepEqual(server.ask.from, [epoch, 0]);
  assert.deepEqual(server.ask.actions.map((action) => action.do), ["resume", "step", "edit"]);
});

test("an ask that comes to a new server before its page greets does not begin anew", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  player.do({ do: "edit", parameter: "W1", index: [0, 0], value: 1 });
  clock.draw(player);
  const { epoch } = player.frame;
  for (const run of ["run of a new server", "and of another one at once"]) {
    server.run = run;
    server.answer(server.ask, { scene: { n_train: 300 }, lost: true });
    assert.ok(player.playing);
    clock.draw(player);
    assert.equal(server.ask.run, run);
    assert.ok(server.ask.from[0] >= epoch);
    assert.deepEqual(server.ask.actions.map((action) => action.do), ["resume", "edit"]);
  }
  server.answer();
  assert.ok(clock.draw(player)[0] > epoch);
});

test("play that is pressed before the answer to a reset is not forgotten", () => {
  const { server, clock, player } = playing();
  player.reset();
  clock.draw(player);
  player.play();
  server.run = "run 2";
  server.answer(server.ask, { scene: { n_train: 300 } });
  assert.ok(player.playing);
  clock.draw(player);
  assert.equal(server.ask.run, "run 2");
  assert.ok(server.ask.frames > 0);
});

test("a run of other settings begins anew", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  server.hello = { ...HELLO, experiment: "spirals" };
  server.run = "run 2";
  player.hear({ ...server.meta(), scene: { n_train: 300 } }, frames([[0, 0]]));
  assert.deepEqual(clock.draw(player, 1), [0]);
  assert.equal(player.film.frames.length, 1);
  assert.equal(player.playing, false);
});

test("a run of the same experiment that replaces the one shown begins anew", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 5);
  server.hello = { ...HELLO, replaces: server.run };
  server.run = "run 2";
  player.hear({ ...server.meta(), scene: { n_train: 300 } }, frames([[0, 0]]));
  assert.deepEqual(clock.draw(player, 1), [0]);
  assert.equal(player.playing, false);
  // Another loss of the server is one all the same.
  server.answer();
  player.play();
  clock.draw(player);
  server.answer();
  clock.draw(player, 5);
  server.run = "run 3";
  player.hear({ ...server.meta(), scene: { n_train: 300 } }, frames([[0, 0]]));
  clock.draw(player);
  assert.equal(server.ask.actions[0].do, "resume");
});

test("a server that an ask come twice has taken back is brought to where the screen is", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  const { epoch } = player.frame;
  player.do({ do: "step", unit: "epoch" });
  clock.draw(player);
  const behind = { refused: "The run stands elsewhere.", behind: true };
  player.hear({ hello: HELLO, run: server.run, answers: server.ask.number, ...behind }, {});
  clock.draw(player);
  assert.ok(player.playing && player.said === "");
  assert.ok(server.ask.from[0] >= epoch);
  assert.deepEqual(server.ask.actions.map((action) => action.do), ["resume", "step"]);
});

test("a refusal is said, and stops the play", () => {
  const { server, clock, player } = playing();
  clock.draw(player, 8);
  player.hear({ hello: HELLO, run: server.run, answers: server.ask.number, refused: "No such entry." }, {});
  assert.equal(player.said, "No such entry.");
  assert.equal(player.playing, false);
});

test("a busy server sets the pace: frames last longer, evenly, and a burst is of four seconds", () => {
  const { server, clock, player } = playing();
  while (server.asks.length < 2) clock.draw(player);
  server.answer(server.ask, { pace: 15 });
  const before = server.ask.number;
  assert.equal(clock.draw(player, 60).length, 15);
  while (server.ask.number === before) clock.draw(player);
  assert.equal(server.ask.frames, 60);
});
