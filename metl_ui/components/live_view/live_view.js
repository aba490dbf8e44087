// The training studio's screen. Streamlit calls the default export with every message of the
// server and at every change of theme; what is asked goes back as a trigger of the fragment.

import { writesLate } from "../shared/address.js";
import { Keeper } from "../shared/keeper.js";
import { styled } from "../shared/style.js";
import { readTheme } from "../shared/theme.js";
import { remember, write } from "./address.js";
import { Player } from "./player.js";
import { Screen } from "./screen.js";
import { ShortWay } from "./short_way.js";
import { unpack } from "./wire.js";

const keeper = new Keeper(create, dispose);

export default async function ({ data, parentElement, setTriggerValue }) {
  await styled(new URL("live_view.css", import.meta.url));
  const view = keeper.in(parentElement, () => "live view");
  view.shortWay.throughThePage = (ask) => setTriggerValue("ask", ask);
  const theme = readTheme(parentElement);
  if (theme.id !== view.theme?.id) {
    view.theme = theme;
    view.screen.setTheme(theme);
  }
  if (data !== view.data) {
    view.data = data;
    view.heard = view.heard.then(() => hear(view, data));
  }
  start(view);
  return () => {
    if (parentElement.isConnected) return; // an overtaken call ends, the view stays
    keeper.leave(parentElement);
    if (!view.element.isConnected) stop(view); // else it has moved to another element
  };
}

function create() {
  const view = { data: null, theme: null, heard: Promise.resolve(), animation: 0 };
  const say = (data) => (view.heard = view.heard.then(() => hear(view, data)));
  view.shortWay = new ShortWay(new URL("../../../studio/", import.meta.url), say);
  view.player = new Player((ask) => view.shortWay.send(ask));
  view.screen = new Screen(view.player);
  view.element = view.screen.element;
  view.forget = writesLate(() => view.element.isConnected && write(view.player));
  return view;
}

function dispose(view) {
  stop(view);
  view.forget();
  view.screen.dispose();
}

// One message after the other: unpacking takes its time.
async function hear(view, data) {
  try {
    const { meta, arrays } = await unpack(data);
    if (meta.key) view.shortWay.open(meta.key);
    view.player.hear(meta, arrays);
  } catch (error) {
    view.screen.fail(error);
  }
}

function start(view) {
  if (view.animation) return;
  const draw = (now) => {
    view.animation = requestAnimationFrame(draw);
    if (document.hidden) return; // most browsers do not even call then
    const frame = view.player.tick(now);
    view.screen.refresh(frame, now);
    remember(view.player, now);
  };
  view.animation = requestAnimationFrame(draw);
}

function stop(view) {
  cancelAnimationFrame(view.animation);
  view.animation = 0;
}
